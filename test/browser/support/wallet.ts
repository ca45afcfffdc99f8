/** A wallet in the page, and what the gateway answers about paying with it. */
import type { Page } from 'playwright-core';
import { ALICE, BOB } from '../../support/accounts.js';

export interface TestWallet {
  readonly accounts: readonly { readonly address: string; readonly name: string; readonly type?: string }[];
  /** What it throws when it is to sign; null: it signs. */
  readonly refuses: string | null;
}

export const WALLET: TestWallet = {
  accounts: [
    { address: ALICE, name: 'Alice' },
    { address: BOB, name: 'Bob' },
    { address: '0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac', name: 'Another chain', type: 'ethereum' },
  ],
  refuses: null,
};
export const SIGNATURE = `0x01${'5a'.repeat(64)}`;

/** Puts a wallet into the page before its scripts run. */
export async function injectWallet(page: Page, wallet: TestWallet = WALLET): Promise<void> {
  await page.addInitScript(
    ({ accounts, refuses, signature }) => {
      const signer = {
        signPayload: () =>
          refuses === null ? Promise.resolve({ id: 1, signature }) : Promise.reject(new Error(refuses)),
      };
      const extension = { accounts: { get: () => Promise.resolve(accounts) }, signer };
      Object.assign(globalThis, {
        injectedWeb3: { 'test-wallet': { version: '1', enable: () => Promise.resolve(extension) } },
      });
    },
    { ...wallet, signature: SIGNATURE },
  );
}

const LLD = (value: string): object => ({ value, formatted: null });

export interface PaymentAnswers {
  /** Instead of a payment to sign. */
  readonly refusal?: string;
  /** Instead of a hash; `lost` breaks the connection. */
  readonly sending?: string;
  readonly eraEndsAtBlock?: number;
}

export const SENT_HASH = `0x${'ab'.repeat(32)}`;

/**
 * Answers in place of the gateway what a node is needed for.
 * @returns the bodies that were sent, by the last part of their path
 */
export async function answerPayments(
  page: Page,
  { refusal, sending, eraEndsAtBlock = 1_764 }: PaymentAnswers = {},
): Promise<ReadonlyMap<string, unknown>> {
  const bodies = new Map<string, unknown>();
  await page.route(/\/v1\/public\/(orders\/[^/]+|links)\/(accounts|extrinsic)/, async (route) => {
    const request = route.request();
    const part = new URL(request.url()).pathname.split('/').pop() ?? '';
    bodies.set(part, request.postDataJSON());
    const refuse = (code: string): Promise<void> =>
      route.fulfill({ status: 400, json: { error: { code, message: 'no', requestId: 'x' } } });
    if (part === 'accounts') {
      const { accounts } = request.postDataJSON() as { accounts: readonly string[] };
      const json = accounts.map((address) => ({ address, balance: LLD('20000000000000') }));
      return route.fulfill({ json: { accounts: json } });
    }
    if (part === 'extrinsic') {
      if (refusal !== undefined) return refuse(refusal);
      return route.fulfill({
        json: {
          payload: { method: '0x00', address: ALICE },
          amount: LLD('12500000000000'),
          fee: LLD('15000000000'),
          total: LLD('12515000000000'),
          balance: LLD('20000000000000'),
          eraEndsAtBlock,
        },
      });
    }
    if (sending === 'lost') return route.abort();
    return sending === undefined ? route.fulfill({ json: { extrinsicHash: SENT_HASH } }) : refuse(sending);
  });
  return bodies;
}
