import type { RemarkStep, Step, TransferStep } from '../simulate.js';

/**
 * Which remark belongs to which transfer, by the rule and from what really happened: a remark takes the last unclaimed
 * transfer since the previous remark; where there is none it waits for the next transfer; a newer remark replaces one
 * that waits; a claimed transfer takes no second remark. Transfers of fees, and those that pay nobody, never pair.
 */
export function pairSteps(steps: readonly Step[]): Map<RemarkStep, TransferStep> {
  const pairs = new Map<RemarkStep, TransferStep>();
  let sinceRemark: TransferStep[] = [];
  let waiting: RemarkStep | undefined;
  for (const step of steps) {
    if (step.kind === 'remark') {
      const last = sinceRemark.at(-1);
      if (last) pairs.set(step, last);
      waiting = last ? undefined : step;
      sinceRemark = [];
    } else if (step.purpose === 'payment') {
      if (waiting) pairs.set(waiting, step);
      else sinceRemark.push(step);
      waiting = undefined;
    }
  }
  return pairs;
}
