/** Registering an order, whichever way it is asked for. */
import { badField } from '../domain/bad-field.js';
import { ChaintillError } from '../domain/errors.js';
import { dustOf, type NetworkProfile } from '../domain/network.js';
import { modeProblem } from '../domain/order/mode.js';
import { fixPrice, fixWindow } from '../domain/order/registration.js';
import { readOrderRequest, type OrderRequest } from '../domain/order/request.js';
import { drawSecret } from '../store/till/endpoint-secrets.js';
import type { Answer } from '../store/till/idempotency.js';
import { registerOrder, type NewOrder, type RenderOrder } from '../store/till/orders.js';
import { requireMerchant } from './auth/caller.js';
import { actorOf } from './auth/on-behalf.js';
import type { GatewayContext } from './graphql/context.js';
import { checkIdempotencyKey } from './idempotency-key.js';
import { lagOf } from './lag.js';
import { decimalsOf } from './order-answer.js';

export type RegistrationContext = Pick<
  GatewayContext,
  'chain' | 'till' | 'network' | 'heads' | 'webhookSecrets' | 'caller' | 'requestId'
>;

export interface Asked {
  /** What was sent, unread. */
  readonly input: unknown;
  /** Where it was sent: keys of one route say nothing on another. */
  readonly route: string;
  readonly idempotencyKey: string | null;
}

/**
 * @returns what `render` made of the order, now or when the same key was sent before.
 * @throws {ChaintillError} `UNAUTHENTICATED`, `FORBIDDEN`, what reading the request and `registerOrder` throw,
 * `UNKNOWN_ASSET`, `INDEX_NOT_READY`, with a webhook URL or a company's hook also `SECRET_KEY_MISSING`, and what `modeProblem` says
 */
export async function registerAsked(
  context: RegistrationContext,
  { input, route, idempotencyKey }: Asked,
  render: RenderOrder,
): Promise<Answer> {
  const { merchantId } = requireMerchant(context.caller, 'orders:write');
  checkIdempotencyKey(idempotencyKey);
  const request = readOrderRequest(input, { allowLoopbackHttp: context.network.genesisHash === null });
  const keyed = idempotencyKey === null ? null : { route, key: idempotencyKey };
  return registerRequest(context, { merchantId, request, keyed, front: null }, render);
}

/** An order that was read, for a merchant whom the caller may order for. */
export type ReadOrder = Pick<NewOrder, 'merchantId' | 'request' | 'keyed' | 'front'>;

/** @throws {ChaintillError} as `registerAsked`, but for who asks and what was sent */
export async function registerRequest(
  context: RegistrationContext,
  order: ReadOrder,
  render: RenderOrder,
): Promise<Answer> {
  const { till, chain, network, caller, requestId } = context;
  const fixTerms = await termsFor(context, order.request);
  return registerOrder(
    till,
    {
      ...order,
      fixTerms,
      hookOf: (request) => hookOf(context, request),
      dev: network.genesisHash === null,
      chainSchema: chain.schema,
    },
    render,
    actorOf(caller, requestId),
  );
}

function hookOf(
  { webhookSecrets }: RegistrationContext,
  { webhookUrl, webhookDialect }: OrderRequest,
): ReturnType<NewOrder['hookOf']> {
  if (webhookUrl === null) return null;
  const { secret } = drawSecret(webhookSecrets.sealer());
  return { url: webhookUrl, dialect: webhookDialect, secret };
}

async function termsFor(
  { chain, network, heads }: RegistrationContext,
  request: OrderRequest,
): Promise<NewOrder['fixTerms']> {
  const decimals = await decimalsOf(chain, network, request.assetId);
  const now = Date.now();
  const { finalized } = heads.state();
  return ({ indexedHeight, ownedFrom }) => {
    if (decimals === null) {
      throw badField('assetId', 'this chain says of no such asset how it is written: check the id', {
        code: 'UNKNOWN_ASSET',
      });
    }
    const price = fixPrice(request, { decimals, dust: dustOf(network, request.assetId) });
    refuseMode(network, request, price.amount);
    const { blockTimeMs, orderWindowBlocks } = network;
    const behind = lagOf(finalized, indexedHeight) ?? 0;
    refuseBehind(behind, orderWindowBlocks);
    const facts = { indexedHeight, behind, ownedFrom, now, blockTimeMs, orderWindowBlocks };
    const window = fixWindow(request, facts);
    return { ...price, ...window };
  };
}

/**
 * The window opens at the indexed height. While that is long ago, as it is until a chain's history is indexed, it would take old
 * payments for the order's that happen to name it.
 */
function refuseBehind(behind: number, most: number): void {
  if (behind <= most) return;
  throw new ChaintillError(
    'INDEX_NOT_READY',
    `the index is ${behind} finalized blocks behind, and orders are registered at ${most} at most: try again once it has caught up`,
  );
}

/** An asset of which the profile does not say that it can open an account is taken for one that cannot. */
function refuseMode(
  { native, assets }: NetworkProfile,
  { mode, assetId }: OrderRequest,
  amount: bigint,
): void {
  const known = assets.find(({ id }) => id === assetId);
  const problem = modeProblem({
    nativeExistentialDeposit: BigInt(native.existentialDeposit),
    asset:
      assetId === null
        ? null
        : {
            minBalance: BigInt(known?.minBalance ?? 0),
            isSufficient: known?.sufficient === true && known.minBalance !== undefined,
          },
    mode,
    amount,
  });
  if (problem) throw badField('mode', problem.message, { code: problem.code });
}
