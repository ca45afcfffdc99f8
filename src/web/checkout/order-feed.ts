/** The order as it is now: pushed by the gateway, and asked for where nothing is pushed. */
import { ApiError, ask } from '../ask.js';
import type { PageData, Problem, PublicOrder } from './order.js';
import type { OrderSource } from './source.js';
import { isPaid } from './stage.js';

export interface Snapshot {
  readonly order: PublicOrder | null;
  readonly problem: Problem | null;
  /** By `performance.now()`. */
  readonly receivedAt: number;
  /** A payment was in sight and is not any more, nor is it final. */
  readonly retracted: boolean;
  /** False while the gateway cannot be asked either. */
  readonly connected: boolean;
}

export interface OrderFeed {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => Snapshot;
  /** Asks at once. */
  readonly refresh: () => void;
}

/** How often to ask: while nothing is pushed; and while it is, for the height of the chain. */
const POLL_MS = 5_000;
const RESYNC_MS = 30_000;
/** A stream that was refused is tried again after this. */
const REOPEN_MS = 30_000;

/** What the gateway says of a link that the shop's registration has overtaken. */
const REFUSALS = new Set(['LINK_DISAGREES', 'ORDER_NOT_REGISTERED']);

/** Runs as long as the page does. */
export function openOrderFeed(source: OrderSource, { order, problem }: PageData): OrderFeed {
  let snapshot: Snapshot = {
    order,
    problem,
    receivedAt: performance.now(),
    retracted: false,
    connected: true,
  };
  const listeners = new Set<() => void>();
  let stream: EventSource | null = null;
  let pushing = false;
  let openedAt = 0;
  let askedAt = performance.now();
  let asking = false;
  let updates = 0;

  function change(next: Partial<Snapshot>): void {
    snapshot = { ...snapshot, ...next };
    for (const listener of listeners) listener();
  }

  function take(next: PublicOrder): void {
    updates += 1;
    change({
      order: next,
      problem: null,
      receivedAt: performance.now(),
      retracted: isRetracted(snapshot, next),
      connected: true,
    });
    if (isPaid(next)) close();
  }

  async function poll(): Promise<void> {
    if (asking) return;
    asking = true;
    askedAt = performance.now();
    const before = updates;
    try {
      const next = await ask<PublicOrder>(source.path());
      // What was pushed meanwhile may be newer.
      if (updates === before) take(next);
    } catch (error) {
      const code = error instanceof ApiError ? error.code : null;
      // A link that is refused meanwhile: the page that comes says why, and asks no more.
      if (code !== null && REFUSALS.has(code)) location.reload();
      else if (code === 'ORDER_NOT_FOUND') change({ order: null, problem: 'not-found', connected: true });
      else if (!pushing) change({ connected: false });
    } finally {
      asking = false;
    }
  }

  function open(): void {
    if (source.events === null) return;
    stream?.close();
    openedAt = performance.now();
    const opened = new EventSource(source.events);
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
      pushing = true;
      take(JSON.parse(data) as PublicOrder);
    });
    opened.addEventListener('error', () => {
      if (stream !== opened) return;
      pushing = false;
      if (opened.readyState === EventSource.CLOSED) stream = null;
    });
    stream = opened;
  }

  function close(): void {
    stream?.close();
    stream = null;
    pushing = false;
  }

  const done = (): boolean =>
    snapshot.problem === 'not-found' ||
    snapshot.problem === 'refused' ||
    (snapshot.order !== null && isPaid(snapshot.order));

  /** After sleep a connection may be dead without having said so. */
  function wake(): void {
    if (done() || document.visibilityState === 'hidden') return;
    open();
    void poll();
  }

  function beat(): void {
    if (done() || document.visibilityState === 'hidden') return;
    const now = performance.now();
    if (stream === null && now - openedAt >= REOPEN_MS) open();
    if (now - askedAt >= (pushing ? RESYNC_MS : POLL_MS)) void poll();
  }

  if (!done()) open();
  setInterval(beat, 1_000);
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) wake();
  });
  window.addEventListener('online', wake);

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => snapshot,
    refresh: () => void poll(),
  };
}

function isRetracted({ order, retracted }: Snapshot, next: PublicOrder): boolean {
  if (next.status !== 'OPEN' || BigInt(next.detected.value) > 0n) return false;
  if (order === null || next.received.value !== order.received.value) return false;
  // It is gone because it failed, which is final.
  if (next.failure?.extrinsicHash !== order.failure?.extrinsicHash) return false;
  return retracted || BigInt(order.detected.value) > 0n;
}
