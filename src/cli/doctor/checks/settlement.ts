import { lagOf } from '../../../gateway/lag.js';
import { readIndexing } from '../../../store/chain/indexing.js';
import { readSettlementState } from '../../../store/till/settlement-state.js';
import type { Check } from '../examine.js';
import { ok, problem, warning, type Remark } from '../finding.js';

const FEW_BLOCKS = 10;

export const settlement: Check = {
  name: 'settlement',
  async examine({ databases, seen }) {
    if (databases === null || !seen.till) return [];
    const settling = await readSettlementState(databases.till);
    if (settling?.settledHeight == null) {
      return [warning('nothing is settled yet', 'start the gateway once blocks are indexed')];
    }
    const { state, reason, settledHeight, setAside } = settling;
    const remarks: Remark[] = [];
    if (state === 'alarm') {
      remarks.push(
        problem(reason ?? state, 'settlement stands still until a person has looked at the index'),
      );
    } else if (state !== 'settling') {
      remarks.push(warning(reason ?? state, 'it goes on by itself once that has passed'));
    }
    if (setAside !== null) {
      remarks.push(
        problem(
          `an order could not be settled: ${setAside}`,
          "find the cause in the gateway's log, by the order's id",
        ),
      );
    }
    const { indexedHeight } = await readIndexing(databases.chain);
    const lag = lagOf(indexedHeight, settledHeight) ?? 0;
    if (lag > FEW_BLOCKS && state === 'settling') {
      remarks.push(
        problem(`${lag} indexed blocks are not settled`, 'see whether a gateway runs: one of them settles'),
      );
    }
    return remarks.length > 0 ? remarks : [ok(`up to block ${settledHeight}`)];
  },
};
