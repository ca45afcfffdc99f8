/**
 * Which calls of an extrinsic ran, which did not, and which events are theirs: the call tree and the extrinsic's events are walked
 * together, backward, by the events that end a call (`SETTLEMENT` rule 13). Backward, because an end event tells how
 * the call before it ended, while nothing on chain tells where a call began.
 */
import { innerActor } from './actor.js';
import type { AccountHex, CallData, EventData } from './block.js';
import { containerOf, hidesCalls, isMarker, isRemark } from './calls.js';
import type { FailedBy } from './facts.js';
import { intendedTransfer } from './intended.js';
import { chainError, unrunLeaves, type Failure, type UnrunLeaf } from './unrun.js';

/** An event of the extrinsic with its index in the block. */
export interface IndexedEvent extends EventData {
  readonly index: number;
}

/** A call without calls inside that ran and was not undone. */
export interface ExecutedLeaf {
  readonly kind: 'ran';
  readonly call: CallData;
  /** `utility.batchAll[0].balances.transferKeepAlive` */
  readonly path: string;
  /** Its events, in order. Those of the first leaf that ran may be mixed with those of taking the fee: `first`. */
  readonly events: readonly IndexedEvent[];
  readonly first: boolean;
}

/** `null`: the events do not fit the calls, or a call ran that the tree does not show. */
export type Execution = readonly (ExecutedLeaf | UnrunLeaf)[] | null;

/** Thrown and caught in this file only, to leave the walk. */
class DoesNotFit extends Error {}

/**
 * All calls without calls inside, in order.
 * @param signer as whom the outermost call is dispatched
 * @param events those of one successful extrinsic, in order
 */
export function callsOf(
  call: CallData,
  signer: AccountHex | null,
  events: readonly IndexedEvent[],
): Execution {
  const walk = new Walk(events);
  try {
    walk.ran(call, call.name, signer);
    return walk.finish();
  } catch (error) {
    if (error instanceof DoesNotFit) return null;
    throw error;
  }
}

class Walk {
  /** Events from here on belong to calls that are done with. */
  #end: number;
  readonly #events: readonly IndexedEvent[];
  /** Last leaf first. */
  readonly #leaves: (ExecutedLeaf | UnrunLeaf)[] = [];

  constructor(events: readonly IndexedEvent[]) {
    this.#events = events;
    this.#end = events.length;
  }

  finish(): readonly (ExecutedLeaf | UnrunLeaf)[] {
    if (this.#nearestMarker() >= 0) throw new DoesNotFit();
    return this.#leaves.reverse();
  }

  /** Takes the events of a call that ran and did not fail. */
  ran(call: CallData, path: string, actor: AccountHex | null): void {
    const container = containerOf(call);
    if (container?.kind === 'batch') {
      this.#batch(call, path, actor);
      return;
    }
    const [inner] = call.calls;
    if (!inner || container?.kind === 'deferred') {
      this.#leaf(call, path);
      return;
    }
    if (!container || call.calls.length > 1) throw new DoesNotFit();
    const innerPath = `${path}.${inner.name}`;
    const marker = this.#events[this.#nearestMarker()];
    let how: FailedBy;
    switch (container.kind) {
      case 'transparent':
        this.ran(inner, innerPath, innerActor(call, actor));
        return;
      case 'multisig':
        if (marker?.name !== 'multisig.MultisigExecuted') {
          this.#leaf(call, path);
          return;
        }
        if (inner.hash === undefined || marker.fields[3] !== inner.hash) throw new DoesNotFit();
        how = 'multisig';
        break;
      case 'marked':
        if (!marker || !container.markers.includes(marker.name)) {
          if (container.always) throw new DoesNotFit();
          this.#leaf(call, path);
          return;
        }
        how = container.failure;
        break;
    }
    this.#pop();
    const result = marker.fields.at(-1);
    const as = innerActor(call, actor, marker);
    if (result === true) this.ran(inner, innerPath, as);
    else this.#didNotRun(inner, innerPath, as, { how, error: chainError(result) });
  }

  #batch(call: CallData, path: string, actor: AccountHex | null): void {
    const end = this.#pop();
    const completed = completedItems(call, end);
    const error = chainError(end?.fields[1]);
    for (let i = call.calls.length - 1; i >= completed; i--) {
      const item = call.calls[i];
      if (!item) throw new DoesNotFit();
      const failure = { how: 'interrupted', error, skipped: i > completed } as const;
      this.#didNotRun(item, `${path}[${i}].${item.name}`, actor, failure);
    }
    const nearest = this.#events[this.#nearestMarker()]?.name;
    if (completed > 0 && nearest !== 'utility.ItemCompleted' && nearest !== 'utility.ItemFailed') {
      this.#batchWithoutItemEvents(call.calls.slice(0, completed), path);
      return;
    }
    for (let i = completed - 1; i >= 0; i--) {
      const item = call.calls[i];
      const end = this.#pop();
      if (!item) throw new DoesNotFit();
      const itemPath = `${path}[${i}].${item.name}`;
      if (end?.name === 'utility.ItemCompleted') this.ran(item, itemPath, actor);
      else if (end?.name === 'utility.ItemFailed' && call.name === 'utility.forceBatch') {
        this.#didNotRun(item, itemPath, actor, { how: 'item', error: chainError(end.fields[0]) });
      } else throw new DoesNotFit();
    }
  }

  /**
   * Runtimes before `ItemCompleted`: nothing tells one item's events from the next one's, so this fits only where every
   * item is a remark or a known transfer, and the transfers that happened are, one by one, those that were meant.
   */
  #batchWithoutItemEvents(items: readonly CallData[], path: string): void {
    const transfers = this.#takeRange().filter(isTransfer);
    let next = transfers.length;
    for (let i = items.length - 1; i >= 0; i--) {
      const item = items[i];
      if (!item || item.calls.length > 0) throw new DoesNotFit();
      let events: IndexedEvent[] = [];
      if (!isRemark(item)) {
        const transfer = transfers[--next];
        if (!transfer || !makes(item, transfer)) throw new DoesNotFit();
        events = [transfer];
      }
      this.#leaves.push({
        kind: 'ran',
        call: item,
        path: `${path}[${i}].${item.name}`,
        events,
        first: false,
      });
    }
    if (next !== 0) throw new DoesNotFit();
  }

  #didNotRun(call: CallData, path: string, actor: AccountHex | null, failure: Failure): void {
    for (const leaf of unrunLeaves(call, path, actor, failure).reverse()) this.#leaves.push(leaf);
  }

  #leaf(call: CallData, path: string): void {
    if (hidesCalls(call)) throw new DoesNotFit();
    const events = this.#takeRange();
    this.#leaves.push({ kind: 'ran', call, path, events, first: this.#end === 0 });
  }

  /** The events back to the nearest marker, or to the extrinsic's first event. */
  #takeRange(): IndexedEvent[] {
    const start = this.#nearestMarker() + 1;
    const range = this.#events.slice(start, this.#end);
    this.#end = start;
    return range;
  }

  /** Position of the last marker that is not taken yet, or -1. */
  #nearestMarker(): number {
    let i = this.#end - 1;
    for (; i >= 0; i--) {
      const event = this.#events[i];
      if (event && isMarker(event.name)) break;
    }
    return i;
  }

  #pop(): IndexedEvent | undefined {
    const position = this.#nearestMarker();
    if (position >= 0) this.#end = position;
    return this.#events[position];
  }
}

/** How many items of a batch were tried and not rolled back with their failure, told by the event that ends it. */
function completedItems(call: CallData, end: EventData | undefined): number {
  if (end?.name === 'utility.BatchCompleted') return call.calls.length;
  if (end?.name === 'utility.BatchCompletedWithErrors' && call.name === 'utility.forceBatch')
    return call.calls.length;
  if (end?.name === 'utility.BatchInterrupted' && call.name === 'utility.batch') {
    const failed = end.fields[0];
    if (typeof failed === 'number' && failed < call.calls.length) return failed;
  }
  throw new DoesNotFit();
}

export function isTransfer(event: EventData): boolean {
  return event.name === 'balances.Transfer' || event.name === 'assets.Transferred';
}

/** Whether this transfer event is the one that this call means to make. */
export function makes(call: CallData, transfer: EventData): boolean {
  const intended = intendedTransfer(call);
  if (!intended) return false;
  const native = transfer.name === 'balances.Transfer';
  const [asset, to] = native ? [null, transfer.fields[1]] : [transfer.fields[0], transfer.fields[2]];
  return intended.asset === asset && (intended.to === null || intended.to === to);
}
