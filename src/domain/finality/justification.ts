/** A GRANDPA justification (`sp_consensus_grandpa::GrandpaJustification`): the votes that made a block final. */
import { readScale, type ScaleReader } from '../scale.js';
import { readHeader } from './header.js';

const HASH_BYTES = 32;
const NUMBER_BYTES = 4;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;

/** A block by its hash and number, encoded as votes name it: the hash, then the number in four bytes. */
export interface VotedBlock {
  readonly hash: Uint8Array;
  readonly number: number;
  readonly encoded: Uint8Array;
}

export interface Precommit {
  readonly block: VotedBlock;
  readonly signature: Uint8Array;
  /** The authority's ed25519 key. */
  readonly key: Uint8Array;
}

export interface Justification {
  /** As it is signed: eight bytes. */
  readonly round: Uint8Array;
  readonly target: VotedBlock;
  readonly precommits: readonly Precommit[];
  /** Encoded headers of blocks between the target and what was voted for above it. */
  readonly ancestries: readonly Uint8Array[];
}

/** @returns null for bytes that are no justification. */
export function decodeJustification(bytes: Uint8Array): Justification | null {
  return readScale(bytes, (reader) => {
    const round = reader.bytes(8);
    const target = readBlock(reader);
    const precommits = reader.items(() => ({
      block: readBlock(reader),
      signature: reader.bytes(SIGNATURE_BYTES),
      key: reader.bytes(KEY_BYTES),
    }));
    const headers = reader.items(() => readHeader(reader));
    const ancestries = headers.filter((header) => header !== null);
    return ancestries.length < headers.length ? null : { round, target, precommits, ancestries };
  });
}

function readBlock(reader: ScaleReader): VotedBlock {
  const encoded = reader.bytes(HASH_BYTES + NUMBER_BYTES);
  const number = new DataView(encoded.buffer, encoded.byteOffset).getUint32(HASH_BYTES, true);
  return { hash: encoded.subarray(0, HASH_BYTES), number, encoded };
}

/** What a node answers to `grandpa_proveFinality`. */
export interface FinalityProof {
  readonly justification: Uint8Array;
  /** Encoded, from the block after the one that was asked for to the one that the justification is of. */
  readonly headers: readonly Uint8Array[];
}

/** @returns null for bytes that are no finality proof. */
export function decodeFinalityProof(bytes: Uint8Array): FinalityProof | null {
  return readScale(bytes, (reader) => {
    reader.bytes(HASH_BYTES); // the block that the justification is of, which it says itself
    const justification = reader.bytes(reader.length());
    const given = reader.items(() => readHeader(reader));
    const headers = given.filter((header) => header !== null);
    return headers.length < given.length ? null : { justification, headers };
  });
}
