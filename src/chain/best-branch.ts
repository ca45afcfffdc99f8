import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import type { BlockData } from '../domain/extract/block.js';
import type { BlockSource } from './block-source.js';
import { aboveFinality, walkBack } from './branch.js';
import type { BlockRef } from './header.js';

/** The best branch above finality, as far as it is known. */
export interface BestBranch {
  /** The branch is known from the block after this height on. */
  readonly above: number;
  /** Height of the head. */
  readonly head: number;
  /** Hashes of the blocks from `above` + 1 to the head. */
  readonly hashes: readonly string[];
  /** Blocks that were told before are not on it. */
  readonly forked: boolean;
}

export interface BestBlocksListener {
  /**
   * The head has moved. Told before the new blocks are, and again with the same head if this or `onBlock` rejects.
   * @returns the height above which blocks are wanted; null if none is. Blocks that were not wanted are told once they are, for
   * as long as they are above finality.
   */
  onBranch(branch: BestBranch): Promise<number | null>;
  /** A new block of the branch; parents first. Told again if this rejects. */
  onBlock(block: BlockData): Promise<void>;
}

export interface BranchTeller {
  /** Blocks that were given up since the start. */
  readonly missed: number;
  /**
   * Tells how the branch goes on to this head. Nothing is lost if it rejects: the next call takes it up.
   * @throws {ChaintillError} `BLOCK_UNREADABLE` where the node is to blame, and whatever the listener throws
   */
  advance(head: BlockRef, finalized: BlockRef, source: BlockSource): Promise<void>;
}

/** Times that a block is tried to be read, on whatever nodes, before it is missed. */
const TRIES = 6;

export function createBranchTeller(listener: BestBlocksListener, log: Logger): BranchTeller {
  /** What was told, lowest first. */
  let told: readonly BlockRef[] = [];
  /** Hashes of those of them that nobody wanted. */
  let unread: ReadonlySet<string> = new Set();
  let missed = 0;
  let failing = { hash: '', times: 0 };

  async function read(block: BlockRef, source: BlockSource): Promise<BlockData | null> {
    try {
      return await source.read(block);
    } catch (error) {
      failing = { hash: block.hash, times: failing.hash === block.hash ? failing.times + 1 : 1 };
      if (failing.times < TRIES) throw error;
      missed++;
      log.error(
        { err: error, height: block.number, hash: block.hash },
        'gave up a block: what it pays is seen once it is final',
      );
      return null;
    }
  }

  async function tell(block: BlockRef, source: BlockSource): Promise<void> {
    const data = await read(block, source);
    if (data) await listener.onBlock(data);
  }

  return {
    get missed() {
      return missed;
    },
    async advance(head, finalized, source) {
      // Genesis has nothing to tell, and on a dev chain not even a hash of its own. A node that is behind the one before
      // it announces heads that were told: its branch is the same.
      const lowest = told[0]?.number ?? 1;
      if (head.number < lowest || told.some(({ hash }) => hash === head.hash)) return;
      // Where blocks are final at once, what is new is below finality already.
      const floor = Math.min(finalized.number, told[0]?.number ?? finalized.number);
      const { kept, added } = await walkBack(head, told, floor, (block) => source.parentOf(block));
      const known = told.slice(0, kept);
      const branch = [...known, ...added];
      const wanted = await listener.onBranch({
        above: (branch[0] ?? head).number - 1,
        head: head.number,
        hashes: branch.map(({ hash }) => hash),
        forked: kept < told.length,
      });
      told = known;
      const isWanted = ({ number }: BlockRef): boolean => wanted !== null && number > wanted;
      for (const block of known.filter((one) => unread.has(one.hash) && isWanted(one))) {
        await tell(block, source);
        unread = new Set([...unread].filter((hash) => hash !== block.hash));
      }
      for (const block of added) {
        if (isWanted(block)) await tell(block, source);
        else unread = new Set([...unread, block.hash]);
        told = [...told, block];
      }
      told = aboveFinality(told, finalized);
      unread = new Set(told.flatMap(({ hash }) => (unread.has(hash) ? [hash] : [])));
    },
  };
}

/** Whether a failure is the node's, so that another node may do better. */
export function isNodeFailure(error: unknown): boolean {
  return error instanceof ChaintillError && error.code === 'BLOCK_UNREADABLE';
}
