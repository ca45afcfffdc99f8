/** What a page shows to a buyer who pays from any wallet. */
import { renderSVG } from 'uqr';
import { formatAmount } from '../../../domain/amount.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { OrderReading } from '../../../store/till/order-reading.js';
import { describeAssets, type Surroundings } from '../../order-answer.js';
import { viewOrder } from '../../order-view.js';

export interface OrderPayment {
  /** In SS58. */
  readonly address: string;
  /** The network's name, as `liberland`. */
  readonly network: string;
  /** The symbol of what is paid. */
  readonly coin: string;
  /** Of the order, in whole tokens. */
  readonly amount: string;
  /** An image, in a data URL: the address, or where that alone would lose the money's order, the link to the checkout page. */
  readonly qrCode: string;
  /** About when its last block will be, in ISO 8601; null for an order that is not open. */
  readonly expiresAt: string | null;
  /** What must be written beside the payment, or the money waits in the inbox; left out where the address alone will do. */
  readonly remark?: string;
}

/**
 * @param publicUrl where buyers reach the gateway
 * @throws {ChaintillError} `INDEX_NOT_READY` where nobody says yet how the order's asset is written
 */
export async function viewOrderPayment(
  { chain, heads, network, views }: Surroundings,
  row: OrderReading,
  publicUrl: string,
): Promise<OrderPayment> {
  const asset = (await describeAssets(chain, [row.asset])).get(row.asset ?? '') ?? null;
  const unit =
    row.asset === null ? network.native : (asset ?? network.assets.find(({ id }) => id === row.asset));
  if (!unit) {
    throw new ChaintillError(
      'INDEX_NOT_READY',
      "how the order's asset is written is not indexed yet: try again later",
    );
  }
  const { payee, remark, window } = viewOrder(row, { network, views, bestHeight: heads.state().best, asset });
  const left = row.status === 'open' ? window.blocksLeft : null;
  return {
    address: payee,
    network: network.name,
    coin: unit.symbol,
    amount: formatAmount(BigInt(row.amount), unit.decimals),
    qrCode: imageOf(remark === null ? payee : new URL(`/pay/${row.publicToken}`, publicUrl).href),
    expiresAt: left === null ? null : new Date(Date.now() + left * network.blockTimeMs).toISOString(),
    ...(remark !== null && { remark: remark.text }),
  };
}

/** Modules around it that must stay white (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Made here: whoever draws it elsewhere learns who pays whom. */
function imageOf(text: string): string {
  const svg = renderSVG(text, { ecc: 'M', border: QUIET_ZONE, pixelSize: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
