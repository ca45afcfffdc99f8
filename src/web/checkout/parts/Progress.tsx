import type { ReactNode } from 'react';
import type { TextKey } from '../texts/en.js';
import { useSurroundings } from './context.js';
import { Tick } from './icons.js';

const STEPS: readonly TextKey[] = ['step_pay', 'step_seen', 'step_paid'];

/** The way to a paid order. @param done steps that are behind, 0 to 2; the last step is done as soon as it is reached */
export function Progress({ done }: { readonly done: number }): ReactNode {
  const { say } = useSurroundings().tongue;
  const paid = done === STEPS.length - 1;
  return (
    <ol className="progress" aria-label={say('progress')}>
      {STEPS.map((step, at) => {
        const behind = at < done || paid;
        const here = at === done && !paid;
        return (
          <li
            key={step}
            className={behind ? 'behind' : here ? 'here' : ''}
            aria-current={here ? 'step' : undefined}
          >
            <span className="dot">{behind && <Tick />}</span>
            {say(step)}
          </li>
        );
      })}
    </ol>
  );
}
