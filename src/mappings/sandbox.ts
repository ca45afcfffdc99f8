/** What @subql/node gives to the code that it runs in its sandbox, as far as we use it. */
import type { EventRecord, SignedBlock } from '@polkadot/types/interfaces';

/** A decoded block as handlers get it. */
export interface SubstrateBlock extends SignedBlock {
  readonly specVersion: number;
  /** Of `timestamp.set`. */
  readonly timestamp: Date | undefined;
  readonly events: EventRecord[];
}

export interface Row {
  readonly id: string;
}

/** Writes of one block, which commit together with the block's height, and reads of what was written before. */
export interface Store {
  /** An absent column is undefined or null. */
  get(entity: string, id: string): Promise<Row | undefined>;
  bulkCreate(entity: string, rows: readonly Row[]): Promise<void>;
  set(entity: string, id: string, row: Row): Promise<void>;
}

export interface Logger {
  warn(message: string): void;
}
