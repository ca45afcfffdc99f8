/** The last messages that came to the shop's webhook, for its page to show. */
import type { GatewayEvent, WebhookError } from '../client/index.js';

export interface LogEntry {
  /** Grows by one with each message, also over a restart: a page that is open goes on where it was. */
  readonly number: number;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** What is wrong with the message; null where its signature is right. */
  readonly trouble: { readonly code: string; readonly message: string } | null;
  /** Of a verified message. Nothing that another one says is believed. */
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly orderId: string | null;
    /** The same came before. */
    readonly again: boolean;
  } | null;
  /** As it came, at most 16,384 characters of it. */
  readonly body: string;
}

export interface WebhookLog {
  /** @returns whether it is the first of its id */
  accept(event: GatewayEvent, body: string): boolean;
  refuse(error: WebhookError, body: string): void;
  /** Those with a greater number, oldest first. */
  after(number: number): readonly LogEntry[];
}

const MOST = 100;
const LONGEST_BODY = 16_384;

export function openWebhookLog(): WebhookLog {
  let entries: readonly LogEntry[] = [];
  let number = Date.now();

  function write(entry: Pick<LogEntry, 'trouble' | 'event'>, body: string): void {
    number += 1;
    const receivedAt = new Date().toISOString();
    entries = [...entries, { number, receivedAt, ...entry, body: body.slice(0, LONGEST_BODY) }].slice(-MOST);
  }

  return {
    accept(event, body) {
      const again = entries.some((entry) => entry.event?.id === event.id);
      const orderId = 'order' in event.data ? (event.data.order?.orderId ?? null) : null;
      write({ trouble: null, event: { id: event.id, type: event.type, orderId, again } }, body);
      return !again;
    },
    refuse: ({ code, message }, body) => write({ trouble: { code, message }, event: null }, body),
    after: (last) => entries.filter((entry) => entry.number > last),
  };
}
