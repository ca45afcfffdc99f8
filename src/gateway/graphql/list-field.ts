import type { GraphQLResolveInfo } from 'graphql';
import type { ChainDatabase } from '../../store/chain/database.js';
import type { Columns, Condition } from '../../store/lists/condition.js';
import { keyOf, type ListRequest, type Page } from '../../store/lists/list.js';
import { completeOrder } from '../../store/lists/order.js';
import type { FieldKind } from './comparison.js';
import type { GatewayContext } from './context.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { readFilter, type FilterInput } from './filter.js';
import { readOrderBy } from './order-by.js';
import { readPageSize, type PageArgs } from './paging.js';
import { selects } from './selection.js';

/** What a list of the API is made of. */
export interface ListField<Row extends object> {
  readonly columns: Columns;
  /** Columns that together name a row, by its place on chain. */
  readonly position: readonly string[];
  /** Of the fields that are not what their column is. */
  readonly kinds?: Readonly<Record<string, FieldKind>>;
  /** What every row of the list meets, whatever the filter. */
  readonly always?: Condition;
  readonly read: (chain: ChainDatabase, request: ListRequest) => Promise<Page<Row>>;
  readonly view: (row: Row, context: GatewayContext) => object;
}

interface ListArgs extends PageArgs {
  readonly after?: string | null;
  readonly before?: string | null;
  readonly filter?: FilterInput | null;
  readonly orderBy?: readonly string[] | null;
}

export type Resolver<Args, Source = unknown> = (
  source: Source,
  args: Args,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) => unknown;

/** The resolver of a connection in SubQuery's dialect. */
export function listField<Row extends object>(field: ListField<Row>): Resolver<ListArgs> {
  return async (_source, args, context, info) => {
    const given = readOrderBy(args.orderBy);
    const order = completeOrder(given, field.position);
    const filter = readFilter(args.filter, field.columns, field.kinds);
    const size = readPageSize(args);
    const wantsRows = ['nodes', 'edges', 'pageInfo'].some((name) => selects(info, name));
    const limit = wantsRows ? size.limit : 0;
    context.rows.take(limit);
    const page = await field.read(context.chain, {
      ...size,
      limit,
      where: field.always ? { kind: 'all', of: [field.always, filter] } : filter,
      order: given,
      after: args.after == null ? null : decodeCursor(args.after, order, field.columns),
      before: args.before == null ? null : decodeCursor(args.before, order, field.columns),
      count: selects(info, 'totalCount'),
      bothEnds: selects(info, 'pageInfo', size.fromEnd ? 'hasNextPage' : 'hasPreviousPage'),
    });
    return connection(
      page.rows.map((row) => ({
        cursor: encodeCursor(order, keyOf(row, order)),
        node: field.view(row, context),
      })),
      { hasNextPage: page.hasNext, hasPreviousPage: page.hasPrevious },
      page.total,
    );
  };
}

export function connection(
  edges: readonly { cursor: string; node: object }[],
  ends: { hasNextPage: boolean; hasPreviousPage: boolean },
  totalCount: number | null,
): object {
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: { ...ends, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount,
  };
}
