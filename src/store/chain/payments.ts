import { sql } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import {
  ASSET_TRANSFER_COLUMNS,
  listAssetTransfers,
  type DescribedAssetTransfer,
} from './asset-transfers.js';
import type { ChainDatabase } from './database.js';
import type { TransferRow } from './tables.js';
import { toSql, type Condition } from '../lists/condition.js';
import { readIndexing } from './indexing.js';
import { listTransfers, TRANSFER_COLUMNS } from './transfers.js';

export interface PaymentQuery {
  readonly reference: string;
  readonly payee: AccountHex;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** First block that counts, given the indexed height. */
  readonly from: (indexedHeight: number) => number;
  /** How many of the transfers to list, newest first; all of them are summed. */
  readonly limit: number;
}

export interface PaymentFacts {
  readonly indexedHeight: number;
  readonly from: number;
  /** In the asset's smallest unit. */
  readonly received: bigint;
  readonly count: number;
  readonly transfers: readonly (TransferRow | DescribedAssetTransfer)[];
}

/**
 * What the chain saw for a reference to a payee, from a height up to the indexed one, all read at one moment. A transfer
 * of an account to itself pays nobody and is left out.
 * @throws {ChaintillError} `INDEX_NOT_READY`
 */
export async function readPayment(chain: ChainDatabase, query: PaymentQuery): Promise<PaymentFacts> {
  return chain.snapshot(async (snapshot) => {
    const { indexedHeight } = await readIndexing(snapshot);
    if (indexedHeight === null) {
      throw new ChaintillError('INDEX_NOT_READY', 'no block is indexed yet: wait for the indexer');
    }
    const from = query.from(indexedHeight);
    const where: Condition = {
      kind: 'all',
      of: [
        { kind: 'compare', column: 'reference', comparator: '=', value: query.reference },
        { kind: 'compare', column: 'toId', comparator: '=', value: query.payee },
        { kind: 'compare', column: 'fromId', comparator: '<>', value: query.payee },
        ...(query.asset === null
          ? []
          : [{ kind: 'compare', column: 'asset', comparator: '=', value: query.asset } as const]),
        { kind: 'compare', column: 'blockNumber', comparator: '>=', value: String(from) },
        { kind: 'compare', column: 'blockNumber', comparator: '<=', value: String(indexedHeight) },
      ],
    };
    const request = {
      where,
      order: [],
      after: null,
      before: null,
      offset: 0,
      fromEnd: false,
      count: false,
      bothEnds: false,
    };
    const list = query.asset === null ? listTransfers : listAssetTransfers;
    const { rows: transfers } = await list(snapshot, { ...request, limit: query.limit });
    const { received, count } = await sumTransfers(
      snapshot,
      query.asset === null ? 'transfers' : 'assetTransfers',
      where,
    );
    return { indexedHeight, from, received, count, transfers };
  });
}

async function sumTransfers(
  chain: ChainDatabase,
  table: 'transfers' | 'assetTransfers',
  where: Condition,
): Promise<{ received: bigint; count: number }> {
  const columns = table === 'transfers' ? TRANSFER_COLUMNS : ASSET_TRANSFER_COLUMNS;
  const { rows } = await sql<{ received: string; count: string }>`
    select coalesce(sum(value), 0) as received, count(*) as count
    from ${chain.table(table)} where ${toSql(where, columns)}`.execute(chain.db);
  return { received: BigInt(rows[0]?.received ?? 0), count: Number(rows[0]?.count ?? 0) };
}
