import type pg from 'pg';
import { chainSchemaStatements } from '../../test/support/chain-schema.js';

/** Blocks of six seconds in a year. */
const BLOCKS = 5_256_000;
/** Of the last one. */
export const END = Date.UTC(2026, 10, 1);
export const START = END - BLOCKS * 6_000;

/** Six in ten of all payments are to this account. */
export const HUGE = key('huge');
/** One in a thousand is to this one. */
export const SMALL = key('small');
/** Owns both. */
export const COMPANY = '0-1';

/** A key, made of a name; it differs from all keys made of numbers. */
function key(name: string): string {
  return `0x${Buffer.from(name).toString('hex').padEnd(64, '0')}`;
}

export interface FillOptions {
  /** Transfers; a fiftieth as many are failed payments, a tenth as many asset transfers. */
  readonly rows: number;
  /** Without a write-ahead log: faster, and as large. */
  readonly unlogged: boolean;
}

/**
 * A year of a busy chain, the same rows each time: most payments to one account, from two hundred thousand payers of whom
 * some pay far more often than others; the rest spread over a hundred thousand payees.
 */
export async function fill(
  client: pg.Client,
  { rows, unlogged }: FillOptions,
  say: (line: string) => void,
): Promise<void> {
  const statements = await chainSchemaStatements();
  const isIndex = (statement: string): boolean => statement.startsWith('CREATE INDEX');
  for (const statement of statements.filter((one) => !isIndex(one))) await client.query(statement);
  if (unlogged) {
    for (const table of ['transfers', 'asset_transfers', 'failed_payments'])
      await client.query(`alter table chain.${table} set unlogged`);
  }
  await client.query('select setseed(0.5)');
  say(`filling ${rows} transfers`);
  await client.query(transfersSql('transfers', rows));
  say(`filling ${rows / 10} asset transfers`);
  await client.query(transfersSql('asset_transfers', Math.ceil(rows / 10)));
  say(`filling ${rows / 50} failed payments`);
  await client.query(failuresSql(Math.ceil(rows / 50)));
  await client.query(
    `insert into chain.company_addresses (id, company_id, account_id, role, from_block)
     values ('a', $1, $2, 'owner', 1), ('b', $1, $3, 'payment', $4)`,
    [COMPANY, HUGE, SMALL, BLOCKS / 2],
  );
  await client.query(`insert into chain._metadata values ('lastProcessedHeight', $1, now(), now())`, [
    String(BLOCKS),
  ]);
  say("making SubQuery's indexes");
  await client.query(`set maintenance_work_mem = '512MB'`);
  for (const statement of statements.filter(isIndex)) await client.query(statement);
}

/** Two md5 sums are as long as a key. */
const account = (number: string): string => `'0x' || md5((${number})::text) || md5((${number})::text || 'x')`;
const PAYER = account('floor(200000 * random() ^ 3)::int');
const PAYEE = `case when i % 10 < 6 then '${HUGE}' when i % 1000 = 9 then '${SMALL}'
  else ${account('floor(100000 * random() ^ 2)::int + 1000000')} end`;

function placed(rows: number): string {
  return `select i, (i::bigint * ${BLOCKS} / ${rows})::int + 1 as block, i % 50 as event from generate_series(0, ${rows - 1}) i`;
}

const AT = `to_timestamp(${START / 1000} + block * 6) at time zone 'UTC'`;

function transfersSql(table: string, rows: number): string {
  const isNative = table === 'transfers';
  return `insert into chain.${table} (id, ${isNative ? '' : 'asset,'} from_id, to_id, value, pairing, block_id, block_number,
      timestamp, event_index, extrinsic_index, call_path)
    select block || '-' || i, ${isNative ? '' : `case when i % 3 = 0 then '2' else '1' end,`} ${PAYER}, ${PAYEE},
      (1 + floor(random() * 1000)) * 1000000000, 'none', '0x' || md5(block::text) || md5(block::text), block,
      ${AT}, event, event, 'balances.transferKeepAlive'
    from (${placed(rows)}) p`;
}

function failuresSql(rows: number): string {
  return `insert into chain.failed_payments (id, ordinal, from_id, to_id, value, pairing, call_path, how, outcome, error_pallet,
      error_name, extrinsic_index, extrinsic_hash, block_id, block_number, timestamp)
    select block || '-' || i, event, ${PAYER}, ${PAYEE}, (1 + floor(random() * 1000)) * 1000000000, 'none',
      'balances.transferKeepAlive', 'extrinsic', 'failed', 'Balances',
      case when random() < 0.8 then 'InsufficientBalance' else 'KeepAlive' end, 60 + event, '0x' || md5(i::text),
      '0x' || md5(block::text) || md5(block::text), block, ${AT}
    from (${placed(rows)}) p`;
}
