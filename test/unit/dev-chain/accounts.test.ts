import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { DEV_ACCOUNTS } from '../../../src/chain/dev/accounts.js';

describe('dev accounts', () => {
  it.each(DEV_ACCOUNTS)(
    '$uri signs with the key pair that belongs to its public key',
    async ({ uri, publicKey }) => {
      await cryptoWaitReady();
      const pair = new Keyring({ type: 'sr25519' }).addFromUri(uri);
      expect(u8aToHex(pair.publicKey)).toBe(publicKey);
    },
  );
});
