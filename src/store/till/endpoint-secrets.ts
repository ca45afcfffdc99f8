/** The secrets that webhooks are signed with (HMAC), which their receivers have as well. */
import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import { formatSecret, SECRET_BYTES } from '../../domain/webhook/secret.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase, TillTransaction } from './database.js';
import type { SealedSecret } from './delivery/claim.js';
import { lockEndpoint, lockMerchant, refuseOfOrders } from './endpoints.js';
import type { Sealer } from './sealing.js';

/** Whose secrets. */
export interface SecretOwner {
  readonly merchantId: string;
  /** Null for the secret of the URLs that the merchant's orders bring. */
  readonly endpointId: string | null;
}

export interface SecretRotation extends SecretOwner {
  readonly secret: SealedSecret;
  /** For how long the secrets before it sign beside it; 0 for no longer. */
  readonly overlapSeconds: number;
}

/** A new secret of random bytes, and its text, which is shown to its owner once. */
export function drawSecret(sealer: Sealer): { readonly secret: SealedSecret; readonly text: string } {
  const bytes = randomBytes(SECRET_BYTES);
  const id = randomUUID();
  return { secret: { id, sealed: sealer.seal(bytes, secretContext(id)) }, text: formatSecret(bytes) };
}

/** What a secret is sealed under. @param id of its row */
export function secretContext(id: string): string {
  return `endpoint-secret:${id}`;
}

/** The secret of the URLs that a merchant's orders bring, where there is none yet. Its owner learns it by rotating it. */
export async function ensureOrderSecret(
  transaction: TillTransaction,
  merchantId: string,
  secret: SealedSecret,
): Promise<void> {
  const known = await transaction
    .selectFrom('endpointSecrets')
    .select('id')
    .where('merchantId', '=', merchantId)
    .where('endpointId', 'is', null)
    .where('expiresAt', 'is', null)
    .executeTakeFirst();
  if (known) return;
  await lockMerchant(transaction, merchantId);
  await transaction
    .insertInto('endpointSecrets')
    .values({ merchantId, endpointId: null, ...secret })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** All of them sign: more would make a header that receivers refuse for its length. */
const MOST_SECRETS = 5;

/**
 * Makes a new signing secret the current one.
 * @returns until when the one before it signs beside it; null where there was none, or it stops at once.
 * @throws {ChaintillError} `ENDPOINT_NOT_FOUND`, `ENDPOINT_OF_ORDERS`, `MERCHANT_NOT_FOUND`, `TOO_MANY_SECRETS`
 */
export async function rotateSecret(
  till: TillDatabase,
  { merchantId, endpointId, secret, overlapSeconds }: SecretRotation,
  actor: Actor,
): Promise<Date | null> {
  return till.transaction().execute(async (transaction) => {
    if (endpointId === null) await lockMerchant(transaction, merchantId);
    else {
      const endpoint = await lockEndpoint(transaction, merchantId, endpointId);
      refuseOfOrders(endpoint, 'their secret is one for all, which is rotated by itself');
    }
    const secrets: SecretOwner = { merchantId, endpointId };
    await forget(transaction, secrets, overlapSeconds === 0);
    const [replaced] = await transaction
      .updateTable('endpointSecrets')
      .set({ expiresAt: sql<Date>`now() + make_interval(secs => ${overlapSeconds})` })
      .where('merchantId', '=', merchantId)
      .where('endpointId', 'is not distinct from', endpointId)
      .where('expiresAt', 'is', null)
      .returning('expiresAt')
      .execute();
    await transaction
      .insertInto('endpointSecrets')
      .values({ ...secrets, ...secret })
      .execute();
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'endpoint.rotateSecret',
      subjectKind: endpointId === null ? 'merchant' : 'endpoint',
      subjectId: endpointId ?? merchantId,
      before: null,
      after: { overlapSeconds },
    });
    return replaced?.expiresAt ?? null;
  });
}

/** Deletes what signs no more. @param all whether nothing of before is to sign any longer */
async function forget(
  transaction: TillTransaction,
  { merchantId, endpointId }: SecretOwner,
  all: boolean,
): Promise<void> {
  await transaction
    .deleteFrom('endpointSecrets')
    .where('merchantId', '=', merchantId)
    .where('endpointId', 'is not distinct from', endpointId)
    .where((row) => (all ? row.lit(true) : row('expiresAt', '<=', sql<Date>`now()`)))
    .execute();
  const { count } = await transaction
    .selectFrom('endpointSecrets')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('merchantId', '=', merchantId)
    .where('endpointId', 'is not distinct from', endpointId)
    .executeTakeFirstOrThrow();
  if (Number(count) < MOST_SECRETS) return;
  throw new ChaintillError(
    'TOO_MANY_SECRETS',
    `${MOST_SECRETS} secrets sign already: wait until one has run out, or rotate with an overlap of 0, which ends them all`,
  );
}
