/** Reads what an answer is made of, all at one moment. */
import type { OwnedBlocks } from '../../domain/metrics/ownership.js';
import type { Window } from '../../domain/metrics/intervals.js';
import type { Reads } from '../../store/reads/reads.js';
import { snapshot } from '../../store/snapshot.js';
import type { TillDatabase } from '../../store/till/database.js';
import { readFailureFigures, type FailureFigures } from '../../store/till/metrics/failure-figures.js';
import { openOrderScope } from '../../store/till/metrics/order-buckets.js';
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
    const [paid, failures, ...ofOrders] = await together(
      db,
      (of) => readPayments(of, scope, wanted),
      async (of) => {
        await expectFewRows(of);
        return readFailureFigures(of, scope);
      },
      ...(await orderReads(db, subject, window, wanted)),
    );
    return ofOrders.reduce<Figures>((all, part) => ({ ...all, ...part }), {
      ...{ height: scope.height, ...paid, failures },
      ...{ orders: null, times: null, funnel: null },
    });
  });
}

type OrdersRead = Partial<Pick<Figures, 'orders' | 'times' | 'funnel'>>;

/** What is wanted of a merchant's orders, to be read beside each other. */
async function orderReads(
  db: TillDatabase,
  subject: Subject,
  window: Window,
  wanted: Wanted,
): Promise<readonly ((of: TillDatabase) => Promise<OrdersRead>)[]> {
  const counts = wanted.orders || wanted.funnel;
  if (subject.kind !== 'merchant' || !(counts || wanted.times)) return [];
  const scope = await openOrderScope(db, subject.merchantId, window);
  const readCounts = async (of: TillDatabase): Promise<OrdersRead> => {
    await expectFewRows(of);
    const { figures, funnel } = await readOrderFigures(of, scope);
    return { ...(wanted.orders && { orders: figures }), ...(wanted.funnel && { funnel }) };
  };
  const readTimes = async (of: TillDatabase): Promise<OrdersRead> => {
    await expectFewRows(of);
    return { times: await readOrderTimes(of, scope) };
  };
  return [...(counts ? [readCounts] : []), ...(wanted.times ? [readTimes] : [])];
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
