/** Reads what an answer is made of, all at one moment. */
import type { OwnedBlocks } from '../../domain/metrics/ownership.js';
import type { Window } from '../../domain/metrics/intervals.js';
import type { Reads } from '../../store/reads/reads.js';
import { snapshot } from '../../store/snapshot.js';
import type { TillDatabase } from '../../store/till/database.js';
import { readFailureFigures, type FailureFigures } from '../../store/till/metrics/failure-figures.js';
import { openOrderScope, type OrderScope } from '../../store/till/metrics/order-buckets.js';
import {
  readOrderFigures,
  readOrderTimes,
  type FunnelFigures,
  type OrderFigure,
  type OrderTimes,
} from '../../store/till/metrics/order-figures.js';
import { readPayerFigures, type PayerFigure } from '../../store/till/metrics/payer-figures.js';
import { readPaymentFigures, type PaymentFigure } from '../../store/till/metrics/payment-figures.js';
import { expectFewRows, openScope, ownedByCompany, ownedByMerchant } from '../../store/till/metrics/scope.js';
import type { FigureScope } from '../../store/till/metrics/scope-sql.js';
import type { Subject } from './request.js';

export interface Figures {
  /** All blocks up to this one are counted. */
  readonly height: number;
  readonly payments: readonly PaymentFigure[];
  /** Null where the index tells of none. */
  readonly failures: FailureFigures | null;
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
  { till, together }: Pick<Reads, 'till' | 'together'>,
  schema: string,
  subject: Subject,
  window: Window,
  wanted: Wanted,
): Promise<Figures> {
  return snapshot(till, async (db) => {
    const scope = await openScope(db, schema, await ownedBy(db, schema, subject), window);
    const payments = (of: TillDatabase): Promise<PaymentsRead> => readPayments(of, scope, wanted);
    const failures = async (of: TillDatabase): Promise<FailureFigures | null> => {
      await expectFewRows(of);
      return readFailureFigures(of, scope);
    };
    const { height } = scope;
    if (subject.kind !== 'merchant' || !(wanted.orders || wanted.times || wanted.funnel)) {
      const [paid, failed] = await together(db, payments, failures);
      return { height, ...paid, failures: failed, orders: null, times: null, funnel: null };
    }
    const ofOrders = async (of: TillDatabase): Promise<OrderScope> => {
      await expectFewRows(of);
      return openOrderScope(of, subject.merchantId, window);
    };
    const [paid, ordered, times, failed] = await together(
      db,
      payments,
      async (of) => (wanted.orders || wanted.funnel ? readOrderFigures(of, await ofOrders(of)) : null),
      async (of) => (wanted.times ? readOrderTimes(of, await ofOrders(of)) : null),
      failures,
    );
    return {
      ...{ height, ...paid, failures: failed, times },
      orders: wanted.orders && ordered ? ordered.figures : null,
      funnel: wanted.funnel && ordered ? ordered.funnel : null,
    };
  });
}

type PaymentsRead = Pick<Figures, 'payments' | 'payers'>;

async function readPayments(db: TillDatabase, scope: FigureScope, wanted: Wanted): Promise<PaymentsRead> {
  const { figures, blocks } = await readPaymentFigures(db, scope);
  const paid = figures.reduce((sum, figure) => sum + figure.paid, 0);
  const isCountable = wanted.payers && paid <= MOST_FOR_PAYERS;
  const payers = !isCountable ? null : blocks === null ? [] : await readPayerFigures(db, scope, blocks);
  return { payments: figures, payers };
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
