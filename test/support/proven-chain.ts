/**
 * A chain whose headers name what it holds: tries of its extrinsics and of its state, and votes that made it final. What is
 * signed and hashed here is encoded by polkadot.js, not by the code that reads it.
 */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { TypeRegistry } from '@polkadot/types';
import { blake2AsHex } from '@polkadot/util-crypto';
import { bytesToHex, hexToBytes, type Hex } from '../../src/domain/hex.js';
import { EVENTS_KEY } from '../../src/domain/system-events.js';
import { buildTrie, type StateVersion, type Trie } from '../../src/domain/trie/build.js';
import { nibblesOf } from '../../src/domain/trie/nibbles.js';
import { orderedTrie } from '../../src/domain/trie/ordered.js';
import { encodeBlock, genesisBlock, type HeaderJson } from '../fixture-chain/build/block.js';
import type { BlockScript } from '../fixture-chain/build/plain.js';
import type { Runtime } from '../fixture-chain/build/runtime.js';
import { RpcError, type Methods } from '../fixture-chain/rpc/methods.js';

export interface ProvenBlock {
  readonly number: number;
  readonly hash: Hex;
  readonly header: HeaderJson;
  /** As it is hashed. */
  readonly encodedHeader: Uint8Array;
  readonly extrinsics: readonly Hex[];
  readonly events: Hex;
  readonly state: Trie;
}

/** Authorities, and the last block that they vote on. */
export interface ProvenSet {
  readonly keys: readonly KeyObject[];
  readonly last: number;
}

export interface ProvenChain {
  /** From block 0 on. */
  readonly blocks: readonly ProvenBlock[];
  /** What a node of it answers. */
  readonly methods: Methods;
}

export interface ProvenChainOptions {
  readonly runtime: Runtime;
  readonly stateVersion: StateVersion;
  /** Blocks from 1 on. */
  readonly blocks: readonly BlockScript[];
  /** In order; the last one is in office. */
  readonly sets: readonly ProvenSet[];
}

/** An ed25519 key that is the same in every run. */
export function testKey(seed: number): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export function publicKey(key: KeyObject): Hex {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return bytesToHex(Buffer.from(x, 'base64url'));
}

const registry = new TypeRegistry();
registry.register({
  ProvenVote: { message: 'ProvenMessage', round: 'u64', setId: 'u64' },
  ProvenMessage: {
    _enum: { Prevote: 'GrandpaPrecommit', Precommit: 'GrandpaPrecommit', PrimaryPropose: 'GrandpaPrecommit' },
  },
  ProvenFinality: { block: 'H256', justification: 'Bytes', unknownHeaders: 'Vec<Header>' },
});
const encode = (type: string, value: unknown): Uint8Array => registry.createType(type, value).toU8a();

export function encodeAuthorities(keys: readonly KeyObject[]): Hex {
  return bytesToHex(
    encode(
      'AuthorityList',
      keys.map((key) => [publicKey(key), 1]),
    ),
  );
}

export interface Vote {
  readonly key: KeyObject;
  readonly block: Pick<ProvenBlock, 'hash' | 'number'>;
}

/** @param ancestries headers between the target and what was voted for */
export function encodeJustification(
  target: Pick<ProvenBlock, 'hash' | 'number'>,
  votes: readonly Vote[],
  setId: number,
  ancestries: readonly HeaderJson[] = [],
  round = 7,
): Uint8Array {
  return encode('GrandpaJustification', {
    round,
    commit: {
      targetHash: target.hash,
      targetNumber: target.number,
      precommits: votes.map(({ key, block }) => {
        const precommit = { targetHash: block.hash, targetNumber: block.number };
        const message = encode('ProvenVote', { message: { Precommit: precommit }, round, setId });
        return { precommit, signature: bytesToHex(sign(null, message, key)), id: publicKey(key) };
      }),
    },
    votesAncestries: ancestries,
  });
}

/** As BABE seals a block: what it puts before, and its signature. */
const logsOf = (number: number): readonly Hex[] => [
  `0x0642414245b501${'03'.repeat(109)}`,
  ...(number % 4 === 0 ? (['0x08'] as const) : []),
  `0x05424142450101${'5e'.repeat(64)}`,
];

function provenBlock(
  { runtime, stateVersion }: ProvenChainOptions,
  parent: ProvenBlock | null,
  script: BlockScript | null,
): ProvenBlock {
  const number = parent === null ? 0 : parent.number + 1;
  const before = { ...genesisBlock(), number: number - 1 };
  const { extrinsics, events } = script ? encodeBlock(runtime, before, script) : genesisBlock();
  const state = buildTrie(
    [[EVENTS_KEY, events] as const, ...otherState(number)].map(([key, value]) => ({
      path: nibblesOf(hexToBytes(key)),
      value: hexToBytes(value),
    })),
    stateVersion,
  );
  const header: HeaderJson = {
    parentHash: parent?.hash ?? `0x${'00'.repeat(32)}`,
    number: `0x${number.toString(16)}`,
    stateRoot: bytesToHex(state.root),
    extrinsicsRoot: bytesToHex(orderedTrie(extrinsics.map(hexToBytes), stateVersion).root),
    digest: { logs: logsOf(number) },
  };
  const encodedHeader = encode('Header', header);
  const hash = blake2AsHex(encodedHeader);
  return { number, hash, header, encodedHeader, extrinsics, events, state };
}

/** Neighbours of the events in the state: of their pallet, and of others. */
function otherState(number: number): readonly (readonly [Hex, Hex])[] {
  const accounts = Array.from({ length: 40 }, (_, i): readonly [Hex, Hex] => [
    `0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9${blake2AsHex(Uint8Array.of(i)).slice(2)}`,
    `0x${'00'.repeat(40)}${(i + number).toString(16).padStart(4, '0')}`,
  ]);
  return [
    ['0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac', `0x0${number.toString(16)}000000`],
    ['0x3a636f6465', `0x${'c0'.repeat(200)}`],
    ...accounts,
  ];
}

export function provenChain(options: ProvenChainOptions): ProvenChain {
  const blocks = [provenBlock(options, null, null)];
  for (const script of options.blocks) blocks.push(provenBlock(options, blocks.at(-1) ?? null, script));
  const { sets, stateVersion } = options;

  function known(hash: unknown): ProvenBlock {
    const block = blocks.find((one) => one.hash === hash);
    if (block === undefined) throw new RpcError(4003, 'Client error: UnknownBlock');
    return block;
  }

  /** The set that votes on a block; the last one also on blocks to come. */
  function setOf(number: number): { readonly set: ProvenSet; readonly id: number } {
    const at = sets.findIndex(({ last }) => number <= last);
    const id = at === -1 ? sets.length - 1 : at;
    return { set: sets[id] as ProvenSet, id };
  }

  /** The set in office after a block; after the best one, without a hash. */
  function setAfter(hash: unknown): { readonly set: ProvenSet; readonly id: number } {
    return setOf((typeof hash === 'string' ? known(hash).number : blocks.length - 1) + 1);
  }

  const calls: Methods = {
    GrandpaApi_grandpa_authorities: ([hash]) => encodeAuthorities(setAfter(hash).set.keys),
    GrandpaApi_current_set_id: ([hash]) => bytesToHex(encode('u64', setAfter(hash).id)),
  };

  const methods: Methods = {
    chain_getBlock: ([hash]) => {
      const block = blocks.find((one) => one.hash === hash);
      return block && { block: { header: block.header, extrinsics: block.extrinsics }, justifications: null };
    },
    state_getReadProof: ([keys, hash]) => {
      const { state, events } = known(hash);
      const value = hexToBytes(events);
      const path = nibblesOf(hexToBytes((keys as Hex[])[0] ?? '0x'));
      const nodes = [...state.proofOf(path), ...(stateVersion === 1 && value.length > 32 ? [value] : [])];
      return { at: hash, proof: nodes.map(bytesToHex).sort() };
    },
    state_call: ([name, , hash]) => calls[String(name)]?.([hash]),
    grandpa_proveFinality: ([asked]) => {
      const number = Number(asked);
      const { set, id } = setOf(number);
      const target = blocks[set.last];
      if (target === undefined || number > target.number) return null;
      // As few as are enough; where there is a block above, one of them voted for it.
      const enough = set.keys.slice(0, Math.floor((set.keys.length * 2) / 3) + 1);
      const above = blocks[target.number + 1];
      const votes = enough.map((key, i) => ({ key, block: above && i === 0 ? above : target }));
      const justification = encodeJustification(target, votes, id, above ? [above.header] : []);
      const unknownHeaders = blocks.slice(number + 1, target.number + 1).map(({ header }) => header);
      return bytesToHex(
        encode('ProvenFinality', {
          block: target.hash,
          justification: bytesToHex(justification),
          unknownHeaders,
        }),
      );
    },
  };
  return { blocks, methods };
}
