/**
 * Which version of the runtime executed each block: the one in the state of its parent. The block that brings an upgrade is
 * therefore still of the old one, its events included.
 */
import type { Rpc } from '../../chain/rpc.js';
import { registryReader, type RegistryReader } from '../../chain/registry-state.js';
import type { Hex } from '../../domain/hex.js';
import { createBlockDecoder, type BlockDecoder } from '../decode/block-decoder.js';

/** What reads the blocks of one version of the runtime. */
export interface Executor {
  readonly decoder: BlockDecoder;
  /** Of the companies; made when first used, as few blocks need it. */
  registry(): RegistryReader;
}

export interface Executors {
  /**
   * @param parents hashes of the parents of the blocks in question, in order
   * @returns the executor of each of those blocks
   * @throws {ChaintillError} `METADATA_UNSUPPORTED`, `RUNTIME_UNSUPPORTED`, and as `rpc`
   */
  after(rpc: Rpc, parents: readonly Hex[]): Promise<readonly Executor[]>;
}

/** Megabytes, from a distant node. */
const METADATA_MS = 60_000;
/** Ranges on both sides of an upgrade are read at the same time. */
const KEPT = 4;

interface RuntimeVersion {
  readonly specName: string;
  readonly specVersion: number;
}

export function createExecutors(): Executors {
  /** By `specName/specVersion`, in the order of last use. */
  const known = new Map<string, Promise<Executor>>();

  async function versionAfter(rpc: Rpc, hash: Hex | undefined): Promise<string> {
    const { specName, specVersion } = await rpc.request<RuntimeVersion>('state_getRuntimeVersion', [hash]);
    return `${specName}/${specVersion}`;
  }

  function executor(rpc: Rpc, version: string, hash: Hex | undefined): Promise<Executor> {
    const made = known.get(version) ?? makeExecutor(rpc, hash);
    known.delete(version);
    known.set(version, made);
    for (const oldest of known.keys()) if (known.size > KEPT) known.delete(oldest);
    // One that cannot be had now is asked for again.
    made.catch(() => {
      if (known.get(version) === made) known.delete(version);
    });
    return made;
  }

  /** Fills `into[first..last]`, whose ends are filled: versions only grow, so equal ends have no other between them. */
  async function bisect(
    rpc: Rpc,
    parents: readonly Hex[],
    into: string[],
    first: number,
    last: number,
  ): Promise<void> {
    const [low = '', high = ''] = [into[first], into[last]];
    if (low === high) {
      into.fill(low, first, last);
      return;
    }
    if (last - first < 2) return;
    const middle = (first + last) >> 1;
    into[middle] = await versionAfter(rpc, parents[middle]);
    await bisect(rpc, parents, into, first, middle);
    await bisect(rpc, parents, into, middle, last);
  }

  return {
    async after(rpc, parents) {
      const last = parents.length - 1;
      const versions = new Array<string>(parents.length);
      const [low, high] = await Promise.all([
        versionAfter(rpc, parents[0]),
        versionAfter(rpc, parents[last]),
      ]);
      versions[0] = low;
      versions[last] = high;
      await bisect(rpc, parents, versions, 0, last);
      const executors = new Map<string, Executor>();
      for (const [i, version] of versions.entries())
        if (!executors.has(version)) executors.set(version, await executor(rpc, version, parents[i]));
      return versions.flatMap((version) => executors.get(version) ?? []);
    },
  };
}

async function makeExecutor(rpc: Rpc, hash: Hex | undefined): Promise<Executor> {
  const metadata = await rpc.request<Hex>('state_getMetadata', [hash], METADATA_MS);
  let registry: RegistryReader | undefined;
  return {
    decoder: createBlockDecoder(metadata),
    registry: () => (registry ??= registryReader(metadata)),
  };
}
