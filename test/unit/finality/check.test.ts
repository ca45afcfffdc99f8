import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { blake2AsHex } from '@polkadot/util-crypto';
import { verifyEd25519 } from '../../../src/chain/ed25519.js';
import {
  authoritySetHash,
  readAuthoritySet,
  type AuthoritySet,
} from '../../../src/domain/finality/authorities.js';
import { finalBlock, linkedBlocks } from '../../../src/domain/finality/check.js';
import { decodeFinalityProof, decodeJustification } from '../../../src/domain/finality/justification.js';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import {
  encodeAuthorities,
  encodeJustification,
  provenChain,
  publicKey,
  testKey,
  type ProvenBlock,
  type Vote,
} from '../../support/proven-chain.js';
import { RECORDED_BLOCK, RECORDED_JUSTIFICATION, RECORDED_KEYS } from './recorded-justification.js';

const keys = [1, 2, 3, 4].map(testKey);
const { blocks, methods } = provenChain({
  runtime: loadRuntime('liberland-22'),
  stateVersion: 1,
  blocks: Array.from({ length: 9 }, (_, i) => ({ timestamp: 6_000 * (i + 1) })),
  sets: [{ keys, last: 6 }],
});
const [, , , , below, target, above, higher] = blocks as [
  ProvenBlock,
  ProvenBlock,
  ProvenBlock,
  ProvenBlock,
  ProvenBlock,
  ProvenBlock,
  ProvenBlock,
  ProvenBlock,
];

const read = (authorities: Hex, setId = '0'): AuthoritySet => {
  const set = readAuthoritySet({ setId, authorities });
  if (set === null) throw new Error('no set');
  return set;
};
const setOf = (of: readonly KeyObject[], setId = '0'): AuthoritySet => read(encodeAuthorities(of), setId);
const weigh = (pairs: readonly (readonly [Hex, bigint])[]): AuthoritySet => ({
  id: new Uint8Array(8),
  weights: new Map(pairs),
  total: pairs.reduce((sum, [, weight]) => sum + weight, 0n),
});
const recorded = hexToBytes(RECORDED_JUSTIFICATION);
const evenly = (of: readonly Hex[]): AuthoritySet => weigh(of.map((key) => [key, 1n]));
const others = [10, 11, 12].map((seed) => publicKey(testKey(seed)));

describe('votes of a real chain', () => {
  test('five of five, of six and of seven authorities are enough', () => {
    for (const more of [0, 1, 2]) {
      expect(
        finalBlock(recorded, evenly([...RECORDED_KEYS, ...others.slice(0, more)]), verifyEd25519),
      ).toEqual({ hash: RECORDED_BLOCK, weight: 5n });
    }
  });

  test('five of eight are not, nor four of six, nor the votes under another number of the set', () => {
    expect(finalBlock(recorded, evenly([...RECORDED_KEYS, ...others]), verifyEd25519)).toBeNull();
    const six = [...RECORDED_KEYS.slice(0, 4), ...others.slice(0, 2)];
    expect(finalBlock(recorded, evenly(six), verifyEd25519)).toBeNull();
    const next = { ...evenly(RECORDED_KEYS), id: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0) };
    expect(finalBlock(recorded, next, verifyEd25519)).toBeNull();
  });

  test('a bit changed in any of them', () => {
    const set = evenly([...RECORDED_KEYS, ...others.slice(0, 2)]);
    fc.assert(
      fc.property(fc.nat(recorded.length - 1), fc.nat(7), (at, bit) => {
        const changed = Uint8Array.from(recorded);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(finalBlock(changed, set, verifyEd25519)).toBeNull();
      }),
    );
  });
});

const votes = (block: ProvenBlock, of: readonly KeyObject[] = keys.slice(0, 3)): readonly Vote[] =>
  of.map((key) => ({ key, block }));
const outcome = (
  given: readonly Vote[],
  ancestries: readonly ProvenBlock[] = [],
  set = setOf(keys),
): Hex | null =>
  finalBlock(
    encodeJustification(
      target,
      given,
      0,
      ancestries.map(({ header }) => header),
    ),
    set,
    verifyEd25519,
  )?.hash ?? null;

describe('which votes count', () => {
  test('three of four, as polkadot.js encodes them', () => {
    expect(outcome(votes(target))).toBe(target.hash);
    expect(outcome(votes(target, keys.slice(0, 2)))).toBeNull();
  });

  test('of three, all: two thirds are not more than two thirds', () => {
    const three = setOf(keys.slice(0, 3));
    expect(outcome(votes(target), [], three)).toBe(target.hash);
    expect(outcome(votes(target, keys.slice(0, 2)), [], three)).toBeNull();
  });

  test('a vote counts by the weight of its authority', () => {
    const weights = keys.map((key, i) => [publicKey(key), i === 0 ? 20n : 3n] as const);
    expect(outcome(votes(target, keys.slice(0, 1)), [], weigh(weights))).toBe(target.hash);
    expect(outcome(votes(target, keys.slice(1)), [], weigh(weights))).toBeNull();
  });

  test('who votes twice counts once, and a stranger not at all', () => {
    const [first, second] = keys as [KeyObject, KeyObject];
    expect(outcome(votes(target, [first, first, second]))).toBeNull();
    expect(outcome(votes(target, [first, second, generateKeyPairSync('ed25519').privateKey]))).toBeNull();
  });

  test('a vote for a block above counts where headers lead down from it', () => {
    const [first, second, third] = keys as [KeyObject, KeyObject, KeyObject];
    const given = [...votes(target, [first, second]), { key: third, block: higher }];
    expect(outcome(given, [above, higher])).toBe(target.hash);
    expect(outcome(given, [higher, above])).toBe(target.hash);
    expect(outcome(given, [higher])).toBeNull();
    expect(outcome(given)).toBeNull();
    expect(outcome([...votes(target, [first, second]), { key: third, block: below }])).toBeNull();
  });

  test('a vote that was made for another round or set', () => {
    const bytes = encodeJustification(target, votes(target), 4);
    expect(finalBlock(bytes, setOf(keys, '4'), verifyEd25519)?.hash).toBe(target.hash);
    expect(finalBlock(bytes, setOf(keys, '5'), verifyEd25519)).toBeNull();
    const later = Uint8Array.from(bytes);
    later[0] = 8;
    expect(finalBlock(later, setOf(keys, '4'), verifyEd25519)).toBeNull();
  });
});

test('what is no justification', () => {
  const bytes = encodeJustification(target, votes(target), 0, [above.header]);
  expect(decodeJustification(bytes)?.ancestries).toEqual([above.encodedHeader]);
  expect(decodeJustification(bytes.subarray(1))).toBeNull();
  expect(decodeJustification(Uint8Array.of(...bytes, 0))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
      expect(finalBlock(any, setOf(keys), verifyEd25519)).toBeNull();
    }),
  );
});

describe('sets of authorities', () => {
  const authorities = encodeAuthorities(keys);

  test('have a hash over their keys, weights and number', () => {
    expect(authoritySetHash({ setId: '258', authorities })).toBe(
      blake2AsHex(hexToBytes(`${authorities}0201000000000000`)),
    );
    expect(authoritySetHash({ setId: '18446744073709551616', authorities })).toBeNull();
  });

  test.each<[string, Hex]>([
    ['of nobody', '0x00'],
    ['of one who is in it twice', encodeAuthorities([testKey(1), testKey(1)])],
    ['of those who weigh nothing', `0x04${'01'.repeat(32)}0000000000000000`],
    [
      'that weigh more than a u64',
      `0x08${'01'.repeat(32)}ffffffffffffffff${'02'.repeat(32)}ffffffffffffffff`,
    ],
    ['with bytes behind it', `${authorities}00`],
    ['that is none', '0x'],
  ])('none %s', (_name, given) => {
    expect(readAuthoritySet({ setId: '0', authorities: given })).toBeNull();
  });
});

describe('headers', () => {
  const proof = decodeFinalityProof(hexToBytes(methods['grandpa_proveFinality']?.([2]) as Hex));
  const headers = proof?.headers ?? [];

  test('stand in a finality proof from the next block on', () => {
    expect(headers).toEqual(blocks.slice(3, 7).map(({ encodedHeader }) => encodedHeader));
    expect(finalBlock(proof?.justification ?? new Uint8Array(), setOf(keys), verifyEd25519)?.hash).toBe(
      above.hash,
    );
  });

  test('link blocks to the final one, each of them or none', () => {
    expect([...(linkedBlocks(above.hash, headers) ?? [])].toSorted()).toEqual(
      blocks
        .slice(2, 7)
        .map(({ hash }) => hash)
        .toSorted(),
    );
    expect(linkedBlocks(above.hash, [])).toEqual(new Set([above.hash]));
    expect(linkedBlocks(target.hash, headers)).toBeNull();
    expect(linkedBlocks(above.hash, headers.toReversed())).toBeNull();
    expect(linkedBlocks(above.hash, [...headers.slice(0, 1), ...headers.slice(2)])).toBeNull();
    expect(linkedBlocks(above.hash, [headers[0] ?? new Uint8Array(), ...headers])).toBeNull();
  });

  test('of a kind that is not known are not read', () => {
    const bytes = encodeJustification(target, votes(target), 0, [
      { ...above.header, digest: { logs: ['0x0008beef'] } },
    ]);
    expect(decodeJustification(bytes)).not.toBeNull();
    const at = bytesToHex(bytes).lastIndexOf('0008beef') / 2 - 1;
    const other = Uint8Array.from(bytes);
    other[at] = 3;
    expect(decodeJustification(other)).toBeNull();
  });
});
