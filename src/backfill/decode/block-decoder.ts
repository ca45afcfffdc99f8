/**
 * A decoder made from a runtime's metadata. It reads of a block what the extractor asks for and passes over the rest, and
 * gives the same plain data as polkadot.js' types, in a hundredth of the time; the tests hold the two together.
 */
import type { BlockData } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import { callReader } from './calls.js';
import { cursorOf } from './cursor.js';
import { eventsReader, type BlockEvents } from './events.js';
import { extrinsicReader } from './extrinsics.js';
import { fieldReaders } from './fields.js';
import { readHeaderJson, type HeaderJson } from './header.js';
import { runtimeTypes } from './runtime-types.js';
import { skipping } from './skip.js';

/** The block of an answer to `chain_getBlock`. */
export interface BlockJson {
  readonly header: HeaderJson;
  readonly extrinsics: readonly Hex[];
}

export interface BlockDecoder {
  /**
   * @param value of `System.Events` after the block
   * @throws {ScaleError}
   */
  events(value: Hex): BlockEvents;
  /** @throws {ScaleError} */
  block(block: BlockJson, events: BlockEvents): BlockData;
}

/**
 * @param metadata the answer to `state_getMetadata`
 * @throws {ChaintillError} `METADATA_UNSUPPORTED`, `RUNTIME_UNSUPPORTED`
 */
export function createBlockDecoder(metadata: Hex): BlockDecoder {
  const runtime = runtimeTypes(metadata);
  const skips = skipping(runtime);
  const readers = fieldReaders(runtime, skips);
  const readExtrinsic = extrinsicReader(runtime, skips, readers, callReader(runtime, skips, readers));
  const readEvents = eventsReader(runtime, skips, readers);
  return {
    events: (value) => readEvents(cursorOf(value)),
    block({ header, extrinsics }, { events }) {
      const read = extrinsics.map(readExtrinsic);
      const { number, hash } = readHeaderJson(header);
      return {
        number,
        hash,
        timestamp: read.find(({ moment }) => moment !== null)?.moment ?? null,
        extrinsics: read.map(({ hash, signer, call }) => ({ hash, signer, call })),
        events,
      };
    },
  };
}
