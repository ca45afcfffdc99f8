/**
 * The custom datasource `chaintill/Payments`: SubQuery asks `filterProcessor` of each block, in a sandbox of its own,
 * and makes the costly decorated API only for blocks that pass. Bundled on its own as dist/indexer/processor.js.
 */
import { hasCompanies } from '../polkadot/company-registry.js';
import { hasPayments } from '../polkadot/plain-block.js';
import type { SubstrateBlock } from './sandbox.js';

interface FilterInput {
  readonly input: SubstrateBlock;
  readonly ds: { readonly startBlock?: number };
}

/** A kind of block handler: for the blocks that `passes` lets through. */
function blockHandler(passes: (from: FilterInput) => boolean) {
  return {
    specVersion: '1.0.0',
    baseHandlerKind: 'substrate/BlockHandler',
    baseFilter: [],
    filterProcessor: passes,
    transformer: ({ input }: FilterInput) => Promise.resolve([input]),
    filterValidator: () => undefined,
  };
}

export default {
  kind: 'chaintill/Payments',
  validate: () => undefined,
  dsFilterProcessor: () => true,
  handlerProcessors: {
    'chaintill/StartBlock': blockHandler(
      ({ input, ds }) => input.block.header.number.toNumber() === ds.startBlock,
    ),
    'chaintill/BlockWithPayments': blockHandler(({ input }) => hasPayments(input)),
    'chaintill/BlockWithCompanies': blockHandler(({ input }) => hasCompanies(input)),
  },
};
