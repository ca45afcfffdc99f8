import { balanceChange, sidesOf, type FlowSides } from '../../domain/company/flow.js';
import type { ChainDatabase } from '../chain/database.js';
import type { DescribedFailedPayment } from '../chain/failed-payments.js';
import type { Direction } from '../lists/order.js';
import { balancesBefore } from './balances.js';
import { placeOfEntry, readEntries, type EntryRow, type FlowRows } from './entries.js';
import { readFailures } from './failures.js';
import { chooseLookup } from './lookup.js';
import type { CompanyFlow } from './flow.js';
import type { Place } from './places.js';
import type { FlowFilter } from './sides.js';

export interface FlowRequest {
  readonly filter: FlowFilter;
  readonly order: Direction;
  readonly after: Place | null;
  readonly limit: number;
}

export interface HistoryRow extends EntryRow, FlowSides {
  /** Whether the fee was the company's to pay. */
  readonly feePaidByCompany: boolean;
}

export interface FailureRow extends DescribedFailedPayment, FlowSides {}

/** One page of a company's transfers, as the company sees them. */
export async function readHistoryRows(
  chain: ChainDatabase,
  flow: CompanyFlow,
  request: FlowRequest,
): Promise<FlowRows<HistoryRow>> {
  const lookup = await chooseLookup(chain, flow.wanted, request.filter);
  const { rows, hasNext } = await readEntries(chain, { ...request, lookup, spans: flow.wanted });
  return {
    rows: rows.map((row) => {
      const feePaidByCompany = flow.isOwn(row.feePayerId, row.blockNumber);
      // Node spreads objects ten times as slowly as it assigns them, and a file has a million rows.
      return Object.assign({}, row, sidesOf(row, flow.isOwn), { feePaidByCompany });
    }),
    hasNext,
  };
}

/** One page of the payments of a company that did not happen. */
export async function readFailureRows(
  chain: ChainDatabase,
  flow: CompanyFlow,
  request: FlowRequest,
): Promise<FlowRows<FailureRow>> {
  const lookup = await chooseLookup(chain, flow.wanted, request.filter);
  const { rows, hasNext } = await readFailures(chain, { ...request, lookup, spans: flow.wanted });
  return { rows: rows.map((row) => ({ ...row, ...sidesOf(row, flow.isOwn) })), hasNext };
}

/** What an asset had come to just before a transfer, and what just after it. */
export interface Balances {
  readonly before: bigint;
  readonly after: bigint;
}

/** Balances by asset after the newest row that was seen; null stands for the chain's own token. */
export type CarriedBalances = Map<string | null, bigint>;

/**
 * The balances around each row of a page: of the company, whatever the page's filter left out.
 * @param carried of pages that are read one after the other, the oldest first: what it says is not read again, and it is
 * brought up to this page's end
 */
export async function readRowBalances(
  chain: ChainDatabase,
  { companyId, all }: CompanyFlow,
  { filter, order }: Pick<FlowRequest, 'filter' | 'order'>,
  rows: readonly HistoryRow[],
  carried: CarriedBalances = new Map(),
): Promise<readonly Balances[]> {
  const oldestFirst = order === 'asc' ? rows : rows.toReversed();
  const isWhole = leavesNoneOut(filter);
  const seen = new Set(isWhole ? carried.keys() : []);
  const unknown = oldestFirst.filter(({ asset }) => {
    if (isWhole && seen.has(asset)) return false;
    seen.add(asset);
    return true;
  });
  const known = await balancesBefore(
    chain,
    companyId,
    all,
    unknown.map((row) => ({ place: placeOfEntry(row), asset: row.asset })),
  );
  const read = new Map(unknown.map(({ id }, i) => [id, known[i]]));
  const balances = oldestFirst.map(({ id, asset, direction, value }) => {
    const before = read.get(id) ?? carried.get(asset) ?? 0n;
    const after = before + balanceChange(direction, BigInt(value));
    carried.set(asset, after);
    return { before, after };
  });
  return order === 'asc' ? balances : balances.toReversed();
}

/** Whether rows of one asset follow each other without a gap. */
function leavesNoneOut({ directions, counterparty, reference, minimumValue }: FlowFilter): boolean {
  return directions === null && counterparty === null && reference === null && minimumValue === null;
}
