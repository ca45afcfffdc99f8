import { extract } from '../domain/extract/extract.js';
import { rowsOf } from '../domain/extract/rows.js';
import { plainBlock } from '../polkadot/plain-block.js';
import type { Store, SubstrateBlock } from './sandbox.js';

/** A global of SubQuery's sandbox. */
declare const store: Store;

/**
 * Writes what one finalized block says about money. Deterministic and without a read: the same block gives the same
 * rows whenever it is indexed. What belongs to whom is `domain/extract`'s; a throw here would end the node.
 */
export async function handleBlock(block: SubstrateBlock): Promise<void> {
  const plain = plainBlock(block);
  const { transfers, assetTransfers, remarks, assets, failedPayments } = rowsOf(plain, extract(plain));
  if (transfers.length > 0) await store.bulkCreate('Transfer', transfers);
  if (assetTransfers.length > 0) await store.bulkCreate('AssetTransfer', assetTransfers);
  if (remarks.length > 0) await store.bulkCreate('Remark', remarks);
  if (failedPayments.length > 0) await store.bulkCreate('FailedPayment', failedPayments);
  for (const asset of assets) await store.set('Asset', asset.id, asset);
}
