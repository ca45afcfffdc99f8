/** Reads what an answer is made of, all at one moment. */
import type { OwnedBlocks } from '../../domain/metrics/ownership.js';
import type { Window } from '../../domain/metrics/intervals.js';
import { snapshot } from '../../store/snapshot.js';
import type { TillDatabase } from '../../store/till/database.js';
import { readFailureFigures, type FailureFigure } from '../../store/till/metrics/failure-figures.js';
import {
  readOrderFigures,
  readOrderTimes,
  type OrderFigure,
  type OrderTimes,
} from '../../store/till/metrics/order-figures.js';
import { readFunnel, type FunnelFigures } from '../../store/till/metrics/funnel-figures.js';
import { readPayerFigures, type PayerFigure } from '../../store/till/metrics/payer-figures.js';
import { readPaymentFigures, type PaymentFigure } from '../../store/till/metrics/payment-figures.js';
import { openScope, ownedByCompany, ownedByMerchant } from '../../store/till/metrics/scope.js';
import type { Subject } from './request.js';

export interface Figures {
  /** All blocks up to this one are counted. */
  readonly height: number;
  readonly payments: readonly PaymentFigure[];
  /** Null where the index tells of none. */
  readonly failures: readonly FailureFigure[] | null;
  /** Null where nobody asked, or there are too many payments to look at each. */
  readonly payers: readonly PayerFigure[] | null;
  /** Null but for a merchant. */
  readonly orders: readonly OrderFigure[] | null;
  readonly times: OrderTimes | null;
  readonly funnel: FunnelFigures | null;
}

/** What costs more than the rest is read where it is asked for. */
export interface Wanted {
  readonly payers: boolean;
  readonly orders: boolean;
  readonly times: boolean;
  readonly funnel: boolean;
}

/** Payers are counted one by one, up to so many payments in a window. */
export const MOST_FOR_PAYERS = 20_000;

/** @throws {ChaintillError} `INDEX_NOT_READY`, `QUERY_TIMEOUT` */
export async function readFigures(
  till: TillDatabase,
  schema: string,
  subject: Subject,
  window: Window,
  wanted: Wanted,
): Promise<Figures> {
  return snapshot(till, async (db) => {
    const scope = await openScope(db, schema, await ownedBy(db, schema, subject), window);
    const { figures, blocks } = await readPaymentFigures(db, scope);
    const paid = figures.reduce((sum, figure) => sum + figure.paid, 0);
    const isCountable = wanted.payers && paid <= MOST_FOR_PAYERS;
    const merchantId = subject.kind === 'merchant' ? subject.merchantId : null;
    return {
      height: scope.height,
      payments: figures,
      failures: await readFailureFigures(db, scope),
      payers: !isCountable ? null : blocks === null ? [] : await readPayerFigures(db, scope, blocks),
      orders: merchantId !== null && wanted.orders ? await readOrderFigures(db, merchantId, window) : null,
      times: merchantId !== null && wanted.times ? await readOrderTimes(db, merchantId, window) : null,
      funnel: merchantId !== null && wanted.funnel ? await readFunnel(db, merchantId, window) : null,
    };
  });
}

function ownedBy(
  db: TillDatabase,
  schema: string,
  subject: Subject,
): Promise<readonly OwnedBlocks[]> | readonly OwnedBlocks[] {
  if (subject.kind === 'company') return ownedByCompany(db, schema, subject.companyId, subject.reader);
  if (subject.kind === 'merchant') return ownedByMerchant(db, subject.merchantId);
  return [{ account: subject.account, fromBlock: 0, untilBlock: null }];
}
