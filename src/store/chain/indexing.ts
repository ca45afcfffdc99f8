import type { ChainDatabase } from './database.js';

/** What SubQuery notes of its progress; null where it has not written it yet. */
export interface Indexing {
  /** Every row of blocks up to this height is there: the one height that settles anything (SETTLEMENT 1). */
  readonly indexedHeight: number | null;
  /** Finalized height that the indexer was heading for when it last looked. */
  readonly targetHeight: number | null;
  /** Milliseconds since 1970, by the indexer's clock. */
  readonly lastProcessedAt: number | null;
  readonly chain: string | null;
  readonly specName: string | null;
  readonly genesisHash: string | null;
  readonly indexerVersion: string | null;
}

const KEYS = [
  'lastProcessedHeight',
  'targetHeight',
  'lastProcessedTimestamp',
  'chain',
  'specName',
  'genesisHash',
  'indexerNodeVersion',
] as const;

export async function readIndexing(chain: ChainDatabase): Promise<Indexing> {
  const rows = await chain.db
    .selectFrom('_metadata')
    .select(['key', 'value'])
    .where('key', 'in', KEYS)
    .execute();
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  const number = (key: (typeof KEYS)[number]): number | null => {
    const value = values.get(key);
    return typeof value === 'number' ? value : null;
  };
  const text = (key: (typeof KEYS)[number]): string | null => {
    const value = values.get(key);
    return typeof value === 'string' ? value : null;
  };
  return {
    indexedHeight: number('lastProcessedHeight'),
    targetHeight: number('targetHeight'),
    lastProcessedAt: number('lastProcessedTimestamp'),
    chain: text('chain'),
    specName: text('specName'),
    genesisHash: text('genesisHash'),
    indexerVersion: text('indexerNodeVersion'),
  };
}
