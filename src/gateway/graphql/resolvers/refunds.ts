import { parseAccount } from '../../../domain/account.js';
import { parseSmallestUnits } from '../../../domain/amount.js';
import { badField, readField } from '../../../domain/bad-field.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import {
  listRefundsOf,
  REFUND_COLUMNS,
  REFUND_POSITION,
  type RefundRow,
} from '../../../store/till/refund-lists.js';
import { askForRefund, askToCancelRefund, findRefunds } from '../../../store/till/refunds.js';
import { requireMerchant } from '../../auth/caller.js';
import { actorOf } from '../../auth/on-behalf.js';
import { withChainView } from '../../chain-view.js';
import { untilApplied } from '../../command-outcome.js';
import { viewRefunds } from '../../payment-view.js';
import { buildRefunds } from '../../refund-extrinsics.js';
import { completeRefund } from '../../refund-plan.js';
import { inBatches } from '../batch.js';
import type { GatewayContext } from '../context.js';
import { listField, type Resolver } from '../list-field.js';
import { viewUnsigned } from '../unsigned-extrinsic.js';
import { readerOf } from './orders.js';

/** Building an extrinsic takes as long as reading many rows. */
const BUILDING = 10;

interface PlanArgs {
  readonly transferId: string;
  readonly amount?: string | null;
  readonly destination?: string | null;
  readonly from?: string | null;
}

const planRefund: Resolver<PlanArgs> = async (_source, args, context) => {
  const { till, caller, requestId } = context;
  const { merchantId } = requireMerchant(caller, 'refunds:write');
  const refund = await completeRefund(till, {
    merchantId,
    transferId: args.transferId,
    amount: args.amount == null ? null : readRefundAmount(args.amount),
    destination: readAccount('destination', args.destination),
    payer: readAccount('from', args.from),
  });
  await untilApplied(till, await askForRefund(till, refund, actorOf(caller, requestId)));
  return viewRefund(context, merchantId, refund.refundId);
};

const cancelRefund: Resolver<{ id: string }> = async (_source, { id }, context) => {
  const { till, caller, requestId } = context;
  const { merchantId } = requireMerchant(caller, 'refunds:write');
  const [row] = await findRefunds(till, merchantId, [id]);
  if (!row) {
    throw badField('id', 'this merchant has no refund of that id: see refunds', { code: 'REFUND_NOT_FOUND' });
  }
  await untilApplied(till, await askToCancelRefund(till, row, actorOf(caller, requestId)));
  return viewRefund(context, merchantId, id);
};

const refund: Resolver<{ id: string }> = (_source, { id }, context) =>
  viewRefund(context, readerOf(context), id);

const refunds: Resolver<{ status?: string | null }> = (source, { status, ...page }, context, info) =>
  listField<RefundRow>({
    columns: REFUND_COLUMNS,
    position: REFUND_POSITION,
    read: ({ till }, request) =>
      listRefundsOf(
        till,
        readerOf(context),
        status == null ? null : (status.toLowerCase() as RefundRow['status']),
        request,
      ),
    view: (rows) => viewRefunds(context, rows),
  })(source, page, context, info);

const extrinsicOf = inBatches<string, object | null>(async (context, ids) => {
  const rows = await findRefunds(context.till, readerFor(context), ids);
  const open = rows.filter(({ status }) => status === 'open');
  if (open.length === 0) return ids.map(() => null);
  const built = await withChainView(context.chainView, (view) => buildRefunds(view, open, context.network));
  const byId = new Map(open.map(({ id }, place) => [id, built[place] ?? null]));
  return ids.map((id) => {
    const call = byId.get(id) ?? null;
    return call && viewUnsigned(call, context.network);
  });
});

const extrinsic: Resolver<object, { readonly id: string }> = ({ id }, _args, context) => {
  context.rows.take(BUILDING);
  return extrinsicOf(context, id);
};

/** Whoever may see a refund, by a list or because he planned it, may see what pays it. */
function readerFor({ caller }: GatewayContext): string {
  return requireMerchant(caller, null).merchantId;
}

async function viewRefund(context: GatewayContext, merchantId: string, id: string): Promise<object | null> {
  const [view] = await viewRefunds(context, await findRefunds(context.till, merchantId, [id]));
  return view ?? null;
}

function readRefundAmount(text: string): bigint {
  const amount = readField('amount', () => parseSmallestUnits(text));
  if (amount > 0n) return amount;
  throw badField('amount', 'a refund must be above 0', { code: 'INVALID_AMOUNT' });
}

function readAccount(field: string, text: string | null | undefined): AccountHex | null {
  return text == null ? null : readField(field, () => parseAccount(text));
}

export const refundResolvers = {
  Query: { refund, refunds },
  Mutation: { planRefund, cancelRefund },
  Refund: { extrinsic },
};
