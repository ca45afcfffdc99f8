/** What a block says of companies. Its events hold no data, so the registry is read as of the block. */
import type { Registry } from '../chain/registry-state.js';
import { touchedCompanies, type CompanyState } from '../domain/company/registry.js';
import type { CompanyBlock } from '../domain/company/rows.js';
import type { BlockData } from '../domain/extract/block.js';

export interface CompanyChange {
  readonly block: CompanyBlock;
  readonly state: CompanyState;
  /** The block took a registration away. */
  readonly unregistered: boolean;
  readonly cause: 'start' | 'event';
}

/**
 * In the order in which they are recorded.
 * @param isStart of the first block that is indexed, where all that the registry holds counts
 * @throws {ChaintillError} `STATE_UNAVAILABLE`, `RUNTIME_UNSUPPORTED`, and as `rpc`
 */
export async function readCompanies(
  block: BlockData,
  isStart: boolean,
  registry: () => Registry,
): Promise<readonly CompanyChange[]> {
  const { number, hash, timestamp } = block;
  const changes: CompanyChange[] = [];
  const add = async (
    change: Omit<CompanyChange, 'block' | 'state'>,
    key: Parameters<Registry['company']>[0],
  ) => changes.push({ block: { number, hash, timestamp }, state: await registry().company(key), ...change });
  if (isStart)
    for (const key of await registry().keys()) await add({ unregistered: false, cause: 'start' }, key);
  for (const { unregistered, ...key } of touchedCompanies(block))
    await add({ unregistered, cause: 'event' }, key);
  return changes;
}
