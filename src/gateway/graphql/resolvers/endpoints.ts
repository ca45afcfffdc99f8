import { findEndpoint, type EndpointRow } from '../../../store/till/endpoints.js';
import { ENDPOINT_COLUMNS, ENDPOINT_POSITION, listEndpoints } from '../../../store/till/endpoint-lists.js';
import { merchantFor } from '../../auth/on-behalf.js';
import { recoverEndpoint, testEndpoint } from '../../webhooks/deliveries.js';
import {
  makeEndpoint,
  removeEndpoint,
  rotateEndpointSecret,
  updateEndpoint,
} from '../../webhooks/endpoint-writes.js';
import { viewEndpoint } from '../../webhooks/views.js';
import { listField, type Resolver } from '../list-field.js';
import { inInput } from './order-mutations.js';

interface OfMerchant {
  readonly merchantId?: string | null;
}
interface OfEndpoint extends OfMerchant {
  readonly id: string;
}

const endpoint: Resolver<OfEndpoint> = async (_source, { id, merchantId }, { till, caller }) => {
  const row = await findEndpoint(till, merchantFor(caller, 'webhooks:read', merchantId), id);
  return row && viewEndpoint(row);
};

const endpoints: Resolver<OfMerchant> = (source, { merchantId, ...page }, context, info) => {
  const owner = merchantFor(context.caller, 'webhooks:read', merchantId);
  return listField<EndpointRow>({
    columns: ENDPOINT_COLUMNS,
    position: ENDPOINT_POSITION,
    read: ({ till }, request) => listEndpoints(till, owner, request),
    view: (rows) => rows.map(viewEndpoint),
  })(source, page, context, info);
};

const createEndpoint: Resolver<OfMerchant & { input: object }> = (_source, { input, merchantId }, context) =>
  inInput(makeEndpoint(context, merchantId, input));

const update: Resolver<OfEndpoint & { input: object }> = (_source, { id, input, merchantId }, context) =>
  inInput(updateEndpoint(context, merchantId, id, input));

const deleteEndpoint: Resolver<OfEndpoint> = (_source, { id, merchantId }, context) =>
  removeEndpoint(context, merchantId, id);

const rotate: Resolver<OfEndpoint & { overlapSeconds?: number | null }> = (_source, args, context) =>
  rotateEndpointSecret(context, args.merchantId, args.id, args.overlapSeconds ?? null);

const rotateOrderWebhookSecret: Resolver<OfMerchant & { overlapSeconds?: number | null }> = (
  _source,
  { merchantId, overlapSeconds },
  context,
) => rotateEndpointSecret(context, merchantId, null, overlapSeconds ?? null);

const test: Resolver<OfEndpoint> = (_source, { id, merchantId }, context) =>
  testEndpoint(context, merchantId, id);

const recover: Resolver<OfEndpoint & { input: object }> = (_source, { id, input, merchantId }, context) =>
  inInput(recoverEndpoint(context, merchantId, id, input));

export const endpointResolvers = {
  Query: { endpoint, endpoints },
  Mutation: {
    createEndpoint,
    updateEndpoint: update,
    deleteEndpoint,
    rotateEndpointSecret: rotate,
    rotateOrderWebhookSecret,
    testEndpoint: test,
    recoverEndpoint: recover,
  },
};
