import type { SecondOpinion } from '../chain/second-opinion.js';
import { ChaintillError } from '../domain/errors.js';
import type { TillDatabase } from '../store/till/database.js';
import { readUnsettledBlocks, type UnsettledBlocks } from '../store/till/settling/blocks.js';
import type { Limit } from '../store/till/settling/step.js';

/** Blocks looked at before a step; more are looked at before the next. */
const MOST = 50;
const REMEMBERED = 10_000;

/**
 * Lets settlement use a block that holds money only once a second node says the same of it (SETTLEMENT 26). Silence holds
 * settlement up, disagreement stops it.
 */
export function confirmBySecondNode(
  opinion: Pick<SecondOpinion, 'ask'>,
  schema: string,
): (till: TillDatabase) => Promise<Limit | null> {
  const agreed = new Set<string>();
  return async (till) => {
    const { indexedHeight, blocks } = await readUnsettled(till, schema);
    if (indexedHeight === null) return { upTo: 0, state: 'settling', reason: null };
    for (const block of blocks) {
      if (agreed.has(block.hash)) continue;
      const said = await opinion.ask(block);
      if (said.kind !== 'agreed') {
        const state = said.kind === 'silent' ? 'unconfirmed' : 'alarm';
        return { upTo: block.number - 1, state, reason: said.reason };
      }
      agreed.add(block.hash);
      for (const oldest of agreed) if (agreed.size > REMEMBERED) agreed.delete(oldest);
    }
    // What was indexed since was not looked at.
    const last = blocks.length === MOST ? blocks.at(-1)?.number : undefined;
    return { upTo: last ?? indexedHeight, state: 'settling', reason: null };
  };
}

async function readUnsettled(till: TillDatabase, schema: string): Promise<UnsettledBlocks> {
  try {
    return await readUnsettledBlocks(till, schema, MOST);
  } catch (error) {
    // The step says the same of a missing index, and better.
    if (error instanceof ChaintillError && error.code === 'INDEX_NOT_READY') {
      return { indexedHeight: null, blocks: [] };
    }
    throw error;
  }
}
