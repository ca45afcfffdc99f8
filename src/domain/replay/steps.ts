import type { AppliedCommand, ReplayInputs } from './inputs.js';

/** What was taken at one height, in one step. */
export interface ReplayStep {
  readonly height: number;
  readonly commands: readonly AppliedCommand[];
}

/**
 * Whether commands of one height are taken in the steps that they name, or each in its own. It makes a difference where
 * somebody decided about money and then the order was registered that the money names: in one step the order has it first.
 */
export type Division = 'named' | 'apart';

/**
 * The steps in which commands took effect, each height's after one that takes the blocks up to it: nobody decides about
 * money that is not there. The last one takes the blocks up to the settled height.
 */
export function divideSteps(
  { commands, height }: Pick<ReplayInputs, 'commands' | 'height'>,
  division: Division,
): readonly ReplayStep[] {
  const steps: { height: number; commands: AppliedCommand[] }[] = [];
  for (const applied of commands) {
    const last = steps.at(-1);
    if (last?.height !== applied.height) {
      steps.push({ height: applied.height, commands: [] }, { height: applied.height, commands: [applied] });
    } else if (division === 'named' && last.commands[0]?.step === applied.step) {
      last.commands.push(applied);
    } else {
      steps.push({ height: applied.height, commands: [applied] });
    }
  }
  return [...steps, { height, commands: [] }];
}
