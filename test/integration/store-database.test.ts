import pg from 'pg';
import { ChaintillError } from '../../src/domain/errors.js';
import { parseAccount } from '../../src/domain/account.js';
import { openChainDatabase, type ChainDatabase } from '../../src/store/chain/database.js';
import { ensureChainIndexes } from '../../src/store/chain/indexes.js';
import { ALWAYS } from '../../src/store/lists/condition.js';
import { readIndexing } from '../../src/store/chain/indexing.js';
import { readPayment } from '../../src/store/chain/payments.js';
import { listTransfers } from '../../src/store/chain/transfers.js';
import { ALICE, BOB } from '../support/accounts.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';

let index: TestIndex;
let chain: ChainDatabase;
const never = new AbortController().signal;

beforeAll(async () => {
  index = await createTestIndex();
  chain = openChainDatabase({ url: index.database.url, log: silent });
});
afterAll(async () => {
  await chain.db.destroy();
  await index.close();
});

describe('reads of more than one statement', () => {
  /** Rebuilds the index over and over, into one of two states that share no number. */
  function rebuildUntil(stop: AbortSignal): Promise<void> {
    const rebuild = async (amount: number): Promise<void> => {
      await index.client.query('begin');
      await index.client.query('delete from chain.transfers');
      await index.insertTransfers(
        Array.from({ length: amount / 100 }, (_, i) => ({
          blockNumber: 1 + i,
          value: '100',
          reference: 'A-1',
          fromId: BOB,
          toId: ALICE,
        })),
      );
      await index.setMetadata({ lastProcessedHeight: amount });
      await index.client.query('commit');
    };
    return (async () => {
      for (let turn = 0; !stop.aborted; turn++) await rebuild(turn % 2 === 0 ? 100 : 700);
    })();
  }

  it('are of one moment: height, sum and transfers of a payment; rows and count of a page', async () => {
    const stop = new AbortController();
    await index.setMetadata({ lastProcessedHeight: 0 });
    const rebuilding = rebuildUntil(stop.signal);
    const heights = new Set<number>();
    try {
      for (let i = 0; i < 100 || heights.size < 2; i++) {
        const payment = await readPayment(chain, {
          reference: 'A-1',
          payee: parseAccount(ALICE),
          asset: null,
          from: { height: 0 },
          limit: 100,
        });
        heights.add(payment.indexedHeight);
        expect(payment.received).toBe(BigInt(payment.indexedHeight));
        expect(payment.transfers).toHaveLength(payment.indexedHeight / 100);
        const page = await listTransfers(chain, {
          where: ALWAYS,
          order: [],
          after: null,
          before: null,
          limit: 100,
          offset: 0,
          fromEnd: false,
          count: true,
          bothEnds: false,
        });
        expect(page.rows).toHaveLength(page.total ?? -1);
      }
    } finally {
      stop.abort();
      await rebuilding;
    }
  }, 60_000);

  it('write nothing', async () => {
    await expect(
      chain.snapshot((snapshot) => snapshot.db.deleteFrom('transfers').execute()),
    ).rejects.toMatchObject({ code: '25006' });
  });
});

describe('an index that is not there', () => {
  it.each(['no_such_schema', 'empty_schema'])('is said to be: %s', async (schema) => {
    await index.client.query('create schema if not exists empty_schema');
    const early = openChainDatabase({ url: index.database.url, schema, log: silent });
    try {
      await expect(readIndexing(early)).rejects.toMatchObject({ code: 'INDEX_NOT_READY' });
    } finally {
      await early.db.destroy();
    }
    await expect(ensureChainIndexes(index.database.url, schema, never)).rejects.toMatchObject({
      code: 'INDEX_NOT_READY',
    });
  });

  it.each(['', 'Chain', 'a-b', 'x"; drop schema chain; --', '1a', 'a'.repeat(64)])(
    'cannot have the name %j',
    (schema) => {
      expect(() => openChainDatabase({ url: index.database.url, schema, log: silent })).toThrow(
        ChaintillError,
      );
    },
  );
});

describe('a lost connection', () => {
  it('fails the query that it had, ends nothing else, and is replaced', async () => {
    const hanging = chain.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('_metadata').select('key').execute();
      await index.client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'chaintill' and datname = current_database()",
      );
      await transaction.selectFrom('_metadata').select('key').execute();
    });
    await expect(hanging).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(readIndexing(chain)).resolves.toMatchObject({ targetHeight: null });
  });
});

describe('ensureChainIndexes', () => {
  const find = async (): Promise<{ name: string; valid: boolean }[]> => {
    const { rows } = await index.client.query<{ name: string; valid: boolean }>(
      `select indexrelid::regclass::text as name, indisvalid as valid from pg_index
       where indexrelid::regclass::text like 'chain.chaintill_%' order by 1`,
    );
    return rows;
  };

  it('makes what is missing, once, however many ask', async () => {
    const made = await Promise.all(
      Array.from({ length: 4 }, () => ensureChainIndexes(index.database.url, 'chain', never)),
    );
    expect(made.flat().toSorted()).toEqual((await find()).map(({ name }) => name.replace('chain.', '')));
    expect(made.flat()).toContain('chaintill_transfers_to_id');
    expect(await ensureChainIndexes(index.database.url, 'chain', never)).toEqual([]);
  });

  it('makes anew what was left half-built', async () => {
    await index.client.query(
      "update pg_index set indisvalid = false where indexrelid = 'chain.chaintill_transfers_to_id'::regclass",
    );
    expect(await ensureChainIndexes(index.database.url, 'chain', never)).toEqual([
      'chaintill_transfers_to_id',
    ]);
    expect((await find()).every(({ valid }) => valid)).toBe(true);
  });

  it('says so where it may not', async () => {
    // Roles belong to the server, not to this test's database.
    const role = `reader_${index.database.database}`;
    await index.client.query('drop index chain.chaintill_transfers_to_id');
    await index.client.query(
      `create role ${role} login password 'reader'; grant usage on schema chain to ${role}`,
    );
    const url = new URL(index.database.url);
    Object.assign(url, { username: role, password: 'reader' });
    try {
      await expect(ensureChainIndexes(url.href, 'chain', never)).rejects.toBeInstanceOf(pg.DatabaseError);
    } finally {
      await index.client.query(`drop owned by ${role}; drop role ${role}`);
    }
  });
});
