import { decodeAddress, encodeAddress } from '@polkadot/util-crypto';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { formatAccount, parseAccount } from '../../../src/domain/account.js';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { refusal } from './refusal.js';

const ALICE: Hex = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d';
const ALICE_42 = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
const ETHEREUM = '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const prefix = fc.integer({ min: 0, max: 16383 }).filter((n) => n !== 46 && n !== 47);

describe('parseAccount', () => {
  it.each([
    [0, '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5'],
    [2, 'HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F'],
    [42, ALICE_42],
    [56, '6ftBYTotU4mmCuvUqJvk6qEP7uCzzz771pTMoxcbHFb9rcPv'],
  ])('reads //Alice with the prefix %i', (ss58Prefix, address) => {
    expect(parseAccount(address)).toBe(ALICE);
    expect(formatAccount(ALICE, ss58Prefix)).toBe(address);
  });

  it.each([63, 64, 69, 255, 1284, 1285, 16383])(
    'reads //Alice with the prefix %i, as polkadot.js does',
    (n) => {
      expect(formatAccount(ALICE, n)).toBe(encodeAddress(ALICE, n));
      expect(parseAccount(encodeAddress(ALICE, n))).toBe(ALICE);
    },
  );

  it('reads the reserved prefixes 46 and 47, which polkadot.js refuses to write', () => {
    for (const n of [46, 47]) expect(parseAccount(formatAccount(ALICE, n))).toBe(ALICE);
  });

  it('reads hex in any case', () => {
    expect(parseAccount(ALICE)).toBe(ALICE);
    expect(parseAccount(`0x${ALICE.slice(2).toUpperCase()}`)).toBe(ALICE);
    expect(parseAccount(ETHEREUM)).toBe(ETHEREUM.toLowerCase());
  });

  it('gives one hex for every spelling of an account, the one that polkadot.js finds', () => {
    fc.assert(
      fc.property(key, prefix, (bytes, n) => {
        const address = encodeAddress(bytes, n);
        expect(formatAccount(bytesToHex(bytes), n)).toBe(address);
        expect(parseAccount(address)).toBe(bytesToHex(bytes));
        expect(parseAccount(address)).toBe(bytesToHex(decodeAddress(address)));
      }),
    );
  });

  it('refuses an address with one character changed', () => {
    const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
    for (let i = 0; i < ALICE_42.length; i++) {
      const other = alphabet[(alphabet.indexOf(ALICE_42.charAt(i)) + 7) % alphabet.length] ?? '';
      const changed = ALICE_42.slice(0, i) + other + ALICE_42.slice(i + 1);
      expect(() => parseAccount(changed)).toThrow(refusal('INVALID_ADDRESS'));
    }
  });

  it.each([
    ['', 'empty'],
    ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ', 'checksum'],
    ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKut0Y', 'character 47 '],
    [` ${ALICE_42}`, 'character 1 '],
    [`${ALICE_42}\n`, 'character 49 '],
    ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKut', 'length'],
    ['1'.repeat(5000), '5000 characters long'],
    ['1', 'length'],
    // An account index and a 33-byte key have SS58 forms too; neither is an account's public key.
    [encodeAddress(Uint8Array.of(1), 42), 'length'],
    [encodeAddress(new Uint8Array(33), 42), 'length'],
    [base58.encode(Uint8Array.of(200, ...new Uint8Array(34))), 'prefix is reserved'],
    [ALICE.slice(2), 'character'],
    ['0x', '0 hex digits'],
    [ALICE.slice(0, -1), '63 hex digits'],
    [`${ALICE}00`, '66 hex digits'],
    [`${ALICE.slice(0, -1)}g`, 'no hex digit'],
    [`${ALICE.slice(0, -1)}\n`, 'no hex digit'],
    [`0X${ALICE.slice(2)}`, 'character'],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => parseAccount(text)).toThrow(refusal('INVALID_ADDRESS', reason));
  });

  it('refuses any text that is no address with that one error, and never repeats it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        try {
          parseAccount(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_ADDRESS' });
          expect((error as Error).message).toMatch(/^[\x20-\x7e]*$/);
        }
      }),
    );
  });
});

describe('formatAccount', () => {
  it('shows a 20-byte account as hex, whatever the prefix', () => {
    expect(formatAccount(parseAccount(ETHEREUM), 1284)).toBe(ETHEREUM.toLowerCase());
  });

  it('refuses a prefix that SS58 does not have', () => {
    for (const n of [-1, 16384, 1.5, Number.NaN]) expect(() => formatAccount(ALICE, n)).toThrow(RangeError);
  });

  it('keeps leading zero bytes of a key', () => {
    const zeros = bytesToHex(new Uint8Array(32));
    expect(formatAccount(zeros, 0)).toBe(encodeAddress(hexToBytes(zeros), 0));
    expect(parseAccount(formatAccount(zeros, 0))).toBe(zeros);
  });
});
