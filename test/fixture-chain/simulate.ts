/** The dispatch simulator: an extrinsic or a scheduled task, its events in true order, and what really happened. */
import type { Hex } from '../../src/domain/hex.js';
import { dispatchResult, event, type Call, type Event } from './build/plain.js';
import { dispatch, type Hashing } from './simulate/dispatch.js';
import { shownAs } from './simulate/origins.js';
import { createRecorder, type Recorder } from './simulate/recorder.js';
import type { Simulated, Trace } from './simulate/truth.js';

export type { Hashing } from './simulate/dispatch.js';
export type { RemarkStep, Simulated, Step, Trace, TransferStep } from './simulate/truth.js';

/** Events of the fee, before and after the call. Transfers among them are no payments. */
export interface Fee {
  readonly before: readonly Event[];
  readonly after: readonly Event[];
}

export interface ExtrinsicInput {
  readonly signer: Hex;
  readonly call: Call;
  readonly fee: Fee;
  /** Default true; see `Dispatching.itemEvents`. */
  readonly itemEvents?: boolean;
  /** Default true; see `Dispatching.officesFail`. */
  readonly officesFail?: boolean;
}

/** Applies a signed extrinsic: fee, call, fee again, and the event that ends every extrinsic. */
export function simulateExtrinsic(input: ExtrinsicInput, hashing: Hashing): Simulated {
  const { signer, call, fee, itemEvents = true, officesFail = true } = input;
  const recorder = createRecorder();
  for (const taken of fee.before) recorder.emit(taken, null, 'fee');
  const to = { recorder, itemEvents, officesFail, ...hashing };
  const trace = dispatch(to, call, shownAs(signer), call.name);
  for (const settled of fee.after) recorder.emit(settled, null, 'fee');
  const { error } = trace;
  recorder.emit(error ? event('system.ExtrinsicFailed', [error]) : event('system.ExtrinsicSuccess'), null);
  return result(recorder, trace);
}

/** Runs a call that the scheduler dispatches on initialization: the block shows its events only. */
export function simulateTask(call: Call, origin: Hex, when: number, hashing: Hashing): Simulated {
  const recorder = createRecorder();
  const to = { recorder, itemEvents: true, officesFail: true, ...hashing };
  const trace = dispatch(to, call, shownAs(origin), null);
  recorder.emit(event('scheduler.Dispatched', [[when, 0], null, dispatchResult(trace.error)]), null);
  return result(recorder, trace);
}

function result({ events, steps, hidden }: Recorder, trace: Trace): Simulated {
  return { events, steps, hidden, success: trace.error === null, trace };
}

/** The fee of a runtime that pays it to treasury and author, as Liberland's. */
export function feeToTreasury(payer: Hex, treasury: Hex, author: Hex, amount: bigint): Fee {
  const toTreasury = (amount * 4n) / 5n;
  return {
    before: [event('balances.Withdraw', [payer, amount])],
    after: [
      event('balances.Deposit', [treasury, toTreasury]),
      event('treasury.Deposit', [toTreasury]),
      event('balances.Deposit', [author, amount - toTreasury]),
      event('transactionPayment.TransactionFeePaid', [payer, amount, 0n]),
    ],
  };
}

/** The fee paid in an asset through a pool: a swap before the call, and another for what was taken too much. */
export function feeBySwap(payer: Hex, pool: Hex, asset: number, amount: bigint): Fee {
  const refund = amount / 4n;
  return {
    before: [
      event('assets.Transferred', [asset, payer, pool, amount]),
      event('balances.Transfer', [pool, payer, amount]),
      event('assetConversion.SwapExecuted', [payer, payer, amount, amount]),
      event('balances.Withdraw', [payer, amount]),
    ],
    after: [
      event('balances.Deposit', [payer, refund]),
      event('balances.Transfer', [payer, pool, refund]),
      event('assets.Transferred', [asset, pool, payer, refund]),
      event('assetConversion.SwapExecuted', [payer, payer, refund, refund]),
      event('transactionPayment.TransactionFeePaid', [payer, amount - refund, 0n]),
    ],
  };
}

/** The fee of an older runtime, which deposits no event of its own for it. */
export function feeWithoutEvent(payer: Hex, amount: bigint): Fee {
  return {
    before: [event('balances.Withdraw', [payer, amount])],
    after: [event('balances.Deposit', [payer, amount / 10n])],
  };
}
