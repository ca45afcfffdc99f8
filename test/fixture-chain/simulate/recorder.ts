import type { Hex } from '../../../src/domain/hex.js';
import type { Event } from '../build/plain.js';
import type { Step, TransferStep } from './truth.js';

/** Events and truth of one dispatch, with the rollback of a storage layer. */
export interface Recorder {
  readonly events: readonly Event[];
  readonly steps: readonly Step[];
  readonly hidden: boolean;
  /** Deposits an event; one that is a transfer is a step of its own. */
  emit(event: Event, path: string | null, purpose?: TransferStep['purpose']): void;
  remark(data: Hex, path: string | null, event?: Event): void;
  /** Says that something ran that the block does not show. */
  hide(): void;
  /** Runs in a storage layer: when it answers false, all that it did is undone. */
  layer(run: () => boolean): boolean;
}

export function createRecorder(): Recorder {
  const events: Event[] = [];
  const steps: Step[] = [];
  let hidden = false;

  return {
    events,
    steps,
    get hidden() {
      return hidden;
    },
    emit(event, path, purpose = 'payment') {
      const transfer = transferOf(event);
      if (transfer) steps.push({ kind: 'transfer', event: events.length, path, purpose, ...transfer });
      events.push(event);
    },
    remark(data, path, event) {
      steps.push({ kind: 'remark', data, path, event: event ? events.length : null });
      if (event) events.push(event);
    },
    hide() {
      hidden = true;
    },
    layer(run) {
      const before = { events: events.length, steps: steps.length, hidden };
      const ok = run();
      if (!ok) {
        events.length = before.events;
        steps.length = before.steps;
        hidden = before.hidden;
      }
      return ok;
    },
  };
}

function transferOf(event: Event): Pick<TransferStep, 'asset' | 'from' | 'to' | 'amount'> | null {
  const { data } = event;
  if (event.name === 'balances.Transfer') {
    const [from, to, amount] = data as [Hex, Hex, bigint];
    return { asset: null, from, to, amount };
  }
  if (event.name === 'assets.Transferred') {
    const [asset, from, to, amount] = data as [number, Hex, Hex, bigint];
    return { asset: String(asset), from, to, amount };
  }
  return null;
}
