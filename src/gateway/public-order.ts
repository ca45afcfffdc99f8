/** An order as its buyer sees it, who has nothing but its link. */
import { ChaintillError } from '../domain/errors.js';
import { findPublicOrder, type HeldMoney, type PublicReading } from '../store/till/public-reading.js';
import { constantOf } from './constant.js';
import type { GatewayContext } from './graphql/context.js';
import { describeAssets, type Surroundings } from './order-answer.js';
import { shownCompany } from './order-company.js';
import { viewOrder } from './order-view.js';
import { returnsOf, type ReturnContext } from './return-to-shop.js';

/** @throws {ChaintillError} `ORDER_NOT_FOUND` for every token that is none, in the same words */
export async function readPublicOrder(till: GatewayContext['till'], token: string): Promise<PublicReading> {
  const order = await findPublicOrder(till, token);
  if (order) return order;
  throw publicOrderNotFound();
}

export function publicOrderNotFound(): ChaintillError {
  return new ChaintillError('ORDER_NOT_FOUND', 'this link leads to no order: check that it is complete');
}

export type PublicSurroundings = Surroundings & ReturnContext;

/** Every field of it is chosen: what an order gets besides stays the merchant's. */
export async function viewPublicOrder(context: PublicSurroundings, row: PublicReading) {
  const { chain, heads, network, views } = context;
  const assets = await describeAssets(chain, [row.asset, ...row.heldMoney.map(({ asset: of }) => of)]);
  const asset = assets.get(row.asset ?? '') ?? null;
  const order = viewOrder(row, { network, views, bestHeight: heads.state().best, asset });
  const unitOf = (id: string | null): { symbol: string | null; decimals: number | null } => {
    const profiled = network.assets.find((known) => known.id === id);
    const known = id === null ? network.native : (assets.get(id) ?? profiled);
    return { symbol: known?.symbol ?? null, decimals: known?.decimals ?? null };
  };
  const held = ({ reason, asset: of, value, inbox }: HeldMoney) => ({
    reason,
    asset: of,
    ...unitOf(of),
    amount: { value, formatted: views.formatted(BigInt(value), of, assets.get(of ?? '') ?? null) },
    inbox: constantOf(inbox),
  });
  const { blocksLeft } = order.window;
  const open = row.status === 'open' && blocksLeft !== null;
  return {
    status: order.status,
    amountState: order.amountState,
    mode: order.mode,
    payee: order.payee,
    publicKey: order.publicKey,
    payer: order.payer,
    reference: order.reference,
    remark: order.remark,
    asset: order.asset,
    ...unitOf(row.asset),
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
    failure: row.failure,
    held: row.heldMoney.map(held),
    expiryBlock: order.window.to,
    blocksLeft,
    expiresAbout: open ? new Date(Date.now() + blocksLeft * network.blockTimeMs).toISOString() : null,
    settledHeight: order.settledHeight,
    description: order.description,
    company: shownCompany(row),
    ...(await returnsOf(context, row)),
  };
}
