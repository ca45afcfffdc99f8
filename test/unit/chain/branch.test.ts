import { aboveFinality, DEEPEST, walkBack } from '../../../src/chain/branch.js';
import type { BlockRef } from '../../../src/chain/header.js';
import type { Hex } from '../../../src/domain/hex.js';

const name = (text: string): Hex => `0x${text}`;

/** Consecutive blocks from a number on; those of another branch have another letter. */
function blocks(letter: string, from: number, to: number, parent = `${letter}${from - 1}`): BlockRef[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    number: from + i,
    hash: name(`${letter}${from + i}`),
    parentHash: name(i === 0 ? parent : `${letter}${from + i - 1}`),
  }));
}

/** A node that knows these blocks and counts what it is asked for. */
function node(...known: BlockRef[][]) {
  let asked = 0;
  return {
    asked: () => asked,
    parentOf: ({ parentHash }: BlockRef) => {
      asked++;
      const parent = known.flat().find(({ hash }) => hash === parentHash);
      return parent ? Promise.resolve(parent) : Promise.reject(new Error('unknown block'));
    },
  };
}

const last = (branch: readonly BlockRef[]): BlockRef => branch.at(-1) ?? fail();
function fail(): never {
  throw new Error('an empty branch');
}

const heights = (branch: readonly BlockRef[]): number[] => branch.map(({ number }) => number);

describe('walking back from a new head', () => {
  const a = blocks('a', 1, 20);

  it('asks for nothing when it follows on the last one', async () => {
    const { parentOf, asked } = node(a);
    const walk = await walkBack(a[10] ?? fail(), a.slice(0, 10), 0, parentOf);
    expect({ kept: walk.kept, added: heights(walk.added), asked: asked() }).toEqual({
      kept: 10,
      added: [11],
      asked: 0,
    });
  });

  it('finds what was skipped', async () => {
    const { parentOf } = node(a);
    const walk = await walkBack(a[13] ?? fail(), a.slice(0, 10), 0, parentOf);
    expect({ ...walk, added: heights(walk.added) }).toEqual({ kept: 10, added: [11, 12, 13, 14] });
  });

  it('finds where a fork begins', async () => {
    const b = blocks('b', 8, 11, 'a7');
    const { parentOf } = node(a, b);
    const walk = await walkBack(last(b), a.slice(0, 10), 0, parentOf);
    expect({ kept: walk.kept, added: walk.added }).toEqual({ kept: 7, added: b });
  });

  it('ends at finality', async () => {
    const { parentOf } = node(a);
    const walk = await walkBack(last(a), [], 15, parentOf);
    expect({ ...walk, added: heights(walk.added) }).toEqual({ kept: 0, added: [16, 17, 18, 19, 20] });
  });

  it('ends at its depth where finality is far away', async () => {
    const long = blocks('a', 1, 3 * DEEPEST);
    const { parentOf } = node(long);
    const { kept, added } = await walkBack(last(long), long.slice(0, 10), 0, parentOf);
    expect(kept).toBe(0);
    expect(added).toHaveLength(DEEPEST);
    expect(added[0]?.number).toBe(2 * DEEPEST + 1);
  });
});

describe('what is kept of a branch', () => {
  const a = blocks('a', 1, 20);

  it('is finality and what is above it', () => {
    expect(heights(aboveFinality(a, a[17] ?? fail()))).toEqual([18, 19, 20]);
    expect(heights(aboveFinality(a, last(a)))).toEqual([20]);
  });

  it('is all where finality is on another branch, which the next head will tell', () => {
    expect(aboveFinality(a, last(blocks('b', 5, 9)))).toHaveLength(20);
  });

  it('is bounded', () => {
    const long = blocks('a', 1, 2 * DEEPEST);
    expect(aboveFinality(long, last(blocks('b', 5, 9)))).toHaveLength(DEEPEST);
  });
});
