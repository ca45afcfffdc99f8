import type { Order } from '../../store/lists/order.js';

/** Reads SubQuery's enum, as `BLOCK_NUMBER_DESC`. The schema allows no value that names no column. */
export function readOrderBy(orderBy: readonly string[] | null | undefined): readonly Order[] {
  return (orderBy ?? []).flatMap((value) => {
    const match = /^(.+)_(ASC|DESC)$/.exec(value);
    if (!match) return []; // NATURAL
    const [, name = '', direction] = match;
    return [{ column: columnName(name), direction: direction === 'ASC' ? 'asc' : 'desc' }];
  });
}

function columnName(name: string): string {
  if (name === 'PRIMARY_KEY') return 'id';
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
