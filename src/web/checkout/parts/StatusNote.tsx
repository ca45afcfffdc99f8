import type { ReactNode, Ref } from 'react';
import type { PublicOrder } from '../order.js';
import type { Stage, Tone } from '../stage.js';
import { useAmounts, useSurroundings } from './context.js';
import { FailureReason } from './FailureReason.js';
import { ToneIcon } from './icons.js';

interface StatusNoteProps {
  readonly ref: Ref<HTMLHeadingElement>;
  readonly stage: Stage;
  readonly tone: Tone;
  readonly order: PublicOrder;
}

/** Always there, so that what changes in it is read out. */
export function StatusNote({ ref, stage, tone, order }: StatusNoteProps): ReactNode {
  const { say } = useSurroundings().tongue;
  const write = useAmounts();
  return (
    <div className={`note tone-${tone}`} role="status">
      <ToneIcon tone={tone} />
      <div>
        <h2 ref={ref} tabIndex={-1}>
          {say(`${stage}_title`)}
        </h2>
        {stage === 'failed' && order.failure && <FailureReason failure={order.failure} />}
        <p>
          {say(`${stage}_text`, {
            missing: write(order.missing.value, order),
            received: write(order.received.value, order),
            excess: write(order.excess.value, order),
          })}
        </p>
      </div>
    </div>
  );
}
