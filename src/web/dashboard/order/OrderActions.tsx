import { useState, type ReactNode } from 'react';
import { isZero } from '../amount-text.js';
import { Dialog } from '../parts/Dialog.js';
import { Failure } from '../parts/Failure.js';
import { useSay } from '../parts/tongue.js';
import { useAction } from '../parts/use-action.js';
import { CANCEL_ORDER, MARK_ORDER, type OrderView } from './documents.js';

interface OrderActionsProps {
  readonly order: OrderView;
  readonly reload: () => void;
}

type Wish = 'cancel' | 'settled' | 'invalid';
const LONGEST_REASON = 500;

/** What a person can decide about an order. Nothing where there is nothing to decide. */
export function OrderActions({ order, reload }: OrderActionsProps): ReactNode {
  const say = useSay();
  const [wish, setWish] = useState<Wish | null>(null);
  const wishes = wishesFor(order);
  if (wishes.length === 0) return null;
  return (
    <div className="actions">
      {wishes.map((one) => (
        <button key={one} type="button" className="small" onClick={() => setWish(one)}>
          {say(`do_${one}`)}
        </button>
      ))}
      {wish !== null && (
        <Decide
          key={wish}
          wish={wish}
          orderId={order.orderId}
          onClose={() => setWish(null)}
          onDone={reload}
        />
      )}
    </div>
  );
}

function wishesFor({ status, received, detected }: OrderView): readonly Wish[] {
  const unpaid = isZero(received) && isZero(detected);
  if (status === 'OPEN' || status === 'PROCESSING') {
    return unpaid ? ['cancel', 'settled', 'invalid'] : ['settled', 'invalid'];
  }
  return status === 'EXPIRED' ? ['settled', 'invalid'] : [];
}

interface DecideProps {
  readonly wish: Wish;
  readonly orderId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Decide({ wish, orderId, onClose, onDone }: DecideProps): ReactNode {
  const say = useSay();
  const [reason, setReason] = useState('');
  const { run, busy, failure } = useAction<object>(wish === 'cancel' ? CANCEL_ORDER : MARK_ORDER);
  const ready = wish === 'cancel' || reason.trim() !== '';

  async function decide(): Promise<void> {
    const mark = { as: wish.toUpperCase(), reason: reason.trim() };
    if ((await run({ orderId, ...(wish !== 'cancel' && mark) })) === null) return;
    onClose();
    onDone();
  }

  return (
    <Dialog title={say(`do_${wish}_title`, { order: orderId })} onClose={onClose}>
      <p>{say(`do_${wish}_text`)}</p>
      {wish !== 'cancel' && (
        <>
          <label htmlFor="reason">{say('reason')}</label>
          <input
            id="reason"
            type="text"
            value={reason}
            maxLength={LONGEST_REASON}
            aria-describedby="reason-hint"
            onChange={({ target }) => setReason(target.value)}
          />
          <p id="reason-hint" className="hint">
            {say('reason_hint')}
          </p>
        </>
      )}
      {failure && <Failure failure={failure} />}
      <div className="choices">
        <button type="button" className="primary" disabled={busy || !ready} onClick={() => void decide()}>
          {say(`do_${wish}`)}
        </button>
        <button type="button" className="secondary" onClick={onClose}>
          {say('leave')}
        </button>
      </div>
    </Dialog>
  );
}
