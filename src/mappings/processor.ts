/**
 * The custom datasource `chaintill/Payments`: SubQuery asks `filterProcessor` of each block, in a sandbox of its own,
 * and makes the costly decorated API only for blocks that pass. Bundled on its own as dist/indexer/processor.js.
 */
import { hasPayments } from '../polkadot/plain-block.js';
import type { SubstrateBlock } from './sandbox.js';

interface FilterInput {
  readonly input: SubstrateBlock;
}

const blockWithPayments = {
  specVersion: '1.0.0',
  baseHandlerKind: 'substrate/BlockHandler',
  baseFilter: [],
  filterProcessor: ({ input }: FilterInput) => hasPayments(input),
  transformer: ({ input }: FilterInput) => Promise.resolve([input]),
  filterValidator: () => undefined,
};

export default {
  kind: 'chaintill/Payments',
  validate: () => undefined,
  dsFilterProcessor: () => true,
  handlerProcessors: { 'chaintill/BlockWithPayments': blockWithPayments },
};
