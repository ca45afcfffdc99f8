/** Roll-ups as rows; migrations/0008-metrics.ts says what the columns mean. */
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
  readonly payments: number;
  readonly volume: string;
}

export interface MetricFailureTable extends MetricRow {
  readonly errorPallet: string;
  readonly errorName: string;
  readonly failures: number;
  readonly amount: string;
  readonly recovered: number;
  readonly lost: number;
  readonly lostAmount: string;
}

export interface CheckoutStepTable {
  readonly orderId: string;
  readonly step: CheckoutStep;
  readonly reports: Generated<number>;
  readonly firstAt: ColumnType<Date, Date | undefined, never>;
}
