import type { Dialect } from '../../domain/webhook/dialect.js';
import type { TillTransaction } from './database.js';
import type { SealedSecret } from './delivery/claim.js';
import { ensureOrderSecret } from './endpoint-secrets.js';

export interface OrderHook {
  readonly merchantId: string;
  /** Our own id of the order. */
  readonly orderId: string;
  readonly url: string;
  readonly dialect: Dialect;
  /** What its requests are signed with, if the merchant's orders have no secret yet. */
  readonly secret: SealedSecret;
}

/** Keeps the webhook URL of a new order, under the endpoint that stands for its host and dialect. */
export async function hookOrder(
  transaction: TillTransaction,
  { merchantId, orderId, url, dialect, secret }: OrderHook,
): Promise<void> {
  await ensureOrderSecret(transaction, merchantId, secret);
  const origin = { merchantId, url: new URL(url).origin, dialect };
  const endpointId = (await findOrigin(transaction, origin)) ?? (await addOrigin(transaction, origin));
  await transaction.insertInto('orderHooks').values({ orderId, endpointId, url }).execute();
}

interface Origin {
  readonly merchantId: string;
  readonly url: string;
  readonly dialect: Dialect;
}

async function findOrigin(transaction: TillTransaction, origin: Origin): Promise<string | undefined> {
  const found = await transaction
    .selectFrom('endpoints')
    .select('id')
    .where('merchantId', '=', origin.merchantId)
    .where('kind', '=', 'orders')
    .where('url', '=', origin.url)
    .where('dialect', '=', origin.dialect)
    .executeTakeFirst();
  return found?.id;
}

async function addOrigin(transaction: TillTransaction, origin: Origin): Promise<string> {
  const added = await transaction
    .insertInto('endpoints')
    .values({ ...origin, kind: 'orders' })
    .onConflict((conflict) =>
      conflict.columns(['merchantId', 'url', 'dialect']).where('kind', '=', 'orders').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  const id = added?.id ?? (await findOrigin(transaction, origin));
  if (id === undefined) throw new Error('an endpoint is gone in the transaction that saw it');
  return id;
}
