import type { CallData, ExtrinsicData } from './block.js';
import { isRemark } from './calls.js';
import { callsOf, isTransfer, makes, type ExecutedLeaf, type IndexedEvent } from './execution.js';
import type { Origin } from './facts.js';
import { intendedTransfer } from './intended.js';
import { pairAsMeant, type EmptyItem } from './meant.js';
import type { RemarkItem, TransferItem } from './pairing.js';
import type { Reading } from './reading.js';
import { remarkedBytes } from './scheduled.js';
import { chainError, unrunLeaves, type UnrunLeaf } from './unrun.js';

/** @param events those of this extrinsic, in order */
export function readExtrinsic(
  extrinsic: ExtrinsicData,
  index: number,
  events: readonly IndexedEvent[],
): Reading {
  const origin: Origin = {
    extrinsicIndex: index,
    extrinsicHash: extrinsic.hash,
    callPath: null,
    signer: extrinsic.signer,
  };
  const outcome = events.findLast((event) => OUTCOMES.has(event.name));
  const { call, signer } = extrinsic;
  if (outcome?.name === 'system.ExtrinsicFailed') {
    // All calls were undone; what events there are come from taking the fee.
    const failure = { how: 'extrinsic', error: chainError(outcome.fields[0]) } as const;
    const { failed } = pairAsMeant(unrunLeaves(call, call.name, signer, failure));
    return { origin, unclear: new Set(), remarks: [], pairs: new Map(), callPaths: new Map(), failed };
  }
  const calls = outcome ? callsOf(call, signer, events) : null;
  if (!calls) return ambiguous(call, origin, events);

  const feeInAsset = events.some((event) => event.name.endsWith('.AssetTxFeePaid'));
  const steps = calls.flatMap((leaf): (RanItem | UnrunLeaf)[] =>
    leaf.kind === 'ran' ? leafItems(leaf, feeInAsset) : [leaf],
  );
  const callPaths = new Map<number, string>();
  for (const step of steps) if (step.kind === 'transfer') callPaths.set(step.event.index, step.path);
  return {
    origin,
    remarks: steps.filter((step) => step.kind === 'remark'),
    callPaths,
    ...pairAsMeant(steps),
  };
}

const OUTCOMES: ReadonlySet<string> = new Set(['system.ExtrinsicSuccess', 'system.ExtrinsicFailed']);

interface PathedTransfer extends TransferItem {
  readonly path: string;
}

type RanItem = RemarkItem | PathedTransfer | EmptyItem;

/** The remarks and claimable transfers of one executed call. */
function leafItems(leaf: ExecutedLeaf, feeInAsset: boolean): RanItem[] {
  const path = leaf.path;
  const [bytes] = leaf.call.fields;
  if (isRemark(leaf.call)) {
    return typeof bytes === 'string'
      ? [{ kind: 'remark', bytes: bytes as RemarkItem['bytes'], callPath: path, executed: 'yes' }]
      : [];
  }
  if (intendedTransfer(leaf.call)) {
    const event = leaf.events.findLast((candidate) => makes(leaf.call, candidate));
    return [event ? { kind: 'transfer', event, path } : { kind: 'empty' }];
  }
  return ownEvents(leaf, feeInAsset).flatMap((event): RanItem[] => {
    if (isTransfer(event)) return [{ kind: 'transfer', event, path }];
    const remark = remarkedBytes(event);
    return remark ? [{ ...remark, callPath: path }] : [];
  });
}

/**
 * The events of a call that we do not know, less those of taking the fee, which come before the first call's: all up to
 * the withdrawal of the fee. Where the fee was paid in an asset by a swap, nothing tells the two apart.
 */
function ownEvents(leaf: ExecutedLeaf, feeInAsset: boolean): readonly IndexedEvent[] {
  if (!leaf.first) return leaf.events;
  const withdrawal = leaf.events.findIndex((event) => event.name === 'balances.Withdraw');
  return feeInAsset || withdrawal < 0 ? [] : leaf.events.slice(withdrawal + 1);
}

/**
 * Nothing is paired. Remarks are those that events carry, and those of visible calls, of which it is unknown whether
 * they ran. `llm.remark` always leaves an event, so the call alone says nothing.
 */
function ambiguous(call: CallData, origin: Origin, events: readonly IndexedEvent[]): Reading {
  const remarks = [
    ...events.map(remarkedBytes).filter((remark) => remark !== null),
    ...callRemarks(call, call.name).filter((remark) => !remark.callPath?.endsWith('llm.remark')),
  ];
  return {
    origin: { ...origin, callPath: call.name },
    unclear: 'all',
    remarks,
    pairs: new Map(),
    callPaths: new Map(),
    failed: [],
  };
}

function callRemarks(call: CallData, path: string): RemarkItem[] {
  const [bytes] = call.fields;
  if (isRemark(call) && typeof bytes === 'string') {
    return [{ kind: 'remark', bytes: bytes as RemarkItem['bytes'], callPath: path, executed: 'unknown' }];
  }
  return call.calls.flatMap((inner, i) =>
    callRemarks(inner, call.calls.length > 1 ? `${path}[${i}].${inner.name}` : `${path}.${inner.name}`),
  );
}
