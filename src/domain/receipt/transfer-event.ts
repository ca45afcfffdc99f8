/**
 * Finds transfers in the encoded events of a block, `Vec<EventRecord { phase, event, topics }>`, without the metadata that
 * says where each event ends: by the bytes that such an event has. `Balances.Transfer { from, to, amount }` and
 * `Assets.Transferred { asset_id, from, to, amount }` have them; which pallet and event it is, the bytes say as two numbers.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { hexToBytes, type Hex } from '../hex.js';
import { readScale } from '../scale.js';

export interface PaidTransfer {
  readonly eventIndex: number;
  readonly extrinsicIndex: number;
  readonly from: Hex;
  readonly to: Hex;
  /** In the smallest unit, in decimal. */
  readonly value: string;
}

export interface FoundTransfer {
  readonly eventIndex: number;
  /** Of its record, in the encoded events. */
  readonly offset: number;
  /** Numbers that the runtime's metadata names. */
  readonly pallet: number;
  readonly event: number;
}

const AMOUNT_BYTES = 16;
/** A public key, or an account as Ethereum has them. */
const ACCOUNT_BYTES: readonly number[] = [32, 20];
/** How wide the number of an asset is, depending on the runtime. */
const ASSET_WIDTHS = [4, 8, 16] as const;
/** `Phase::ApplyExtrinsic` with the extrinsic's index. */
const PHASE_BYTES = 5;
const NAME_BYTES = 2;
/** Transfers have no topics. */
const NO_TOPICS = Uint8Array.of(0);

/**
 * @param events the value of `System.Events`
 * @param transfers of one asset
 * @param asset null: the chain's own token
 * @returns each of them in order, none over another; null where one is not found
 */
export function findTransfers(
  events: Uint8Array,
  transfers: readonly PaidTransfer[],
  asset: string | null,
): readonly FoundTransfer[] | null {
  const count = readScale(events, (reader) => {
    const length = reader.length();
    reader.skip();
    return length;
  });
  const found: FoundTransfer[] = [];
  let from = 0;
  for (const transfer of transfers.toSorted((a, b) => a.eventIndex - b.eventIndex)) {
    const places = bodies(transfer, asset).flatMap((body) => find(events, from, transfer, body));
    const [place] = places.toSorted((a, b) => a.found.offset - b.found.offset);
    if (place === undefined || count === null || transfer.eventIndex >= count) return null;
    found.push(place.found);
    from = place.end;
  }
  return found;
}

/** What follows the event's numbers, in every form that it may have. */
function bodies({ from, to, value }: PaidTransfer, asset: string | null): readonly Uint8Array[] {
  const accounts = [hexToBytes(from), hexToBytes(to)];
  const amount = littleEndian(BigInt(value), AMOUNT_BYTES);
  if (amount === null || !accounts.every(({ length }) => ACCOUNT_BYTES.includes(length))) return [];
  const rest = [...accounts, amount, NO_TOPICS];
  if (asset === null) return [concatBytes(...rest)];
  if (!/^\d+$/.test(asset)) return [];
  return ASSET_WIDTHS.flatMap((width) => {
    const id = littleEndian(BigInt(asset), width);
    return id ? [concatBytes(id, ...rest)] : [];
  });
}

interface Place {
  readonly found: FoundTransfer;
  readonly end: number;
}

/** The first place from an offset on. */
function find(
  events: Uint8Array,
  from: number,
  { eventIndex, extrinsicIndex }: PaidTransfer,
  body: Uint8Array,
): readonly Place[] {
  const index = littleEndian(BigInt(extrinsicIndex), PHASE_BYTES - 1);
  if (index === null) return [];
  const phase = concatBytes(Uint8Array.of(0), index);
  const length = PHASE_BYTES + NAME_BYTES + body.length;
  for (let offset = from; offset + length <= events.length; offset++) {
    if (!standsAt(events, offset, phase)) continue;
    if (!standsAt(events, offset + PHASE_BYTES + NAME_BYTES, body)) continue;
    const [pallet = 0, event = 0] = events.subarray(offset + PHASE_BYTES);
    return [{ found: { eventIndex, offset, pallet, event }, end: offset + length }];
  }
  return [];
}

function standsAt(bytes: Uint8Array, offset: number, part: Uint8Array): boolean {
  return part.every((byte, i) => bytes[offset + i] === byte);
}

/** @returns null where the number is wider. */
function littleEndian(value: bigint, width: number): Uint8Array | null {
  if (value >> BigInt(8 * width) !== 0n) return null;
  return Uint8Array.from({ length: width }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
