import { FAILED_PAYMENT_COLUMNS, FAILED_PAYMENT_POSITION } from '../../../store/chain/failed-payments.js';
import { EVENT_POSITION, TRANSFER_COLUMNS } from '../../../store/chain/transfers.js';
import { readFlow } from '../../../store/company/flow.js';
import {
  readFailureRows,
  readHistoryRows,
  readRowBalances,
  type FlowRequest,
} from '../../../store/company/history.js';
import type { Place } from '../../../store/company/places.js';
import type { Columns } from '../../../store/lists/condition.js';
import { keyOf } from '../../../store/lists/list.js';
import type { Order } from '../../../store/lists/order.js';
import { readFlowInput, type FlowInput } from '../../company-history/filter.js';
import { readStatements, type StatementsInput } from '../../company-history/statements.js';
import { viewFailure, viewHistoryEntry } from '../../company-history/view.js';
import type { CompanyView } from '../../company-view.js';
import { mayBeOld, type GatewayContext } from '../context.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { badInput, readInput } from '../input.js';
import { connection, type Resolver } from '../list-field.js';
import { readPageSize } from '../paging.js';
import { selects } from '../selection.js';
import { rated, transferOrderResolvers } from './transfer-orders.js';

/** What a company's page costs at least of an operation's rows: it is looked for with each of its accounts. */
const PAGE = 50;
/** What balances cost besides. */
const BALANCES = 50;
const STATEMENTS = 250;

interface FlowArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly orderBy: 'NEWEST_FIRST' | 'OLDEST_FIRST';
  readonly filter?: Readonly<Record<string, unknown>> | null;
}

const history: Resolver<FlowArgs, CompanyView> = async ({ id }, args, context, info) => {
  const balanced = ['nodes', 'edges'].some((list) =>
    ['balanceBefore', 'balanceAfter'].some((name) =>
      selects(info, ...(list === 'nodes' ? [list, name] : [list, 'node', name])),
    ),
  );
  const { filter, range } = readFilter(args.filter);
  const { order, request } = readPage(args, EVENT_POSITION, TRANSFER_COLUMNS);
  context.rows.take(Math.max(request.limit, PAGE) + (balanced ? BALANCES : 0));
  return context.reads.chain.snapshot(async (chain) => {
    const flow = await readFlow(chain, id, range);
    const wanted = { ...request, filter };
    const { rows, hasNext } = await readHistoryRows(chain, flow, wanted);
    const balances = balanced ? await readRowBalances(chain, flow, wanted, rows) : [];
    return connection(
      rows.map((row, i) => ({
        cursor: encodeCursor(order, keyOf(row, order)),
        node: viewHistoryEntry(row, balances[i] ?? null, context),
      })),
      { hasNextPage: hasNext, hasPreviousPage: request.after !== null },
      null,
    );
  });
};

const failedPayments: Resolver<FlowArgs, CompanyView> = async ({ id }, args, context) => {
  const { filter, range } = readFilter(args.filter);
  const { order, request } = readPage(args, FAILED_PAYMENT_POSITION, FAILED_PAYMENT_COLUMNS);
  context.rows.take(Math.max(request.limit, PAGE));
  return context.reads.chain.snapshot(async (chain) => {
    const flow = await readFlow(chain, id, range);
    const { rows, hasNext } = await readFailureRows(chain, flow, { ...request, filter });
    return connection(
      rows.map((row) => ({
        cursor: encodeCursor(order, keyOf(row, order)),
        node: viewFailure(row, context),
      })),
      { hasNextPage: hasNext, hasPreviousPage: request.after !== null },
      null,
    );
  });
};

const statements: Resolver<Partial<StatementsInput>, CompanyView> = (
  { id },
  { timeZone = 'UTC', from = null, to = null },
  context: GatewayContext,
) => {
  context.rows.take(STATEMENTS);
  return readStatements(mayBeOld(context), id, { timeZone, from, to });
};

function readFilter(filter: FlowArgs['filter']): ReturnType<typeof readFlowInput> {
  const unset = Object.entries(filter ?? {}).find(([, value]) => value === null);
  if (unset) throw badInput(`filter.${unset[0]} is null: write a condition, or leave it out`);
  return readInput('filter', () => readFlowInput((filter ?? {}) as FlowInput));
}

function readPage(args: FlowArgs, position: readonly string[], columns: Columns) {
  const direction = args.orderBy === 'NEWEST_FIRST' ? 'desc' : 'asc';
  const order: readonly Order[] = position.map((column) => ({ column, direction }));
  const after = args.after == null ? null : (decodeCursor(args.after, order, columns) as unknown as Place);
  const request: Omit<FlowRequest, 'filter'> = { order: direction, after, limit: readPageSize(args).limit };
  return { order, request };
}

export const companyHistoryResolvers = {
  Company: { history, failedPayments, statements },
  CompanyHistoryEntry: { order: transferOrderResolvers.Transfer.order, rated },
};
