/** Reads extrinsics of format 4, signed or bare, and 5, bare or general. */
import { blake2AsHex } from '@polkadot/util-crypto';
import type { AccountHex, ExtrinsicData } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import type { ReadCall } from './calls.js';
import { byte, compact, cursorOf, length, pass, ScaleError, type Cursor } from './cursor.js';
import type { FieldReaders } from './fields.js';
import type { RuntimeTypes } from './runtime-types.js';
import type { Skipping } from './skip.js';

export interface ReadExtrinsic extends ExtrinsicData {
  /** Of `timestamp.set`, in milliseconds since 1970; null of any other. */
  readonly moment: number | null;
}

const SIGNED_4 = 0x84;
const BARE_4 = 0x04;
const BARE_5 = 0x05;
const GENERAL_5 = 0x45;

/** @returns a function that throws `ScaleError` where the bytes are no extrinsic of the runtime */
export function extrinsicReader(
  { extrinsic }: RuntimeTypes,
  skips: Skipping,
  readers: FieldReaders,
  readCall: ReadCall,
): (hex: Hex) => ReadExtrinsic {
  const readAddress = readers('account', extrinsic.address);
  const skipSignature = skips.skipper(extrinsic.signature);
  const skipExtra = skips.skipper(extrinsic.extra);

  function readSigner(cursor: Cursor): AccountHex | null {
    switch (byte(cursor)) {
      case SIGNED_4: {
        const signer = readAddress(cursor);
        skipSignature(cursor);
        skipExtra(cursor);
        return signer as AccountHex | null;
      }
      case GENERAL_5:
        pass(cursor, 1); // the version of its extensions
        skipExtra(cursor);
        return null;
      case BARE_4:
      case BARE_5:
        return null;
      default:
        throw new ScaleError('an extrinsic of a format that is not known');
    }
  }

  return (hex) => {
    const cursor = cursorOf(hex);
    length(cursor);
    const signer = readSigner(cursor);
    const from = cursor.at;
    const call = readCall(cursor);
    if (cursor.at !== cursor.end) throw new ScaleError('an extrinsic with bytes behind its call');
    return {
      hash: blake2AsHex(cursor.bytes),
      signer,
      call,
      moment: call.name === 'timestamp.set' ? Number(compact({ ...cursor, at: from + 2 })) : null,
    };
  };
}
