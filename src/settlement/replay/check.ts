/**
 * Rebuilds what settlement stored from the index and the order log, by settlement's own fold, and compares: range by range of
 * blocks, all as of one moment, without changing anything.
 */
import { digestJson } from '../../domain/canonical-json.js';
import { bytesToHex, type Hex } from '../../domain/hex.js';
import type { RecordDifference } from '../../domain/replay/compare.js';
import type { Part } from '../../domain/settlement/outcome.js';
import type { Work } from '../../domain/settlement/work.js';
import type { TillDatabase } from '../../store/till/database.js';
import { readByIndex } from '../../store/till/by-index.js';
import { readDecisions } from '../../store/till/replay/decisions.js';
import { readReplayExtent } from '../../store/till/replay/extent.js';
import { openInOrder } from '../../store/till/replay/in-order.js';
import { checkRange, type RangeCheck, type RangeStates } from './range.js';

export interface ReplayOptions {
  /** Schema of the index. */
  readonly schema: string;
  /** Of a range. */
  readonly blocks: number;
  /** Differences that are told. */
  readonly most: number;
  /** Settlement's own, for the till's network. */
  readonly plan: (work: Work) => readonly Part[];
  /** Of the chain that the till must belong to; null for any. */
  readonly chainIdentity: string | null;
  /** Hears how far it is. */
  readonly onHeight?: (height: number, of: number) => void;
}

/** The same of all blocks that were replayed: the hashes are over those of the ranges, the differences are the first ones. */
export interface ReplayCheck extends RangeCheck {
  /** The ranges that anything of the till is in. */
  readonly ranges: readonly RangeStates[];
}

/**
 * @throws {ChaintillError} as `readReplayExtent`, and `TILL_OF_OTHER_CHAIN`
 */
export async function checkReplay(till: TillDatabase, options: ReplayOptions): Promise<ReplayCheck> {
  const { schema, blocks, most, plan, chainIdentity, onHeight } = options;
  return till
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => {
      await readByIndex(db);
      const { instanceId, from, height } = await readReplayExtent(db, schema, chainIdentity);
      const gathering = { schema, height, instanceId, decisions: await readDecisions(db) };
      const orders = await openInOrder(db, 'orders');
      const payments = await openInOrder(db, 'payments');
      const ranges: RangeStates[] = [];
      const differences: RecordDifference[] = [];
      for (let first = from - (from % blocks); first <= height; first += blocks) {
        const to = Math.min(first + blocks - 1, height);
        // The last range has what says to be above all that is settled as well.
        const end = to === height ? null : to;
        const ids = { orders: await orders.upTo(end), payments: await payments.upTo(end) };
        const { differences: found, ...range } = await checkRange(
          db,
          gathering,
          plan,
          { from: first, to },
          ids,
        );
        if (range.orders + range.payments + range.different > 0) ranges.push(range);
        differences.push(...found.slice(0, most - differences.length));
        onHeight?.(to, height);
      }
      return summary({ from, to: height }, ranges, differences);
    });
}

function summary(
  blocks: Pick<ReplayCheck, 'from' | 'to'>,
  ranges: readonly RangeStates[],
  differences: readonly RecordDifference[],
): ReplayCheck {
  const sum = (of: (range: RangeStates) => number): number =>
    ranges.reduce((total, range) => total + of(range), 0);
  const hash = (of: (range: RangeStates) => Hex): Hex => bytesToHex(digestJson(ranges.map(of)));
  return {
    ...blocks,
    orders: sum(({ orders }) => orders),
    payments: sum(({ payments }) => payments),
    till: hash(({ till }) => till),
    replay: hash(({ replay }) => replay),
    ranges,
    different: sum(({ different }) => different),
    differences,
    due: sum(({ due }) => due),
    setAside: sum(({ setAside }) => setAside),
  };
}
