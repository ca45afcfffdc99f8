/** A wallet in the page that signs for a dev chain, as an extension would. */
import { Keyring } from '@polkadot/keyring';
import type { SignerPayloadJSON } from '@polkadot/types/types';
import type { BrowserContext } from 'playwright-core';
import type { DevAccount } from '../../../src/chain/dev/accounts.js';
import { connectApi } from '../../../src/cli/demo/connect.js';

export interface SigningWallet {
  close(): Promise<void>;
}

/** @param endpoint of the chain, whose metadata say how to read what is signed */
export async function injectSigningWallet(
  context: BrowserContext,
  { name, uri }: DevAccount,
  endpoint: string,
): Promise<SigningWallet> {
  const api = await connectApi(endpoint);
  const keyring = new Keyring({ type: 'sr25519' });
  const { address } = keyring.addFromUri(uri);
  await context.exposeFunction('signForTest', (payload: SignerPayloadJSON) => {
    // As extensions do: by the key, whatever the prefix; and not with another.
    const pair = keyring.getPair(payload.address);
    return api.registry.createType('ExtrinsicPayload', payload, { version: payload.version }).sign(pair);
  });
  await context.addInitScript(
    ({ accounts }) => {
      const page = globalThis as unknown as { signForTest: (payload: unknown) => Promise<object> };
      const signer = { signPayload: (payload: unknown) => page.signForTest(payload) };
      const extension = { accounts: { get: () => Promise.resolve(accounts) }, signer };
      Object.assign(globalThis, {
        injectedWeb3: { 'test-wallet': { version: '1', enable: () => Promise.resolve(extension) } },
      });
    },
    { accounts: [{ address, name, type: 'sr25519' }] },
  );
  return { close: () => api.disconnect() };
}
