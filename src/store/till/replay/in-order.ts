import { sql, type RawBuilder } from 'kysely';
import type { TillTransaction } from '../database.js';

/** Ids of a table's rows in the order of their heights: sorted once, and fetched as they are asked for. */
export interface InOrder {
  /** Those up to a height that were not given before; null for all that are left. */
  upTo(height: number | null): Promise<readonly string[]>;
}

const KINDS = {
  orders: sql`select id::text as id, registered_height as height from till.orders`,
  payments: sql`select transfer_id as id, block_number as height from till.payments`,
} as const satisfies Record<string, RawBuilder<unknown>>;
const CHUNK = 5_000;

/** For the rest of the transaction. Orders are at their registration, payments in their blocks. */
export async function openInOrder(db: TillTransaction, kind: keyof typeof KINDS): Promise<InOrder> {
  const cursor = sql.id(`replay_${kind}`);
  await sql`declare ${cursor} no scroll cursor for ${KINDS[kind]} order by height, id`.execute(db);
  let buffer: { readonly id: string; readonly height: number }[] = [];
  let ended = false;

  async function fetch(): Promise<void> {
    const { rows } = await sql<{ id: string; height: number }>`
      fetch ${sql.raw(String(CHUNK))} from ${cursor}`.execute(db);
    ended = rows.length < CHUNK;
    buffer = [...buffer, ...rows];
  }

  return {
    async upTo(height) {
      const isFurther = (): boolean =>
        height === null || buffer.length === 0 || (buffer.at(-1)?.height ?? 0) <= height;
      while (!ended && isFurther()) await fetch();
      const end = height === null ? -1 : buffer.findIndex((row) => row.height > height);
      const given = end < 0 ? buffer : buffer.slice(0, end);
      buffer = end < 0 ? [] : buffer.slice(end);
      return given.map(({ id }) => id);
    },
  };
}
