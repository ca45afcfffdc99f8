/** Whose payments, and which quarters of an hour: what all readings of figures have in common. */
import { sql, type RawBuilder } from 'kysely';
import { QUARTER_MS, type Window } from '../../../domain/metrics/intervals.js';
import type { OwnedBlocks } from '../../../domain/metrics/ownership.js';

export interface FigureScope {
  /** Schema of the index. */
  readonly schema: string;
  /** The fill of the roll-ups that counts. */
  readonly fill: number;
  /** Up to which the roll-ups have every payment, and every failed one. */
  readonly height: number;
  readonly failuresHeight: number;
  /** Without overlap. */
  readonly owned: readonly OwnedBlocks[];
  readonly window: Window;
}

/** Above all blocks. */
const NEVER = 2_147_483_647;

/** As a common table `scope` (account, from_block, until_block). */
export function scopeTable({ owned }: FigureScope): RawBuilder<unknown> {
  return sql`scope as materialized (select * from unnest(${owned.map(({ account }) => account)}::text[],
    ${owned.map(({ fromBlock }) => fromBlock)}::integer[],
    ${owned.map(({ untilBlock }) => untilBlock ?? NEVER)}::integer[]) as s(account, from_block, until_block))`;
}

/** Whether a block is among those of a row `s` of the scope. */
export function isOwned(block: string, s = 's'): RawBuilder<unknown> {
  return sql`${sql.ref(block)} >= ${sql.ref(`${s}.from_block`)} and ${sql.ref(block)} < ${sql.ref(`${s}.until_block`)}`;
}

/** Which roll-ups `m` hold something of the scope's row `s` in the window, whole or in part. */
export function touches({ fill, window }: FigureScope): RawBuilder<unknown> {
  return sql`m.fill = ${fill} and m.account = s.account
    and m.quarter between ${quarter(window.from)} and ${quarter(window.to - 1)}
    and m.last_block >= s.from_block and m.first_block < s.until_block`;
}

/** Whether all that a roll-up `m` counts is of the scope's row `s` and in the window. */
function isWhole({ window: { from, to } }: FigureScope): RawBuilder<unknown> {
  return sql`(m.quarter between ${Math.ceil(from / QUARTER_MS)} and ${quarter(to) - 1}
    and m.first_block >= s.from_block and m.last_block < s.until_block)`;
}

/**
 * Where a roll-up `m` is not whole, what tells it from all others, to be looked at for itself; else nulls, so that whole ones
 * are summed up.
 */
export function cutColumns(scope: FigureScope): RawBuilder<unknown> {
  const cut = (column: string): RawBuilder<unknown> =>
    sql`case when not ${isWhole(scope)} then ${sql.ref(column)} end`;
  return sql`${cut('m.account')} as account, ${cut('m.quarter')} as quarter, ${cut('s.from_block')} as owned_from`;
}

/** Whether a block's time is in the window. */
export function inWindow(column: string, { window: { from, to } }: FigureScope): RawBuilder<unknown> {
  return sql`${sql.ref(column)} >= ${utc(from)}::timestamp and ${sql.ref(column)} < ${utc(to)}::timestamp`;
}

/** The number of the interval that a quarter is in, from 1. */
export function placeOf(column: string, { spans }: Window): RawBuilder<number> {
  const starts = spans.map(({ from }) => quarter(from));
  return sql`width_bucket(${sql.ref(column)}, ${starts}::integer[])`;
}

function quarter(instant: number): number {
  return Math.floor(instant / QUARTER_MS);
}

/** Block times are stored as UTC, without a zone. */
function utc(instant: number): string {
  return new Date(instant).toISOString().slice(0, -1);
}
