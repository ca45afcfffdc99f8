/** An order as the API shows it: the same object for GraphQL and REST. */
import { formatAccount } from '../domain/account.js';
import type { NetworkProfile } from '../domain/network.js';
import { projectOrder } from '../domain/order/projection.js';
import { excessOf, missingOf } from '../domain/order/state.js';
import { renderTextReference } from '../domain/reference.js';
import type { OrderReading } from '../store/till/order-reading.js';
import { sightingOf, stateOf, termsOf } from '../store/till/order-row.js';
import { constantOf } from './constant.js';
import type { AssetDescription, Views } from './graphql/views.js';
import { orderCompany } from './order-company.js';
import { orderRate } from './order-rate.js';

/** What of a network's profile orders are shown with. */
export type ShownNetwork = Pick<NetworkProfile, 'ss58Prefix' | 'liberlandRemarks'>;

/** What an order is shown with besides its row. */
export interface OrderSurroundings {
  readonly network: ShownNetwork;
  readonly views: Views;
  /** Height of the best block; null while no node answers. */
  readonly bestHeight: number | null;
  /** Of the order's asset, where the chain has described it. */
  readonly asset: AssetDescription | null;
}

/** An amount of one asset. */
export interface AmountView {
  /** In the smallest unit, in decimal. */
  readonly value: string;
  /** In whole tokens with the symbol; null where the asset's decimals are not known. */
  readonly formatted: string | null;
}

export type OrderView = ReturnType<typeof viewOrder>;

export function viewOrder(row: OrderReading, { network, views, bestHeight, asset }: OrderSurroundings) {
  const terms = termsOf(row);
  const state = stateOf(row);
  const seen = projectOrder(terms, state, row.sightings.map(sightingOf), bestHeight);
  const amount = (value: bigint): AmountView => ({
    value: value.toString(),
    formatted: views.formatted(value, row.asset, asset),
  });
  const height = bestHeight ?? row.foldedHeight;
  return {
    id: row.id,
    orderId: row.orderId,
    mode: constantOf(row.mode),
    status: constantOf(seen.status),
    amountState: constantOf(row.amountState),
    flags: row.flags.map(constantOf),
    refundState: constantOf(row.refundState),
    payee: views.accountKey(row.payee).id,
    publicKey: row.payee,
    account: views.accountKey(row.owner).id,
    payer: row.payer && formatAccount(row.payer, network.ss58Prefix),
    reference: row.reference,
    remark: row.reference === null ? null : remarkOf(row.reference, network),
    asset: row.asset,
    expected: amount(terms.amount),
    minimum: amount(terms.minimum),
    received: amount(state.received),
    missing: amount(missingOf(state, terms)),
    excess: amount(excessOf(state, terms)),
    held: amount(state.held),
    refunded: amount(BigInt(row.refunded)),
    detected: amount(seen.detected),
    toleranceBp: row.toleranceBp,
    window: {
      from: terms.windowFrom,
      to: terms.expiryHeight,
      blocksLeft: height === null ? null : Math.max(0, terms.expiryHeight - height),
    },
    late: { policy: constantOf(row.latePolicy), blocks: row.lateBlocks },
    description: row.description,
    metadata: row.metadata,
    rate: orderRate(row),
    company: orderCompany(row),
    successUrl: row.successUrl,
    failureUrl: row.failureUrl,
    webhookUrl: row.webhookUrl,
    createdAt: row.createdAt.toISOString(),
    registeredHeight: row.registeredHeight,
    settledHeight: row.settledHeight,
    /** Everything that is final up to this height is in the answer. */
    foldedHeight: row.foldedHeight,
    paymentCount: row.paymentCount,
    confirmations: seen.confirmations,
    sequence: row.sequence,
    publicToken: row.publicToken,
    processed: row.appliedHeight !== null,
    setAside: row.setAside !== null,
    sightings: row.sightings.map(({ fromAccount, ...sighting }) => ({
      ...sighting,
      from: formatAccount(fromAccount, network.ss58Prefix),
      formatted: views.formatted(
        BigInt(sighting.value),
        sighting.asset,
        // What the chain says of the order's asset is not true of another.
        sighting.asset === row.asset ? asset : null,
      ),
    })),
  };
}

/** Ids of Liberland's own remarks are unsigned 64-bit integers. */
const U64_MAX = 2n ** 64n - 1n;

/** What the payer has to write, one or the other. */
export interface PayerRemark {
  /** As the bytes of `system.remark`, in UTF-8. */
  readonly text: string;
  /** As the id of Liberland's own remark, in decimal; null where the chain has none, or the reference is no such id. */
  readonly liberlandId: string | null;
  /** For people, in Liberland's own remark beside the id. */
  readonly description?: string;
}

/** The remark that names an order by this reference. */
export function remarkOf(reference: string, network: Pick<ShownNetwork, 'liberlandRemarks'>): PayerRemark {
  const isId = /^(?:0|[1-9]\d{0,19})$/.test(reference) && BigInt(reference) <= U64_MAX;
  return {
    text: renderTextReference(reference),
    liberlandId: network.liberlandRemarks === true && isId ? reference : null,
  };
}
