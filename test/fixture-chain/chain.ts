/** The fixture chain's blocks and heads, without any RPC: what exists, what is best, what is finalized. */
import { encodeBlock, genesisBlock, type Block } from './build/block.js';
import type { BlockScript } from './build/plain.js';
import type { Runtime } from './build/runtime.js';

export interface RuntimePeriod {
  readonly runtime: Runtime;
  /**
   * The block that brings this runtime (its `system.setCode`; 0 for the first runtime). That block itself is still
   * executed by the runtime before it: its calls and events are of the old one, while the state after it already has
   * the new one, as on a real chain.
   */
  readonly appliedIn: number;
}

export type Head = 'best' | 'finalized';

export interface Chain {
  readonly genesis: Block;
  /** The heights of the two heads. */
  readonly best: number;
  readonly finalized: number;
  /** A block of the best branch, up to the best head. */
  readonly at: (number: number) => Block | undefined;
  /** Any block that ever was, also of a branch that lost. */
  readonly byHash: (hash: string) => Block | undefined;
  /** The runtime in the state after a block. */
  readonly runtimeAfter: (number: number) => Runtime;
  /** Builds blocks on the last one and makes the last of them best. */
  readonly append: (scripts: readonly BlockScript[]) => readonly Block[];
  /** Takes every block above a height away and builds these in their place. */
  readonly fork: (above: number, scripts: readonly BlockScript[]) => readonly Block[];
  /** Hides what is above a height, or shows it again. */
  readonly setBest: (number: number) => void;
  readonly setFinalized: (number: number) => void;
  readonly onHead: (listener: (head: Head) => void) => void;
}

/** @throws {Error} from any of its functions on a step that no chain would take (a fork below finality). */
export function createChain(runtimes: readonly RuntimePeriod[]): Chain {
  const genesis = genesisBlock();
  const branch: Block[] = [genesis];
  const all = new Map<string, Block>([[genesis.hash, genesis]]);
  const listeners: ((head: Head) => void)[] = [];
  let best = 0;
  let finalized = 0;

  function runtimeAfter(number: number): Runtime {
    const period = runtimes.findLast(({ appliedIn }) => appliedIn <= number);
    if (!period) throw new Error('the first runtime must be applied in block 0');
    return period.runtime;
  }

  function announce(head: Head): void {
    for (const listener of listeners) listener(head);
  }

  function setBest(number: number): void {
    if (number < finalized || number >= branch.length)
      throw new Error(`block ${number} cannot be the best head`);
    best = number;
    announce('best');
  }

  function append(scripts: readonly BlockScript[]): readonly Block[] {
    const from = branch.length;
    for (const script of scripts) {
      const parent = branch.at(-1) ?? genesis;
      const block = encodeBlock(runtimeAfter(parent.number), parent, script);
      branch.push(block);
      all.set(block.hash, block);
    }
    setBest(branch.length - 1);
    return branch.slice(from);
  }

  return {
    genesis,
    get best() {
      return best;
    },
    get finalized() {
      return finalized;
    },
    at: (number) => (number <= best ? branch[number] : undefined),
    byHash: (hash) => all.get(hash),
    runtimeAfter,
    append,
    fork(above, scripts) {
      if (above < finalized) throw new Error(`block ${above + 1} is final (finalized: ${finalized})`);
      branch.length = above + 1;
      best = above;
      return append(scripts);
    },
    setBest,
    setFinalized(number) {
      if (number < finalized || number > best)
        throw new Error(`block ${number} cannot be the finalized head`);
      finalized = number;
      announce('finalized');
    },
    onHead: (listener) => listeners.push(listener),
  };
}
