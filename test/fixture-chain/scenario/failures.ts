/** The payments of an extrinsic that did not happen. */
import type { Hex } from '../../../src/domain/hex.js';
import type { Simulated } from '../simulate.js';
import { payment, type Payment } from './payment.js';
import { planOf, tagsOf, type Stop } from './plan.js';

export interface FailedTransfer extends Payment {
  readonly path: string;
  readonly how: string;
  readonly outcome: 'failed' | 'skipped' | 'reverted';
  readonly error: Stop['error'];
  readonly pairing: 'paired' | 'none' | 'ambiguous';
  readonly remark: Hex | null;
}

const NOTHING: Payment = { asset: null, from: null, to: null, value: null };

/** None of an extrinsic in which something ran that the block does not show. */
export function failedTransfers(simulated: Simulated): FailedTransfer[] {
  const plan = planOf(simulated);
  const [tags, surely] = tagsOf(plan);
  return plan.flatMap(({ step, leaf, unknown }): FailedTransfer[] => {
    if (!leaf?.stop || unknown || step.kind === 'remark') return [];
    const { stop: why, trace: of } = leaf;
    const remark = tags.get(step);
    const isUnclear = remark !== surely.get(step);
    const undone = why.alone ? 'failed' : 'reverted';
    return [
      {
        ...(payment(of) ?? NOTHING),
        path: of.path ?? '',
        how: why.how,
        outcome: why.skipped ? 'skipped' : undone,
        error: why.error,
        pairing: isUnclear ? 'ambiguous' : remark ? 'paired' : 'none',
        remark: (!isUnclear && remark?.data) || null,
      },
    ];
  });
}
