/** A block of the fixture chain decoded by polkadot.js, in the form in which SubQuery hands one to a handler. */
import { Metadata, TypeRegistry } from '@polkadot/types';
import type { EventRecord, SignedBlock } from '@polkadot/types/interfaces';
import type { SubstrateBlock } from '../../../src/mappings/sandbox.js';
import type { Block } from '../build/block.js';
import type { Runtime } from '../build/runtime.js';

export type Decode = (block: Block) => SubstrateBlock;

export function decoder(runtime: Runtime): Decode {
  const registry = new TypeRegistry();
  registry.setMetadata(new Metadata(registry, runtime.metadata));
  return (block) => {
    const signed: SignedBlock = registry.createType('SignedBlock', {
      block: { header: block.header, extrinsics: block.extrinsics },
      justifications: null,
    });
    const events = registry.createType(
      'Vec<FrameSystemEventRecord>',
      block.events,
    ) as unknown as EventRecord[];
    return Object.assign(signed, {
      specVersion: runtime.version.specVersion,
      timestamp: new Date(block.timestamp),
      events,
    });
  };
}
