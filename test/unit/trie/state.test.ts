/** Tries of a whole state: the genesis of real chains, whose roots are in hashes that everybody knows. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rococo_v2_2_asset_hub } from '@substrate/connect-known-chains';
import fc from 'fast-check';
import { encodeHeader } from '../../../src/domain/header.js';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { buildTrie, type StateVersion, type Trie, type TrieEntry } from '../../../src/domain/trie/build.js';
import { nibblesOf } from '../../../src/domain/trie/nibbles.js';
import { hash256 } from '../../../src/domain/trie/node.js';
import { orderedTrie } from '../../../src/domain/trie/ordered.js';
import { pickProof, provenValue } from '../../../src/domain/trie/proof.js';

const LIBERLAND = resolve('../shared/chains/liberland-mainnet.raw.json');

function entriesOf(spec: string): readonly TrieEntry[] {
  const { genesis } = JSON.parse(spec) as { genesis: { raw: { top: Record<Hex, Hex> } } };
  return Object.entries(genesis.raw.top).map(([key, value]) => ({
    path: nibblesOf(hexToBytes(key)),
    value: hexToBytes(value),
  }));
}

function genesisHash({ root }: Trie): Hex {
  const header = {
    parentHash: `0x${'00'.repeat(32)}`,
    number: 0,
    stateRoot: bytesToHex(root),
    extrinsicsRoot: bytesToHex(orderedTrie([], 0).root),
    digest: [],
  } as const;
  return bytesToHex(hash256(encodeHeader(header)));
}

/** As a node gives it: nodes in any order, and the value beside them where it has a node of its own. */
function readProof(trie: Trie, { path, value }: TrieEntry, version: StateVersion): readonly Uint8Array[] {
  const nodes = [...trie.proofOf(path), ...(version === 1 && value.length > 32 ? [value] : [])];
  return nodes.toSorted((a, b) => (bytesToHex(a) < bytesToHex(b) ? -1 : 1));
}

function expectProven(entries: readonly TrieEntry[], trie: Trie, version: StateVersion): void {
  for (const entry of entries) {
    const given = readProof(trie, entry, version);
    const proof = pickProof(trie.root, entry.path, [...given, Uint8Array.of(1, 2, 3)]) ?? [];
    expect(proof).toHaveLength(given.length);
    expect(Buffer.compare(provenValue(trie.root, entry.path, proof) ?? Buffer.alloc(0), entry.value)).toBe(0);
    expect(pickProof(trie.root, entry.path, given.slice(1))).toBeNull();
  }
}

test('the genesis of Rococo Asset Hub, of state version 0', () => {
  const entries = entriesOf(rococo_v2_2_asset_hub);
  const trie = buildTrie(entries, 0);
  expect(genesisHash(trie)).toBe('0x7c34d42fc815d392057c78b49f2755c753440ccd38bcb0405b3bcfb601d08734');
  expectProven(entries, trie, 0);
});

(existsSync(LIBERLAND) ? test : test.skip)('the genesis of Liberland, of state version 1', () => {
  const entries = entriesOf(readFileSync(LIBERLAND, 'utf8'));
  const trie = buildTrie(entries, 1);
  const profile = JSON.parse(readFileSync('networks/liberland.json', 'utf8')) as { genesisHash: string };
  expect(genesisHash(trie)).toBe(profile.genesisHash);
  expectProven(entries, trie, 1);
});

const entries = fc
  .uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 5 }), {
    selector: bytesToHex,
    minLength: 1,
    maxLength: 40,
  })
  .chain((keys) =>
    fc
      .array(fc.uint8Array({ maxLength: 70 }), { minLength: keys.length, maxLength: keys.length })
      .map((values) =>
        keys.map((key, i) => ({ path: nibblesOf(key), value: values[i] ?? new Uint8Array() })),
      ),
  );

test('what is under a key is proven, and nothing else', () => {
  fc.assert(
    fc.property(entries, fc.constantFrom<StateVersion>(0, 1), fc.nat(), fc.nat(), (all, version, one, at) => {
      const trie = buildTrie(all, version);
      expectProven(all, trie, version);
      const entry = all[one % all.length] as TrieEntry;
      const proof = pickProof(trie.root, entry.path, readProof(trie, entry, version)) ?? [];
      const changed = proof.map((node) => Uint8Array.from(node));
      const node = changed[at % changed.length] as Uint8Array;
      node[one % node.length] = (node[one % node.length] ?? 0) ^ (1 << (at % 8));
      if (node.length > 0) expect(provenValue(trie.root, entry.path, changed)).toBeNull();
      expect(provenValue(trie.root, entry.path, proof.slice(0, -1))).toBeNull();
      expect(provenValue(trie.root, entry.path, [...proof, entry.value])).toBeNull();
      expect(provenValue(trie.root, [...entry.path, 1], proof)).toBeNull();
      const others = all.filter(({ path }) => path !== entry.path);
      for (const { path, value } of others) {
        const shown = provenValue(trie.root, path, proof);
        if (shown !== null) expect(bytesToHex(shown)).toBe(bytesToHex(value));
      }
    }),
  );
});
