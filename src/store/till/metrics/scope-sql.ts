/** Whose payments, and when: what all readings of figures have in common. */
import { sql, type RawBuilder } from 'kysely';
import type { Window } from '../../../domain/metrics/intervals.js';
import type { OwnedBlocks } from '../../../domain/metrics/ownership.js';
import { divideQuarters, quarterAt, type OwnedQuarters } from '../../../domain/metrics/quarters.js';
import { isBetween } from '../../chain/pair.js';

export interface FigureScope {
  /** Schema of the index. */
  readonly schema: string;
  /** The fill of the roll-ups that counts. */
  readonly fill: number;
  /** Up to which the roll-ups have every payment, and every failed one. */
  readonly height: number;
  readonly failuresHeight: number;
  /** Without overlap. */
  readonly owned: readonly (OwnedBlocks & OwnedQuarters)[];
  readonly window: Window;
  /** Roll-ups that are read one after the other in the time in which one is looked for: which way is taken, and no figure, hangs on it. */
  readonly rowsForALook: number;
}

/** Above all blocks and quarters. */
const NEVER = 2_147_483_647;
/** Accounts of which all pairs are looked up: those of a few hundred are many times as many. */
const MOST_PAIRED = 30;

/**
 * As a common table `scope` (account, from_block, until_block; whole_from and whole_until, the quarters that count whole;
 * cut_first and cut_last, those of which a part may count, or null).
 */
export function scopeTable({ owned, window }: FigureScope): RawBuilder<unknown> {
  const quarters = owned.map((one) => divideQuarters(window, one));
  return sql`scope as materialized (select * from unnest(${owned.map(({ account }) => account)}::text[],
    ${owned.map(({ fromBlock }) => fromBlock)}::integer[],
    ${owned.map(({ untilBlock }) => untilBlock ?? NEVER)}::integer[],
    ${quarters.map(({ wholeFrom }) => wholeFrom)}::integer[],
    ${quarters.map(({ wholeUntil }) => wholeUntil)}::integer[],
    ${quarters.map(({ cut }) => cut[0] ?? null)}::integer[],
    ${quarters.map(({ cut }) => cut[1] ?? null)}::integer[])
    as s(account, from_block, until_block, whole_from, whole_until, cut_first, cut_last))`;
}

/** Whether a block is among those of a row `s` of the scope. */
export function isOwned(block: string, s = 's'): RawBuilder<unknown> {
  return sql`${sql.ref(block)} >= ${sql.ref(`${s}.from_block`)} and ${sql.ref(block)} < ${sql.ref(`${s}.until_block`)}`;
}

/** Whether a block's time is in the window. */
export function inWindow(column: string, { window: { from, to } }: FigureScope): RawBuilder<unknown> {
  return sql`${sql.ref(column)} >= ${utc(from)}::timestamp and ${sql.ref(column)} < ${utc(to)}::timestamp`;
}

/** The number of the interval that a quarter is in, from 1. */
export function placeOf(column: string, { spans }: Window): RawBuilder<number> {
  return sql`width_bucket(${sql.ref(column)}, ${spans.map(({ from }) => quarterAt(from))}::integer[])`;
}

/** The same of a block's time, without what the quarter takes to work out. */
export function placeAt(column: string, { spans }: Window): RawBuilder<number> {
  return sql`width_bucket(${sql.ref(column)}, ${spans.map(({ from }) => utc(from))}::timestamp[])`;
}

/** The first quarter after each interval, in order; the last one ends with the window, wherever that is. */
export function endsOf({ spans }: Window): readonly number[] {
  return [...spans.slice(1).map(({ from }) => quarterAt(from)), NEVER];
}

/** Whether the scope has more than one account: else nothing in it is internal. */
export function hasSeveral({ owned }: FigureScope): boolean {
  return owned.some(({ account }) => account !== owned[0]?.account);
}

/**
 * What went from one account of the scope to another, as rows of `rows`: by the accounts two by two where they are few, else
 * by all that each of them sent.
 * @param rows movements `t` that meet a condition
 */
export function internal(
  { owned }: FigureScope,
  t: string,
  rows: (where: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const block = `${t}.block_number`;
  const isOther = sql`${isOwned(block)} and ${isOwned(block, 'o')}`;
  if (new Set(owned.map(({ account }) => account)).size <= MOST_PAIRED) {
    const where = sql`${isBetween(sql`s.account`, sql`o.account`, t)} and ${isOther}`;
    return sql`scope s join scope o on o.account <> s.account cross join lateral (${rows(where)} offset 0) p`;
  }
  const where = sql`${sql.ref(`${t}.from_id`)} = s.account and exists (
    select from scope o where o.account = ${sql.ref(`${t}.to_id`)} and ${isOther})`;
  return sql`scope s cross join lateral (${rows(where)} offset 0) p`;
}

/** Block times are stored as UTC, without a zone. */
function utc(instant: number): string {
  return new Date(instant).toISOString().slice(0, -1);
}
