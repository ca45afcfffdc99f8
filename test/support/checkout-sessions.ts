/** A gateway with two merchants, and a settler that steps when it is told to. */
import { notationOf } from '../../src/domain/events/notation.js';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import { network } from './network.js';
import { DAVE, HEIGHT, openOrderTill, type OrderTill } from './order-till.js';
import { payment } from './settlement.js';

export interface SessionAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: SessionBody;
}

/** What is looked at of an answer: a session, a list, or a failure. */
export interface SessionBody {
  readonly id: string;
  readonly url: string;
  readonly status: string;
  readonly payment_status: string;
  readonly order_id: string;
  readonly has_more: boolean;
  readonly data: readonly SessionBody[];
  readonly error: { readonly code: string; readonly message: string; readonly field?: string };
}

export interface SessionTill extends OrderTill {
  /** Below /v1/checkout/sessions. @param key default: the secret key of `shop`; null for none */
  send(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    key?: string | null,
    headers?: Readonly<Record<string, string>>,
  ): Promise<SessionAnswer>;
  /** Indexes the next block, with payments to an account that name a reference. */
  block(...payments: readonly { to: string; value: bigint; reference: string }[]): Promise<number>;
  /** Settles until nothing is left. */
  settle(): Promise<void>;
  /** Settles again and again while something is waited for. */
  settleWhile<T>(waiting: Promise<T>): Promise<T>;
}

export async function openSessionTill(): Promise<SessionTill> {
  const till = await openOrderTill();
  let height = HEIGHT;

  async function settle(): Promise<void> {
    for (let more = true; more;) {
      ({ more } = await settleStep(till.till, {
        epoch: 0n,
        schema: 'chain',
        most: 500,
        limit: null,
        plan: (work) => planSettlement(work, () => 0n, notationOf(network)),
      }));
    }
  }

  return {
    ...till,
    async send(method, path, body, key = till.shop.secretKey, headers = {}) {
      const response = await fetch(`${till.gateway.url}/v1/checkout/sessions${path}`, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, text, body: JSON.parse(text) as SessionBody };
    },
    async block(...payments) {
      height += 1;
      await till.index.insertTransfers(
        payments.map(({ to, value, reference }, eventIndex) => ({
          ...payment(to, value, reference, { fromId: DAVE }),
          blockNumber: height,
          eventIndex,
        })),
      );
      await till.index.setMetadata({ lastProcessedHeight: height });
      return height;
    },
    settle,
    async settleWhile(waiting) {
      const state = { done: false };
      const finished = waiting.finally(() => {
        state.done = true;
      });
      finished.catch(() => undefined); // told to whoever waits for it below
      while (!state.done) await settle();
      return finished;
    },
  };
}
