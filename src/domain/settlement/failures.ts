/** Which order somebody tried to pay, and could not. */
import type { Step } from './step.js';

/**
 * Gives orders the failed payments that have their keys. What a merchant's own account tried is nobody's payment, as the
 * transfer would be none.
 */
export function takeFailures(step: Step): void {
  for (const failure of step.work.failures) {
    if (failure.from === failure.to || failure.fromMerchant === failure.toMerchant) continue;
    const { failureId, blockNumber: height, ordinal, from, asset, value } = failure;
    step
      .draft(failure.orderId)
      ?.inputs.push({ kind: 'failure', failureId, height, ordinal, from, asset, value });
  }
}
