/** Follows how far a streaming replica is behind its primary, and so whether it may be read from. */
import type { PostgresPool } from 'kysely';
import type { Logger } from 'pino';

export interface ReplicaState {
  /** How long ago the primary was, at most, as the replica is now; null where that cannot be told. */
  readonly lagMs: number | null;
  /** Why nothing is read from it; null while it is read. */
  readonly reason: string | null;
}

export interface Replica {
  state(): ReplicaState;
  /** Told by whoever could not read: nothing is read there until it has answered again. */
  lost(): void;
  close(): Promise<void>;
}

export interface ReplicaOptions {
  /** Each is asked over one connection; the caller ends both, after the replica is closed. */
  readonly primary: PostgresPool;
  readonly replica: PostgresPool;
  readonly log: Logger;
}

const LOOK_MS = 1_000;
/** Further behind, it is read no more, and read again when it is as close as `CLOSE_MS`. */
export const MOST_BEHIND_MS = 10_000;
const CLOSE_MS = 2_000;
/** Positions of the primary that are kept; beyond, every second one is dropped. */
const MOST_KEPT = 3_600;

const NO_ANSWER = 'it does not answer';
const BEHIND = 'it is too far behind';

const AT_PRIMARY = `select system_identifier::text as system, (pg_current_wal_lsn() - '0/0')::text as position
  from pg_control_system()`;
const AT_REPLICA = `select system_identifier::text as system, pg_is_in_recovery() as follows,
    (pg_last_wal_replay_lsn() - '0/0')::text as position
  from pg_control_system()`;

interface AtPrimary {
  readonly system: string;
  readonly position: string;
}

interface AtReplica {
  readonly system: string;
  readonly follows: boolean;
  readonly position: string | null;
}

export function followReplica({ primary, replica, log }: ReplicaOptions): Replica {
  const behind = createBehind();
  let system: string | null = null;
  let state: ReplicaState = { lagMs: null, reason: 'it has not been looked at yet' };
  let closed = false;

  function become(next: ReplicaState): void {
    const { reason } = state;
    state = next;
    if (next.reason === reason || closed) return;
    if (next.reason === null) log.info('reads that may be a little old go to the replica');
    else log.warn({ reason: next.reason }, 'all reads go to the primary');
  }

  async function look(): Promise<ReplicaState> {
    const now = performance.now();
    const leading = await ask<AtPrimary>(primary, AT_PRIMARY).catch(() => null);
    const following = await ask<AtReplica>(replica, AT_REPLICA).catch(() => null);
    if (leading) {
      ({ system } = leading);
      behind.note(now, BigInt(leading.position));
    }
    if (following === null) return { lagMs: null, reason: NO_ANSWER };
    if (system === null)
      return { lagMs: null, reason: 'the primary, which it would follow, does not answer' };
    if (!following.follows || following.system !== system || following.position === null) {
      return {
        lagMs: null,
        reason: 'it is no replica of the primary: see what CHAINTILL_READ_DATABASE_URL names',
      };
    }
    const lagMs = behind.of(BigInt(following.position), performance.now());
    const most = state.reason === null ? MOST_BEHIND_MS : CLOSE_MS;
    return { lagMs, reason: lagMs === null || lagMs > most ? BEHIND : null };
  }

  let timer: NodeJS.Timeout | undefined;
  async function keepLooking(): Promise<void> {
    become(await look());
    if (!closed) timer = setTimeout(again, LOOK_MS).unref();
  }
  const again = (): void => void (looking = keepLooking());
  let looking = keepLooking();

  return {
    state: () => state,
    lost: () => become({ lagMs: null, reason: NO_ANSWER }),
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

async function ask<Row>(pool: PostgresPool, statement: string): Promise<Row | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<Row>(statement, []);
    return rows[0] ?? null;
  } finally {
    client.release();
  }
}

/** What the primary had written when, against which a replica is held: the clocks of both do not matter. */
export interface Behind {
  note(at: number, position: bigint): void;
  /** @returns null where the replica is behind all that was noted */
  of(position: bigint, now: number): number | null;
}

export function createBehind(): Behind {
  let notes: { readonly at: number; readonly position: bigint }[] = [];
  return {
    note(at, position) {
      // A primary that was replaced by a standby of its own may begin a little earlier.
      if (position < (notes.at(-1)?.position ?? 0n)) notes = [];
      if (notes.length >= MOST_KEPT) notes = notes.filter((_note, i) => i % 2 === 0);
      notes.push({ at, position });
    },
    of(position, now) {
      const reached = notes.findLastIndex((note) => note.position <= position);
      const last = notes.length - 1;
      notes = notes.slice(Math.max(reached, 0));
      if (reached < 0) return null;
      return reached === last ? 0 : Math.round(now - (notes[0]?.at ?? now));
    },
  };
}
