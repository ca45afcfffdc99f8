/** What the fixture chain answers to each JSON-RPC method. */
import { xxhashAsHex } from '@polkadot/util-crypto';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';
import type { Block } from '../build/block.js';
import { newSink } from '../build/sink.js';
import type { Chain } from '../chain.js';
import { valueAt, keysAt, type StorageChange } from '../storage.js';
import { SUBSCRIPTION_METHODS } from './subscriptions.js';

export type Params = readonly unknown[];

/** A block hash among the params; a client leaves it out or sends null for the best block. */
function hashParam(param: unknown): string | null {
  return typeof param === 'string' ? param : null;
}

export type Methods = Readonly<Record<string, (params: Params) => unknown>>;

/** An error answer, as `{ code, message }`. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const EVENTS_KEY = storageKey('System', 'Events');
const NOW_KEY = storageKey('Timestamp', 'Now');

function storageKey(pallet: string, item: string): string {
  return `${xxhashAsHex(pallet, 128)}${xxhashAsHex(item, 128).slice(2)}`;
}

/** @param state what pallets hold beside the block's own events and time */
export function rpcMethods(chain: Chain, state: readonly StorageChange[] = []): Methods {
  /** The block that a hash names; the best one without a hash. */
  function blockAt(hash: unknown): Block {
    const block = headOrNull(hash);
    if (!block)
      throw new RpcError(4003, `Client error: UnknownBlock: State not available at block ${hashParam(hash)}`);
    return block;
  }

  function headOrNull(hash: unknown): Block | null {
    const named = hashParam(hash);
    return (named === null ? chain.at(chain.best) : chain.byHash(named)) ?? null;
  }

  function hashOf(number: unknown): Hex | null {
    return chain.at(Number(number))?.hash ?? null;
  }

  function storage(key: unknown, block: Block): Hex | null {
    if (key === EVENTS_KEY) return block.number === 0 ? null : block.events;
    if (key === NOW_KEY) return timestampBytes(block);
    return valueAt(state, key, block.number);
  }

  const getStorage = ([key, at]: Params) => storage(key, blockAt(at));

  const methods: Methods = {
    system_chain: () => 'Fixture',
    system_name: () => 'fixture chain',
    system_version: () => '0.0.0',
    system_chainType: () => 'Development',
    system_properties: () => ({ ss58Format: 42, tokenDecimals: 12, tokenSymbol: 'LLD' }),
    system_health: () => ({ peers: 1, isSyncing: false, shouldHavePeers: false }),
    system_nodeRoles: () => ['Full'],
    system_syncState: () => ({ startingBlock: 0, currentBlock: chain.best, highestBlock: chain.best }),
    chain_getBlockHash: ([number]) => {
      if (Array.isArray(number)) return number.map(hashOf);
      return hashOf(number ?? chain.best);
    },
    chain_getFinalizedHead: () => chain.at(chain.finalized)?.hash,
    chain_getHeader: ([hash]) => headOrNull(hash)?.header ?? null,
    chain_getBlock: ([hash]) => {
      const block = headOrNull(hash);
      return block && { block: { header: block.header, extrinsics: block.extrinsics }, justifications: null };
    },
    state_getRuntimeVersion: ([at]) => chain.runtimeAfter(blockAt(at).number).version,
    state_getMetadata: ([at]) => chain.runtimeAfter(blockAt(at).number).metadata,
    state_getStorage: getStorage,
    state_getStorageAt: getStorage,
    state_queryStorageAt: ([keys, at]) => {
      const block = blockAt(at);
      const changes = (keys as unknown[]).map((key) => [key, storage(key, block)]);
      return [{ block: block.hash, changes }];
    },
    state_getKeysPaged: ([prefix, count, after, at]) =>
      keysAt(state, String(prefix), blockAt(at).number)
        .filter((key) => typeof after !== 'string' || key > after)
        .slice(0, Number(count)),
    rpc_methods: () => ({ methods: [...Object.keys(methods), ...SUBSCRIPTION_METHODS] }),
  };
  return methods;
}

function timestampBytes(block: Block): Hex {
  const sink = newSink();
  sink.integer(BigInt(block.timestamp), 8);
  return bytesToHex(sink.take());
}
