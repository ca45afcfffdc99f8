/** A checkout session as REST answers it, in the manner of Stripe: times in seconds since 1970, names with underscores. */
import { formatAmount } from '../../../domain/amount.js';
import { sessionStatusOf } from '../../../domain/checkout/session-status.js';
import type { SessionReading } from '../../../store/till/checkout-sessions.js';
import { constantOf } from '../../constant.js';
import { describeAssets, type Surroundings } from '../../order-answer.js';

export interface SessionSurroundings {
  readonly context: Pick<Surroundings, 'chain' | 'network'>;
  /** Where buyers reach the gateway. */
  readonly publicUrl: () => string;
}

export async function viewSessions(
  { context, publicUrl }: SessionSurroundings,
  rows: readonly SessionReading[],
) {
  const { chain, network } = context;
  const described = await describeAssets(
    chain,
    rows.map(({ asset }) => asset),
  );
  return rows.map((row) => {
    const unit =
      row.asset === null
        ? network.native
        : (described.get(row.asset) ?? network.assets.find(({ id }) => id === row.asset));
    return {
      id: row.id,
      object: 'checkout.session' as const,
      mode: 'payment' as const,
      url: new URL(`/pay/${row.publicToken}`, publicUrl()).href,
      ...sessionStatusOf(row.status),
      order_id: row.orderId,
      order_status: constantOf(row.status),
      client_reference_id: row.clientReferenceId,
      amount: unit ? formatAmount(BigInt(row.amount), unit.decimals) : null,
      amount_in_smallest_units: row.amount,
      asset_id: row.asset,
      currency: unit?.symbol ?? null,
      line_items: row.lineItems,
      description: row.description,
      metadata: row.metadata ?? {},
      company: row.companyId,
      success_url: row.successUrl,
      cancel_url: row.failureUrl,
      expires_at: seconds(row.expiresAt),
      created: seconds(row.createdAt),
    };
  });
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
