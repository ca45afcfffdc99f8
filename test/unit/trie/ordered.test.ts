import fc from 'fast-check';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { encodeHeader } from '../../../src/domain/header.js';
import { hash256 } from '../../../src/domain/trie/node.js';
import type { StateVersion } from '../../../src/domain/trie/build.js';
import { keyOf, orderedTrie } from '../../../src/domain/trie/ordered.js';
import { proves } from '../../../src/domain/trie/proof.js';
import { RECORDED_BLOCKS } from './recorded-blocks.js';

const values = fc.array(fc.uint8Array({ maxLength: 120 }), { minLength: 1, maxLength: 90 });
const version = fc.constantFrom<StateVersion>(0, 1);

// What a chain without extrinsics has as its root: blake2-256 of a zero byte.
test('of nothing', () => {
  expect(bytesToHex(orderedTrie([], 0).root)).toBe(
    '0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314',
  );
});

test.each(RECORDED_BLOCKS)(
  '$spec: the root of $extrinsics.length extrinsics is the one in the header',
  (block) => {
    const trie = orderedTrie(block.extrinsics.map(hexToBytes), 0);
    expect(bytesToHex(trie.root)).toBe(block.header.extrinsicsRoot);
    block.extrinsics.forEach((extrinsic, place) => {
      expect(proves(trie.root, keyOf(place), trie.proofOf(place), hexToBytes(extrinsic))).toBe(true);
    });
  },
);

test.each(RECORDED_BLOCKS)('$spec: the hash of the header is the one of the block', ({ header, hash }) => {
  expect(bytesToHex(hash256(encodeHeader({ ...header, number: Number(header.number) })))).toBe(hash);
});

test('each value is proven under its place, and under no other', () => {
  fc.assert(
    fc.property(values, version, fc.nat(), fc.nat(), (all, state, one, other) => {
      const trie = orderedTrie(all, state);
      const place = one % all.length;
      const elsewhere = other % (all.length + 5);
      const value = all[place] ?? new Uint8Array();
      const proof = trie.proofOf(place);
      expect(proves(trie.root, keyOf(place), proof, value)).toBe(true);
      fc.pre(elsewhere >= all.length || bytesToHex(all[elsewhere] ?? value) !== bytesToHex(value));
      expect(proves(trie.root, keyOf(elsewhere), proof, value)).toBe(false);
    }),
  );
});

test('a proof with a bit changed, a node missing or one too many proves nothing', () => {
  fc.assert(
    fc.property(values, version, fc.nat(), fc.nat(), fc.nat(), (all, state, one, at, bit) => {
      const trie = orderedTrie(all, state);
      const place = one % all.length;
      const value = all[place] ?? new Uint8Array();
      const proof = trie.proofOf(place);
      const changed = proof.map((node) => Uint8Array.from(node));
      const node = changed[at % changed.length];
      if (node) node[bit % node.length] = (node[bit % node.length] ?? 0) ^ (1 << (bit % 8));
      expect(proves(trie.root, keyOf(place), changed, value)).toBe(false);
      expect(proves(trie.root, keyOf(place), proof.slice(1), value)).toBe(false);
      expect(proves(trie.root, keyOf(place), [...proof, value], value)).toBe(false);
      expect(proves(trie.root, keyOf(place), proof, Uint8Array.of(...value, 0))).toBe(false);
    }),
  );
});

test('another value under the same place makes another root', () => {
  fc.assert(
    fc.property(values, version, fc.nat(), (all, state, one) => {
      const place = one % all.length;
      const other = all.map((value, i) => (i === place ? Uint8Array.of(...value, 1) : value));
      const root = (of: readonly Uint8Array[]): Hex => bytesToHex(orderedTrie(of, state).root);
      expect(root(other)).not.toBe(root(all));
    }),
  );
});
