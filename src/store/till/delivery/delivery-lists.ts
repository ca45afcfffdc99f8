/** What was sent to a merchant's endpoints, or is to be: the log of deliveries. */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Columns, Condition } from '../../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../../lists/list.js';
import type { TillDatabase } from '../database.js';
import { ofMerchant, OWNED } from '../fence.js';
import type { Dialect } from '../../../domain/webhook/dialect.js';
import type { DeliveryAttemptTable, DeliveryStatus, DeliveryTable } from '../tables.js';

/** A delivery with the event that it carries and the endpoint that it goes to. */
export interface DeliveryReading extends Selectable<DeliveryTable> {
  readonly eventId: string;
  readonly endpointUrl: string;
  /** The merchant's own id of the order. */
  readonly merchantsOrderId: string | null;
}
export type AttemptRow = Selectable<DeliveryAttemptTable>;

export const DELIVERY_COLUMNS = {
  createdAt: { kind: 'timestamptz', nullable: false },
  id: { kind: 'numeric', nullable: false },
} as const satisfies Columns;

/** In the order in which they were put out. */
export const DELIVERY_POSITION = ['createdAt', 'id'] as const;

const DELIVERIES = {
  from: sql`till.deliveries`,
  columns: {
    ...DELIVERY_COLUMNS,
    ...OWNED,
    endpointId: { kind: 'uuid', nullable: false },
    eventCursor: { kind: 'numeric', nullable: false },
    status: { kind: 'text', nullable: false },
  },
  position: DELIVERY_POSITION,
  lookups: new Set(['status', 'endpointId']),
  joined: {
    columns: sql`e.id as event_id, p.url as endpoint_url, o.order_id as merchants_order_id`,
    join: sql`
      join till.events e on e.cursor = r.event_cursor
      join till.endpoints p on p.id = r.endpoint_id
      left join till.orders o on o.id = r.order_id`,
  },
} as const satisfies ListTable;

/** Which deliveries are wanted; every part narrows. */
export interface DeliveryChoice {
  /** A UUID. */
  readonly endpointId: string | null;
  /** The merchant's own id of the order. */
  readonly orderId: string | null;
  /** Of these; empty for all. */
  readonly statuses: readonly DeliveryStatus[];
  /** Of the event. */
  readonly type: string | null;
  /** ISO 8601: put out at this time or later. */
  readonly createdFrom: string | null;
  /** ISO 8601: put out before this time. */
  readonly createdBefore: string | null;
}

/** Deliveries of one merchant, and of nobody else whatever the choice. */
export function listDeliveries(
  till: TillDatabase,
  merchantId: string,
  choice: DeliveryChoice,
  request: ListRequest,
): Promise<Page<DeliveryReading>> {
  const where: Condition = { kind: 'all', of: [...conditionsOf(merchantId, choice), request.where] };
  return readPage(till, DELIVERIES, ofMerchant(merchantId, { ...request, where }));
}

function conditionsOf(merchantId: string, choice: DeliveryChoice): readonly Condition[] {
  const { endpointId, orderId, statuses, type, createdFrom, createdBefore } = choice;
  return [
    ...(endpointId === null ? [] : [compare('endpointId', '=', endpointId)]),
    // By their events: of those, an index knows the orders and the types.
    ...(orderId === null ? [] : [among(eventsOfOrder(merchantId, orderId))]),
    ...(type === null ? [] : [among(eventsOfType(merchantId, type))]),
    ...(statuses.length === 0
      ? []
      : [{ kind: 'any', of: statuses.map((status) => compare('status', '=', status)) } as const]),
    ...(createdFrom === null ? [] : [compare('createdAt', '>=', createdFrom)]),
    ...(createdBefore === null ? [] : [compare('createdAt', '<', createdBefore)]),
  ];
}

const compare = (column: string, comparator: '=' | '>=' | '<', value: string): Condition => ({
  kind: 'compare',
  column,
  comparator,
  value,
});

const among = (rows: RawBuilder<unknown>): Condition => ({ kind: 'among', column: 'eventCursor', rows });

function eventsOfOrder(merchantId: string, orderId: string): RawBuilder<unknown> {
  return sql`select cursor from till.events where order_id =
    (select id from till.orders where merchant_id = ${merchantId} and order_id = ${orderId})`;
}

function eventsOfType(merchantId: string, type: string): RawBuilder<unknown> {
  return sql`select cursor from till.events where merchant_id = ${merchantId} and type = ${type}`;
}

/** The highest id that a row can have. */
const HIGHEST_ID = 2n ** 63n - 1n;

/** @returns null where the merchant has no such delivery. */
export async function findDelivery(
  till: TillDatabase,
  merchantId: string,
  id: string,
): Promise<DeliveryReading | null> {
  if (!/^\d{1,19}$/.test(id) || BigInt(id) > HIGHEST_ID) return null;
  const { columns, join } = DELIVERIES.joined;
  const { rows } = await sql<DeliveryReading>`
    select r.*, ${columns}
    from (select * from till.deliveries where id = ${id} and merchant_id = ${merchantId}) r ${join}`.execute(
    till,
  );
  return rows[0] ?? null;
}

/** The attempts of some deliveries, each delivery's from its first. @param ids of deliveries that the merchant has */
export async function listAttempts(
  till: TillDatabase,
  ids: readonly string[],
): Promise<readonly AttemptRow[]> {
  return till
    .selectFrom('deliveryAttempts')
    .selectAll()
    .where('deliveryId', '=', sql<string>`any(${[...ids]}::bigint[])`)
    .orderBy('deliveryId')
    .orderBy('attempt')
    .execute();
}

/** What a delivery is rendered from. */
export interface DeliveryContent {
  readonly id: string;
  readonly type: string;
  /** Of its endpoint now. */
  readonly dialect: Dialect;
  /** Of the event, as it is stored. */
  readonly body: string;
}

/** @param ids of deliveries that the merchant has */
export async function readContents(
  till: TillDatabase,
  ids: readonly string[],
): Promise<readonly DeliveryContent[]> {
  return till
    .selectFrom('deliveries')
    .innerJoin('events', 'events.cursor', 'deliveries.eventCursor')
    .innerJoin('endpoints', 'endpoints.id', 'deliveries.endpointId')
    .select(['deliveries.id', 'deliveries.type', 'endpoints.dialect', 'events.body'])
    .where('deliveries.id', '=', sql<string>`any(${[...ids]}::bigint[])`)
    .execute();
}
