import { sql, type Selectable } from 'kysely';
import { KEYED } from '../keyed.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase } from './database.js';
import type { ApiKeyTable, KeyKind } from './tables.js';

/** A key as it is shown: without its hash. */
export type ApiKeyRow = Omit<Selectable<ApiKeyTable>, 'hash'>;

export interface NewApiKey {
  readonly id: string;
  /** SHA-256 of the whole text. */
  readonly hash: Buffer;
  /** Null for the operator's. */
  readonly merchantId: string | null;
  readonly kind: KeyKind;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Of a publishable key, as browsers write origins; left out or empty for any. */
  readonly allowedOrigins?: readonly string[];
  readonly expiresAt: Date | null;
}

/** What is looked at when a key is used. */
export interface UsableKey {
  readonly hash: Buffer;
  readonly merchantId: string | null;
  readonly kind: KeyKind;
  readonly scopes: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Whether its last use was long enough ago to be noted again. */
  readonly stale: boolean;
}

const SHOWN = [
  'id',
  'merchantId',
  'kind',
  'name',
  'scopes',
  'allowedOrigins',
  'createdAt',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
] as const;
/** Uses closer together are noted once: a row that is written at every request would be the busiest of all. */
const NOTED_EVERY = sql`interval '1 minute'`;

/** The caller has made sure that the merchant exists. */
export async function insertApiKey(till: TillDatabase, key: NewApiKey, actor: Actor): Promise<ApiKeyRow> {
  return till.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto('apiKeys')
      .values({ ...key, scopes: [...key.scopes], allowedOrigins: [...(key.allowedOrigins ?? [])] })
      .returning(SHOWN)
      .executeTakeFirstOrThrow();
    const { merchantId, kind, name, scopes, allowedOrigins, expiresAt } = row;
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'key.create',
      subjectKind: 'key',
      subjectId: row.id,
      before: null,
      after: { kind, name, scopes, ...(kind === 'publishable' && { allowedOrigins }), expiresAt },
    });
    return row;
  });
}

/** @returns null for a key that is unknown, revoked or expired by the clock of the database. */
export async function findUsableKey(till: TillDatabase, id: string): Promise<UsableKey | null> {
  const key = await till
    .selectFrom('apiKeys')
    .modifyFront(KEYED)
    .select(['hash', 'merchantId', 'kind', 'scopes', 'allowedOrigins'])
    .select(sql<boolean>`last_used_at is null or last_used_at < now() - ${NOTED_EVERY}`.as('stale'))
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  return key ?? null;
}

/** Notes that a key was used now, unless another request has just done so. */
export async function noteKeyUse(till: TillDatabase, id: string): Promise<void> {
  await till
    .updateTable('apiKeys')
    .set({ lastUsedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`(last_used_at is null or last_used_at < now() - ${NOTED_EVERY})`)
    .execute();
}

/**
 * Revokes a key for good; one that is revoked already stays as it is.
 * @param merchantId whose keys may be revoked; null for everybody's
 * @returns null where there is no such key.
 */
export async function revokeApiKey(
  till: TillDatabase,
  { id, merchantId }: { readonly id: string; readonly merchantId: string | null },
  actor: Actor,
): Promise<ApiKeyRow | null> {
  return till.transaction().execute(async (transaction) => {
    let query = transaction.selectFrom('apiKeys').select(SHOWN).where('id', '=', id).forUpdate();
    if (merchantId !== null) query = query.where('merchantId', '=', merchantId);
    const key = await query.executeTakeFirst();
    if (!key) return null;
    if (key.revokedAt) return key;
    const revoked = await transaction
      .updateTable('apiKeys')
      .set({ revokedAt: sql<Date>`now()` })
      .where('id', '=', id)
      .returning(SHOWN)
      .executeTakeFirstOrThrow();
    await writeAudit(transaction, actor, {
      merchantId: key.merchantId,
      action: 'key.revoke',
      subjectKind: 'key',
      subjectId: id,
      before: { revokedAt: null },
      after: { revokedAt: revoked.revokedAt },
    });
    return revoked;
  });
}

/** @param merchantId whose; null for everybody's and the operator's. @returns oldest first */
export async function listApiKeys(
  till: TillDatabase,
  merchantId: string | null,
): Promise<readonly ApiKeyRow[]> {
  let query = till.selectFrom('apiKeys').select(SHOWN).orderBy('createdAt').orderBy('id');
  if (merchantId !== null) query = query.where('merchantId', '=', merchantId);
  return query.execute();
}
