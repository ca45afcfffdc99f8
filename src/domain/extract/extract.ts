/** One block in plain data → what it says about money. Pure and total: odd input gives fewer facts, never an error. */
import type { AccountHex, BlockData, EventData, Phase } from './block.js';
import type { IndexedEvent } from './execution.js';
import { readExtrinsic } from './extrinsic.js';
import type { AssetFact, BlockFacts, FailedPaymentFact, Pairing, RemarkFact, TransferFact } from './facts.js';
import type { RemarkItem } from './pairing.js';
import { HOOK, type Reading } from './reading.js';
import { readInitialization } from './scheduled.js';

export function extract(block: BlockData): BlockFacts {
  const transfers: TransferFact[] = [];
  const remarks: RemarkFact[] = [];
  const failedPayments: FailedPaymentFact[] = [];
  for (const [phase, events] of byPhase(block.events)) {
    const reading = read(block, phase, events);
    const remarkOf = new Map<number, number>();
    for (const remark of reading.remarks) {
      const transfer = reading.pairs.get(remark);
      if (transfer) remarkOf.set(transfer.event.index, remarks.length);
      remarks.push({
        ...reading.origin,
        callPath: remark.callPath,
        bytes: remark.bytes,
        executed: remark.executed,
        pairing: pairing(reading, remark, transfer !== undefined),
        transferEventIndex: transfer?.event.index ?? null,
      });
    }
    const feePaid = events.find((event) => event.name === 'transactionPayment.TransactionFeePaid');
    const feePayer = account(feePaid, 0);
    const fee = amount(feePaid, 1);
    for (const failed of reading.failed) {
      failedPayments.push({ ...reading.origin, ...failed, feePayer, fee });
    }
    for (const event of events) {
      const moved = movement(event);
      if (!moved) continue;
      const remark = remarkOf.get(event.index) ?? null;
      transfers.push({
        ...reading.origin,
        ...moved,
        eventIndex: event.index,
        callPath: reading.callPaths.get(event.index) ?? reading.origin.callPath,
        feePayer,
        fee,
        pairing: pairing(reading, event, remark !== null),
        remark,
      });
    }
  }
  return { transfers, remarks, assets: block.events.flatMap(assetMetadata), failedPayments };
}

function byPhase(events: readonly EventData[]): Map<Phase, IndexedEvent[]> {
  const phases = new Map<Phase, IndexedEvent[]>();
  events.forEach((event, index) => {
    const group = phases.get(event.phase);
    if (group) group.push({ ...event, index });
    else phases.set(event.phase, [{ ...event, index }]);
  });
  return phases;
}

function read(block: BlockData, phase: Phase, events: readonly IndexedEvent[]): Reading {
  if (phase === 'initialization') return readInitialization(events);
  const extrinsic = phase === 'finalization' ? undefined : block.extrinsics[phase];
  return extrinsic && phase !== 'finalization' ? readExtrinsic(extrinsic, phase, events) : HOOK;
}

function pairing({ unclear }: Reading, of: RemarkItem | IndexedEvent, paired: boolean): Pairing {
  if (unclear === 'all' || unclear.has(of)) return 'ambiguous';
  return paired ? 'paired' : 'none';
}

function movement(event: EventData): Pick<TransferFact, 'asset' | 'from' | 'to' | 'value'> | null {
  const native = event.name === 'balances.Transfer';
  if (!native && event.name !== 'assets.Transferred') return null;
  const at = native ? 0 : 1;
  const asset = native ? null : event.fields[0];
  const from = account(event, at);
  const to = account(event, at + 1);
  const value = event.fields[at + 2];
  if (!from || !to || typeof value !== 'bigint' || (asset !== null && typeof asset !== 'string')) return null;
  return { asset, from, to, value };
}

function account(event: EventData | undefined, position: number): AccountHex | null {
  const field = event?.fields[position];
  return typeof field === 'string' ? (field as AccountHex) : null;
}

function amount(event: EventData | undefined, position: number): bigint | null {
  const field = event?.fields[position];
  return typeof field === 'bigint' ? field : null;
}

function assetMetadata(event: EventData): AssetFact[] {
  const [asset, name, symbol, decimals] = event.fields;
  if (event.name !== 'assets.MetadataSet' || typeof asset !== 'string') return [];
  if (typeof name !== 'string' || typeof symbol !== 'string' || typeof decimals !== 'number') return [];
  return [{ asset, name: name as AssetFact['name'], symbol: symbol as AssetFact['symbol'], decimals }];
}
