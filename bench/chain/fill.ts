/** A year of a busy chain, made inside Postgres; the same proportions each time. */
import pg from 'pg';
import { chainSchemaStatements } from '../../test/support/chain-schema.js';
import { fillCompaniesSql } from './shops.js';
import { BLOCKS, GIANT, MOVED, RARE, SHOP, SIDE, START } from './names.js';

export interface FillOptions {
  readonly url: string;
  /** Transfers; a tenth as many are of assets, a fiftieth as many failed. */
  readonly rows: number;
  /** Small ones, with one or two accounts. */
  readonly companies: number;
}

/** Statements that run beside each other. */
const LANES = 2;

/** Fills schema `chain` of an empty database, and makes SubQuery's indexes. */
export async function fillChain(
  { url, rows, companies }: FillOptions,
  say: (line: string) => void,
): Promise<void> {
  const statements = await chainSchemaStatements();
  const isIndex = (statement: string): boolean => statement.startsWith('CREATE INDEX');
  await inLanes(url, [[...statements.filter((one) => !isIndex(one))].join('\n')]);
  say(`filling ${rows} transfers`);
  await inLanes(
    url,
    parts(rows).map((part) => transfersSql('transfers', rows, part)),
  );
  const [assets, failures] = [Math.ceil(rows / 10), Math.ceil(rows / 50)];
  say(`filling ${assets} asset transfers and ${failures} failed payments`);
  await inLanes(url, [transfersSql('asset_transfers', assets, [0, assets]), failuresSql(failures)]);
  await inLanes(url, [fillCompaniesSql(companies), metadataSql()]);
  say("making SubQuery's indexes");
  await inLanes(url, statements.filter(isIndex));
}

/** Runs statements, some at a time. */
async function inLanes(url: string, statements: readonly string[]): Promise<void> {
  const waiting = [...statements];
  const lane = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, options: '-c maintenance_work_mem=512MB' });
    await client.connect();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await client.query(next);
    } finally {
      await client.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, statements.length) }, lane));
}

function parts(rows: number): readonly (readonly [number, number])[] {
  const half = Math.floor(rows / 2);
  return [
    [0, half],
    [half, rows],
  ];
}

function metadataSql(): string {
  return `insert into chain._metadata values ('lastProcessedHeight', '${BLOCKS}', now(), now());
    insert into chain.assets values ('1', 'Euro', 'EUR', 6, 1), ('2', 'Two', 'TWO', 6, 1)`;
}

/** As long as a key: an md5 sum, twice. */
const hash = (number: string): string => `'0x' || repeat(md5((${number})::text), 2)`;
/** Two hundred thousand, of whom some pay far more often than others. */
const PAYER = hash('floor(200000 * random() ^ 3)::int');
/** A hundred thousand, of whom some are paid more often. */
export const payee = (number: string): string => hash(`1000000 + ${number}`);
const SOME_PAYEE = payee('floor(100000 * random() ^ 2)::int');
const TO = `case when share < 0.15 then '${GIANT}' when share < 0.25 then '${SHOP}' when share < 0.35 then '${MOVED}'
  when share < 0.351 then '${SIDE}' else ${SOME_PAYEE} end`;
const FROM = `case when share < 0.1500001 and share > 0.1499 and i % 15 = 0 then '${RARE}'
  when share > 0.97 then '${GIANT}' when share between 0.35 and 0.3501 then '${GIANT}' else ${PAYER} end`;
const AT = `to_timestamp(${START / 1000} + block * 6) at time zone 'UTC'`;

/** Rows `i` of so many, each with a block, an event there, and a number from 0 to 1 that decides between whom it is. */
function placed(rows: number, [from, until]: readonly [number, number]): string {
  return `select i, (i::bigint * ${BLOCKS} / ${rows})::int + 1 as block, i % 50 as event, random() as share
    from generate_series(${from}, ${until - 1}) i`;
}

function transfersSql(table: string, rows: number, part: readonly [number, number]): string {
  const isNative = table === 'transfers';
  return `insert into chain.${table} (id, ${isNative ? '' : 'asset,'} from_id, to_id, value, reference, remark, pairing, block_id,
      block_number, timestamp, event_index, extrinsic_index, extrinsic_hash, call_path, signer_id, fee_payer_id, fee)
    select block || '-' || event, ${isNative ? '' : `case when i % 1000 = 0 then '2' else '1' end,`} from_id, to_id,
      (1 + floor(random() * 1000)) * 1000000000, case when i % 3 = 0 then 'invoice-' || i % 1000000 end, null,
      case when i % 3 = 0 then 'paired' else 'none' end, ${hash('block')}, block, ${AT}, event,
      event, ${hash('i')}, 'balances.transferKeepAlive', from_id, from_id, 12500000000
    from (select i, block, event, ${FROM} as from_id, ${TO} as to_id from (${placed(rows, part)}) p) t`;
}

function failuresSql(rows: number): string {
  return `insert into chain.failed_payments (id, ordinal, from_id, to_id, value, pairing, call_path, how, outcome, error_pallet,
      error_name, extrinsic_index, extrinsic_hash, block_id, block_number, timestamp)
    select block || '-' || event, event, ${FROM}, ${TO}, (1 + floor(random() * 1000)) * 1000000000, 'none',
      'balances.transferKeepAlive', 'extrinsic', 'failed', case when i % 9 = 0 then 'Assets' else 'Balances' end,
      case when i % 5 = 0 then 'KeepAlive' else 'InsufficientBalance' end, 60 + event, ${hash('i')},
      ${hash('block')}, block, ${AT}
    from (${placed(rows, [0, rows])}) p`;
}
