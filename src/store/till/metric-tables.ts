/** Roll-ups as rows; migrations/0008-metrics.ts and 0011-running-sums.ts say what the columns mean. */
import type { ColumnType, Generated } from 'kysely';
import type { CheckoutStep } from '../../domain/metrics/checkout-step.js';

export interface MetricProgressTable {
  readonly onlyRow: Generated<boolean>;
  readonly fill: Generated<number>;
  readonly generation: string | null;
  readonly height: Generated<number>;
  readonly failuresHeight: Generated<number>;
}

interface MetricRow {
  readonly fill: number;
  readonly account: string;
  readonly quarter: number;
  readonly asset: string;
  readonly firstBlock: number;
  readonly lastBlock: number;
}

export interface MetricPaymentTable extends MetricRow {
  readonly payments: string;
  readonly volume: string;
}

export interface MetricFailureTable extends MetricRow {
  readonly errorPallet: string;
  readonly errorName: string;
  readonly failures: string;
  readonly amount: string;
  readonly recovered: string;
  readonly lost: string;
  readonly lostAmount: string;
}

export interface CheckoutStepTable {
  readonly orderId: string;
  readonly step: CheckoutStep;
  readonly reports: Generated<number>;
  readonly firstAt: ColumnType<Date, Date | undefined, never>;
}
