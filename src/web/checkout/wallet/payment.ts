/** What the gateway prepares and sends for a buyer's wallet. */
import type { Amount } from '../../../client/order.js';
import { ask } from '../../ask.js';
import type { OrderSource } from '../source.js';
import type { Signed, SignerPayload } from './injected.js';

/** A payment to be signed. */
export interface Prepared {
  readonly payload: SignerPayload;
  /** What the order gets. */
  readonly amount: Amount;
  /** In the chain's own token. */
  readonly fee: Amount;
  /** What leaves the account in the order's token: with the fee, where that is paid in the same. */
  readonly total: Amount;
  /** The last block that can include it. */
  readonly eraEndsAtBlock: number;
}

/** The gateway answers about so many accounts at once. */
const ACCOUNTS_AT_ONCE = 20;

/** @returns what each account can send of the order's token, in the smallest unit. @throws {ApiError} */
export async function askBalances(
  source: OrderSource,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const balances = new Map<string, string>();
  for (let at = 0; at < addresses.length; at += ACCOUNTS_AT_ONCE) {
    const asked = addresses.slice(at, at + ACCOUNTS_AT_ONCE);
    const { accounts } = await ask<{ accounts: readonly { readonly balance: Amount }[] }>(
      source.path('/accounts'),
      { accounts: asked },
    );
    // In the order of asking; the gateway writes addresses with the network's own prefix.
    accounts.forEach(({ balance }, place) => balances.set(asked[place] ?? '', balance.value));
  }
  return balances;
}

/** @throws {ApiError} with why this account cannot pay */
export function prepare(source: OrderSource, account: string): Promise<Prepared> {
  return ask(source.path('/extrinsic'), { account });
}

/** @returns the extrinsic's hash. @throws {ApiError} `isUncertain` tells whether it may have been sent all the same */
export async function submit(
  source: OrderSource,
  account: string,
  { payload }: Prepared,
  signed: Signed,
): Promise<string> {
  const { extrinsicHash } = await ask<{ extrinsicHash: string }>(source.path('/extrinsic/submit'), {
    account,
    payload,
    ...signed,
  });
  return extrinsicHash;
}
