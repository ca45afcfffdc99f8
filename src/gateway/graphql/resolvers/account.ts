import { parseAccount } from '../../../domain/account.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import { readHistory } from '../../../store/chain/account-history.js';
import { keyOf } from '../../../store/lists/list.js';
import { EVENT_POSITION, TRANSFER_COLUMNS } from '../../../store/chain/transfers.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { readInput } from '../input.js';
import { connection, type Resolver } from '../list-field.js';
import { readPageSize } from '../paging.js';
import { selects } from '../selection.js';

interface HistoryArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly orderBy: 'NEWEST_FIRST' | 'OLDEST_FIRST';
}

const account: Resolver<{ id: string }> = (_source, { id }, { views }) =>
  views.accountKey(readInput('id', () => parseAccount(id)));

const history: Resolver<HistoryArgs, { publicKey: AccountHex }> = async (account, args, context, info) => {
  const direction = args.orderBy === 'NEWEST_FIRST' ? 'desc' : 'asc';
  const order = EVENT_POSITION.map((column) => ({ column, direction }) as const);
  const wantsRows = ['nodes', 'edges', 'pageInfo'].some((name) => selects(info, name));
  const limit = wantsRows ? readPageSize(args).limit : 0;
  const after = args.after == null ? null : decodeCursor(args.after, order, TRANSFER_COLUMNS);
  context.rows.take(limit);
  const page = await readHistory(context.reads.chain, {
    account: account.publicKey,
    direction,
    after,
    limit,
    count: selects(info, 'totalCount'),
  });
  return connection(
    page.rows.map((row) => ({
      cursor: encodeCursor(order, keyOf(row, order)),
      node: context.views.historyEntry(row, account.publicKey),
    })),
    { hasNextPage: page.hasNext, hasPreviousPage: after !== null },
    page.total,
  );
};

export const accountResolvers = { Query: { account }, Account: { history } };
