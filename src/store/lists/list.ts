import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { snapshot } from '../snapshot.js';
import { hideLookup, splitBranches } from './branches.js';
import { toSql, type Columns, type Condition } from './condition.js';
import { beyond, completeOrder, orderSql, reverse, type Key, type Order } from './order.js';

/** A table as lists read it. */
export interface ListTable {
  /** Its name, with its schema. */
  readonly from: RawBuilder<unknown>;
  readonly columns: Columns;
  /** Columns that together name one row, by its place on chain or in time. */
  readonly position: readonly string[];
  /** Columns that an index begins with; of a table that is listed for one merchant, after that merchant. */
  readonly lookups: ReadonlySet<string>;
  /** Columns of another table, and how it is joined to `r`, the listed rows. */
  readonly joined?: { readonly columns: RawBuilder<unknown>; readonly join: RawBuilder<unknown> };
}

export interface ListRequest {
  readonly where: Condition;
  /** Completed to a total order by `completeOrder`; keys are in that one. */
  readonly order: readonly Order[];
  readonly after: Key | null;
  readonly before: Key | null;
  readonly limit: number;
  /** Counted from the end that the page is read from. */
  readonly offset: number;
  /** The last `limit` rows rather than the first. */
  readonly fromEnd: boolean;
  /** What is wanted besides, each at the cost of a statement. */
  readonly count: boolean;
  readonly bothEnds: boolean;
}

export interface Page<Row> {
  /** In the order asked for, also of a page read from the end. */
  readonly rows: readonly Row[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  /** Rows that meet the condition, whatever the page; null when it was not asked for. */
  readonly total: number | null;
}

/** One page of a table. All that it says is of one moment. */
export async function readPage<Row extends object, Tables>(
  db: Kysely<Tables>,
  table: ListTable,
  request: ListRequest,
): Promise<Page<Row>> {
  if (!request.count && !request.bothEnds) return readRows(db, table, request);
  return snapshot(db, async (at) => {
    const page = await readRows<Row, Tables>(at, table, request);
    const total = request.count ? await countRows(at, table, request.where) : null;
    const behind = request.bothEnds ? await isAnythingBehind(at, table, request, page.rows) : false;
    return {
      rows: page.rows,
      hasNext: request.fromEnd ? behind : page.hasNext,
      hasPrevious: request.fromEnd ? page.hasPrevious : behind,
      total,
    };
  });
}

async function readRows<Row extends object, Tables>(
  db: Kysely<Tables>,
  table: ListTable,
  request: ListRequest,
): Promise<Page<Row>> {
  const order = completeOrder(request.order, table.position);
  const reading = request.fromEnd ? reverse(order) : order;
  // One more than asked for tells whether there is another page.
  const wanted = request.limit + 1;
  const branches = readBranches(table, request.where).map(
    (where) => sql`(
      select * from ${table.from}
      where ${sql.join([where, ...between(order, request, table.columns)], sql` and `)}
      order by ${orderSql(reading)} limit ${request.offset + wanted}
    )`,
  );
  const { joined } = table;
  const statement = sql<Row>`
    select r.*${joined ? sql`, ${joined.columns}` : sql``}
    from (${sql.join(branches, sql` union all `)}) r ${joined?.join ?? sql``}
    order by ${orderSql(reading.map((by) => ({ ...by, column: `r.${by.column}` })))}
    limit ${wanted} offset ${request.offset}`;
  const { rows } = await statement.execute(db);
  const more = rows.length > request.limit;
  const page = rows.slice(0, request.limit);
  return {
    rows: request.fromEnd ? page.reverse() : page,
    hasNext: !request.fromEnd && more,
    hasPrevious: request.fromEnd && more,
    total: null,
  };
}

async function countRows<Tables>(db: Kysely<Tables>, table: ListTable, where: Condition): Promise<number> {
  const counts = readBranches(table, where).map(
    (branch) => sql`(select count(*) as part from ${table.from} where ${branch})`,
  );
  const statement = sql<{
    total: string;
  }>`select sum(part) as total from (${sql.join(counts, sql` union all `)}) parts`;
  const { rows } = await statement.execute(db);
  return Number(rows[0]?.total ?? 0);
}

/** Whether rows stand on the side of the page that it was read from. */
async function isAnythingBehind<Tables>(
  db: Kysely<Tables>,
  table: ListTable,
  request: ListRequest,
  rows: readonly object[],
): Promise<boolean> {
  const order = completeOrder(request.order, table.position);
  const edge = request.fromEnd ? rows.at(-1) : rows[0];
  const cursor = request.fromEnd ? request.before : request.after;
  if (edge === undefined) return cursor !== null || request.offset > 0;
  if (cursor === null && request.offset === 0) return false;
  const outwards = request.fromEnd ? order : reverse(order);
  const behind = beyond(outwards, keyOf(edge, order), table.columns);
  // In order and up to one, where `exists` would be free to read the table from its wrong end.
  const checks = readBranches(table, request.where).map(
    (where) =>
      sql`(select true from ${table.from} where ${where} and ${behind} order by ${orderSql(outwards)} limit 1)`,
  );
  const { rows: found } = await sql<{
    any: boolean | null;
  }>`select coalesce(${sql.join(checks)}) as any`.execute(db);
  return found[0]?.any === true;
}

/** The branches of a condition, without overlap: each leaves out what an earlier one has. */
function readBranches(table: ListTable, where: Condition): readonly RawBuilder<SqlBool>[] {
  const branches = splitBranches(where, table.lookups).map((branch) =>
    toSql(hideLookup(branch, table.lookups, table.columns), table.columns),
  );
  return branches.map((branch, i) => {
    if (i === 0) return branch;
    return sql`${branch} and (${sql.join(branches.slice(0, i), sql` or `)}) is not true`;
  });
}

function between(
  order: readonly Order[],
  { after, before }: ListRequest,
  columns: Columns,
): RawBuilder<SqlBool>[] {
  return [
    ...(after ? [beyond(order, after, columns)] : []),
    ...(before ? [beyond(reverse(order), before, columns)] : []),
  ];
}

/** A row's place in a complete order. */
export function keyOf(row: object, order: readonly Order[]): Key {
  const values = row as Readonly<Record<string, string | number | Date | null>>;
  return order.map(({ column }) => {
    const value = values[column] ?? null;
    return value instanceof Date ? value.toISOString() : value;
  });
}
