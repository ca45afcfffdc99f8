/**
 * One step of settlement: finalized transfers, failed payments, changes of companies, expiries and commands → what changes.
 * Pure: the same work gives the same parts, and work that was done before gives none.
 */
import { createEventWriter, type Notation } from '../events/notation.js';
import type { Part } from './outcome.js';
import { toPart } from './draft.js';
import { obeyCommands } from './commands.js';
import { foldInputs } from './folding.js';
import { createStep } from './step.js';
import { takeFacts } from './facts.js';
import { tellHookChanges } from './hook-changes.js';
import { takeFailures } from './failures.js';
import type { Work } from './work.js';

/**
 * @param dustOf the amount below which a transfer in an asset makes no event, in its smallest unit
 * @param notation how events write accounts and amounts
 */
export function planSettlement(
  work: Work,
  dustOf: (asset: string | null) => bigint,
  notation: Notation,
): readonly Part[] {
  const step = createStep(work, dustOf, createEventWriter(notation, work.assets));
  takeFacts(step);
  takeFailures(step);
  tellHookChanges(step);
  foldInputs(step);
  obeyCommands(step);
  return step.groups().map(toPart);
}
