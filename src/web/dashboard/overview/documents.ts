import type { Amount } from '../gateway/documents.js';

const TIMES = 'measured orderToPayment { medianMs p95Ms } paymentToSettled { medianMs p95Ms }';
const COUNTS = 'attempts paid failed lost recovered uniquePayers volume { value formatted }';

/** Of the merchant whose key asks, or of what the chain shows of a company. */
export const METRICS = `query (
  $company: String, $from: Datetime!, $to: Datetime!, $interval: MetricInterval!, $timeZone: String!
) {
  paymentMetrics(company: $company, from: $from, to: $to, interval: $interval, timeZone: $timeZone) {
    upToBlock
    assets {
      asset symbol decimals
      total { ${COUNTS} }
      series { from to attempts paid failed volume { value formatted } }
      errors { error errorName failed lost recovered }
    }
    orders {
      times { ${TIMES} series { from ${TIMES} } }
      assets { asset total { created settled conversion } }
    }
    funnel { viewed wallet signed submitted paid rejected invalid dropped }
  }
}`;

export interface MetricsAnswer {
  readonly paymentMetrics: Metrics;
}

export interface Metrics {
  readonly upToBlock: number;
  /** That with the most payments first. */
  readonly assets: readonly AssetMetrics[];
  /** Null for a company. */
  readonly orders: OrderMetrics | null;
  readonly funnel: CheckoutFunnel | null;
}

export interface AssetMetrics {
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly symbol: string | null;
  readonly decimals: number | null;
  readonly total: PaymentCounts;
  /** Every interval of the window in order. */
  readonly series: readonly PaymentPoint[];
  /** The commonest first. */
  readonly errors: readonly ErrorCounts[];
}

/** What failed is null where the index does not tell of it. */
export interface PaymentCounts {
  readonly attempts: number;
  readonly paid: number;
  readonly failed: number | null;
  readonly lost: number | null;
  readonly recovered: number | null;
  readonly uniquePayers: number | null;
  readonly volume: Amount;
}

export interface PaymentPoint {
  readonly from: string;
  readonly to: string;
  readonly attempts: number;
  readonly paid: number;
  readonly failed: number | null;
  readonly volume: Amount;
}

export interface ErrorCounts {
  /** As `Balances.InsufficientBalance`; `unknown` where it cannot be read. */
  readonly error: string;
  readonly errorName: string | null;
  readonly failed: number;
  readonly lost: number;
  readonly recovered: number;
}

export interface OrderMetrics {
  readonly times: OrderTimes | null;
  readonly assets: readonly {
    readonly asset: string | null;
    readonly total: {
      readonly created: number;
      readonly settled: number;
      readonly conversion: number | null;
    };
  }[];
}

interface MeasuredTimes {
  /** How many orders. */
  readonly measured: number;
  readonly orderToPayment: Durations;
  readonly paymentToSettled: Durations;
}

export interface OrderTimes extends MeasuredTimes {
  /** Every interval of the window in order. */
  readonly series: readonly (MeasuredTimes & { readonly from: string })[];
}

/** Orders by how far buyers came on the checkout page, as the page reported; `paid` of those whose page was opened. */
export interface CheckoutFunnel {
  readonly viewed: number;
  readonly wallet: number;
  readonly signed: number;
  readonly submitted: number;
  readonly paid: number;
  readonly rejected: number;
  readonly invalid: number;
  readonly dropped: number;
}

/** In milliseconds; null where nothing was measured. */
export interface Durations {
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}
