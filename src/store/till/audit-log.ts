import type { TillDatabase } from './database.js';
import type { AuditLogTable } from './tables.js';
import type { Selectable } from 'kysely';

/** Who does something, and in which request. */
export interface Actor {
  /** Id of an API key, `operator` for a command of the machine's owner, or `settlement`. */
  readonly id: string;
  readonly requestId: string | null;
}

/** One line of the audit log. `before` and `after` hold no secret. */
export interface AuditEntry {
  /** Whose log it is in; null for what concerns the operator alone. */
  readonly merchantId: string | null;
  /** As `key.create`. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly before: object | null;
  readonly after: object | null;
}

export type AuditRow = Selectable<AuditLogTable>;

/** Which lines are wanted; every part narrows. */
export interface AuditFilter {
  readonly merchantId: string | null;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly action: string | null;
  readonly actor: string | null;
}

export interface AuditPage {
  readonly limit: number;
  /** Id of the line that the page comes after, newest first. */
  readonly after: string | null;
}

/** Appends a line, in the transaction of what it tells. */
export async function writeAudit(transaction: TillDatabase, actor: Actor, entry: AuditEntry): Promise<void> {
  await transaction
    .insertInto('auditLog')
    .values({
      ...entry,
      before: entry.before && JSON.stringify(entry.before),
      after: entry.after && JSON.stringify(entry.after),
      actor: actor.id,
      requestId: actor.requestId,
    })
    .execute();
}

/** @returns the newest lines first, and one more than the limit where more follow. */
export async function listAudit(
  till: TillDatabase,
  filter: AuditFilter,
  { limit, after }: AuditPage,
): Promise<readonly AuditRow[]> {
  let query = till
    .selectFrom('auditLog')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  for (const column of ['merchantId', 'subjectKind', 'subjectId', 'action', 'actor'] as const) {
    const value = filter[column];
    if (value !== null) query = query.where(column, '=', value);
  }
  if (after !== null) query = query.where('id', '<', after);
  return query.execute();
}
