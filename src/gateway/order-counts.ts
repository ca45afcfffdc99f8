import type { OrderStatus } from '../domain/order/state.js';

/** Orders by status, with all of them. */
export function countsOf(counts: ReadonlyMap<OrderStatus, number>): object {
  const of = (status: OrderStatus): number => counts.get(status) ?? 0;
  return {
    open: of('open'),
    settled: of('settled'),
    expired: of('expired'),
    canceled: of('canceled'),
    invalid: of('invalid'),
    total: [...counts.values()].reduce((sum, count) => sum + count, 0),
  };
}
