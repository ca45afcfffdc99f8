import type { CallOptions, Http } from '../http.js';
import { ReturnError } from './return-error.js';
import { checkoutSessionsOf, type CheckoutSessions } from './sessions.js';
import { verifyReturn, type CheckoutReturn, type GatewayKeys, type ReturnProof } from './verify-return.js';

export interface Checkout {
  readonly sessions: CheckoutSessions;
  /**
   * Checks an address that a buyer came back with. What it is checked against is asked of the gateway, once in a while.
   * @throws {ReturnError} what must not be believed; `GatewayError` where the gateway cannot be asked
   */
  verifyReturn(url: string | URL, options?: CallOptions): Promise<CheckoutReturn>;
}

/** As long as the gateway lets its keys be kept; where one is not among them, no longer than this. */
const KEPT_MS = 3_600_000;
const KEPT_WITHOUT_MS = 10_000;

export function checkoutOf(http: Http): Checkout {
  let kept: { readonly proof: ReturnProof; readonly since: number } | null = null;

  async function proofOf({ signal }: CallOptions, longest: number): Promise<ReturnProof> {
    if (kept && Date.now() - kept.since < longest) return kept.proof;
    const [keys, { data }] = await Promise.all([
      http<GatewayKeys>({ method: 'GET', path: '/.well-known/chaintill-keys.json', signal }),
      http<{ readonly data: { readonly merchant: { readonly id: string } } }>({
        method: 'POST',
        path: '/graphql',
        body: { query: '{ merchant { id } }' },
        repeatable: true,
        signal,
      }),
    ]);
    const proof = { keys, merchantId: data.merchant.id };
    kept = { proof, since: Date.now() };
    return proof;
  }

  return {
    sessions: checkoutSessionsOf(http),
    async verifyReturn(url, options = {}) {
      try {
        return await verifyReturn(url, await proofOf(options, KEPT_MS));
      } catch (error) {
        if (!(error instanceof ReturnError) || error.code !== 'UNKNOWN_KEY') throw error;
        return verifyReturn(url, await proofOf(options, KEPT_WITHOUT_MS));
      }
    },
  };
}
