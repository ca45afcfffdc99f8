/** An order as its buyer sees it, who has nothing but its link. */
import { ChaintillError } from '../domain/errors.js';
import { findPublicOrder, type OrderReading } from '../store/till/order-reading.js';
import type { GatewayContext } from './graphql/context.js';
import { describeAssets, type Surroundings } from './order-answer.js';
import { viewOrder } from './order-view.js';

/** @throws {ChaintillError} `ORDER_NOT_FOUND` for every token that is none, in the same words */
export async function readPublicOrder(till: GatewayContext['till'], token: string): Promise<OrderReading> {
  const order = await findPublicOrder(till, token);
  if (order) return order;
  throw new ChaintillError('ORDER_NOT_FOUND', 'this link leads to no order: check that it is complete');
}

/** Every field of it is chosen: what an order gets besides stays the merchant's. */
export async function viewPublicOrder(
  { chain, heads, network, views }: Surroundings,
  row: OrderReading,
): Promise<object> {
  const asset = (await describeAssets(chain, [row.asset])).get(row.asset ?? '') ?? null;
  const order = viewOrder(row, { network, views, bestHeight: heads.state().best, asset });
  const profiled = network.assets.find(({ id }) => id === row.asset);
  const unit = row.asset === null ? network.native : (asset ?? profiled);
  const { blocksLeft } = order.window;
  const open = row.status === 'open' && blocksLeft !== null;
  return {
    status: order.status,
    amountState: order.amountState,
    mode: order.mode,
    payee: order.payee,
    publicKey: order.publicKey,
    reference: order.reference,
    remark: order.remark,
    asset: order.asset,
    symbol: unit?.symbol ?? null,
    decimals: unit?.decimals ?? null,
    amount: order.expected,
    received: order.received,
    missing: order.missing,
    excess: order.excess,
    detected: order.detected,
    confirmations: order.confirmations,
    payments: order.sightings.map(
      ({ blockNumber, blockHash, extrinsicHash, asset: of, value, formatted }) => ({
        blockNumber,
        blockHash,
        extrinsicHash,
        asset: of,
        value,
        formatted,
      }),
    ),
    expiryBlock: order.window.to,
    blocksLeft,
    expiresAbout: open ? new Date(Date.now() + blocksLeft * network.blockTimeMs).toISOString() : null,
    settledHeight: order.settledHeight,
    description: order.description,
    successUrl: row.status === 'settled' ? order.successUrl : null,
  };
}
