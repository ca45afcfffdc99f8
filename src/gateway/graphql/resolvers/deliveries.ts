import type { DeliveryStatus } from '../../../store/till/tables.js';
import {
  DELIVERY_COLUMNS,
  DELIVERY_POSITION,
  findDelivery,
  listAttempts,
  listDeliveries,
  readContents,
  type DeliveryReading,
} from '../../../store/till/delivery/delivery-lists.js';
import { merchantFor } from '../../auth/on-behalf.js';
import { wordOf } from '../../constant.js';
import { readChoice } from '../../webhooks/delivery-choice.js';
import { sendAgain } from '../../webhooks/deliveries.js';
import {
  requestBodyOf,
  viewAttempt,
  viewDelivery,
  type AttemptView,
  type DeliveryView,
} from '../../webhooks/views.js';
import { inBatches } from '../batch.js';
import { listField, type Resolver } from '../list-field.js';

interface OfDelivery {
  readonly id: string;
  readonly merchantId?: string | null;
}

interface ListArgs {
  readonly merchantId?: string | null;
  readonly endpointId?: string | null;
  readonly orderId?: string | null;
  readonly status?: readonly string[] | null;
  readonly type?: string | null;
  readonly createdFrom?: string | null;
  readonly createdBefore?: string | null;
}

const delivery: Resolver<OfDelivery> = async (_source, { id, merchantId }, { till, caller }) => {
  const row = await findDelivery(till, merchantFor(caller, 'webhooks:read', merchantId), id);
  return row && viewDelivery(row);
};

const deliveries: Resolver<ListArgs> = (source, args, context, info) => {
  const { merchantId, endpointId, orderId, status, type, createdFrom, createdBefore, ...page } = args;
  const owner = merchantFor(context.caller, 'webhooks:read', merchantId);
  const choice = readChoice({
    endpointId: endpointId ?? null,
    orderId: orderId ?? null,
    statuses: (status ?? []).map((constant) => wordOf(constant) as DeliveryStatus),
    type: type ?? null,
    createdFrom: createdFrom ?? null,
    createdBefore: createdBefore ?? null,
  });
  return listField<DeliveryReading>({
    columns: DELIVERY_COLUMNS,
    position: DELIVERY_POSITION,
    read: ({ till }, request) => listDeliveries(till, owner, choice, request),
    view: (rows) => rows.map(viewDelivery),
  })(source, page, context, info);
};

const redeliver: Resolver<OfDelivery> = (_source, { id, merchantId }, context) =>
  sendAgain(context, merchantId, id);

const attemptsOf = inBatches<string, readonly AttemptView[]>(async ({ till }, ids) => {
  const rows = await listAttempts(till, ids);
  return ids.map((id) => rows.filter(({ deliveryId }) => deliveryId === id).map(viewAttempt));
});

const attempts: Resolver<object, DeliveryView> = ({ id, attemptCount }, _args, context) => {
  context.rows.take(Math.max(1, attemptCount));
  return attemptsOf(context, id);
};

const bodyOf = inBatches<string, string | null>(async ({ till }, ids) => {
  const contents = new Map((await readContents(till, ids)).map((content) => [content.id, content]));
  return ids.map((id) => {
    const content = contents.get(id);
    return content ? requestBodyOf(content) : null;
  });
});

const requestBody: Resolver<object, DeliveryView> = ({ id }, _args, context) => {
  context.rows.take(1);
  return bodyOf(context, id);
};

export const deliveryResolvers = {
  Query: { delivery, deliveries },
  Mutation: { redeliver },
  Delivery: { attempts, requestBody },
};
