/** A till with shops whose orders are registered and paid as fast as the benchmark wants. */
import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { notationOf } from '../../src/domain/events/notation.js';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import { chainSchemaStatements } from '../../test/support/chain-schema.js';
import { network } from '../../test/support/network.js';
import { createTestKey } from '../../test/support/till.js';

export interface BenchShop {
  readonly merchantId: string;
  readonly payee: string;
  readonly key: string;
}

export interface BenchTill {
  readonly till: TillDatabase;
  readonly shops: readonly BenchShop[];
  /** Indexes a block that settles this many orders, one event each, in turn of all shops. @returns its height */
  addBlock(payments: number): Promise<number>;
  /** Settles what is indexed. @returns when the last transaction had committed, in milliseconds since 1970 */
  settle(): Promise<number>;
  close(): Promise<void>;
}

const silent = pino({ level: 'silent' });
const PAYER = `0x${'a1'.repeat(32)}`;

/** @param orders open orders, of all shops together; each block pays the next ones */
export async function openBenchTill(url: string, shopCount: number, orders: number): Promise<BenchTill> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query((await chainSchemaStatements()).join('\n'));
  await client.end();
  const till = openTillDatabase({ url, log: silent, statementTimeoutMs: 600_000 });
  await migrateTill({ url, log: silent });
  await claimTill(till, { network: 'testnet', genesisHash: '0x00', chainIdentity: '0x00' });
  const shops: BenchShop[] = [];
  for (let i = 0; i < shopCount; i++) shops.push(await openShop(till, i));
  await sql`
    insert into till.orders (merchant_id, order_id, mode, payee, owner, reference, amount, minimum, window_from,
      expiry_height, late_policy, terms_digest, registered_height, public_token, applied_height)
    select a.merchant_id, 'order-' || n, 'reference', a.account, a.account, 'order-' || n, 1000, 1000, 0,
      1000000, 'hold', '\\x00', 0, 'token-' || n, 0
    from generate_series(0, ${orders}::int - 1) n
      join till.accounts a on a.account = '0x' || lpad(to_hex(n % ${shopCount}::int + 1), 64, '0')`.execute(
    till,
  );
  await sql`vacuum analyze`.execute(till);

  let height = 0;
  let paid = 0;
  const self: BenchTill = {
    till,
    shops,
    async addBlock(payments) {
      height += 1;
      await sql`
        insert into chain.transfers (id, from_id, to_id, value, reference, pairing, block_id, block_number, event_index,
          extrinsic_index, extrinsic_hash)
        select ${height} || '-' || n, ${PAYER}, '0x' || lpad(to_hex((${paid}::int + n) % ${shopCount}::int + 1), 64, '0'), 1000,
          'order-' || (${paid}::int + n), 'paired', '0x' || lpad(to_hex(${height}::int), 64, '0'), ${height}::int, n, n,
          '0x' || md5(${height} || '/' || n)
        from generate_series(0, ${payments}::int - 1) n`.execute(till);
      await sql`
        insert into chain._metadata values ('lastProcessedHeight', to_jsonb(${height}::int), now(), now())
        on conflict (key) do update set value = excluded.value`.execute(till);
      paid += payments;
      return height;
    },
    async settle() {
      for (;;) {
        const { more } = await settleStep(till, {
          epoch: 0n,
          schema: 'chain',
          most: 2_000,
          limit: null,
          plan: (work) => planSettlement(work, () => 0n, notationOf(network)),
        });
        if (!more) return Date.now();
      }
    },
    close: () => till.destroy(),
  };
  await self.addBlock(0);
  await self.settle();
  return self;
}

async function openShop(till: TillDatabase, index: number): Promise<BenchShop> {
  const { id: merchantId } = await till
    .insertInto('merchants')
    .values({ name: `Shop ${index}` })
    .returning('id')
    .executeTakeFirstOrThrow();
  const payee = `0x${(index + 1).toString(16).padStart(64, '0')}`;
  await till
    .insertInto('accounts')
    .values({ account: payee, merchantId, fromHeight: 0, provedBy: 'operator' } as never)
    .execute();
  return { merchantId, payee, key: await createTestKey(till, { merchantId, kind: 'read' }) };
}
