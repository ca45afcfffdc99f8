import { ChaintillError } from '../../../domain/errors.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import type { Hex } from '../../../domain/hex.js';
import type { NetworkProfile } from '../../../domain/network.js';
import { projectOrder } from '../../../domain/order/projection.js';
import { ALWAYS } from '../../../store/lists/condition.js';
import type { TillDatabase } from '../../../store/till/database.js';
import type { OrderReading } from '../../../store/till/order-reading.js';
import { sightingOf, stateOf, termsOf } from '../../../store/till/order-row.js';
import { listPayments } from '../../../store/till/payment-lists.js';
import { remarkOf, type PayerRemark } from '../../order-view.js';

/** What a buyer's wallet is asked to pay, by whatever the buyer came: a registered order, or a link. */
export interface Due {
  readonly payee: AccountHex;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** Null where the address alone names the order. */
  readonly remark: PayerRemark | null;
  /** Whose payments between own accounts pay nothing; null where the payee is nobody's here. */
  readonly merchantId: string | null;
  /** The one account that must pay; null for any. */
  readonly payer: AccountHex | null;
  /**
   * In the smallest unit, above 0.
   * @param best height of the best block
   * @throws {ChaintillError} `ORDER_NOT_OPEN`, `ORDER_EXPIRED`
   */
  readonly amount: (best: number) => bigint;
  /** The last block that may include a payment. @param best height of the best block */
  readonly lastBlock: (best: number) => number;
  /** Whether an extrinsic, by its hash, has paid for this already. */
  readonly isPaidBy: (hash: Hex) => Promise<boolean>;
}

export interface DueSurroundings {
  readonly till: TillDatabase;
  readonly network: NetworkProfile;
}

export function dueOfOrder({ till, network }: DueSurroundings, order: OrderReading): Due {
  const { payee, payer, asset, reference, merchantId, expiryHeight } = order;
  return {
    payee,
    asset,
    remark: reference === null ? null : remarkOf(reference, network),
    merchantId,
    payer,
    amount: (best) => amountDue(order, best),
    lastBlock: () => expiryHeight,
    isPaidBy: (hash) => isPaymentOf(till, order, hash),
  };
}

const CLOSED = {
  settled: 'this order is paid: nothing is left to pay',
  canceled: 'the shop has canceled this order: do not pay it',
  invalid: 'the shop has closed this order: do not pay it',
} as const;

/**
 * What is to be paid now: what is missing, less what is in sight, in the smallest unit. Not less than a payment that counts
 * by itself.
 * @param best height of the best block
 * @throws {ChaintillError} `ORDER_NOT_OPEN`, `ORDER_EXPIRED`
 */
function amountDue(order: OrderReading, best: number): bigint {
  const { status, setAside } = order;
  if (status === 'expired' || (status === 'open' && best >= order.expiryHeight)) {
    throw new ChaintillError(
      'ORDER_EXPIRED',
      'the time to pay this order is over: ask the shop for a new one',
    );
  }
  if (status !== 'open') throw notOpen(CLOSED[status]);
  if (setAside !== null)
    throw notOpen('this order cannot be settled at the moment: ask the shop before paying');
  const terms = termsOf(order);
  const seen = projectOrder(terms, stateOf(order), order.sightings.map(sightingOf), best);
  if (seen.status === 'processing') throw notOpen('a payment of this order is on its way: wait for it');
  const missing = terms.amount - BigInt(order.received) - seen.detected;
  return missing < terms.dust ? terms.dust : missing;
}

function notOpen(message: string): ChaintillError {
  return new ChaintillError('ORDER_NOT_OPEN', message);
}

const MOST_PAYMENTS = 100;

async function isPaymentOf(till: TillDatabase, order: OrderReading, hash: Hex): Promise<boolean> {
  if (order.sightings.some(({ extrinsicHash }) => extrinsicHash === hash)) return true;
  const { rows } = await listPayments(till, order.merchantId, order.id, {
    where: ALWAYS,
    order: [],
    after: null,
    before: null,
    limit: MOST_PAYMENTS,
    offset: 0,
    fromEnd: true,
    count: false,
    bothEnds: false,
  });
  return rows.some(({ extrinsicHash }) => extrinsicHash === hash);
}
