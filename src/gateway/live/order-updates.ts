import { setTimeout as delay } from 'node:timers/promises';
import type { OrderReading } from '../../store/till/order-reading.js';
import type { GatewayContext } from '../graphql/context.js';
import { endable } from './endable.js';

/** What following an order needs of its surroundings. */
export type OrderSource = Pick<GatewayContext, 'tail' | 'heads' | 'network'>;

/**
 * The order as it is, then again after each event of it, and with each new best block while a payment of it is in sight.
 * Whoever is slow gets the newest state, not each one in between.
 * @param find reads the order; what it throws ends it
 */
export function followOrder<Reading extends OrderReading>(
  { tail, heads, network }: OrderSource,
  find: () => Promise<Reading>,
): AsyncIterableIterator<Reading, undefined> {
  return endable(async function* (signal) {
    // Before the order is read: what happens after is told.
    const { cursor: after } = await tail.position();
    let order = await find();
    let best = heads.state().best;
    yield order;
    const { merchantId, id: orderId } = order;
    const pages = tail.follow({ merchantId, orderId, types: null, after, signal });
    const ask = (): ReturnType<typeof pages.next> => {
      const asked = pages.next();
      // It may fail while nobody waits for it; whoever waits next is told.
      asked.catch(() => undefined);
      return asked;
    };
    let next = ask();
    for (;;) {
      const ticks = new AbortController();
      const came = await Promise.race([
        next,
        ...(order.sightings.length > 0 ? [tick(network.blockTimeMs, ticks.signal)] : []),
      ]);
      ticks.abort();
      if (came === null) {
        const { best: newest } = heads.state();
        if (newest === best) continue;
        best = newest;
      } else if (came.done === true) return undefined;
      else {
        next = ask();
        const { sequence } = order;
        order = await find();
        // It was read after this event already.
        if (order.sequence === sequence) continue;
      }
      yield order;
    }
  });
}

async function tick(ms: number, signal: AbortSignal): Promise<null> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // an event was faster
  return null;
}
