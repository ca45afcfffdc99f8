import type { EventRecord, SignedBlock } from '@polkadot/types/interfaces';

/** A block as polkadot.js' types decode it, of whatever source, with what is not in the block itself. */
export interface DecodedBlock extends Pick<SignedBlock, 'block'> {
  /** Of the runtime that executed the block: its parent's. */
  readonly specVersion: number;
  /** Of `timestamp.set`; undefined where the chain has none. */
  readonly timestamp: Date | undefined;
  /** All events of the block in order. */
  readonly events: readonly EventRecord[];
}
