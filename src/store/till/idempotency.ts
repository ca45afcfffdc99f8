import { ChaintillError } from '../../domain/errors.js';
import type { TillTransaction } from './database.js';

/** What was asked under a key: an Idempotency-Key of one merchant, on one route. */
export interface KeyedRequest {
  readonly merchantId: string;
  /** As `POST /v1/orders`. */
  readonly route: string;
  readonly key: string;
  /** SHA-256 of what was sent. */
  readonly digest: Uint8Array;
}

/** What was answered, to be said again. */
export interface Answer {
  /** Of HTTP. */
  readonly status: number;
  readonly body: string;
}

/**
 * Takes the key for this transaction; whoever sends it at the same time waits for its end. `keepAnswer` must follow.
 * @returns null where the key is new, else what was answered to it.
 * @throws {ChaintillError} `IDEMPOTENCY_KEY_REUSED` when it was sent with something else.
 */
export async function takeKey(
  transaction: TillTransaction,
  { merchantId, route, key, digest }: KeyedRequest,
): Promise<Answer | null> {
  const taken = await transaction
    .insertInto('idempotency')
    .values({ merchantId, route, key, requestDigest: Buffer.from(digest) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  if (taken) return null;
  const { requestDigest, status, answer } = await transaction
    .selectFrom('idempotency')
    .select(['requestDigest', 'status', 'answer'])
    .where('merchantId', '=', merchantId)
    .where('route', '=', route)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (!requestDigest.equals(digest)) {
    throw new ChaintillError(
      'IDEMPOTENCY_KEY_REUSED',
      'this Idempotency-Key was sent with another request: use a new key for a new request',
    );
  }
  if (status === null || answer === null) throw new Error('a key was committed without its answer');
  return { status, body: answer };
}

/** Keeps what is answered to a key that `takeKey` took. */
export async function keepAnswer(
  transaction: TillTransaction,
  { merchantId, route, key }: KeyedRequest,
  { status, body }: Answer,
): Promise<void> {
  await transaction
    .updateTable('idempotency')
    .set({ status, answer: body })
    .where('merchantId', '=', merchantId)
    .where('route', '=', route)
    .where('key', '=', key)
    .execute();
}
