/** What belongs to orders, as the API shows it: the same objects for GraphQL and REST. */
import { formatAccount } from '../domain/account.js';
import { decodeRemark } from '../domain/remark/decode.js';
import { hexToBytes, isHex } from '../domain/hex.js';
import type { PaymentRow } from '../store/till/payment-lists.js';
import type { RefundRow } from '../store/till/refund-lists.js';
import type { EventRow } from '../store/till/timeline.js';
import { constantOf } from './constant.js';
import type { AssetDescription } from './graphql/views.js';
import { describeAssets, type ViewSurroundings } from './order-answer.js';
import type { AmountView } from './order-view.js';

export type PaymentView = ReturnType<typeof viewPayment>;

export async function viewPayments(
  surroundings: ViewSurroundings,
  rows: readonly PaymentRow[],
): Promise<readonly PaymentView[]> {
  const described = await describeAssets(
    surroundings.chain,
    rows.map(({ asset }) => asset),
  );
  return rows.map((row) =>
    viewPayment(row, surroundings, row.asset === null ? null : (described.get(row.asset) ?? null)),
  );
}

function viewPayment(row: PaymentRow, { network, views }: ViewSurroundings, asset: AssetDescription | null) {
  const ss58 = (account: PaymentRow['fromAccount']): string => formatAccount(account, network.ss58Prefix);
  return {
    id: row.transferId,
    orderId: row.orderId,
    use: constantOf(row.use),
    reason: row.reason,
    inbox: row.inbox && constantOf(row.inbox),
    resolved: row.resolved && constantOf(row.resolved),
    fromId: ss58(row.fromAccount),
    from: views.accountKey(row.fromAccount),
    toId: ss58(row.toAccount),
    to: views.accountKey(row.toAccount),
    signerId: row.signer && ss58(row.signer),
    asset: row.asset,
    value: row.value,
    formatted: views.formatted(BigInt(row.value), row.asset, asset),
    reference: row.reference,
    remark: row.remark,
    remarkText: textOf(row.remark),
    pairing: row.pairing,
    blockId: row.blockHash,
    blockNumber: row.blockNumber,
    timestamp: row.blockTime?.toISOString() ?? null,
    eventIndex: row.eventIndex,
    extrinsicIndex: row.extrinsicIndex,
    extrinsicHash: row.extrinsicHash,
    callPath: row.callPath,
  };
}

/** What people can read of a remark's bytes. @param remark 0x-hex */
function textOf(remark: string | null): string | null {
  return remark !== null && isHex(remark) ? decodeRemark(hexToBytes(remark)).text : null;
}

export type RefundView = Awaited<ReturnType<typeof viewRefunds>>[number];

export async function viewRefunds({ chain, network, views }: ViewSurroundings, rows: readonly RefundRow[]) {
  const described = await describeAssets(
    chain,
    rows.map(({ asset }) => asset),
  );
  return rows.map((row) => {
    const amount = (value: string): AmountView => ({
      value,
      formatted: views.formatted(
        BigInt(value),
        row.asset,
        row.asset === null ? null : described.get(row.asset),
      ),
    });
    return {
      id: row.id,
      paymentId: row.transferId,
      orderId: row.orderId,
      status: constantOf(row.status),
      payer: formatAccount(row.payer, network.ss58Prefix),
      destination: formatAccount(row.destination, network.ss58Prefix),
      asset: row.asset,
      amount: amount(row.amount),
      paid: amount(row.paid),
      reference: row.reference,
      createdAt: row.createdAt.toISOString(),
      doneHeight: row.doneHeight,
    };
  });
}

export function viewEvent(row: EventRow) {
  const { data } = JSON.parse(row.body) as { readonly data?: unknown };
  return {
    id: row.id,
    type: row.type,
    sequence: row.sequence,
    height: row.height,
    hint: row.hint,
    createdAt: row.createdAt.toISOString(),
    data: data ?? null,
  };
}
