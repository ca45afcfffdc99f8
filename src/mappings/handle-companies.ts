import { recordCompany } from '../domain/company/record.js';
import { touchedCompanies, type TouchedCompany } from '../domain/company/registry.js';
import type { BlockData } from '../domain/extract/block.js';
import { companyKeys, readCompany, type RegistryState } from '../polkadot/company-registry.js';
import { plainBlock } from '../polkadot/plain-block.js';
import type { Store, SubstrateBlock } from './sandbox.js';

/** Globals of SubQuery's sandbox. `api` reads the state after the block that is handled. */
declare const store: Store;
declare const api: RegistryState;

/** What the registry held before the first block that is indexed, as of the end of that block. */
export async function handleStart(block: SubstrateBlock): Promise<void> {
  const keys = await companyKeys(api);
  const touched = keys.map((key) => ({ ...key, unregistered: false }));
  if (touched.length > 0) await write(plainBlock(block), touched, 'start');
}

/**
 * Writes what a block changed about companies. Its events hold no data, so the state after the block is read: the one
 * place where a node that does not keep that state ends the indexer, with the reason.
 */
export async function handleCompanies(block: SubstrateBlock): Promise<void> {
  const plain = plainBlock(block);
  await write(plain, touchedCompanies(plain), 'event');
}

async function write(
  block: BlockData,
  touched: readonly TouchedCompany[],
  cause: 'start' | 'event',
): Promise<void> {
  for (const { unregistered, ...key } of touched)
    await recordCompany(store, block, await readCompany(api, key), { unregistered, cause });
}
