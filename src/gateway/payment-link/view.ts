import { formatAccount } from '../../domain/account.js';
import { viewOrders } from '../order-answer.js';
import { shownCompany } from '../order-company.js';
import { remarkOf, type AmountView } from '../order-view.js';
import { compareWithPrice } from '../price.js';
import { readProgress } from '../rest/order-payment/status.js';
import { descriptionOf, type PaymentLink } from './reading.js';
import type { LinkContext, OfChain, OfOrder, Standing } from './standing.js';

/**
 * What a buyer sees who came by a link: what the link says, and what became of its payment. Every field is chosen: whoever
 * writes a link has guessed it perhaps, so nothing that the merchant registered besides is in it.
 */
export async function viewLink(context: LinkContext, link: PaymentLink, standing: Standing): Promise<object> {
  const { network } = context;
  return {
    ...(standing.order === null
      ? viewChain(context, link, standing)
      : await viewRegistered(context, link, standing)),
    payee: formatAccount(link.payee, network.ss58Prefix),
    publicKey: link.payee,
    payer: null,
    asset: link.asset,
    symbol: link.unit.symbol,
    decimals: link.unit.decimals,
    amount: amountOf(context, link, link.price),
    description: descriptionOf(link),
    company: standing.order === null ? standing.company : shownCompany(standing.order),
    link: { orderId: link.orderId, callback: link.callback, failure: link.failure },
  };
}

async function viewRegistered(
  context: LinkContext,
  { callback, failure }: PaymentLink,
  { order }: OfOrder,
): Promise<object> {
  const [[view], { transaction }] = await Promise.all([
    viewOrders(context, [order]),
    readProgress(context, order),
  ]);
  if (!view) throw new Error('an order has no view');
  const { blocksLeft, to } = view.window;
  return {
    unregistered: false,
    status: view.status,
    amountState: view.amountState,
    mode: view.mode,
    remark: view.remark,
    received: view.received,
    missing: view.missing,
    excess: view.excess,
    detected: view.detected,
    confirmations: view.confirmations,
    payments: view.sightings.map(({ blockNumber, extrinsicHash }) => ({ blockNumber, extrinsicHash })),
    expiryBlock: to,
    blocksLeft,
    indexedHeight: view.foldedHeight,
    transaction: transaction?.hash ?? null,
    successUrl: order.status === 'settled' ? callback : null,
    failureUrl: order.status === 'settled' ? null : failure,
  };
}

/** No order is ever settled here, so the status stays open: `amountState` says how the chain compares with the link. */
function viewChain(context: LinkContext, link: PaymentLink, standing: OfChain): object {
  const { received, indexedHeight, transaction } = standing;
  const { status, missing, excess } = compareWithPrice(received, { amount: link.price, step: 1n });
  const amount = (value: bigint): AmountView => amountOf(context, link, value);
  return {
    unregistered: true,
    status: 'OPEN',
    amountState: status,
    mode: 'REFERENCE',
    remark: remarkOf(link.orderId, context.network),
    received: amount(received),
    missing: amount(missing),
    excess: amount(excess),
    detected: amount(0n),
    confirmations: null,
    payments: [],
    expiryBlock: null,
    blocksLeft: null,
    indexedHeight,
    transaction,
    successUrl: null,
    failureUrl: null,
  };
}

function amountOf({ views }: LinkContext, { asset, unit }: PaymentLink, value: bigint): AmountView {
  return { value: value.toString(), formatted: views.formatted(value, asset, unit) };
}
