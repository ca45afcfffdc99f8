/** The adapter: a block as polkadot.js decodes it → the plain data that the extractor reads. */
import type { EventRecord } from '@polkadot/types/interfaces';
import type { BlockData, CallData, EventData, ExtrinsicData, Phase } from '../domain/extract/block.js';
import { isRemark } from '../domain/extract/calls.js';
import { eventFields, isFailure, isWantedEvent, mayBeFailure } from '../domain/extract/fields.js';
import { intendedTransfer } from '../domain/extract/intended.js';
import { plainCall } from './plain-call.js';
import { plainField } from './plain-field.js';
import type { DecodedBlock } from './decoded-block.js';

type Extrinsic = DecodedBlock['block']['extrinsics'][number];

export function plainBlock(block: DecodedBlock): BlockData {
  const { header, extrinsics } = block.block;
  return {
    number: header.number.toNumber(),
    hash: header.hash.toHex(),
    timestamp: block.timestamp?.getTime() ?? null,
    extrinsics: extrinsics.map((extrinsic) => plainExtrinsic(extrinsic, block.specVersion)),
    events: block.events.map(plainEvent),
  };
}

/**
 * Whether a block can hold anything to extract; most blocks of most chains do not, and running a handler for them is
 * what costs SubQuery most. Transfers leave events in whatever phase; a remark may be known by its call alone, and a
 * payment that failed by its call and an event that says so.
 */
export function hasPayments(block: DecodedBlock): boolean {
  if (block.events.some((record) => isWantedEvent(nameOf(record)))) return true;
  const somethingFailed = block.events.some(
    (record) => mayBeFailure(nameOf(record)) && isFailure(plainEvent(record)),
  );
  const isWantedCall = (call: CallData): boolean =>
    isRemark(call) || (somethingFailed && intendedTransfer(call) !== null) || call.calls.some(isWantedCall);
  return block.block.extrinsics.some((extrinsic) =>
    isWantedCall(plainCall(extrinsic.method, block.specVersion)),
  );
}

function plainExtrinsic(extrinsic: Extrinsic, specVersion: number): ExtrinsicData {
  const signer = extrinsic.isSigned ? plainField(extrinsic.signer, 'account') : null;
  return {
    hash: extrinsic.hash.toHex(),
    signer: typeof signer === 'string' ? (signer as ExtrinsicData['signer']) : null,
    call: plainCall(extrinsic.method, specVersion),
  };
}

function plainEvent(record: EventRecord): EventData {
  const name = nameOf(record);
  const data = record.event.data;
  return {
    name,
    phase: phaseOf(record),
    fields: eventFields(name).map((kind, i) => plainField(data[i], kind)),
  };
}

function nameOf({ event }: EventRecord): string {
  return `${event.section}.${event.method}`;
}

function phaseOf({ phase }: EventRecord): Phase {
  if (phase.isApplyExtrinsic) return phase.asApplyExtrinsic.toNumber();
  return phase.isInitialization ? 'initialization' : 'finalization';
}
