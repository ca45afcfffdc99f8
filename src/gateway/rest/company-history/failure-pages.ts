import { placeOfFailure } from '../../../store/company/failures.js';
import { readFlow } from '../../../store/company/flow.js';
import { readFailureRows, type FailureRow, type FlowRequest } from '../../../store/company/history.js';
import type { Place } from '../../../store/company/places.js';
import type { WantedFlow } from '../../company-history/filter.js';
import type { Pages } from '../file.js';
import { LONGEST_PAGE } from '../page.js';
import { viewFailureAnswer, type FailureAnswer } from './failure.js';
import { readHeight, type HistoryContext } from './pages.js';

/**
 * All failed payments, oldest first, page by page, as `historyPages` has what happened.
 * @throws {ChaintillError} `INDEX_NOT_READY`, also when the index is taken away meanwhile
 */
export async function* failurePages(
  context: HistoryContext,
  companyId: string,
  { filter, range }: WantedFlow,
): Pages<FailureAnswer> {
  const { height, flow } = await context.chain.snapshot(async (chain) => {
    const height = await readHeight(chain, 0);
    const toBlock = Math.min(range.toBlock ?? height, height);
    return { height, flow: await readFlow(chain, companyId, { ...range, toBlock }) };
  });
  let after: Place | null = null;
  do {
    const request: FlowRequest = { filter, order: 'asc', after, limit: LONGEST_PAGE };
    const { rows, hasNext } = await context.chain.snapshot(async (chain) => {
      await readHeight(chain, height);
      return readFailureRows(chain, flow, request);
    });
    yield rows.map((row) => viewFailureAnswer(row, context));
    const last: FailureRow | undefined = rows.at(-1);
    after = hasNext && last !== undefined ? placeOfFailure(last) : null;
  } while (after !== null);
}
