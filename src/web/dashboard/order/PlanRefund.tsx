import { useState, type ReactNode } from 'react';
import { Dialog } from '../parts/Dialog.js';
import { Failure } from '../parts/Failure.js';
import { useSay } from '../parts/tongue.js';
import { useAction } from '../parts/use-action.js';
import { PLAN_REFUND } from './documents.js';

interface PlanRefundProps {
  /** `<blockNumber>-<eventIndex>` */
  readonly paymentId: string;
  readonly onPlanned: () => void;
}

/** Plans that a payment is given back, which its owner's wallet then signs. */
export function PlanRefund({ paymentId, onPlanned }: PlanRefundProps): ReactNode {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const { run, busy, failure, forget } = useAction<object>(PLAN_REFUND);

  function close(): void {
    forget();
    setAsking(false);
  }

  async function plan(): Promise<void> {
    if ((await run({ transferId: paymentId })) === null) return;
    close();
    onPlanned();
  }

  return (
    <>
      <button type="button" className="small" onClick={() => setAsking(true)}>
        {say('refund_plan')}
      </button>
      {asking && (
        <Dialog title={say('refund_plan_title')} onClose={close}>
          <p>{say('refund_plan_text')}</p>
          {failure && <Failure failure={failure} />}
          <div className="choices">
            <button type="button" className="primary" disabled={busy} onClick={() => void plan()}>
              {say('refund_plan')}
            </button>
            <button type="button" className="secondary" onClick={close}>
              {say('leave')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
