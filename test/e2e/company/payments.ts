/** Payments to a company and of it, one or several in an extrinsic. */
import { stringToHex, u8aToHex } from '@polkadot/util';
import type { DevAccount } from '../../../src/chain/dev/accounts.js';
import { formatAccount } from '../../../src/domain/account.js';
import type { Hex } from '../../../src/domain/hex.js';
import { signer } from '../../support/dev-chain.js';
import type { Extrinsic, LiberlandInstance } from '../../support/liberland-instance.js';

/** One token in its smallest unit. */
export const LLD = 10n ** 12n;

/** A payment of so many tokens, with the order that it names. */
export type Paid = readonly [to: Hex, tokens: bigint, reference?: string];

/** The calls of some payments, each followed by its remark. */
export function calls({ tx }: Pick<LiberlandInstance, 'tx'>, paid: readonly Paid[]): Extrinsic[] {
  return paid.flatMap(([to, tokens, reference]) => {
    const pay = tx('balances.transferKeepAlive', { Id: to }, tokens * LLD);
    return reference === undefined ? [pay] : [pay, tx('system.remark', stringToHex(`order:${reference}`))];
  });
}

/** Several payments that happen together or not at all. */
export function together(chain: Pick<LiberlandInstance, 'tx'>, ...paid: readonly Paid[]): Extrinsic {
  return chain.tx('utility.batchAll', calls(chain, paid));
}

/** Proves to the gateway that an account is the dev merchant's. */
export async function proveAccount(
  { ask }: LiberlandInstance,
  { publicKey, uri }: DevAccount,
): Promise<void> {
  const { requestAccountChallenge: challenge } = await ask<{
    requestAccountChallenge: { nonce: string; message: string };
  }>('mutation ($account: String!) { requestAccountChallenge(account: $account) { nonce message } }', {
    account: publicKey,
  });
  const signature = u8aToHex(signer(uri).sign(`<Bytes>${challenge.message}</Bytes>`));
  await ask('mutation ($input: ProveAccountInput!) { proveAccount(input: $input) { id } }', {
    input: { nonce: challenge.nonce, signature },
  });
}

/** Registers orders of a company for these payments, each for all that is paid. */
export async function registerOrders(
  { rest }: LiberlandInstance,
  company: string,
  paid: readonly Paid[],
): Promise<void> {
  for (const [payee, tokens, orderId] of paid) {
    const order = { orderId, company, payee: formatAccount(payee, 42), amount: String(tokens) };
    const made = await rest<{ orderId?: string }>('POST', '/v1/orders', order);
    if (made.orderId !== orderId) throw new Error(`order ${orderId}: ${JSON.stringify(made)}`);
  }
}
