/** Attempts to pay an order that failed, as the API shows them: the same objects for GraphQL and REST. */
import { formatAccount } from '../domain/account.js';
import type { OrderFailureRow } from '../store/till/failure-lists.js';
import { constantOf } from './constant.js';
import { describeAssets, type ViewSurroundings } from './order-answer.js';

export type FailedAttemptView = Awaited<ReturnType<typeof viewFailedAttempts>>[number];

export async function viewFailedAttempts(
  { chain, network, views }: ViewSurroundings,
  rows: readonly OrderFailureRow[],
) {
  const described = await describeAssets(
    chain,
    rows.map(({ asset }) => asset),
  );
  const ss58 = (account: OrderFailureRow['signer']): string | null =>
    account && formatAccount(account, network.ss58Prefix);
  const amount = (value: string | null, asset: string | null): string | null =>
    value === null
      ? null
      : views.formatted(BigInt(value), asset, asset === null ? null : described.get(asset));
  return rows.map((row) => ({
    id: row.failureId,
    payer: ss58(row.fromAccount),
    payee: ss58(row.toAccount),
    signer: ss58(row.signer),
    asset: row.asset,
    value: row.value,
    formatted: amount(row.value, row.asset),
    reference: row.reference,
    how: row.how,
    outcome: constantOf(row.outcome),
    error: { pallet: row.errorPallet, name: row.errorName, documentation: row.errorDocs },
    fee: row.fee === null ? null : { value: row.fee, formatted: amount(row.fee, null) },
    blockId: row.blockHash,
    blockNumber: row.blockNumber,
    timestamp: row.blockTime?.toISOString() ?? null,
    extrinsicIndex: row.extrinsicIndex,
    extrinsicHash: row.extrinsicHash,
    callPath: row.callPath,
  }));
}
