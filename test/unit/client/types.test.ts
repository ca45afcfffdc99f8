/** The types that shops see say what the gateway sends; most of it is checked by the compiler. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type {
  Delivery,
  Endpoint,
  EventOf,
  EventType,
  GatewayMessage,
  LiberlandMessage,
  NewEndpoint,
  NewOrder,
  Order,
} from '../../../src/client/index.js';
import type * as catalog from '../../../src/domain/events/catalog.js';
import { renderClientTypes } from '../../../src/domain/events/client-types.js';
import type { SentOrder } from '../../../src/domain/order/request-schema.js';
import type { EndpointRequest } from '../../../src/domain/webhook/endpoint-request.js';
import { renderBody } from '../../../src/domain/webhook/render-body.js';
import type { OrderView } from '../../../src/gateway/order-view.js';
import type { DeliveryView, EndpointView } from '../../../src/gateway/webhooks/views.js';
import { orderDataOf, paymentDataOf } from '../../support/event-data.js';

it('src/client/events.ts is what the catalog says: node scripts/write-client-types.js writes it', () => {
  const file = 'src/client/events.ts';
  const args = ['node_modules/prettier/bin/prettier.cjs', '--stdin-filepath', file];
  const written = execFileSync(process.execPath, args, { input: renderClientTypes(), encoding: 'utf8' });
  expect(readFileSync(file, 'utf8')).toBe(written);
});

/** The same with words in place of constants, as views are typed. */
type Loose<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Loose<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Loose<T[Key]> }
      : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Told = { readonly [Type in EventType]: Pick<EventOf<Type>, 'type' | 'data'> }[EventType];

// What is not so does not compile.
it('orders, endpoints and deliveries have the fields of the views', () => {
  const claims: [
    Same<Loose<Order>, Loose<OrderView>>,
    Same<Loose<Endpoint>, Loose<EndpointView>>,
    Same<Loose<Delivery>, Loose<DeliveryView>>,
  ] = [true, true, true];
  expect(claims).not.toContain(false);
});

it('what is asked for is what is read', () => {
  const claims: [
    Same<keyof NewOrder, keyof SentOrder>,
    NewOrder extends SentOrder ? true : false,
    keyof NewEndpoint extends keyof EndpointRequest ? true : false,
  ] = [true, true, true];
  expect(claims).not.toContain(false);
});

it('events have the data of the catalog', () => {
  const claims: [Same<EventType, catalog.EventType>, catalog.EventContent extends Told ? true : false] = [
    true,
    true,
  ];
  expect(claims).not.toContain(false);
});

it('messages of the other dialects have the fields that are written', () => {
  const body = JSON.stringify({
    type: 'order.settled',
    data: { order: orderDataOf(), payment: paymentDataOf(), command: null },
  });
  const liberland: LiberlandMessage = {
    assetId: '',
    fromId: null,
    orderId: '',
    price: '',
    remark: '',
    toId: '',
  };
  const gateway: GatewayMessage['data'] = {
    id: '',
    hash: null,
    amount: '',
    confirmations: null,
    failure_reason: null,
    metadata: { order_id: '', amount: '', asset: null },
  };
  const keysOf = (value: unknown): string[] => Object.keys(value as object).sort();
  expect(keysOf(JSON.parse(renderBody('liberland', body)))).toEqual(keysOf(liberland));
  const { data } = JSON.parse(renderBody('gateway', body)) as GatewayMessage;
  expect(keysOf(data)).toEqual(keysOf(gateway));
});
