import { ChaintillError } from '../../domain/errors.js';
import { findPayeeCompanies } from '../../store/chain/payee-companies.js';
import { readPayment } from '../../store/chain/payments.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import { readPayee } from '../../store/till/payee.js';
import type { GatewayContext } from '../graphql/context.js';
import type { ShownCompany } from '../order-company.js';
import { refuseDisagreement } from './agreement.js';
import { payeeCompany, refuseOtherThanCompanies } from './companies.js';
import type { PaymentLink } from './reading.js';

export type LinkContext = Pick<
  GatewayContext,
  'chain' | 'till' | 'network' | 'heads' | 'views' | 'chainView'
>;

/** Who answers for a link: the order that is registered, or else the final chain alone. */
export type Standing = OfOrder | OfChain;

export interface OfOrder {
  readonly order: OrderReading;
}

export interface OfChain {
  readonly order: null;
  /** The sum of the final payments, in the smallest unit. */
  readonly received: bigint;
  /** Every final payment up to this block is in the sum. */
  readonly indexedHeight: number;
  /** Of the newest payment's extrinsic; null where there is none. */
  readonly transaction: string | null;
  /** The registered company that alone owns the account; null where none does. */
  readonly company: ShownCompany | null;
}

/**
 * Asking makes and changes nothing (SETTLEMENT 24). A registered order answers for itself: whatever a company lists says
 * nothing about what the owner of an account has registered (SETTLEMENT 16).
 * @throws {ChaintillError} `ORDER_NOT_REGISTERED`, `LINK_DISAGREES`, `INDEX_NOT_READY`, `DATABASE_UNAVAILABLE`
 */
export async function findStanding(context: LinkContext, link: PaymentLink): Promise<Standing> {
  const { chain, till, network } = context;
  const { payee, asset, orderId: reference } = link;
  const { order, owner } = await readPayee(till, { payee, reference, limit: 1 });
  if (order !== null) {
    await refuseDisagreement(context, order, link);
    return { order };
  }
  if (owner?.allowsUnregistered === false) {
    throw new ChaintillError(
      'ORDER_NOT_REGISTERED',
      'toId is the account of a merchant, who has registered no order under this orderId: ask the shop for a new link',
      { field: 'orderId' },
    );
  }
  const { received, indexedHeight, transfers } = await readPayment(chain, {
    reference,
    payee,
    asset,
    from: { lastBlocks: network.orderWindowBlocks },
    limit: 1,
  });
  const companies = await findPayeeCompanies(chain, payee, indexedHeight);
  refuseOtherThanCompanies(link, companies);
  const transaction = transfers[0]?.extrinsicHash ?? null;
  return { order: null, received, indexedHeight, transaction, company: payeeCompany(companies) };
}
