import { ChaintillError } from '../../domain/errors.js';
import { renderTextReference } from '../../domain/reference.js';
import { findOwner } from '../../store/till/accounts.js';
import { remarkOf, type PayerRemark } from '../order-view.js';
import { dueOfOrder, type Due } from '../rest/public-payment/due.js';
import { descriptionOf, type PaymentLink } from './reading.js';
import type { LinkContext, OfChain, Standing } from './standing.js';

/** In so many blocks a payment without an order comes, or never: nothing else ends it. */
const BLOCKS_TO_PAY = 64;

export async function dueOfLink(context: LinkContext, link: PaymentLink, standing: Standing): Promise<Due> {
  const { order } = standing;
  if (order === null) return dueOfChain(context, link, standing);
  const due = dueOfOrder(context, order);
  return due.remark === null ? due : { ...due, remark: remarkWith(context, link) };
}

async function dueOfChain(
  context: LinkContext,
  link: PaymentLink,
  { received, transaction }: OfChain,
): Promise<Due> {
  const { payee, asset, price } = link;
  return {
    payee,
    asset,
    remark: remarkWith(context, link),
    merchantId: await findOwner(context.till, payee),
    payer: null,
    amount() {
      if (received < price) return price - received;
      throw new ChaintillError('ORDER_NOT_OPEN', 'this is paid: nothing is left to pay');
    },
    lastBlock: (best) => best + BLOCKS_TO_PAY,
    isPaidBy: (hash) => Promise.resolve(hash === transaction),
  };
}

function remarkWith({ network }: LinkContext, link: PaymentLink): PayerRemark {
  return {
    ...remarkOf(link.orderId, network),
    text: renderTextReference(link.orderId, link.remark ?? ''),
    description: descriptionOf(link),
  };
}
