/** Subscriptions of one WebSocket connection. */
import type { Chain, Head } from '../chain.js';

interface Topic {
  /** The method of the notifications. */
  readonly message: string;
  /** Which head makes a notification. */
  readonly head: Head;
  current(chain: Chain): unknown;
}

const BEST: Omit<Topic, 'message'> = { head: 'best', current: (chain) => chain.at(chain.best)?.header };
const FINALIZED: Omit<Topic, 'message'> = {
  head: 'finalized',
  current: (chain) => chain.at(chain.finalized)?.header,
};
const RUNTIME: Omit<Topic, 'message'> = {
  head: 'best',
  current: (chain) => chain.runtimeAfter(chain.best).version,
};

/** By the method that subscribes; nodes answer to the singular and the plural. */
const TOPICS: Readonly<Record<string, Topic>> = {
  chain_subscribeNewHead: { message: 'chain_newHead', ...BEST },
  chain_subscribeNewHeads: { message: 'chain_newHead', ...BEST },
  chain_subscribeAllHeads: { message: 'chain_allHead', ...BEST },
  chain_subscribeFinalizedHeads: { message: 'chain_finalizedHead', ...FINALIZED },
  state_subscribeRuntimeVersion: { message: 'state_runtimeVersion', ...RUNTIME },
};
const UNSUBSCRIBE = /^(chain|state)_unsubscribe/;

export const SUBSCRIPTION_METHODS: readonly string[] = Object.keys(TOPICS).flatMap((method) => [
  method,
  method.replace('_subscribe', '_unsubscribe'),
]);

export interface Subscriptions {
  /** The answer to a subscription method, or undefined for any other method. */
  readonly answer: (method: string, params: readonly unknown[]) => unknown;
  readonly announce: (head: Head) => void;
}

export function subscriptions(chain: Chain, send: (message: object) => void): Subscriptions {
  const active = new Map<string, Topic & { last?: string }>();
  let next = 1;

  function notify(subscription: string): void {
    const topic = active.get(subscription);
    if (!topic) return;
    const result = topic.current(chain);
    const text = JSON.stringify(result);
    if (text === topic.last) return;
    topic.last = text;
    send({ jsonrpc: '2.0', method: topic.message, params: { subscription, result } });
  }

  return {
    answer(method, params) {
      const topic = TOPICS[method];
      if (topic) {
        const id = `fixture-${next++}`;
        active.set(id, { ...topic });
        setImmediate(notify, id); // after the answer that carries the id
        return id;
      }
      return UNSUBSCRIBE.test(method) ? active.delete(String(params[0])) : undefined;
    },
    announce(head) {
      for (const [id, topic] of active) if (topic.head === head) notify(id);
    },
  };
}
