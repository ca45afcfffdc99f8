import { sql, type RawBuilder } from 'kysely';
import type { FlowDirection } from '../../domain/company/flow.js';
import type { AccountHex } from '../../domain/extract/block.js';

/** What of a company's money is wanted; null for no such condition. Blocks are a matter of the spans. */
export interface FlowFilter {
  readonly directions: readonly FlowDirection[] | null;
  /** `id` is one in pallet assets, null for the chain's own token. */
  readonly asset: { readonly id: string | null } | null;
  readonly counterparty: AccountHex | null;
  readonly reference: string | null;
  /** In the smallest unit. */
  readonly minimumValue: bigint | null;
}

/** From one of its sides, a row `t` of movements is looked for. */
export interface Side {
  /** The column of the company's account. */
  readonly account: RawBuilder<unknown>;
  readonly column: 'from_id' | 'to_id';
  /** What the row must meet. */
  readonly where: RawBuilder<unknown>;
}

const [FROM, TO, ALWAYS] = [sql.raw('from_id'), sql.raw('to_id'), sql.raw('true')];

/** The sides from which all that is wanted is found; what is between two accounts of the company may be found from both. */
export function sidesWanted(filter: FlowFilter): readonly Side[] {
  const { directions } = filter;
  const wants = (direction: FlowDirection): boolean => directions?.includes(direction) ?? true;
  const coming = (where: RawBuilder<unknown>): Side => ({
    account: TO,
    column: 'to_id',
    where: sql`${where} and ${conditions(filter, FROM)}`,
  });
  const going = (where: RawBuilder<unknown>): Side => ({
    account: FROM,
    column: 'from_id',
    where: sql`${where} and ${conditions(filter, TO)}`,
  });
  if (wants('in') && wants('out') && wants('internal')) return [coming(ALWAYS), going(ALWAYS)];
  const sides: Side[] = [];
  if (wants('in') && wants('internal')) sides.push(coming(ALWAYS));
  else if (wants('in')) sides.push(coming(sql`not ${isOwn(FROM)}`));
  else if (wants('internal')) sides.push(coming(isOwn(FROM)));
  if (wants('out')) sides.push(going(sql`not ${isOwn(TO)}`));
  return sides;
}

/**
 * Whether an account of row `t` is in table `span` then. It is a value and no condition of its own: with that, Postgres would
 * join all rows of an account with the spans before it takes the first.
 */
export function isOwn(account: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((select true from span o where o.account = t.${account}
    and t.block_number >= o.from_block and t.block_number < o.until_block limit 1), false)`;
}

function conditions(
  { counterparty, reference, minimumValue }: FlowFilter,
  other: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const all = [
    ...(counterparty === null ? [] : [sql`t.${other} = ${counterparty}::text`]),
    ...(reference === null ? [] : [sql`t.reference = ${reference}::text`]),
    ...(minimumValue === null ? [] : [sql`t.value >= ${minimumValue.toString()}::numeric`]),
  ];
  return all.length === 0 ? ALWAYS : sql.join(all, sql` and `);
}
