import { useId, useState, type SyntheticEvent, type ReactNode } from 'react';
import { Dialog } from '../parts/Dialog.js';
import { Failure } from '../parts/Failure.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { useAction } from '../parts/use-action.js';
import { PlanRefund } from '../order/PlanRefund.js';
import { ASSIGN, DISMISS, type Unmatched } from './documents.js';

interface DecideMoneyProps {
  readonly money: Unmatched;
  readonly onDecided: (what: string) => void;
}

/** What can be done about money besides what is suggested. */
export function DecideMoney({ money, onDecided }: DecideMoneyProps): ReactNode {
  const say = useSay();
  const id = useId();
  const { amount } = useWriting();
  const [orderId, setOrderId] = useState('');
  const [dismissing, setDismissing] = useState(false);
  const assign = useAction<object>(ASSIGN);
  const dismiss = useAction<object>(DISMISS);

  async function assignIt(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    const order = orderId.trim();
    if ((await assign.run({ transferId: money.id, orderId: order })) === null) return;
    onDecided(say('assigned', { amount: amount(money), order }));
  }

  async function dismissIt(): Promise<void> {
    if ((await dismiss.run({ transferId: money.id })) === null) return;
    setDismissing(false);
    onDecided(say('dismissed', { amount: amount(money) }));
  }

  return (
    <div className="decide">
      <form onSubmit={(event) => void assignIt(event)}>
        <label htmlFor={id}>{say('other_order')}</label>
        <input
          id={id}
          type="text"
          value={orderId}
          autoComplete="off"
          spellCheck={false}
          required
          onChange={({ target }) => setOrderId(target.value)}
        />
        <button type="submit" className="small" disabled={assign.busy}>
          {say('assign')}
        </button>
      </form>
      <span className="buttons">
        {money.inbox === 'WAITING' && (
          <PlanRefund
            paymentId={money.id}
            onPlanned={() => onDecided(say('refund_planned', { amount: amount(money) }))}
          />
        )}
        <button type="button" className="small" onClick={() => setDismissing(true)}>
          {say('dismiss')}
        </button>
      </span>
      {assign.failure && <Failure failure={assign.failure} />}
      {dismissing && (
        <Dialog title={say('dismiss_title', { amount: amount(money) })} onClose={() => setDismissing(false)}>
          <p>{say('dismiss_text')}</p>
          {dismiss.failure && <Failure failure={dismiss.failure} />}
          <div className="choices">
            <button
              type="button"
              className="primary"
              disabled={dismiss.busy}
              onClick={() => void dismissIt()}
            >
              {say('dismiss')}
            </button>
            <button type="button" className="secondary" onClick={() => setDismissing(false)}>
              {say('leave')}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
