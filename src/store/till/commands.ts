import type { Actor } from './audit-log.js';
import type { TillDatabase, TillTransaction } from './database.js';
import type { CommandKind } from './tables.js';

/** What somebody asks the settler for. `payload` is as `CommandKind` says. */
export interface NewCommand {
  readonly kind: CommandKind;
  readonly merchantId: string;
  /** UUID of the order that it is about; null for none. */
  readonly orderId: string | null;
  readonly payload?: object;
}

/** What became of a command. */
export type CommandOutcome =
  | { readonly outcome: 'applied' }
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string };

/** Leaves a command for the settler, in the transaction of what it is about. @returns its id */
export async function insertCommand(
  transaction: TillTransaction,
  { kind, merchantId, orderId, payload = {} }: NewCommand,
  actor: Actor,
): Promise<string> {
  const { id } = await transaction
    .insertInto('commands')
    .values({ kind, merchantId, orderId, payload: JSON.stringify(payload), actor: actor.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** @returns null while the settler has not come to it. */
export async function readOutcome(till: TillDatabase, commandId: string): Promise<CommandOutcome | null> {
  const { outcome, refusalCode, refusalMessage } = await till
    .selectFrom('commands')
    .select(['outcome', 'refusalCode', 'refusalMessage'])
    .where('id', '=', commandId)
    .executeTakeFirstOrThrow();
  if (outcome !== 'refused') return outcome && { outcome };
  return { outcome, code: refusalCode ?? 'REFUSED', message: refusalMessage ?? 'this changes nothing' };
}
