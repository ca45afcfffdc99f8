/** What Liberland's payment page asks before it lets the buyer sign: that the shop will be told. */
import { badField, readField } from '../../../domain/bad-field.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { OrderStatus } from '../../../domain/order/state.js';
import { checkTarget } from '../../../domain/webhook/target.js';
import type { OrderReading } from '../../../store/till/order-reading.js';
import { readPayee } from '../../../store/till/payee.js';
import { isToldWhenSettled } from '../../../store/till/settled-hooks.js';
import type { GatewayContext } from '../../graphql/context.js';
import { compareWithPrice } from '../../price.js';
import { targetPolicy } from '../../webhooks/endpoint-writes.js';
import { readPurchase, readText, type Fields, type Purchase } from './fields.js';

export type CreationContext = Pick<GatewayContext, 'till' | 'network'>;

const CLOSED: Readonly<Record<Exclude<OrderStatus, 'open'>, string>> = {
  settled: 'this order is paid: nothing is left to pay',
  expired: 'this order has expired: ask the shop for a new one',
  canceled: 'this order was canceled: ask the shop for a new one',
  invalid: 'this order was declared invalid: ask the shop',
};

/**
 * Accepts a purchase that needs nothing to be made: its order is registered on these terms and open, and its merchant has
 * already named the hook for it. Whoever sends this has no key, so nothing is stored (SETTLEMENT 24), and nothing is sent
 * to a URL because somebody wrote it here.
 * @throws {ChaintillError} with the reason, for everything else
 */
export async function acceptPurchase(context: CreationContext, fields: Fields): Promise<void> {
  const purchase = readPurchase(fields);
  if (purchase === null) {
    throw new ChaintillError(
      'BAD_USER_INPUT',
      'write orderId (1 to 64 letters, digits, dots, underscores or hyphens), price, toId and callback',
    );
  }
  const callback = readText(fields, 'callback');
  if (callback === null) throw badField('callback', 'write the URL of the hook');
  const order = await registeredOrder(context, purchase);
  refuseOtherTerms(order, purchase);
  if (order.status !== 'open') throw new ChaintillError('ORDER_NOT_OPEN', CLOSED[order.status]);
  await refuseOtherHook(context, order, { field: 'callback', url: callback });
}

async function registeredOrder(
  { till }: CreationContext,
  { payee, reference }: Purchase,
): Promise<OrderReading> {
  const { order, owner } = await readPayee(till, { payee, reference, limit: 1 });
  if (order) return order;
  throw new ChaintillError(
    'ORDER_NOT_REGISTERED',
    owner === null
      ? 'toId is the account of no merchant of this gateway, which takes no hooks for others'
      : 'toId is the account of a merchant, who has registered no order under this orderId: register it first',
  );
}

/** @throws {ChaintillError} `BAD_USER_INPUT`, with the field that is not as it is registered */
export function refuseOtherTerms(
  order: OrderReading,
  { price, asset }: Pick<Purchase, 'price' | 'asset'>,
): void {
  if (order.asset !== asset) throw badField('assetId', 'the order is registered in another asset');
  if (compareWithPrice(BigInt(order.amount), price).status !== 'EXACT') {
    throw badField('price', 'the order is registered with another price');
  }
}

/** @throws {ChaintillError} `HOOK_NOT_ALLOWED`, and those of `checkTarget`, with the field that names the hook */
export async function refuseOtherHook(
  { till, network }: CreationContext,
  { id: orderId, merchantId }: OrderReading,
  hook: { readonly field: string; readonly url: string },
): Promise<void> {
  const url = URL.canParse(hook.url) ? new URL(hook.url).href : null;
  if (url !== null && (await isToldWhenSettled(till, { merchantId, orderId, url, dialect: 'liberland' }))) {
    return;
  }
  readField(hook.field, () => checkTarget(hook.url, targetPolicy(network)));
  throw badField(
    hook.field,
    'the merchant has not named this hook: register the order with it as webhookUrl, or set up an endpoint with this very URL, both in the dialect LIBERLAND',
    { code: 'HOOK_NOT_ALLOWED' },
  );
}
