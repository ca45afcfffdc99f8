import { concatBytes } from '@noble/hashes/utils.js';
import { ChaintillError } from '../errors.js';
import { isReference } from '../reference.js';
import { encodeText, encodeU64, readScale, U64_MAX } from '../scale.js';
import { remarkUtf8, seal } from './envelope.js';

/** What Liberland's offices write about a spending: `RemarkInfo` of its wallet. */
export interface GovernmentRemark {
  readonly category: string;
  readonly project: string;
  readonly supplier: string;
  readonly description: string;
  readonly finalDestination: string;
  /** As the office wrote it, 0 to 2^64 - 1; the format gives no unit beside the name. */
  readonly amountInUSDAtDateOfPayment: bigint;
  /** Milliseconds since 1970, 0 to 2^64 - 1. */
  readonly date: bigint;
  readonly currency: string;
}

/** What the bridge to Ethereum makes offices write: where the money goes on, and the order that it pays. */
const DESTINATION = /^0x[0-9a-fA-F]{40}, (.+)$/;

/** Reads the inflated bytes of a remark; null unless they are one `RemarkInfo`, to the last byte. */
export function readGovernmentRemark(inflated: Uint8Array): GovernmentRemark | null {
  return readScale(inflated, (scale) => ({
    category: scale.text(),
    project: scale.text(),
    supplier: scale.text(),
    description: scale.text(),
    finalDestination: scale.text(),
    amountInUSDAtDateOfPayment: scale.u64(),
    date: scale.u64(),
    currency: scale.text(),
  }));
}

/** The order id in a destination `<0x address>, <order id>`; null when there is none or it is no reference. */
export function governmentReference(finalDestination: string): string | null {
  const orderId = DESTINATION.exec(finalDestination)?.[1];
  return orderId !== undefined && isReference(orderId) ? orderId : null;
}

/**
 * The bytes of a government remark, equal to those of Liberland's own wallet.
 * @throws {ChaintillError} `INVALID_REMARK`
 */
export function encodeGovernmentRemark(remark: GovernmentRemark): Uint8Array {
  const text = (field: keyof GovernmentRemark, value: string) => encodeText(remarkUtf8(field, value));
  return seal(
    concatBytes(
      text('category', remark.category),
      text('project', remark.project),
      text('supplier', remark.supplier),
      text('description', remark.description),
      text('finalDestination', remark.finalDestination),
      number('amountInUSDAtDateOfPayment', remark.amountInUSDAtDateOfPayment),
      number('date', remark.date),
      text('currency', remark.currency),
    ),
  );
}

function number(field: string, value: bigint): Uint8Array {
  if (value < 0n || value > U64_MAX) {
    throw new ChaintillError('INVALID_REMARK', `${field}: write a number from 0 to ${U64_MAX.toString()}`);
  }
  return encodeU64(value);
}
