/** Making and changing endpoints, whichever way it is asked for. */
import { ChaintillError } from '../../domain/errors.js';
import { badField } from '../../domain/bad-field.js';
import type { NetworkProfile } from '../../domain/network.js';
import {
  readEndpointRequest,
  settleEndpoint,
  type EndpointRequest,
} from '../../domain/webhook/endpoint-request.js';
import { DEV_TARGETS, PUBLIC_TARGETS, type TargetPolicy } from '../../domain/webhook/target.js';
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  refuseOfOrders,
  type EndpointChange,
  type EndpointRow,
} from '../../store/till/endpoints.js';
import { drawSecret, rotateSecret } from '../../store/till/endpoint-secrets.js';
import type { Caller } from '../auth/caller.js';
import { actorOf, merchantFor } from '../auth/on-behalf.js';
import type { GatewayContext } from '../graphql/context.js';
import { viewEndpoint, type EndpointView } from './views.js';

export type WebhookContext = Pick<
  GatewayContext,
  'till' | 'network' | 'webhookSecrets' | 'caller' | 'requestId'
>;

/** Who it is done for; only the operator must say. */
export type MerchantId = string | null | undefined;

const EVENT_LIST = '/v1/event-schemas';
const LONGEST_OVERLAP_SECONDS = 24 * 60 * 60;

/** Where webhooks may go. */
export function targetPolicy({ genesisHash }: NetworkProfile): TargetPolicy {
  return genesisHash === null ? DEV_TARGETS : PUBLIC_TARGETS;
}

/** @throws {ChaintillError} what reading the input and `createEndpoint` throw; `FORBIDDEN`, `SECRET_KEY_MISSING` */
export async function makeEndpoint(
  context: WebhookContext,
  merchantId: MerchantId,
  input: unknown,
): Promise<{ readonly endpoint: EndpointView; readonly secret: string }> {
  const { till, caller, requestId, webhookSecrets } = context;
  const owner = merchantFor(caller, 'webhooks:write', merchantId);
  const request = readEndpointRequest(input);
  refuseExceptions(caller, request);
  if (request.enabled !== undefined) throw badField('enabled', 'a new endpoint is enabled: leave it out');
  const values = settleEndpoint(request, null, rulesOf(context));
  const { secret, text } = drawSecret(webhookSecrets.sealer());
  const row = await createEndpoint(
    till,
    { ...values, merchantId: owner, secret },
    actorOf(caller, requestId),
  );
  return { endpoint: viewEndpoint(row), secret: text };
}

/** @throws {ChaintillError} what reading the input and `changeEndpoint` throw; `FORBIDDEN`, `ENDPOINT_OF_ORDERS` */
export async function updateEndpoint(
  context: WebhookContext,
  merchantId: MerchantId,
  id: string,
  input: unknown,
): Promise<EndpointView> {
  const { till, caller, requestId } = context;
  const owner = merchantFor(caller, 'webhooks:write', merchantId);
  const request = readEndpointRequest(input);
  refuseExceptions(caller, request);
  const row = await changeEndpoint(
    till,
    { merchantId: owner, id },
    caller.kind === 'operator' ? 'operator' : 'merchant',
    (before) => changeOf(context, before, request),
    actorOf(caller, requestId),
  );
  return viewEndpoint(row);
}

export async function removeEndpoint(
  { till, caller, requestId }: WebhookContext,
  merchantId: MerchantId,
  id: string,
): Promise<EndpointView> {
  const owner = merchantFor(caller, 'webhooks:write', merchantId);
  return viewEndpoint(await deleteEndpoint(till, { merchantId: owner, id }, actorOf(caller, requestId)));
}

/**
 * @param endpointId null for the secret of the URLs that orders bring
 * @param overlapSeconds for how long the secret before it signs as well; null for a day
 * @throws {ChaintillError} what `rotateSecret` throws; `SECRET_KEY_MISSING`, `BAD_USER_INPUT`
 */
export async function rotateEndpointSecret(
  { till, caller, requestId, webhookSecrets }: WebhookContext,
  merchantId: MerchantId,
  endpointId: string | null,
  overlapSeconds: number | null,
): Promise<{ readonly secret: string; readonly previousUntil: string | null }> {
  const owner = merchantFor(caller, 'webhooks:write', merchantId);
  const overlap = overlapSeconds ?? LONGEST_OVERLAP_SECONDS;
  if (overlap < 0 || overlap > LONGEST_OVERLAP_SECONDS) {
    throw badField('overlapSeconds', `write a whole number from 0 to ${LONGEST_OVERLAP_SECONDS}`);
  }
  const { secret, text } = drawSecret(webhookSecrets.sealer());
  const until = await rotateSecret(
    till,
    { merchantId: owner, endpointId, secret, overlapSeconds: overlap },
    actorOf(caller, requestId),
  );
  return { secret: text, previousUntil: until?.toISOString() ?? null };
}

function changeOf(context: WebhookContext, before: EndpointRow, request: EndpointRequest): EndpointChange {
  const isOperator = context.caller.kind === 'operator';
  const { enabled, allowedCidrs, allowedPorts, ...own } = request;
  if (enabled === true && before.disabledReason === 'operator' && !isOperator) {
    throw new ChaintillError(
      'FORBIDDEN',
      'the operator has disabled this endpoint: ask for it to be enabled',
      {
        field: 'enabled',
      },
    );
  }
  const switched = enabled === undefined ? {} : { enabled };
  if (before.kind === 'orders') {
    if (Object.keys(own).length > 0) refuseOfOrders(before, 'it can only be enabled and disabled');
    return { ...switched, ...(allowedCidrs && { allowedCidrs }), ...(allowedPorts && { allowedPorts }) };
  }
  // Allowed for one host: whoever moves the endpoint to another does not take them along.
  const moves = own.url !== undefined && originOf(own.url) !== originOf(before.url) && !isOperator;
  const known = moves ? { ...before, allowedCidrs: [], allowedPorts: [] } : before;
  return { ...settleEndpoint(request, known, rulesOf(context)), ...switched };
}

function rulesOf({ network }: WebhookContext) {
  return { policy: targetPolicy(network), typesUrl: EVENT_LIST };
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

/** They reach into the operator's own network. */
function refuseExceptions(caller: Caller, { allowedCidrs, allowedPorts }: EndpointRequest): void {
  if (caller.kind === 'operator' || (allowedCidrs == null && allowedPorts == null)) return;
  throw new ChaintillError('FORBIDDEN', 'only the operator can allow ranges and ports: leave them out', {
    field: allowedCidrs == null ? 'allowedPorts' : 'allowedCidrs',
  });
}
