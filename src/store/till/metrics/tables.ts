/** The roll-ups, as what reads and writes both of them knows them (migrations/0011-running-sums.ts). */
export interface RollUpTable {
  readonly name: 'metric_payments' | 'metric_failures';
  /** What tells its rows apart, besides account and quarter. */
  readonly kind: readonly string[];
  /** What it sums up. */
  readonly sums: readonly string[];
}

export const PAYMENTS: RollUpTable = {
  name: 'metric_payments',
  kind: ['asset'],
  sums: ['payments', 'volume'],
};

export const FAILURES: RollUpTable = {
  name: 'metric_failures',
  kind: ['asset', 'error_pallet', 'error_name'],
  sums: ['failures', 'amount', 'recovered', 'lost', 'lost_amount'],
};
