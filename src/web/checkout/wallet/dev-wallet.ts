import { ask } from '../../ask.js';
import type { Signed, Wallet } from './injected.js';

/** The gateway signs as //Alice and //Bob, whose keys everybody knows: on a dev chain alone. */
export function devWallet(name: string): Wallet {
  return {
    id: 'dev',
    name,
    async accounts() {
      const { accounts } = await ask<{ accounts: readonly { name: string; address: string }[] }>(
        '/v1/public/dev-wallet',
      );
      return accounts.map((account) => ({
        ...account,
        sign: (payload) => ask<Signed>('/v1/public/dev-wallet/sign', { account: account.address, payload }),
      }));
    },
  };
}
