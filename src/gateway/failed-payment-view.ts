import type { AccountHex } from '../domain/extract/block.js';
import type { DescribedFailedPayment } from '../store/chain/failed-payments.js';
import { describedIn, type Views } from './graphql/views.js';

export function viewFailedPayment(row: DescribedFailedPayment, views: Views): object {
  const key = (account: AccountHex | null) => (account === null ? null : views.accountKey(account));
  const { asset, value, blockId } = row;
  const from = key(row.fromId);
  const to = key(row.toId);
  return {
    ...row,
    from,
    fromId: from?.id ?? null,
    to,
    toId: to?.id ?? null,
    assetInfo: asset === null ? null : views.asset(asset, describedIn(row)),
    formatted: value === null ? null : views.formatted(BigInt(value), asset, describedIn(row)),
    feePayerId: key(row.feePayerId)?.id ?? null,
    signerId: key(row.signerId)?.id ?? null,
    block: { id: blockId, hash: blockId, number: row.blockNumber, timestamp: row.timestamp },
  };
}
