import { encodeLength } from '../../domain/scale.js';
import { hexToBytes, type Hex } from '../../domain/hex.js';

/** A header in the JSON form of the RPC. */
export interface HeaderJson {
  readonly parentHash: Hex;
  /** In hex. */
  readonly number: Hex;
  readonly stateRoot: Hex;
  readonly extrinsicsRoot: Hex;
  /** Each an encoded item. */
  readonly digest: { readonly logs: readonly Hex[] };
}

/** The bytes whose hash is the block's. */
export function encodeHeader(
  { parentHash, stateRoot, extrinsicsRoot, digest }: HeaderJson,
  number: number,
): Uint8Array {
  return Buffer.concat([
    hexToBytes(parentHash),
    encodeLength(number),
    hexToBytes(stateRoot),
    hexToBytes(extrinsicsRoot),
    encodeLength(digest.logs.length),
    ...digest.logs.map(hexToBytes),
  ]);
}
