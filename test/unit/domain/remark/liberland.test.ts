import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { TypeRegistry } from '@polkadot/types';
import fc from 'fast-check';
import { deflate } from 'pako';
import { bytesToHex, hexToBytes } from '../../../../src/domain/hex.js';
import { decodeRemark } from '../../../../src/domain/remark/decode.js';
import { encodeLiberlandRemark } from '../../../../src/domain/remark/liberland-user.js';
import { refusal } from '../refusal.js';

const U64_MAX = 2n ** 64n - 1n;

const registry = new TypeRegistry();
registry.register({ RemarkInfoUser: { id: 'u64', description: 'Text' } });

/** As Liberland's wallet makes the bytes: polkadot.js, then pako. */
function walletBytes(id: bigint, description: string): Uint8Array {
  return deflate(registry.createType('RemarkInfoUser', { id, description }).toU8a());
}

describe('Liberland remarks', () => {
  it.each([
    [
      557n,
      'Order #557',
      '0x2d02000000000000284f726465722023353537',
      '0x789cd3656200030dffa294d42205655353730017590338',
    ],
    [
      557n,
      "'Get citizenship now'",
      '0x2d02000000000000542747657420636974697a656e73686970206e6f7727',
      '0x789cd3656200831075f7d41285e4cc92ccaad4bce28ccc0285bcfc7275005f3f0830',
    ],
    [557n, 'Order ID: 557', null, '0x789cd36562000313ffa294d422054f172b0553537300240a0408'],
    [1n, '', null, '0x789c636480020000120002'],
  ])('has the bytes of the wallet for %i, %j', (id, description, scale, remark) => {
    expect(bytesToHex(encodeLiberlandRemark(id, description))).toBe(remark);
    const expected = { codec: 'liberland', id, description, reference: id.toString(), text: description };
    expect(decodeRemark(hexToBytes(remark))).toEqual(expected);
    if (scale !== null) {
      expect(bytesToHex(deflate(hexToBytes(scale)))).toBe(remark);
      // SCALE alone, not deflated, is no remark of Liberland.
      expect(decodeRemark(hexToBytes(scale)).codec).toBe('unknown');
    }
  });

  it('has the bytes of the wallet for any id and description, and comes back', () => {
    const id = fc.bigInt({ min: 0n, max: U64_MAX });
    fc.assert(
      fc.property(id, fc.string({ unit: 'binary', maxLength: 300 }), (n, description) => {
        const remark = encodeLiberlandRemark(n, description);
        expect(remark).toEqual(walletBytes(n, description));
        expect(encodeLiberlandRemark(n.toString(), description)).toEqual(remark);
        expect(decodeRemark(remark)).toMatchObject({
          codec: 'liberland',
          id: n,
          description,
          reference: n.toString(),
        });
      }),
    );
  });

  it('keeps ids above 2^53 exact', () => {
    for (const id of [2n ** 53n + 1n, U64_MAX]) {
      expect(decodeRemark(encodeLiberlandRemark(id, ''))).toMatchObject({ id, reference: id.toString() });
    }
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '-5',
    '+5',
    '12.5',
    '1e3',
    'abc',
    '007',
    '0x10',
    '18446744073709551616',
    '1'.repeat(5000),
  ])('refuses the id %j: the payment would not get it as its reference', (id) => {
    expect(() => encodeLiberlandRemark(id, '')).toThrow(refusal('INVALID_REMARK'));
  });

  it('refuses ids outside of u64, broken texts, and more than it would read back', () => {
    expect(() => encodeLiberlandRemark(-1n, '')).toThrow(refusal('INVALID_REMARK'));
    expect(() => encodeLiberlandRemark(U64_MAX + 1n, '')).toThrow(refusal('INVALID_REMARK'));
    expect(() => encodeLiberlandRemark(1n, 'broken \ud83d emoji')).toThrow(refusal('INVALID_REMARK'));
    expect(() => encodeLiberlandRemark(1n, 'a'.repeat(65_536))).toThrow(refusal('INVALID_REMARK'));
    const noise = randomBytes(20_000).toString('base64');
    expect(() => encodeLiberlandRemark(1n, noise)).toThrow(refusal('INVALID_REMARK'));
  });
});

/** Payments that Liberland's own middleware cannot verify: it reads these ids as government remarks. */
describe('ids that Liberland takes for government remarks', () => {
  const descriptions = ['', 'Order #1', 'Order ID: 557', 'Ünïcode 😀', 'x'.repeat(200)];

  it.each([0, 3, 6, 13, 16, 272, 528, 768, 784, 1040, 1296])('%i is an id with any description', (n) => {
    for (const description of descriptions) {
      const remark = encodeLiberlandRemark(BigInt(n), description);
      expect(decodeRemark(remark)).toMatchObject({ codec: 'liberland', id: BigInt(n), description });
    }
  });

  it('and so is every other up to 20000', () => {
    const texts = descriptions.map((description) => registry.createType('Text', description).toU8a());
    const wrong: number[] = [];
    for (let n = 0; n <= 20_000; n++) {
      const which = n % descriptions.length;
      const scale = Uint8Array.of(n & 0xff, n >> 8, 0, 0, 0, 0, 0, 0, ...(texts[which] ?? []));
      // zlib's lowest level, for speed: a remark is read whatever level made it.
      const decoded = decodeRemark(deflateSync(scale, { level: 1 }));
      const right = decoded.codec === 'liberland' && decoded.id === BigInt(n);
      if (!right || decoded.text !== descriptions[which]) wrong.push(n);
    }
    expect(wrong).toEqual([]);
  });
});
