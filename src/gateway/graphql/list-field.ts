import type { GraphQLResolveInfo } from 'graphql';
import type { Columns, Condition } from '../../store/lists/condition.js';
import { keyOf, type ListRequest, type Page } from '../../store/lists/list.js';
import { completeOrder, type Order } from '../../store/lists/order.js';
import type { GatewayContext } from './context.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { readFilter, type FilterFields, type FilterInput } from './filter.js';
import { readOrderBy } from './order-by.js';
import { readPageSize, type PageArgs } from './paging.js';
import { selects } from './selection.js';

/** What a list of the API is made of. */
export interface ListField<Row extends object, Source> {
  readonly columns: Columns;
  /** Columns that together name a row, by its place on chain or in time. */
  readonly position: readonly string[];
  /** The order where none is asked for; newest first if left out. */
  readonly natural?: readonly Order[];
  /** Fields of the filter that are not just the column of their name. */
  readonly fields?: (context: GatewayContext) => FilterFields;
  /** What every row of the list meets, whatever the filter. */
  readonly always?: Condition;
  /** What one page costs at least of the operation's rows: lists inside lists are many statements. */
  readonly leastCost?: number;
  readonly read: (context: GatewayContext, request: ListRequest, source: Source) => Promise<Page<Row>>;
  readonly view: (rows: readonly Row[], context: GatewayContext) => Views | Promise<Views>;
}
type Views = readonly object[];

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
export function listField<Row extends object, Source = unknown>(
  field: ListField<Row, Source>,
): Resolver<ListArgs, Source> {
  return async (source, args, context, info) => {
    const asked = readOrderBy(args.orderBy);
    const given = asked.length === 0 ? (field.natural ?? []) : asked;
    const order = completeOrder(given, field.position);
    const filter = readFilter(args.filter, field.columns, field.fields?.(context));
    const size = readPageSize(args);
    const wantsRows = ['nodes', 'edges', 'pageInfo'].some((name) => selects(info, name));
    const limit = wantsRows ? size.limit : 0;
    context.rows.take(Math.max(limit, field.leastCost ?? 0));
    const request: ListRequest = {
      ...size,
      limit,
      where: field.always ? { kind: 'all', of: [field.always, filter] } : filter,
      order: given,
      after: args.after == null ? null : decodeCursor(args.after, order, field.columns),
      before: args.before == null ? null : decodeCursor(args.before, order, field.columns),
      count: selects(info, 'totalCount'),
      bothEnds: selects(info, 'pageInfo', size.fromEnd ? 'hasNextPage' : 'hasPreviousPage'),
    };
    const page = await field.read(context, request, source);
    const nodes = await field.view(page.rows, context);
    return connection(
      nodes.map((node, i) => ({ cursor: () => encodeCursor(order, keyOf(page.rows[i] ?? {}, order)), node })),
      { hasNextPage: page.hasNext, hasPreviousPage: page.hasPrevious },
      page.total,
    );
  };
}

/** @param edges whose cursors may be made only when they are asked for */
export function connection(
  edges: readonly { cursor: string | (() => string); node: object }[],
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
