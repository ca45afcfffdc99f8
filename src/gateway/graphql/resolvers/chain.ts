import { ChaintillError } from '../../../domain/errors.js';
import { findAsset } from '../../../store/chain/assets.js';
import { readIndexing, type Indexing } from '../../../store/chain/indexing.js';
import type { ChainDatabase } from '../../../store/chain/database.js';
import { lagOf } from '../../lag.js';
import { badInput } from '../input.js';
import type { Resolver } from '../list-field.js';

const asset: Resolver<{ id: string }> = async (_source, { id }, { chain, views }) => {
  if (!/^\d+$/.test(id)) throw badInput("id: an asset's id is a whole number, 0 or more");
  return views.asset(id, (await findAsset(chain, id)) ?? null);
};

const chain: Resolver<object> = async (_source, _args, context) => {
  const { network, heads } = context;
  const { best, finalized, genesisHash } = heads.state();
  const indexedHeight = (await indexingIfReady(context.chain))?.indexedHeight ?? null;
  return {
    network: network.name,
    title: network.title,
    genesisHash: network.genesisHash ?? genesisHash,
    head: best,
    finalized,
    indexedHeight,
    lag: lagOf(finalized, indexedHeight),
    token: network.native,
    ss58Prefix: network.ss58Prefix,
    blockTimeMs: network.blockTimeMs,
  };
};

const metadata: Resolver<object> = async (_source, _args, context) => {
  const indexing = await indexingIfReady(context.chain);
  return (
    indexing && {
      lastProcessedHeight: indexing.indexedHeight,
      lastProcessedTimestamp: indexing.lastProcessedAt,
      targetHeight: indexing.targetHeight,
      chain: indexing.chain,
      specName: indexing.specName,
      genesisHash: indexing.genesisHash,
      indexerNodeVersion: indexing.indexerVersion,
    }
  );
};

/** That nothing is indexed yet is an answer here, no failure. */
async function indexingIfReady(database: ChainDatabase): Promise<Indexing | null> {
  try {
    return await readIndexing(database);
  } catch (error) {
    if (error instanceof ChaintillError && error.code === 'INDEX_NOT_READY') return null;
    throw error;
  }
}

export const chainResolvers = { asset, chain, _metadata: metadata };
