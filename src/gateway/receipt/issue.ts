import { sign } from 'node:crypto';
import { ChaintillError } from '../../domain/errors.js';
import { renderReceipt, signedBytes } from '../../domain/receipt/render.js';
import { readCountedPayments } from '../../store/till/counted-payments.js';
import { readGenesisHash } from '../../store/till/instance.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import { withChainView } from '../chain-view.js';
import type { GatewayContext } from '../graphql/context.js';
import { receiptContent } from './content.js';
import { NO_PROOFS, provePayments, type WantedProof } from './prove.js';

export type ReceiptContext = Pick<GatewayContext, 'till' | 'network' | 'chainView' | 'webhookSecrets'>;

/** An order that was paid in more parts is proven by its export instead. */
const MOST_PAYMENTS = 100;

/**
 * Issues the receipt of a settled order: a file that is checked without us.
 * @param wanted which proof of the payments the chain is asked for
 * @throws {ChaintillError} `ORDER_NOT_SETTLED`, `RECEIPT_TOO_LARGE`, `SECRET_KEY_MISSING` where the operator has set no
 * secret to keep keys under, `CHAIN_UNAVAILABLE` while no node answers, `BLOCK_UNREADABLE`
 */
export async function issueReceipt(
  context: ReceiptContext,
  order: OrderReading,
  wanted: WantedProof,
): Promise<string> {
  const { till, network } = context;
  const { status, settledHeight, merchantId, id: orderId } = order;
  if (status !== 'settled' || settledHeight === null) {
    throw new ChaintillError(
      'ORDER_NOT_SETTLED',
      'only a settled order has a receipt: ask again when it is settled',
    );
  }
  const payments = await readCountedPayments(till, { merchantId, orderId }, MOST_PAYMENTS + 1);
  if (payments.length > MOST_PAYMENTS) {
    throw new ChaintillError(
      'RECEIPT_TOO_LARGE',
      `a receipt holds at most ${MOST_PAYMENTS} payments: list the order's payments instead`,
    );
  }
  const { ed25519 } = await context.webhookSecrets.keys();
  const content = receiptContent({
    order,
    settledHeight,
    payments,
    ...(wanted === 'none'
      ? NO_PROOFS
      : await withChainView(context.chainView, ({ rpc }) =>
          provePayments(rpc, order.asset, payments, wanted),
        )),
    network,
    genesisHash: await readGenesisHash(till),
    issuer: ed25519.whpk,
    issuedAt: new Date(),
  });
  const signature = sign(null, signedBytes(content), ed25519.privateKey).toString('base64');
  return renderReceipt({ ...content, signature });
}
