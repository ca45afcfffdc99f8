import { randomBytes } from 'node:crypto';
import { badField } from '../../domain/bad-field.js';
import type { OrderRequest } from '../../domain/order/request.js';
import type { OrderTerms } from '../../domain/order/terms.js';
import type { AccountRow } from './accounts.js';
import { writeAudit, type Actor } from './audit-log.js';
import { insertCommand } from './commands.js';
import type { TillDatabase, TillTransaction } from './database.js';
import { keepAnswer, takeKey, type Answer, type KeyedRequest } from './idempotency.js';
import { takeFrontPlace, type FrontOrder } from './front-orders.js';
import { companyColumns, followCompany, takeCompany } from './order-company.js';
import { hookOrder, type OrderHook } from './order-hooks.js';
import { drawKey, hasOwnReference } from './order-keys.js';
import { lockPayee, refuseOwnPayer } from './order-payee.js';
import { findOrder, type OrderReading } from './order-reading.js';
import { registrationHeight } from './registration-height.js';

/** The part of the terms that is not in the request itself. */
export type FixedTerms = Pick<OrderTerms, 'amount' | 'minimum' | 'dust' | 'windowFrom' | 'expiryHeight'>;

export interface NewOrder {
  readonly merchantId: string;
  readonly request: OrderRequest;
  /** Called once it is sure that the order is new. `ownedFrom`: first block of the payee's time with the merchant. */
  readonly fixTerms: (place: { readonly indexedHeight: number; readonly ownedFrom: number }) => FixedTerms;
  /** Its own webhook URL, or the one that its company brings; null for none. */
  readonly hookOf: (request: OrderRequest) => Omit<OrderHook, 'merchantId' | 'orderId'> | null;
  /** On a dev chain: every account can have deposit addresses without a proof, and addresses may be on this machine. */
  readonly dev: boolean;
  /** Where a shop front orders it with a publishable key; null for the merchant itself. */
  readonly front: FrontOrder | null;
  /** Schema that the indexer writes. */
  readonly chainSchema: string;
  /** Null where the merchant sent no key. */
  readonly keyed: Pick<KeyedRequest, 'route' | 'key'> | null;
}

/**
 * How an order is answered. It is written in the order's transaction, to be said again under the same key; what else is
 * stored with a new order is added there too.
 */
export type RenderOrder = (
  order: OrderReading,
  isNew: boolean,
  transaction: TillTransaction,
) => Promise<Answer>;

/** A drawn reference is taken next to never. */
const MOST_DRAWN = 4;

/**
 * Registers an order, with the command by which the settler takes it up. Sending the same terms again gives the same
 * order, and the same key the same answer. What is refused leaves nothing behind.
 * @throws {ChaintillError} `ORDER_CONFLICT`, `REFERENCE_TAKEN`, `IDEMPOTENCY_KEY_REUSED`, `PAYEE_NOT_REGISTERED`,
 * `OWN_ACCOUNT`, `DEPOSITS_NOT_ENABLED`, `DEPOSIT_ADDRESS_UNSUPPORTED`, `INDEX_NOT_READY`, what `takeFrontPlace`,
 * `takeCompany`, `hookOf` and `fixTerms` throw
 */
export async function registerOrder(
  till: TillDatabase,
  order: NewOrder,
  render: RenderOrder,
  actor: Actor,
): Promise<Answer> {
  const { merchantId, request, keyed } = order;
  const keyedRequest = keyed && { ...keyed, merchantId, digest: request.digest };
  return till.transaction().execute(async (transaction) => {
    const earlier = keyedRequest && (await takeKey(transaction, keyedRequest));
    if (earlier) return earlier;
    const same = await findSame(transaction, order);
    const added = same === null ? await add(transaction, order, actor) : null;
    const reading = await findOrder(transaction, merchantId, { id: same ?? added?.id ?? '' });
    if (!reading) throw new Error('an order is gone in the transaction that saw it');
    const answer = await render(reading, added?.isNew ?? false, transaction);
    if (keyedRequest) await keepAnswer(transaction, keyedRequest, answer);
    return answer;
  });
}

/**
 * @returns the id of the order that was registered with the same terms; null where its orderId is free.
 * @throws {ChaintillError} `ORDER_CONFLICT`
 */
async function findSame(
  transaction: TillTransaction,
  { merchantId, request }: NewOrder,
): Promise<string | null> {
  const known = await transaction
    .selectFrom('orders')
    .select(['id', 'termsDigest'])
    .where('merchantId', '=', merchantId)
    .where('orderId', '=', request.orderId)
    .executeTakeFirst();
  if (!known) return null;
  if (known.termsDigest.equals(request.digest)) return known.id;
  throw badField(
    'orderId',
    'an order of this id is registered with other terms: send the same terms, or a new orderId',
    { code: 'ORDER_CONFLICT' },
  );
}

async function add(
  transaction: TillTransaction,
  order: NewOrder,
  actor: Actor,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { merchantId, chainSchema, dev } = order;
  const indexedHeight = await registrationHeight(transaction, chainSchema);
  const { company, request } = await takeCompany(transaction, order, indexedHeight);
  const account = await lockPayee(transaction, { merchantId, request, company, depositsUnproved: dev });
  await refuseOwnPayer(transaction, order);
  if (order.front) await takeFrontPlace(transaction, order.front, request.payer);
  const terms = order.fixTerms({ indexedHeight, ownedFrom: account.fromHeight });
  const hook = order.hookOf(request);
  const columns = {
    ...columnsOf({ ...order, request }, account, terms, indexedHeight),
    ...companyColumns(company),
  };
  for (let drawn = 0; drawn < MOST_DRAWN; drawn++) {
    const key = await drawKey(transaction, request, account, chainSchema);
    const row = await transaction
      .insertInto('orders')
      .values({ ...columns, ...key })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row) {
      const { payee, reference } = key;
      const { orderId, payer } = request;
      if (hook) await hookOrder(transaction, { merchantId, orderId: row.id, ...hook });
      if (company) await followCompany(transaction, { merchantId, company, height: indexedHeight });
      const command = await insertCommand(
        transaction,
        { kind: 'register', merchantId, orderId: row.id },
        actor,
      );
      await writeAudit(transaction, actor, {
        merchantId,
        action: 'order.register',
        subjectKind: 'order',
        subjectId: row.id,
        before: null,
        after: {
          command,
          orderId,
          payee,
          payer,
          reference,
          asset: request.assetId,
          ...(company && { company: company.id, companyVersion: company.versionId }),
          ...(request.rate && { rate: request.rate }),
          ...plainTerms(terms),
        },
      });
      return { id: row.id, isNew: true };
    }
    // Somebody was faster with the orderId, or has the key.
    const same = await findSame(transaction, order);
    if (same !== null) return { id: same, isNew: false };
    if (hasOwnReference(request)) break;
  }
  throw badField(
    'orderId',
    'it is the reference of another order to this payee, now or earlier: send another orderId',
    { code: 'REFERENCE_TAKEN' },
  );
}

function columnsOf(
  { merchantId, request, front }: NewOrder,
  account: AccountRow,
  terms: FixedTerms,
  registeredHeight: number,
) {
  const { orderId, mode, late, metadata, rate, toleranceBp } = request;
  const { description, successUrl, failureUrl, webhookUrl } = request;
  return {
    merchantId,
    orderId,
    mode,
    owner: account.account,
    payer: request.payer,
    frontKey: front?.keyId ?? null,
    asset: request.assetId,
    ...terms,
    toleranceBp,
    latePolicy: late.policy,
    lateBlocks: late.policy === 'accept' ? late.blocks : 0,
    description,
    metadata: metadata === null ? null : JSON.stringify(metadata),
    rateCurrency: rate?.currency ?? null,
    rate: rate?.price ?? null,
    rateSource: rate?.source ?? null,
    successUrl,
    failureUrl,
    webhookUrl,
    termsDigest: Buffer.from(request.digest),
    registeredHeight,
    publicToken: `pub_${randomBytes(16).toString('hex')}`,
  };
}

/** As JSON can hold them. */
function plainTerms({ amount, minimum, windowFrom, expiryHeight }: FixedTerms): object {
  return { amount: amount.toString(), minimum: minimum.toString(), windowFrom, expiryHeight };
}
