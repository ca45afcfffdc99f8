import type pg from 'pg';
import { chainSchemaStatements } from '../../test/support/chain-schema.js';

/** Accounts that stand for others like them. */
export const PAYEE = key('payee');
export const RARE = key('rare');
export const SENDER = key('sender');
/** Received a quarter of all, in the first quarter of the chain, and nothing since. */
export const FORMER = key('former');

/** Events of one block. */
const PER_BLOCK = 10;

/** The last block that `fill` makes. */
export function lastBlock(rows: number): number {
  return Math.ceil(rows / PER_BLOCK);
}

/**
 * Makes the index of a busy chain: `rows` transfers, a tenth of them to one payee, the rest spread unevenly over a hundred
 * thousand accounts; a tenth as many asset transfers, most of one asset; a fifth as many remarks; a tenth as many
 * failed payments. The same rows each time.
 */
export async function fill(client: pg.Client, rows: number, say: (line: string) => void): Promise<void> {
  const statements = await chainSchemaStatements();
  const isIndex = (statement: string): boolean => statement.startsWith('CREATE INDEX');
  for (const statement of statements.filter((one) => !isIndex(one))) await client.query(statement);
  await client.query('select setseed(0.5)');
  say(`filling ${rows} transfers`);
  await client.query(transfersSql('transfers', '', rows));
  say(`filling ${Math.ceil(rows / 10)} asset transfers`);
  await client.query(transfersSql('asset_transfers', ASSET, Math.ceil(rows / 10)));
  say(`filling ${Math.ceil(rows / 5)} remarks`);
  await client.query(remarksSql(Math.ceil(rows / 5)));
  say(`filling ${Math.ceil(rows / 10)} failed payments`);
  await client.query(failedPaymentsSql(Math.ceil(rows / 10)));
  await client.query(`insert into chain._metadata values ('lastProcessedHeight', $1, now(), now())`, [
    String(lastBlock(rows)),
  ]);
  await client.query(`insert into chain.assets values ('2', 'Two', 'TWO', 6, 1)`);
  say("making SubQuery's indexes");
  for (const statement of statements.filter(isIndex)) await client.query(statement);
}

/** Six in ten of asset 1; the higher the id, the rarer. */
const ASSET = `case when random() < 0.6 then '1' else (2 + floor(60 * random() ^ 4))::int::text end,`;

/** A key, made of a name; it differs from all keys made of numbers. */
function key(name: string): string {
  return `0x${Buffer.from(name).toString('hex').padEnd(64, '0')}`;
}

function transfersSql(table: string, asset: string, rows: number): string {
  const account = (number: string): string =>
    `'0x' || md5((${number})::text) || md5((${number})::text || 'x')`;
  return `insert into chain.${table}
    select (i / ${PER_BLOCK} + 1) || '-' || (i % ${PER_BLOCK} * 3 + 2), ${asset}
      case when i % 100003 = 7 then '${RARE}' when i % 50 = 3 then '${SENDER}' else ${account('floor(200000 * random() ^ 2)::int')} end,
      case when i % 100003 = 8 then '${RARE}' when i % 10 = 4 then '${PAYEE}' when i < ${Math.floor(rows / 4)} and i % 10 <> 9 then '${FORMER}' else ${account('floor(100000 * random() ^ 3)::int')} end,
      (1 + floor(random() * 1000)) * 1000000000,
      case when i % 3 = 0 then '0x' || md5(i::text) end,
      case when i % 3 = 0 then case when i % 30 = 24 then 'often' else 'ORD-' || i end end,
      case when i % 3 = 0 then 'paired' else 'none' end,
      '0x' || md5((i / ${PER_BLOCK})::text) || md5((i / ${PER_BLOCK})::text || 'b'),
      i / ${PER_BLOCK} + 1, timestamp '2024-01-01' + (i / ${PER_BLOCK}) * interval '6 s', i % ${PER_BLOCK} * 3 + 2, i % ${PER_BLOCK},
      '0x' || md5(i::text) || md5(i::text || 'e'), 'utility.batchAll[0].balances.transferKeepAlive', null, null
    from generate_series(0, ${rows - 1}) i`;
}

function remarksSql(rows: number): string {
  return `insert into chain.remarks
    select (i / 2 + 1) || '-' || (i % 2), i % 2, '0x' || md5(i::text), 16,
      case when i % 5003 = 7 then 'liberland-government' when i % 2 = 0 then 'text' else 'liberland' end,
      'order:ORD-' || i, 'ORD-' || i, 'yes', 'paired', (i / 2 + 1) || '-2', 'utility.batchAll[1].system.remark',
      '0x' || md5((i / 2)::text), i / 2 + 1, timestamp '2024-01-01' + (i / 2) * interval '6 s', i % 2, '0x' || md5(i::text) || md5(i::text || 'e'),
      case when i % 5003 = 8 then '${RARE}' when i % 10 = 3 then '${PAYEE}' when i < ${Math.floor(rows / 4)} then '${FORMER}' else '0x' || md5((i % 1000)::text) || md5((i % 1000)::text || 'x') end
    from generate_series(0, ${rows - 1}) i`;
}

/** One a block. */
function failedPaymentsSql(rows: number): string {
  return `insert into chain.failed_payments
    select (i + 1) || '-0', 0,
      case when i % 10007 = 7 then '${RARE}' when i % 50 = 3 then '${SENDER}' else '0x' || md5((i % 5000)::text) || md5((i % 5000)::text || 'x') end,
      case when i % 10007 = 8 then '${RARE}' when i % 10 = 4 then '${PAYEE}' when i < ${Math.floor(rows / 4)} then '${FORMER}' else '0x' || md5((i % 1000)::text) || md5((i % 1000)::text || 'x') end,
      null, 1000000000000, '0x' || md5(i::text), 'ORD-' || i, 'paired', 'utility.batchAll[0].balances.transferKeepAlive', 'extrinsic', 'failed',
      'Balances', 'InsufficientBalance', 'Balance too low to send value.', 12000000000, null, null, 1, '0x' || md5(i::text) || md5(i::text || 'e'),
      '0x' || md5(i::text), i + 1, timestamp '2024-01-01' + i * interval '6 s'
    from generate_series(0, ${rows - 1}) i`;
}
