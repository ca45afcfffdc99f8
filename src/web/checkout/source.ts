/** Where the page's order comes from: a registered order by its public token, or a payment link. */
import { ask } from '../ask.js';
import { reportStep, type CheckoutStep } from './report.js';
import type { PublicOrder } from './order.js';

export interface OrderSource {
  /** By which this tab remembers what happened. */
  readonly key: string;
  /** Path of the order at the gateway, or of what a wallet needs: `/accounts`, `/extrinsic`. */
  readonly path: (rest?: string) => string;
  /** Where changes are pushed; null where they are only asked for. */
  readonly events: string | null;
  /** @returns the hash of the newest payment's extrinsic, final or not; null where there is none. */
  readonly transaction: () => Promise<string | null>;
  /** Tells the shop how far its buyer came, and waits for nothing. */
  readonly report: (step: CheckoutStep) => void;
}

export function fromToken(token: string): OrderSource {
  const name = encodeURIComponent(token);
  const path = (rest = ''): string => `/v1/public/orders/${name}${rest}`;
  return {
    key: token,
    path,
    events: path('/events'),
    async transaction() {
      const { transaction } = await ask<{ transaction: { hash: string | null } | null }>(
        `/api/orders/${name}/status`,
      );
      return transaction?.hash ?? null;
    },
    report: (step) => reportStep(path('/attempts'), step),
  };
}

/** @param fields of the link, as the query of an address */
export function fromLink(fields: string): OrderSource {
  const path = (rest = ''): string => `/v1/public/links${rest}?${fields}`;
  return {
    key: `link?${fields}`,
    path,
    events: null,
    transaction: async () => (await ask<PublicOrder>(path())).transaction ?? null,
    // A link is nobody's order.
    report: () => undefined,
  };
}
