import fc from 'fast-check';
import { bytesToHex, hexToBytes } from '../../../src/domain/hex.js';
import { decodeNode, encodeNode, type TrieNode } from '../../../src/domain/trie/node.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const none = Array.from({ length: 16 }, () => null);

// The cases of `sp-trie`, by hand from the specification of the node's text.
test.each<[string, TrieNode, string]>([
  [
    'a leaf: two nibbles, one byte',
    { partial: [10, 10], value: { inline: bytes(0xbb) }, children: null },
    '0x42aa04bb',
  ],
  [
    'a branch whose leaves stand in it',
    {
      partial: [],
      value: null,
      children: none.map((_, i) =>
        i === 1
          ? { inline: hexToBytes('0x43031404ff') }
          : i === 4
            ? { inline: hexToBytes('0x43081904fe') }
            : null,
      ),
    },
    '0x8012001443031404ff1443081904fe',
  ],
  [
    'a leaf with the hash of its value',
    { partial: [1], value: { hash: new Uint8Array(32).fill(7) }, children: null },
    `0x2101${'07'.repeat(32)}`,
  ],
])('%s', (_name, node, text) => {
  expect(bytesToHex(encodeNode(node))).toBe(text);
  expect(decodeNode(hexToBytes(text))).toEqual(node);
});

test.each([61, 62, 63, 64, 317, 318, 319, 573])('a partial key of %i nibbles', (length) => {
  const node: TrieNode = {
    partial: Array.from({ length }, (_, i) => i % 16),
    value: { inline: bytes(1, 2, 3) },
    children: null,
  };
  expect(decodeNode(encodeNode(node))).toEqual(node);
});

// 63 is the first length that no longer fits into the six bits; the next byte counts from there.
test('the length of a partial key goes on in further bytes', () => {
  const header = (length: number): string =>
    bytesToHex(
      encodeNode({ partial: Array.from({ length }, () => 0), value: { inline: bytes() }, children: null }),
    ).slice(0, 8);
  expect([62, 63, 64].map(header)).toEqual(['0x7e0000', '0x7f0000', '0x7f0100']);
});

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((value) => ({ hash: value }));
const value = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((inline) => ({ inline })),
  hash,
);
const child = fc.oneof(
  hash,
  fc.uint8Array({ maxLength: 31 }).map((inline) => ({ inline })),
);
const node: fc.Arbitrary<TrieNode> = fc.oneof(
  fc.record({
    partial: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 400 }),
    value,
    children: fc.constant(null),
  }),
  fc.record({
    partial: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 400 }),
    value: fc.option(value),
    children: fc.array(fc.option(child), { minLength: 16, maxLength: 16 }),
  }),
);

test('what is written is read as it was', () => {
  fc.assert(
    fc.property(node, (one) => {
      expect(decodeNode(encodeNode(one))).toEqual(one);
    }),
  );
});

test('bytes that are no node, and nodes with something missing or left over, are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (any) => {
      const read = decodeNode(any);
      if (read !== null) expect(bytesToHex(encodeNode(read))).toBe(bytesToHex(any));
    }),
  );
  const leaf = hexToBytes('0x42aa04bb');
  expect(decodeNode(leaf.subarray(0, 3))).toBeNull();
  expect(decodeNode(Uint8Array.of(...leaf, 0))).toBeNull();
  expect(decodeNode(hexToBytes('0x411a04bb'))).toBeNull();
});
