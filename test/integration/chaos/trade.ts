/** A shop that registers orders through the gateways, and a chain that pays them in every way, whatever else happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { ChaintillError } from '../../../src/domain/errors.js';
import { completeTransfer } from '../../support/gateway.js';
import { until } from '../../support/processes.js';
import { payment } from '../../support/settlement.js';
import { PAYEE, type Instance } from './instance.js';

export interface Trade {
  /** Ids of the orders that a gateway said it has, by the shop's own. */
  readonly told: ReadonlyMap<string, string>;
  /** How often a registration was refused, by the code of the refusal. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Height of the chain's finalized head, which nothing holds up. */
  readonly head: number;
  /** Ends the shop's day: what was begun is registered, paid and settled. */
  end(): Promise<void>;
  /** Ends all at once. */
  close(): Promise<void>;
}

const BLOCK_MS = 200;
const PER_BLOCK = 2;
/** Orders that a shop tries to register at once. */
const MOST_BEGUN = 12;
const AMOUNT = 1_000n;
/** Blocks that an order waits for its money. */
const PATIENCE = 6;
/** Blocks after which nothing more is paid, and nothing expires. */
const AFTERMATH = PATIENCE + 4;
const AGAIN_MS = 100;
const MINUTE = 60_000;

/** What is paid for an order, and how many blocks after its registration. */
const WAYS: readonly (readonly { readonly after: number; readonly value: bigint }[])[] = [
  [{ after: 1, value: AMOUNT }],
  [
    { after: 1, value: AMOUNT - 400n },
    { after: 3, value: 400n },
  ],
  [{ after: 2, value: AMOUNT + 5n }],
  [
    { after: 1, value: AMOUNT },
    { after: 3, value: AMOUNT },
  ],
  [{ after: PATIENCE + 3, value: AMOUNT }],
  [],
];

export function startTrade(instance: Instance): Trade {
  const { till, node, gateways, key } = instance;
  const told = new Map<string, string>();
  const refusals = new Map<string, number>();
  const due = new Map<number, ReturnType<typeof payment>[]>();
  const state = { head: 1, indexed: 0, closing: false, closed: false, failure: null as unknown };
  const begun = new Set<Promise<void>>();
  let orders = 0;

  function begin(): void {
    const number = orders++;
    const registering = register(number)
      .catch((error: unknown) => (state.failure ??= error))
      .then(() => void begun.delete(registering));
    begun.add(registering);
  }

  async function register(number: number): Promise<void> {
    const orderId = `o-${number}`;
    while (!state.closed) {
      // A gateway that is up must answer, whatever is down behind it.
      const answer = await fetch(`${gateways[number % gateways.length]?.url() ?? ''}/v1/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({
          orderId,
          amountInSmallestUnits: String(AMOUNT),
          expiresInBlocks: PATIENCE,
        }),
      });
      const body = (await answer.json()) as { id?: string; error?: { code: string; message: string } };
      if (answer.status === 201 || answer.status === 200) {
        told.set(orderId, body.id ?? '');
        for (const { after, value } of WAYS[number % WAYS.length] ?? []) {
          const height = state.indexed + 1 + after;
          due.set(height, [...(due.get(height) ?? []), payment(PAYEE, value, orderId)]);
        }
        return;
      }
      const { code = String(answer.status), message = '' } = body.error ?? {};
      if (answer.status !== 503 || message === '') throw new Error(`refused with ${code}: ${message}`);
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
      await sleep(AGAIN_MS);
    }
  }

  async function grow(): Promise<void> {
    while (!state.closed) {
      await sleep(BLOCK_MS);
      state.head += 1;
      node.setHeads(state.head + 2, state.head);
      for (let i = 0; i < PER_BLOCK && begun.size < MOST_BEGUN && !state.closing; i++) begin();
    }
  }

  async function index(): Promise<void> {
    while (!state.closed) {
      if (state.indexed >= state.head) await sleep(BLOCK_MS / 4);
      else if (await indexBlock(state.indexed + 1)) state.indexed += 1;
      else await sleep(AGAIN_MS);
    }
  }

  /** @returns whether Postgres took it */
  async function indexBlock(height: number): Promise<boolean> {
    const rows = (due.get(height) ?? [])
      .map((row, eventIndex) => completeTransfer({ ...row, eventIndex, blockNumber: height }))
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name.replace(/[A-Z]/g, '_$&').toLowerCase(), value]),
        ),
      );
    try {
      await till.transaction().execute(async (db) => {
        await sql`insert into chain.transfers select * from jsonb_populate_recordset(null::chain.transfers, ${JSON.stringify(rows)})
          on conflict do nothing`.execute(db);
        await sql`insert into chain._metadata values ('lastProcessedHeight', to_jsonb(${height}::int), now(), now())
          on conflict (key) do update set value = excluded.value`.execute(db);
      });
      return true;
    } catch (error) {
      if (error instanceof ChaintillError && error.code === 'DATABASE_UNAVAILABLE') return false;
      throw error;
    }
  }

  const running = Promise.all([grow(), index()]).catch((error: unknown) => (state.failure ??= error));

  async function settledHeight(): Promise<number> {
    if (state.failure !== null) throw state.failure as Error;
    const row = await till
      .selectFrom('instance')
      .select('settledHeight')
      .executeTakeFirst()
      .catch(() => null); // Postgres is away: not yet
    return row?.settledHeight ?? 0;
  }

  return {
    told,
    refusals,
    get head() {
      return state.head;
    },
    async end() {
      try {
        state.closing = true;
        await until('all orders are registered', () => state.failure !== null || begun.size === 0, MINUTE);
        const last = state.head + AFTERMATH;
        await until(`block ${last} is settled`, async () => (await settledHeight()) >= last, 2 * MINUTE);
        state.closed = true;
        await running;
        await until('the last block is settled', async () => (await settledHeight()) >= state.indexed);
      } catch (cause) {
        throw new Error(`${String(cause)}\n${instance.output()}`, { cause });
      }
    },
    async close() {
      state.closing = true;
      state.closed = true;
      await running;
      await Promise.all(begun);
    },
  };
}
