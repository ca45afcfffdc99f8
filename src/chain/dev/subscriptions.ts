import type { SubscriptionManager } from '@acala-network/chopsticks-core';

/** The subscriptions of one connection. */
export interface Subscriptions extends SubscriptionManager {
  /** Ends all of them, and any that a request still under way asks for. */
  cancelAll(): void;
}

/** @param send takes the text of a notification. */
export function subscriptionsOf(send: (message: string) => void): Subscriptions {
  const cancels = new Map<string, () => void>();
  let closed = false;
  return {
    subscribe(method, subscription, onCancel = () => undefined) {
      if (closed) onCancel();
      else cancels.set(subscription, onCancel);
      return (result: unknown) => {
        if (!cancels.has(subscription)) return;
        send(JSON.stringify({ jsonrpc: '2.0', method, params: { subscription, result } }));
      };
    },
    unsubscribe(subscription) {
      cancels.get(subscription)?.();
      cancels.delete(subscription);
    },
    cancelAll() {
      closed = true;
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}
