/** When a replica is read from, and what becomes of reads that it fails, with servers that are made up. */
import type { PostgresPool } from 'kysely';
import { pino } from 'pino';
import { ChaintillError } from '../../../src/domain/errors.js';
import { openReadPool } from '../../../src/store/reads/pool.js';
import {
  createBehind,
  followReplica,
  MOST_BEHIND_MS,
  type Replica,
} from '../../../src/store/reads/replica.js';

const silent = pino({ level: 'silent' });
const gone = (): ChaintillError => new ChaintillError('DATABASE_UNAVAILABLE', 'gone');
const conflict = (): Error => Object.assign(new Error('canceling statement'), { code: '40001' });

type Client = Awaited<ReturnType<PostgresPool['connect']>>;

/** @param answer to a statement, or what it fails with */
function poolOf(answer: (statement: string) => unknown): PostgresPool & { open: number } {
  const pool = {
    open: 0,
    connect() {
      pool.open += 1;
      const client = {
        query: (statement: string) =>
          Promise.resolve().then(() => {
            const row = answer(statement);
            if (row instanceof Error) throw row;
            return { rows: [row], command: 'SELECT', rowCount: 1 };
          }),
        release: () => void (pool.open -= 1),
      };
      return Promise.resolve(client as unknown as Client);
    },
    end: () => Promise.resolve(),
  };
  return pool;
}

describe('how far behind', () => {
  it('is nothing where all is replayed, else the age of the last position that was', () => {
    const behind = createBehind();
    behind.note(1_000, 10n);
    behind.note(2_000, 20n);
    behind.note(3_000, 30n);
    expect(behind.of(30n, 3_100)).toBe(0);
    behind.note(4_000, 40n);
    behind.note(5_000, 50n);
    expect(behind.of(45n, 5_500)).toBe(1_500);
    expect(behind.of(50n, 5_600)).toBe(0);
  });

  it('cannot be told of a replica that is behind all that was seen', () => {
    const behind = createBehind();
    expect(behind.of(5n, 0)).toBeNull();
    behind.note(1_000, 10n);
    expect(behind.of(5n, 2_000)).toBeNull();
  });

  it('begins anew under a primary that stands further back', () => {
    const behind = createBehind();
    behind.note(1_000, 10n);
    behind.note(2_000, 8n);
    expect(behind.of(8n, 2_500)).toBe(0);
  });

  it('keeps few positions of a replica that is away for long', () => {
    const behind = createBehind();
    behind.note(0, 0n);
    for (let at = 1; at <= 20_000; at++) behind.note(at * 1_000, BigInt(at));
    expect(behind.of(0n, 20_000_000)).toBe(20_000_000);
  });
});

describe('a followed replica', () => {
  let primaryAt = 100;
  let replicaAt: number | null = 100;
  let system = '7';
  let follows = true;
  let replica: Replica;

  beforeEach(() => {
    jest.useFakeTimers();
    [primaryAt, replicaAt, system, follows] = [100, 100, '7', true];
  });
  afterEach(async () => {
    await replica.close();
    jest.useRealTimers();
  });

  async function start(): Promise<void> {
    replica = followReplica({
      primary: poolOf(() => ({ system: '7', position: String(primaryAt) })),
      replica: poolOf(() =>
        replicaAt === null ? gone() : { system, follows, position: follows ? String(replicaAt) : null },
      ),
      log: silent,
    });
    await jest.advanceTimersByTimeAsync(0);
  }

  it('is read once it has answered, up to date', async () => {
    const started = start();
    expect(replica.state().reason).not.toBeNull();
    await started;
    expect(replica.state()).toEqual({ lagMs: 0, reason: null });
  });

  it('is read while it is a little behind, not while it is more, and again when it is close', async () => {
    await start();
    for (let looks = 1; looks <= MOST_BEHIND_MS / 1_000; looks++) {
      primaryAt += 1;
      await jest.advanceTimersByTimeAsync(1_000);
      expect(replica.state().reason).toBeNull();
    }
    primaryAt += 1;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(replica.state()).toMatchObject({ lagMs: MOST_BEHIND_MS + 1_000, reason: 'it is too far behind' });
    replicaAt = primaryAt - 5;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(replica.state()).toMatchObject({ reason: 'it is too far behind' });
    replicaAt = primaryAt;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(replica.state()).toEqual({ lagMs: 0, reason: null });
  });

  it('is not read while it does not answer, and from whoever says so on', async () => {
    await start();
    replica.lost();
    expect(replica.state().reason).toBe('it does not answer');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(replica.state().reason).toBeNull();
    replicaAt = null;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(replica.state().reason).toBe('it does not answer');
  });

  it.each([
    ['takes writes', () => (follows = false)],
    ['is another system', () => (system = '8')],
  ])('is never read where it %s', async (_what, make) => {
    make();
    await start();
    expect(replica.state().reason).toMatch(/no replica of the primary/);
  });
});

describe('connections for reading', () => {
  const state = { reason: null as string | null, lost: 0 };
  const following: Replica = {
    state: () => ({ lagMs: 0, reason: state.reason }),
    lost: () => void (state.lost += 1),
    close: () => Promise.resolve(),
  };
  const failures: (Error | null)[] = [];
  const primary = poolOf(() => ({ by: 'primary' }));
  const replica = poolOf(() => failures.shift() ?? { by: 'replica' });
  const reading = openReadPool({ primary, replica, following });

  /** Who answers each of some statements of one connection. */
  async function ask(statements = 1): Promise<unknown[]> {
    const client = await reading.connect();
    const answers: unknown[] = [];
    try {
      for (let i = 0; i < statements; i++) {
        answers.push(
          await client.query<{ by: string }>('select', []).then(
            ({ rows }) => rows[0]?.by,
            (failure: unknown) => (failure instanceof ChaintillError ? failure.code : String(failure)),
          ),
        );
      }
    } finally {
      client.release();
    }
    return answers;
  }

  beforeEach(() => {
    failures.length = 0;
    Object.assign(state, { reason: null, lost: 0 });
  });
  afterEach(() => expect([primary.open, replica.open]).toEqual([0, 0]));

  it('are to the replica while it may be read', async () => {
    expect(await ask(2)).toEqual(['replica', 'replica']);
    state.reason = 'no';
    expect(await ask(2)).toEqual(['primary', 'primary']);
  });

  it.each([
    ['is gone', gone, 1],
    ['cancels it', conflict, 0],
  ])('ask the primary the same where the replica %s at the first statement', async (_what, failure, lost) => {
    failures.push(failure());
    expect(await ask(2)).toEqual(['primary', 'primary']);
    expect(state.lost).toBe(lost);
  });

  it('fail with DATABASE_UNAVAILABLE in what may be a transaction', async () => {
    failures.push(null, conflict());
    expect(await ask(2)).toEqual(['replica', 'DATABASE_UNAVAILABLE']);
  });

  it('give back any other failure as it is', async () => {
    failures.push(new ChaintillError('QUERY_TIMEOUT', 'long'));
    expect(await ask()).toEqual(['QUERY_TIMEOUT']);
    expect(state.lost).toBe(0);
  });
});
