import { valueAt, type OrderRate } from '../domain/order/rate.js';
import type { OrderReading } from '../store/till/order-reading.js';

/** The rate that was recorded with an order; null where none was. */
export function orderRate({
  rateCurrency: currency,
  rate: price,
  rateSource: source,
}: Pick<OrderReading, 'rateCurrency' | 'rate' | 'rateSource'>): OrderRate | null {
  return currency === null || price === null ? null : { currency, price, source };
}

/** A payment by the rate of its order. */
export interface RatedValue {
  readonly rateCurrency: string;
  /** Of one whole token. */
  readonly rate: string;
  /** What the payment was worth, in decimal, not rounded; null where it is not told how the asset is written. */
  readonly rateValue: string | null;
}

/** Of a payment whose order has none, or none that says anything of it. */
export const UNRATED = { rateCurrency: null, rate: null, rateValue: null } as const;

/** The three beside any payment. */
export type RateFields = RatedValue | typeof UNRATED;

/** An amount, as answers have it. */
interface Paid {
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly value: string;
  readonly decimals: number | null;
}

/** @returns null for what is not of the order's asset: the rate says nothing of it */
export function ratedValue(
  { asset, value, decimals }: Paid,
  order: { readonly asset: string | null; readonly rate: OrderRate | null },
): RatedValue | null {
  const { rate } = order;
  if (rate === null || asset !== order.asset) return null;
  return {
    rateCurrency: rate.currency,
    rate: rate.price,
    rateValue: decimals === null ? null : valueAt(BigInt(value), decimals, rate.price),
  };
}
