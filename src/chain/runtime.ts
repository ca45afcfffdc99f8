import { Metadata, TypeRegistry } from '@polkadot/types';
import type { EventRecord, SignedBlock } from '@polkadot/types/interfaces';
import type { BlockData } from '../domain/extract/block.js';
import type { Hex } from '../domain/hex.js';
import { plainBlock } from '../polkadot/plain-block.js';

/** A block as a node answers it. */
export interface EncodedBlock {
  /** Of `chain_getBlock`: header and extrinsics as JSON. */
  readonly block: unknown;
  /** The value of `System.Events` after the block. */
  readonly events: Hex;
}

/** One version of a chain's runtime: what it takes to read the blocks that it executed. */
export interface Runtime {
  /** @throws {Error} where the answer is no block of this runtime */
  decode(encoded: EncodedBlock): BlockData;
}

/**
 * polkadot.js' types without its decorated API, which costs more than all decoding.
 * @param metadata the answer to `state_getMetadata`
 * @throws {Error} where it is no metadata
 */
export function createRuntime(metadata: Hex, specVersion: number): Runtime {
  const registry = new TypeRegistry();
  // Its warnings of signed extensions that it does not know would go to the console.
  registry.setMetadata(new Metadata(registry, metadata), undefined, undefined, true);
  return {
    decode({ block, events }) {
      const signed: SignedBlock = registry.createType('SignedBlock', { block, justifications: null });
      const records = registry.createType('Vec<FrameSystemEventRecord>', events);
      return plainBlock({
        block: signed.block,
        specVersion,
        timestamp: timestampOf(signed),
        events: records as unknown as EventRecord[],
      });
    },
  };
}

/** As the indexer reads it: what the first `timestamp.set` says. */
function timestampOf({ block }: SignedBlock): Date | undefined {
  const set = block.extrinsics.find(
    ({ method: call }) => call.section === 'timestamp' && call.method === 'set',
  );
  const moment = set?.method.args[0]?.toJSON();
  return typeof moment === 'number' ? new Date(moment) : undefined;
}
