/** What a shop front hears of an order that it made or follows. */
import type { OrderReading } from '../../store/till/order-reading.js';
import type { GatewayContext } from '../graphql/context.js';
import { followOrder } from '../live/order-updates.js';
import { readPublicOrder, viewPublicOrder } from '../public-order.js';
import type { Peer } from '../sockets/peer.js';

/** How an update is named; `success` is a settled order, and nothing else is (SETTLEMENT 23). */
type UpdateType = 'status' | 'success' | 'expired' | 'failed';

const UPDATES: Readonly<Record<OrderReading['status'], UpdateType>> = {
  open: 'status',
  settled: 'success',
  expired: 'expired',
  canceled: 'failed',
  invalid: 'failed',
};

/** What is told, and to whom. */
export interface Telling {
  readonly context: GatewayContext;
  readonly peer: Pick<Peer, 'send'>;
  readonly token: string;
  /** Of the message that ordered it; null where it is followed only. */
  readonly ref: string | null;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Tells the order as it is, then what becomes of it, until it is settled.
 * @throws {ChaintillError} `ORDER_NOT_FOUND`, `DATABASE_UNAVAILABLE`
 */
export async function tellOrder({ context, peer, token, ref, signal }: Telling): Promise<void> {
  const orders = followOrder(context, () => readPublicOrder(context.till, token));
  const leave = (): void => void orders.return?.();
  signal.addEventListener('abort', leave, { once: true });
  try {
    let told: string | null = null;
    for await (const row of orders) {
      if (signal.aborted) return;
      const order = await viewPublicOrder(context, row);
      const names = { orderId: row.orderId, ...(ref !== null && { ref }) };
      if (told === null) {
        const url = `${context.origin}/pay/${encodeURIComponent(token)}`;
        await peer.send(JSON.stringify({ type: 'order', ...names, publicToken: token, ...order, url }));
      }
      const update = JSON.stringify({ type: UPDATES[row.status], ...names, ...progressOf(order) });
      // An open order was told just now; what is over is told under its own name as well.
      if (update !== told && (told !== null || row.status !== 'open')) await peer.send(update);
      told = update;
      if (row.status === 'settled') return;
    }
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

type PublicOrder = Awaited<ReturnType<typeof viewPublicOrder>>;

/** The part of an order that changes. */
function progressOf({
  status,
  amountState,
  received,
  missing,
  excess,
  detected,
  confirmations,
  failure,
  held,
  settledHeight,
  successUrl,
}: PublicOrder): object {
  return {
    status,
    amountState,
    received,
    missing,
    excess,
    detected,
    confirmations,
    failure,
    held,
    settledHeight,
    successUrl,
  };
}
