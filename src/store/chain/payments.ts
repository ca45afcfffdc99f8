import { sql, type RawBuilder } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { KEYED } from '../keyed.js';
import { describedBy } from './asset-description.js';
import type { DescribedAssetTransfer } from './asset-transfers.js';
import type { ChainDatabase } from './database.js';
import type { TransferRow } from './tables.js';

export interface PaymentQuery {
  readonly reference: string;
  readonly payee: AccountHex;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** First block that counts: a height, or so many blocks back, of which the indexed one is the last. */
  readonly from: { readonly height: number } | { readonly lastBlocks: number };
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

/** A transfer that counts, with what is true of all of them; of the transfer all is null where none counts. */
type CountedTransfer = (TransferRow | DescribedAssetTransfer) & {
  readonly indexedHeight: number | null;
  readonly countedFrom: number;
  readonly countedSum: string | null;
  readonly countedRows: string | null;
};

/**
 * What the chain saw for a reference to a payee, from a height up to the indexed one: one statement, so all of one moment.
 * A transfer of an account to itself pays nobody and is left out.
 * @throws {ChaintillError} `INDEX_NOT_READY`
 */
export async function readPayment(chain: ChainDatabase, query: PaymentQuery): Promise<PaymentFacts> {
  const { reference, payee, asset, limit } = query;
  const described = asset === null ? null : describedBy(chain);
  const { rows } = await sql<CountedTransfer>`
    select ${KEYED} h.*, r.*${described ? sql`, ${described.columns}` : sql``}
    from (select height as indexed_height, ${firstBlock(query.from)} as counted_from from (
      select max(case jsonb_typeof(value) when 'number' then value::int end) as height
      from ${chain.table('_metadata')} where key = 'lastProcessedHeight') m) h
    left join lateral (
      select t.*, sum(value) over () as counted_sum, count(*) over () as counted_rows
      from ${chain.table(asset === null ? 'transfers' : 'assetTransfers')} t
      where reference = ${reference} and to_id = ${payee} and from_id <> ${payee}
        ${asset === null ? sql`` : sql`and asset = ${asset}`}
        and block_number between h.counted_from and h.indexed_height
      order by block_number desc, event_index desc limit ${limit}
    ) r on true ${described ? described.join : sql``}
    order by r.block_number desc, r.event_index desc`.execute(chain.db);
  const [first] = rows;
  if (!first || first.indexedHeight === null) {
    throw new ChaintillError('INDEX_NOT_READY', 'no block is indexed yet: wait for the indexer');
  }
  const { indexedHeight, countedFrom, countedSum, countedRows } = first;
  const transfers = countedRows === null ? [] : rows;
  const [received, count] = [BigInt(countedSum ?? 0), Number(countedRows ?? 0)];
  return { indexedHeight, from: countedFrom, received, count, transfers };
}

/** As a column beside `height`. */
function firstBlock(from: PaymentQuery['from']): RawBuilder<unknown> {
  return 'height' in from ? sql`${from.height}::int` : sql`greatest(0, height - ${from.lastBlocks}::int + 1)`;
}
