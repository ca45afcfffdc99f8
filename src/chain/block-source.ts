import { ChaintillError } from '../domain/errors.js';
import type { BlockData } from '../domain/extract/block.js';
import type { Hex } from '../domain/hex.js';
import { readHeader, type BlockRef } from './header.js';
import type { Rpc } from './rpc.js';
import { createRuntime, type Runtime } from './runtime.js';
import { EVENTS_KEY } from './system-events.js';

/** Blocks of one node, by hash. */
export interface BlockSource {
  /** @throws {ChaintillError} `BLOCK_UNREADABLE` */
  parentOf(block: BlockRef): Promise<BlockRef>;
  /** @throws {ChaintillError} `BLOCK_UNREADABLE` */
  read(block: BlockRef): Promise<BlockData>;
}

/** Runtimes by `specName/specVersion`, in the order of last use; of several nodes of one chain. */
export type RuntimeCache = Map<string, Runtime>;

/** Two at an upgrade; the metadata of each takes tens of megabytes. */
const RUNTIMES_KEPT = 2;

/** Megabytes, from a distant node. */
const METADATA_MS = 60_000;

interface RuntimeVersion {
  readonly specName: string;
  readonly specVersion: number;
}

export function blocksOf(rpc: Pick<Rpc, 'request'>, runtimes: RuntimeCache): BlockSource {
  /** A block is executed by the runtime in the state of its parent. */
  async function runtimeAfter(hash: Hex): Promise<Runtime> {
    const version = await rpc.request<RuntimeVersion>('state_getRuntimeVersion', [hash]);
    const key = `${version.specName}/${version.specVersion}`;
    const runtime =
      runtimes.get(key) ??
      createRuntime(await rpc.request<Hex>('state_getMetadata', [hash], METADATA_MS), version.specVersion);
    runtimes.delete(key);
    runtimes.set(key, runtime);
    for (const oldest of runtimes.keys()) if (runtimes.size > RUNTIMES_KEPT) runtimes.delete(oldest);
    return runtime;
  }

  return {
    async parentOf(block) {
      const number = block.number - 1;
      return sound({ number, hash: block.parentHash }, async () =>
        readHeader(await rpc.request('chain_getHeader', [block.parentHash])),
      );
    },
    async read(block) {
      return sound(block, async () => {
        const [runtime, answer, events] = await Promise.all([
          runtimeAfter(block.parentHash),
          rpc.request<{ readonly block: unknown }>('chain_getBlock', [block.hash]),
          rpc.request<Hex>('state_getStorage', [EVENTS_KEY, block.hash]),
        ]);
        // Every block has events, of its inherents if of nothing else.
        if (typeof events !== 'string') throw new Error('the node gives no events');
        return runtime.decode({ block: answer.block, events });
      });
    },
  };
}

/** What `read` gives, if it is the block that was asked for: nodes, and what stands before them, answer all kinds of things. */
async function sound<T extends { readonly number: number; readonly hash: Hex }>(
  asked: { readonly number: number; readonly hash: Hex },
  read: () => Promise<T>,
): Promise<T> {
  try {
    const found = await read();
    if (found.hash === asked.hash && found.number === asked.number) return found;
    throw new Error('the node answers with another block');
  } catch (cause) {
    throw new ChaintillError(
      'BLOCK_UNREADABLE',
      `block ${asked.number} cannot be read from the RPC endpoint: check the endpoint, or name another`,
      { cause },
    );
  }
}
