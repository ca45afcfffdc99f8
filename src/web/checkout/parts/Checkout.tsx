import { useEffect, useRef, useState, type ReactNode } from 'react';
import { keep, recall, type Kept } from '../memory.js';
import type { PublicOrder } from '../order.js';
import { isOver, isPaid, mayLeave, progressOf, stageOf, toneOf, wantsPayment } from '../stage.js';
import { BackUnpaid } from './BackUnpaid.js';
import { useAmounts, useSurroundings } from './context.js';
import { Figures } from './Figures.js';
import { HeldSums } from './HeldSums.js';
import { PayWays } from './PayWays.js';
import { ReturnToShop } from './ReturnToShop.js';
import { StatusNote } from './StatusNote.js';
import { Summary } from './Summary.js';
import { Transaction, TransactionHash } from './Transaction.js';
import { Unregistered } from './Unregistered.js';

interface CheckoutProps {
  readonly order: PublicOrder;
  readonly receivedAt: number;
  readonly retracted: boolean;
  readonly refresh: () => void;
}

/** How often to ask after a payment of this page's wallet, until it is in sight. */
const LOOK_AFTER_SENT_MS = 3_000;

export function Checkout({ order, receivedAt, retracted, refresh }: CheckoutProps): ReactNode {
  const { tongue, source } = useSurroundings();
  const writeAmount = useAmounts();
  const [kept, setKept] = useState(() => recall(source.key));
  const stage = stageOf(order, { sent: kept.sent, retracted });
  const note = useRef<HTMLHeadingElement>(null);
  const settled = isPaid(order);
  const newest =
    order.payments.findLast(({ extrinsicHash }) => extrinsicHash !== null)?.extrinsicHash ?? null;

  function remember(change: Partial<Kept>): void {
    setKept((before) => {
      const after = { ...before, ...change };
      keep(source.key, after);
      return after;
    });
  }

  useEffect(() => {
    if (!settled) source.report('viewed');
  }, [source]);
  useEffect(() => {
    if (stage === 'dropped') source.report('dropped');
  }, [stage, source]);
  useEffect(() => {
    if (!settled) remember({ awaited: true });
  }, [settled]);
  useEffect(() => {
    if (newest !== null) remember({ transaction: newest });
  }, [newest]);
  useEffect(() => {
    // What was sent has come, or cannot come any more; another one is the buyer's to send.
    if (
      kept.sent !== null &&
      (stage === 'seen' || stage === 'seenPart' || stage === 'underpaid' || stage === 'failed' || settled)
    ) {
      remember({ sent: null });
    }
  }, [stage, settled, kept.sent]);
  useEffect(() => {
    if (stage !== 'sent') return undefined;
    const timer = setInterval(refresh, LOOK_AFTER_SENT_MS);
    return () => clearInterval(timer);
  }, [stage, refresh]);
  useEffect(() => {
    const amount = writeAmount(order.amount.value, order);
    const title = wantsPayment(stage) ? tongue.say('title_pay', { amount }) : tongue.say(`${stage}_title`);
    document.title = order.description === null ? title : `${title} · ${order.description}`;
  });
  useKeptFocus(stage, note);

  return (
    <main className="card">
      <Summary
        order={order}
        receivedAt={receivedAt}
        progress={order.unregistered ? null : progressOf(stage)}
      />
      <div className="action">
        <StatusNote ref={note} stage={stage} tone={toneOf(stage)} order={order} />
        <Figures order={order} stage={stage} />
        <HeldSums held={order.held} />
        {stage === 'failed' && order.failure && (
          <TransactionHash hash={order.failure.extrinsicHash} title={tongue.say('failed_transaction')} />
        )}
        {order.unregistered && order.link && <Unregistered order={order} link={order.link} stage={stage} />}
        {settled && order.successUrl !== null && (
          <ReturnToShop
            address={order.successUrl}
            byItself={kept.awaited}
            onLeave={() => remember({ awaited: false })}
          />
        )}
        {isOver(stage) && order.failureUrl !== null && (
          <ReturnToShop
            address={order.failureUrl}
            byItself={false}
            onLeave={() => remember({ awaited: false })}
          />
        )}
        {wantsPayment(stage) && (
          <PayWays order={order} onSent={(sent) => remember({ sent, transaction: sent.hash })} />
        )}
        {stage !== 'waiting' && stage !== 'dropped' && stage !== 'failed' && (
          <Transaction
            known={newest ?? kept.transaction ?? order.transaction ?? null}
            paid={BigInt(order.received.value) > 0n}
            onFound={(transaction) => remember({ transaction })}
          />
        )}
        {mayLeave(stage) && order.failureUrl !== null && <BackUnpaid address={order.failureUrl} />}
      </div>
    </main>
  );
}

/** Where a new stage takes away what had the focus, the focus goes to what says so. */
function useKeptFocus(stage: string, note: React.RefObject<HTMLHeadingElement | null>): void {
  const before = useRef(stage);
  const held = useRef<Element | null>(null);
  useEffect(() => {
    const remember = (): void => {
      held.current = document.activeElement;
    };
    document.addEventListener('focusin', remember);
    return () => document.removeEventListener('focusin', remember);
  }, []);
  useEffect(() => {
    if (before.current === stage) return;
    before.current = stage;
    if (held.current !== null && !held.current.isConnected) note.current?.focus();
  }, [stage, note]);
}
