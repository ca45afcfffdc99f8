import { Keyring } from '@polkadot/keyring';
import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { verifySignedText, type SignatureScheme } from '../../../src/chain/ownership.js';
import { parseAccount } from '../../../src/domain/account.js';
import type { Hex } from '../../../src/domain/hex.js';
import { ALICE_HEX } from '../../support/accounts.js';
import { refusal } from '../domain/refusal.js';

const TEXT = 'Chaintill: this account receives payments for a merchant.\nNonce: 1234567890abcdef';
const keyring = new Keyring();
const wrapped = (text: string): Uint8Array => u8aWrapBytes(text);

/** The account of a pair, as the chain names it. */
const accountOf = (pair: KeyringPair): Hex => parseAccount(pair.address);

describe.each<SignatureScheme>(['sr25519', 'ed25519', 'ecdsa'])('a %s signature of a text', (scheme) => {
  const owner = keyring.createFromUri('//Shop', {}, scheme);
  const account = accountOf(owner);

  it('proves the account, wrapped as wallets do, plain, and with the scheme before it', () => {
    for (const message of [wrapped(TEXT), TEXT]) {
      for (const withType of [false, true]) {
        const signature = u8aToHex(owner.sign(message, { withType }));
        expect(verifySignedText(TEXT, signature, account)).toBe(scheme);
        expect(verifySignedText(TEXT, signature.toUpperCase().replace('0X', '0x'), account)).toBe(scheme);
      }
    }
  });

  it('proves nothing by another account, of another text, or changed', () => {
    const bytes = owner.sign(wrapped(TEXT));
    const signature = u8aToHex(bytes);
    const other = accountOf(keyring.createFromUri('//Other', {}, scheme));
    const refused = refusal('SIGNATURE_INVALID', 'not of this text by this account');
    expect(() => verifySignedText(TEXT, signature, other)).toThrow(refused);
    expect(() => verifySignedText(TEXT, signature, ALICE_HEX)).toThrow(refused);
    expect(() => verifySignedText(`${TEXT} `, signature, account)).toThrow(refused);
    expect(() => verifySignedText(TEXT.replace('1', '2'), signature, account)).toThrow(refused);
    for (const at of [0, 31, 40]) {
      const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 4 : byte));
      expect(() => verifySignedText(TEXT, u8aToHex(changed), account)).toThrow(refused);
    }
  });
});

describe('what is no signature', () => {
  it.each([
    ['0x', '0 bytes'],
    [`0x${'ab'.repeat(63)}`, '63 bytes'],
    [`0x${'ab'.repeat(67)}`, '67 bytes'],
    ['ab'.repeat(64), 'in hex'],
    ["0x'; drop table till.orders --", 'in hex'],
    [`0x${'ab'.repeat(63)}a`, 'in hex'],
    [`0x${'00'.repeat(64)}`, 'not of this text'],
    [`0x${'ff'.repeat(65)}`, 'not of this text'],
    [`0x02${'ff'.repeat(65)}`, 'not of this text'],
  ])('%s is refused, with the reason and without repeating it', (text, reason) => {
    expect(() => verifySignedText(TEXT, text, ALICE_HEX)).toThrow(refusal('SIGNATURE_INVALID', reason));
    expect(() => verifySignedText(TEXT, text, ALICE_HEX)).not.toThrow(text.slice(2) || 'drop');
  });

  it('an Ethereum signature does not prove a 32-byte account', () => {
    const pair = keyring.addFromSeed(new Uint8Array(32).fill(7), {}, 'ethereum');
    const signature = u8aToHex(pair.sign(TEXT));
    const padded: Hex = `0x${'00'.repeat(12)}${u8aToHex(pair.addressRaw).slice(2)}`;
    expect(() => verifySignedText(TEXT, signature, padded)).toThrow(refusal('SIGNATURE_INVALID'));
    expect(() => verifySignedText(TEXT, signature, u8aToHex(pair.addressRaw))).toThrow(
      refusal('SIGNATURE_UNSUPPORTED', 'operator'),
    );
  });

  it('nobody claims an account that anybody can sign for', () => {
    const neutral: Hex = `0x01${'00'.repeat(31)}`;
    for (const account of [`0x${'00'.repeat(32)}`, neutral] as const) {
      const signature = `${neutral}${'00'.repeat(32)}`;
      expect(() => verifySignedText(TEXT, signature, account)).toThrow(
        refusal('SIGNATURE_INVALID', 'anybody'),
      );
    }
  });
});
