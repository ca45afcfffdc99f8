import { Block, StorageLayer, StorageValueKind } from '@acala-network/chopsticks-core';

/**
 * How many storage layers may lie on top of each other. Chopsticks lays one for each block and reads down through them
 * by recursion, which overflows the stack after a few thousand.
 */
const MAX_DEPTH = 128;

/** Turns a block that chopsticks built into one that is cheap to keep. Holds for the blocks of one chain. */
export type Compactor = (block: Block) => Promise<Block>;

/**
 * A block is rebuilt with only what it changed (chopsticks also keeps what it read), and every {@link MAX_DEPTH} layers
 * on a single layer that holds the parent's whole state. Older blocks keep their layers, and answer as before.
 */
export function storageCompactor(maxDepth = MAX_DEPTH): Compactor {
  const layersBelow = new WeakMap<Block, number>();
  const flatBases = new WeakMap<Block, StorageLayer>();

  return async (block) => {
    const parent = await block.parentBlock;
    if (parent === undefined) throw new Error(`block ${block.number} has no parent in memory`);
    const depth = (layersBelow.get(parent) ?? 0) + parent.storageLayerCount;
    const flat = depth < maxDepth ? undefined : await flatten(parent, flatBases);
    const compact = new Block(block.chain, block.number, block.hash, parent, {
      header: await block.header,
      extrinsics: await block.extrinsics,
      storage: flat ?? parent.storage,
      storageDiff: await changes(block, parent),
    });
    layersBelow.set(compact, flat ? 1 : depth);
    if (flat) flatBases.set(compact, flat);
    return compact;
  };
}

/** What is not as the parent has it; null for a removed key. */
async function changes(block: Block, parent: Block): Promise<Record<string, string | null>> {
  const touched = Object.entries(await block.storageDiff());
  const changed: Record<string, string | null> = {};
  for (const [key, value] of touched) {
    const before = present(await parent.storage.get(key, false));
    if (before !== (value ?? undefined)) changed[key] = value;
  }
  return changed;
}

/** One layer without a parent that holds all of a block's state. */
async function flatten(block: Block, flatBases: WeakMap<Block, StorageLayer>): Promise<StorageLayer> {
  const keys = [...(await everTouched(block, flatBases))].sort();
  // Read from the top rather than replayed from the diffs: only this sees prefixes that were removed as a whole.
  const values = await block.storage.getMany(keys, false);
  const flat = new StorageLayer();
  keys.forEach((key, index) => {
    const value = present(values[index]);
    if (value !== undefined) flat.set(key, value);
  });
  return flat;
}

/** Every key that can exist at the block: those of the last flat layer, or of genesis, and of all blocks since. */
async function everTouched(block: Block, flatBases: WeakMap<Block, StorageLayer>): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let at = block; ;) {
    for (const key of Object.keys(await at.storageDiff())) keys.add(key);
    const base = flatBases.get(at);
    if (base) {
      const state: Record<string, string | null> = {};
      await base.mergeInto(state);
      for (const key of Object.keys(state)) keys.add(key);
      return keys;
    }
    if (at.number === 0) return keys;
    const parent = await at.parentBlock;
    if (parent === undefined) throw new Error(`block ${at.number} has no parent in memory`);
    at = parent;
  }
}

function present(value: string | undefined): string | undefined {
  return value === StorageValueKind.Deleted ? undefined : value;
}
