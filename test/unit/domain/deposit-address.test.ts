import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { createKeyDerived } from '@polkadot/util-crypto';
import fc from 'fast-check';
import { formatAccount, parseAccount } from '../../../src/domain/account.js';
import {
  deriveAddress,
  deriveSoftAddress,
  softDerivationSuffix,
} from '../../../src/domain/deposit-address.js';
import { ALICE_HEX } from '../../support/accounts.js';
import { refusal } from './refusal.js';

const index = fc.integer({ min: 0, max: 65_535 });
const path = fc.array(index, { minLength: 1, maxLength: 8 });
const notPaths = [[], [-1], [65_536], [1.5], [Number.NaN], [1, 2, 3, 4, 5, 6, 7, 8, 9]];

describe('derivative deposit addresses', () => {
  it('are those that polkadot.js knows', () => {
    const owner = parseAccount('5GvUh7fGKsdBEh5XpypkfkGuf7j3vXLxH9BdxjxnJNVXRYi1');
    expect(formatAccount(deriveAddress(owner, [0]), 42)).toBe(
      '5E5XxqPxm7QbEs6twYfp3tyjXidn4kqRrNPH4o6JK9JSLUeD',
    );
  });

  it('agree with an independent implementation at every level', () => {
    fc.assert(
      fc.property(path, (indices) => {
        const expected = indices.reduce<string>(
          (account, one) => u8aToHex(createKeyDerived(account, one)),
          ALICE_HEX,
        );
        expect(deriveAddress(ALICE_HEX, indices)).toBe(expected);
      }),
    );
  });

  it.each(notPaths)('refuse the path %j', (...indices) => {
    expect(() => deriveAddress(ALICE_HEX, indices)).toThrow(refusal('INVALID_DERIVATION_PATH', '65535'));
    expect(() => deriveSoftAddress(ALICE_HEX, indices)).toThrow(refusal('INVALID_DERIVATION_PATH', '65535'));
  });

  it('refuse accounts of 20 bytes, and say what to do', () => {
    const owner = parseAccount(`0x${'ab'.repeat(20)}`);
    expect(() => deriveAddress(owner, [0])).toThrow(refusal('DEPOSIT_ADDRESS_UNSUPPORTED', 'reference mode'));
    expect(() => deriveSoftAddress(owner, [0])).toThrow(
      refusal('DEPOSIT_ADDRESS_UNSUPPORTED', 'reference mode'),
    );
  });
});

describe('soft-derived deposit addresses', () => {
  it('are the accounts that the wallet derives from its secret', () => {
    const keyring = new Keyring({ type: 'sr25519' });
    fc.assert(
      fc.property(path, (indices) => {
        const child = keyring.createFromUri(`//Alice${softDerivationSuffix(indices)}`);
        expect(deriveSoftAddress(ALICE_HEX, indices)).toBe(u8aToHex(child.publicKey));
      }),
      { numRuns: 20 },
    );
  });

  it('refuse an account that is no sr25519 key', () => {
    expect(() => deriveSoftAddress(`0x${'ff'.repeat(32)}`, [1])).toThrow(
      refusal('DEPOSIT_ADDRESS_UNSUPPORTED', 'sr25519'),
    );
  });
});
