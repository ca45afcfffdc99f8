import { sql } from 'kysely';
import type { TillDatabase } from './database.js';

/** How far settlement is, as its last step left it. */
export interface SettlementState {
  readonly state: 'settling' | 'unconfirmed' | 'rebuilding' | 'alarm';
  /** Why it does not go on; null while it does. */
  readonly reason: string | null;
  /** Everything up to this height is settled; null before the first look at the index. */
  readonly settledHeight: number | null;
  /** Orders that could not be settled and wait for the operator; one of them by its id, if there are any. */
  readonly setAside: string | null;
}

/** Null before the till belongs to a chain. */
export async function readSettlementState(till: TillDatabase): Promise<SettlementState | null> {
  const { rows } = await sql<SettlementState>`
    select state, state_reason as reason, settled_height,
      (select id::text from till.orders where set_aside is not null limit 1) as set_aside
    from till.instance`.execute(till);
  return rows[0] ?? null;
}
