import type { LogEvent } from '../../store/till/event-reading.js';

/** An event as the API shows it. */
export interface EventView {
  readonly id: string;
  readonly type: string;
  /** `<log epoch>:<number>` */
  readonly cursor: string;
  readonly sequence: number | null;
  readonly height: number | null;
  readonly createdAt: string;
  /** The merchant's own id of the order. */
  readonly orderId: string | null;
  readonly body: string;
  readonly data: unknown;
}

/** What every body has, and what some have in their data (SETTLEMENT 20). */
interface Body extends Pick<EventView, 'cursor' | 'sequence' | 'height' | 'createdAt'> {
  readonly data: { readonly order?: { readonly orderId: string } | null };
}

/** Events are shared by all who follow them: each is read once. */
const known = new WeakMap<LogEvent, EventView>();

export function viewLogEvent(event: LogEvent): EventView {
  const before = known.get(event);
  if (before) return before;
  const { cursor, sequence, height, createdAt, data } = JSON.parse(event.body) as Body;
  const view = {
    id: event.id,
    type: event.type,
    cursor,
    sequence,
    height,
    createdAt,
    orderId: data.order?.orderId ?? null,
    body: event.body,
    data,
  };
  known.set(event, view);
  return view;
}
