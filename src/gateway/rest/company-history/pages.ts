import { ChaintillError } from '../../../domain/errors.js';
import type { ChainDatabase } from '../../../store/chain/database.js';
import { readIndexing } from '../../../store/chain/indexing.js';
import { placeOfEntry } from '../../../store/company/entries.js';
import { readFlow } from '../../../store/company/flow.js';
import {
  readHistoryRows,
  readRowBalances,
  type Balances,
  type CarriedBalances,
  type FlowRequest,
  type HistoryRow,
} from '../../../store/company/history.js';
import type { Place } from '../../../store/company/places.js';
import type { Caller } from '../../auth/caller.js';
import type { WantedFlow } from '../../company-history/filter.js';
import { entryOrdersOf } from '../../company-history/orders.js';
import { viewHistoryEntry } from '../../company-history/view.js';
import type { GatewayContext } from '../../graphql/context.js';
import { ratedValue, UNRATED } from '../../order-rate.js';
import type { Pages } from '../file.js';
import { LONGEST_PAGE } from '../page.js';
import type { OrderedEntry } from './columns.js';

export type HistoryContext = Pick<GatewayContext, 'chain' | 'till' | 'network' | 'views'>;

/** Entries as one caller may see them, in the order of their rows. */
export async function viewEntries(
  context: HistoryContext,
  caller: Caller,
  rows: readonly HistoryRow[],
  balances: readonly Balances[],
): Promise<readonly OrderedEntry[]> {
  const orders = await entryOrdersOf(context, caller, rows);
  return rows.map((row, i) => {
    const entry = viewHistoryEntry(row, balances[i] ?? null, context);
    const order = orders.get(row.id);
    const rated = (order && ratedValue(entry, order)) ?? UNRATED;
    // Pages and files are long, and Node spreads objects ten times as slowly as it assigns them.
    return Object.assign({}, entry, { orderId: order?.orderId ?? null }, rated);
  });
}

/**
 * The whole history, oldest first, page by page. It is that of one moment: what is indexed when it begins. Blocks up to
 * there are final, and change no more, so no transaction has to stay open for a client that reads slowly.
 * @throws {ChaintillError} `INDEX_NOT_READY`, also when the index is taken away meanwhile
 */
export async function* historyPages(
  context: HistoryContext,
  companyId: string,
  { filter, range }: WantedFlow,
  caller: Caller,
): Pages<OrderedEntry> {
  const { height, flow } = await context.chain.snapshot(async (chain) => {
    const height = await readHeight(chain, 0);
    const toBlock = Math.min(range.toBlock ?? height, height);
    return { height, flow: await readFlow(chain, companyId, { ...range, toBlock }) };
  });
  const carried: CarriedBalances = new Map();
  let after: Place | null = null;
  do {
    const request: FlowRequest = { filter, order: 'asc', after, limit: LONGEST_PAGE };
    const { rows, hasNext, balances } = await context.chain.snapshot(async (chain) => {
      await readHeight(chain, height);
      const page = await readHistoryRows(chain, flow, request);
      return { ...page, balances: await readRowBalances(chain, flow, request, page.rows, carried) };
    });
    yield await viewEntries(context, caller, rows, balances);
    const last: HistoryRow | undefined = rows.at(-1);
    after = hasNext && last !== undefined ? placeOfEntry(last) : null;
  } while (after !== null);
}

/**
 * Newest indexed block.
 * @throws {ChaintillError} `INDEX_NOT_READY`, also where that is below `least`
 */
export async function readHeight(chain: ChainDatabase, least: number): Promise<number> {
  const { indexedHeight } = await readIndexing(chain);
  if (indexedHeight !== null && indexedHeight >= least) return indexedHeight;
  throw new ChaintillError('INDEX_NOT_READY', 'the chain is being indexed: try again later');
}
