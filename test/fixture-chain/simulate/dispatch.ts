/**
 * Dispatch of a call tree as the FRAME pallets do it (and Liberland's offices): each dispatch in a storage layer of its
 * own, so that a failing call takes its events with it; what a pallet does with the result of an inner call is the
 * pallet's. Written from the pallets' rules alone, to judge the extractor by.
 *
 * More is allowed here than on a chain: origins are not checked, a call fails only where its script says so.
 */
import type { Hex } from '../../../src/domain/hex.js';
import {
  dispatchResult,
  event,
  innerCalls,
  plainDispatchError,
  type Call,
  type DispatchError,
  type Value,
} from '../build/plain.js';
import { runLeaf } from './leaves.js';
import { innerOrigin, type Origin } from './origins.js';
import type { Recorder } from './recorder.js';
import type { Trace } from './truth.js';

export interface Hashing {
  /** What a call is named by: blake2-256 of its encoding, where it is to be encoded. */
  readonly callHash: (call: Call) => Hex;
  /** A hash of a text: accounts that pallets derive, hashes of remarks. */
  readonly hash: (text: string) => Hex;
  /** The error of the next call that fails by itself; `BadOrigin` where it is not given. */
  readonly nextError?: () => DispatchError;
}

export interface Dispatching extends Hashing {
  readonly recorder: Recorder;
  /** Whether `utility` marks each item of a batch: runtimes before mid-2021 did not. */
  readonly itemEvents: boolean;
  /**
   * What an office or account pallet does when the call that it executes fails. Liberland's genesis runtime keeps the end
   * event, with the error, and succeeds (tried); its later source deposits the event and then returns the error, which
   * undoes it.
   */
  readonly officesFail: boolean;
}

const COLLECTIVE = /^(council|senate|technicalCommittee|.*Collective)$/;

const BAD_ORIGIN = plainDispatchError('BadOrigin');

/** @returns what became of the call; one with an error left nothing behind */
export function dispatch(to: Dispatching, call: Call, origin: Origin, path: string | null): Trace {
  const inner: Trace[] = [];
  const end: { error: DispatchError | null } = { error: null };
  to.recorder.layer(() => {
    const failed = call.script?.fails === true;
    end.error = failed ? (to.nextError?.() ?? BAD_ORIGIN) : run(to, call, origin, path, inner);
    return end.error === null;
  });
  const rest = untried(to, call, origin, path).inner.slice(inner.length);
  return { call, path, account: origin.shown, tried: true, error: end.error, inner: [...inner, ...rest] };
}

function untried(to: Dispatching, call: Call, origin: Origin, path: string | null): Trace {
  const as = innerOrigin(call, origin, to.hash);
  const inner = innerCalls(call).map((next, i) => untried(to, next, as, innerPath(call, path, next, i)));
  return { call, path, account: origin.shown, tried: false, error: null, inner };
}

function innerPath(call: Call, path: string | null, next: Call, item: number): string | null {
  if (path === null) return null;
  return /^utility\.(batch|batchAll|forceBatch)$/.test(call.name)
    ? `${path}[${item}].${next.name}`
    : `${path}.${next.name}`;
}

/** @returns why the call fails, once it has run */
function run(
  to: Dispatching,
  call: Call,
  origin: Origin,
  path: string | null,
  traces: Trace[],
): DispatchError | null {
  const { args, script = {} } = call;
  const [pallet = '', method = ''] = call.name.split('.');
  const caller = origin.account;
  const as = innerOrigin(call, origin, to.hash);
  const emit = (name: string, ...data: Value[]) => to.recorder.emit(event(name, data), path);
  const inner = (value: Value): DispatchError | null => {
    const next = value as Call;
    const trace = dispatch(to, next, as, innerPath(call, path, next, traces.length));
    traces.push(trace);
    return trace.error;
  };
  /** Dispatches a call that the block does not show; the event that the pallet leaves gives it away. */
  const stored = (next: Call): DispatchError | null => {
    to.recorder.hide();
    return dispatch(to, next, as, null).error;
  };

  switch (call.name) {
    case 'utility.batch':
    case 'utility.batchAll':
    case 'utility.forceBatch':
      return runBatch(to, call, emit, inner);
    case 'utility.asDerivative':
      return inner(args[1]);
    case 'utility.withWeight':
      return inner(args[0]);
    case 'utility.dispatchAs':
      emit('utility.DispatchedAs', dispatchResult(inner(args[1])));
      return null;
    case 'recovery.asRecovered':
      return inner(args[1]);
    case 'proxy.proxy':
      emit('proxy.ProxyExecuted', dispatchResult(inner(args[2])));
      return null;
    case 'proxy.proxyAnnounced':
      emit('balances.Unreserved', caller, 1n);
      emit('proxy.ProxyExecuted', dispatchResult(inner(args[3])));
      return null;
    case 'sudo.sudo':
    case 'sudo.sudoUncheckedWeight':
      emit('sudo.Sudid', dispatchResult(inner(args[0])));
      return null;
    case 'sudo.sudoAs':
      emit('sudo.SudoAsDone', dispatchResult(inner(args[1])));
      return null;
    case 'multisig.asMultiThreshold1':
      return inner(args[1]);
    case 'multisig.asMulti': {
      const callHash = to.callHash(args[3] as Call);
      if (script.pending) {
        if (args[2] === null) {
          emit('balances.Reserved', caller, 1n);
          emit('multisig.NewMultisig', caller, as.account, callHash);
        } else emit('multisig.MultisigApproval', caller, args[2], as.account, callHash);
        return null;
      }
      emit('balances.Unreserved', caller, 1n);
      const result = dispatchResult(inner(args[3]));
      emit('multisig.MultisigExecuted', caller, args[2] ?? undefined, as.account, callHash, result);
      return null;
    }
    case 'multisig.approveAsMulti': {
      if (!script.stored) {
        emit('multisig.MultisigApproval', caller, args[2] ?? undefined, as.account, args[3]);
        return null;
      }
      const result = dispatchResult(stored(script.stored));
      emit('multisig.MultisigExecuted', caller, args[2] ?? undefined, as.account, args[3], result);
      return null;
    }
    case 'whitelist.dispatchWhitelistedCallWithPreimage':
      emit('whitelist.WhitelistedCallDispatched', to.callHash(args[0] as Call), postDispatch(inner(args[0])));
      return null;
    case 'whitelist.dispatchWhitelistedCall':
      if (script.stored) {
        emit('whitelist.WhitelistedCallDispatched', args[0], postDispatch(stored(script.stored)));
      }
      return null;
    case 'scheduler.schedule':
    case 'scheduler.scheduleNamed':
    case 'scheduler.scheduleAfter':
    case 'scheduler.scheduleNamedAfter':
      emit('scheduler.Scheduled', 0, 0);
      return null;
  }
  if (method === 'execute' && !COLLECTIVE.test(pallet)) {
    const error = inner(args[0]);
    emit(`${pallet}.CallExecuted`, dispatchResult(error));
    return to.officesFail ? error : null;
  }
  if (COLLECTIVE.test(pallet)) {
    switch (method) {
      case 'execute':
        emit(`${pallet}.MemberExecuted`, to.callHash(args[0] as Call), dispatchResult(inner(args[0])));
        return null;
      case 'propose': {
        const proposal = args[1] as Call;
        if (script.pending) emit(`${pallet}.Proposed`, caller, 0, to.callHash(proposal), args[0]);
        else emit(`${pallet}.Executed`, to.callHash(proposal), dispatchResult(inner(proposal)));
        return null;
      }
      case 'close':
        emit(`${pallet}.Closed`, args[0], 2, 0);
        if (script.stored) {
          emit(`${pallet}.Approved`, args[0]);
          emit(`${pallet}.Executed`, args[0], dispatchResult(stored(script.stored)));
        } else emit(`${pallet}.Disapproved`, args[0]);
        return null;
    }
  }
  const unknown = innerCalls(call);
  if (unknown.length > 0) {
    to.recorder.hide(); // nobody can tell from outside what such a call does with the calls inside it
    for (const next of unknown) {
      const error = inner(next);
      if (error) return error;
    }
    return null;
  }
  runLeaf(to, call, caller, path);
  return null;
}

function runBatch(
  to: Dispatching,
  call: Call,
  emit: (name: string, ...data: Value[]) => void,
  inner: (item: Call) => DispatchError | null,
): DispatchError | null {
  let failures = 0;
  for (const [i, item] of (call.args[0] as readonly Call[]).entries()) {
    const error = inner(item);
    if (!error) {
      if (to.itemEvents) emit('utility.ItemCompleted');
    } else if (call.name === 'utility.batchAll') return error;
    else if (call.name === 'utility.forceBatch') {
      failures += 1;
      emit('utility.ItemFailed', error);
    } else {
      emit('utility.BatchInterrupted', i, error);
      return null;
    }
  }
  emit(failures > 0 ? 'utility.BatchCompletedWithErrors' : 'utility.BatchCompleted');
  return null;
}

/** `Result<PostDispatchInfo, DispatchErrorWithPostInfo>` */
function postDispatch(error: DispatchError | null): Value {
  return error ? { variant: 'Err', fields: [[undefined, error]] } : { variant: 'Ok', fields: [] };
}
