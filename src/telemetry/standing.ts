import { Counter, Gauge, type Registry } from 'prom-client';

/** How the instance stands, as `/health` says it. Heights are blocks; null where something is not known. */
export interface Standing {
  readonly parts: Readonly<Record<string, { readonly status: string }>>;
  readonly heights: Readonly<Record<'best' | 'finalized' | 'indexed' | 'settled', number | null>>;
  readonly pendingDeliveries: number | null;
  readonly oldestDeliverySeconds: number | null;
  readonly disabledEndpoints: number | null;
}

/** @returns what reads the standing anew into its gauges; what cannot be read is left out of the next scrape */
export function standingGauges(registry: Registry, read: () => Promise<Standing>): () => Promise<void> {
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name, help, labelNames, registers });
  const up = gauge('chaintill_part_up', 'Whether a part of the instance is well: 1, or 0', ['part']);
  const height = gauge('chaintill_block_height', 'Newest block of each kind', ['kind']);
  const pending = gauge(
    'chaintill_deliveries_pending',
    'Deliveries that are not finished, counted up to 10,000',
  );
  const oldest = gauge(
    'chaintill_delivery_oldest_seconds',
    'Age of the oldest delivery that is not finished; 0 for none',
  );
  const disabled = gauge(
    'chaintill_endpoints_disabled',
    'Webhook endpoints that were disabled because they failed or are gone',
  );
  const failures = new Counter({
    name: 'chaintill_standing_failures_total',
    help: 'Scrapes at which it could not be read how the instance stands',
    registers,
  });

  return async () => {
    for (const one of [up, height, pending, oldest, disabled]) one.reset();
    // A gauge without labels that was reset says 0, which would read as well.
    for (const one of [pending, oldest, disabled]) one.remove();
    let standing: Standing;
    try {
      standing = await read();
    } catch {
      failures.inc();
      return;
    }
    const { parts, heights, pendingDeliveries, oldestDeliverySeconds, disabledEndpoints } = standing;
    for (const [part, { status }] of Object.entries(parts)) up.set({ part }, status === 'ok' ? 1 : 0);
    for (const [kind, block] of Object.entries(heights)) if (block !== null) height.set({ kind }, block);
    if (pendingDeliveries !== null) {
      pending.set(pendingDeliveries);
      oldest.set(oldestDeliverySeconds ?? 0);
    }
    if (disabledEndpoints !== null) disabled.set(disabledEndpoints);
  };
}
