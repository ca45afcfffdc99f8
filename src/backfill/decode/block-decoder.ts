/**
 * A decoder made from a runtime's metadata. It reads of a block what the extractor asks for and passes over the rest, and
 * gives the same plain data as polkadot.js' types, in a hundredth of the time; the tests hold the two together.
 */
import { blake2AsHex } from '@polkadot/util-crypto';
import type { BlockData } from '../../domain/extract/block.js';
import { encodeHeader, type BlockHeader } from '../../domain/header.js';
import type { Hex } from '../../domain/hex.js';
import { callReader } from './calls.js';
import { cursorOf, ScaleError } from './cursor.js';
import { eventsReader, type BlockEvents } from './events.js';
import { extrinsicReader } from './extrinsics.js';
import { fieldReaders } from './fields.js';
import { runtimeTypes } from './runtime-types.js';
import { skipping } from './skip.js';

/** The block of an answer to `chain_getBlock`. */
export interface BlockJson {
  readonly header: Omit<BlockHeader, 'number' | 'digest'> & {
    /** In hex. */
    readonly number: Hex;
    readonly digest: { readonly logs: readonly Hex[] };
  };
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
      const number = Number.parseInt(header.number, 16);
      if (!Number.isSafeInteger(number)) throw new ScaleError('a header without a number');
      return {
        number,
        hash: hashOf({ ...header, number, digest: header.digest.logs }),
        timestamp: read.find(({ moment }) => moment !== null)?.moment ?? null,
        extrinsics: read.map(({ hash, signer, call }) => ({ hash, signer, call })),
        events,
      };
    },
  };
}

function hashOf(header: BlockHeader): Hex {
  try {
    return blake2AsHex(encodeHeader(header));
  } catch (error) {
    if (error instanceof RangeError) throw new ScaleError(error.message, { cause: error });
    throw error;
  }
}
