/** Webhooks by REST, as a test asks for them. */
import { eventId } from '../../src/domain/events/event-id.js';
import type { EventRecord } from '../../src/domain/settlement/outcome.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { appendApart } from '../../src/store/till/event-log.js';
import type { TestGateway } from './gateway.js';

/** What REST answered. */
export interface WebhookAnswer {
  readonly status: number;
  /** The object, or where it failed `{error: {code, message, field}}`. */
  readonly body: Readonly<Record<string, unknown>> & {
    readonly error?: { readonly code: string; readonly message: string; readonly field?: string };
  };
}

/** Asks one route with a key. */
export async function askRest(
  gateway: Pick<TestGateway, 'url'>,
  method: string,
  path: string,
  key: string | null,
  body?: unknown,
): Promise<WebhookAnswer> {
  const response = await fetch(gateway.url + path, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as WebhookAnswer['body'] };
}

let made = 0;

export interface GivenLogEvent {
  readonly merchantId: string;
  readonly type: string;
  /** Our own id of the order. */
  readonly orderId?: string;
  readonly sequence?: number;
  readonly data?: object;
}

/** Appends an event to the log, and puts it out. @returns its cursor in the database */
export async function appendTestEvent(till: TillDatabase, event: GivenLogEvent): Promise<string> {
  made += 1;
  const { cursor } = await till.transaction().execute((transaction) =>
    appendApart(transaction, ({ instanceId }) => {
      // Data are as the test needs them, whole or not.
      const record: Record<keyof EventRecord, unknown> = {
        id: eventId(instanceId, event.merchantId, event.type, `test:${made}`),
        type: event.type,
        merchantId: event.merchantId,
        orderId: event.orderId ?? null,
        sequence: event.sequence ?? null,
        height: 1,
        data: event.data ?? {},
      };
      return record as EventRecord;
    }),
  );
  return cursor;
}
