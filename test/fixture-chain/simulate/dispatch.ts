/**
 * Dispatch of a call tree as the FRAME pallets do it (and Liberland's offices): each dispatch in a storage layer of its
 * own, so that a failing call takes its events with it; what a pallet does with the result of an inner call is the
 * pallet's. Written from the pallets' rules alone, to judge the extractor by.
 *
 * More is allowed here than on a chain: origins are not checked, a call fails only where its script says so.
 */
import type { Hex } from '../../../src/domain/hex.js';
import { dispatchResult, event, innerCalls, type Call, type Value } from '../build/plain.js';
import { runLeaf } from './leaves.js';
import type { Recorder } from './recorder.js';

export interface Hashing {
  /** What a call is named by: blake2-256 of its encoding, where it is to be encoded. */
  readonly callHash: (call: Call) => Hex;
  /** A hash of a text: accounts that pallets derive, hashes of remarks. */
  readonly hash: (text: string) => Hex;
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

/** @returns whether the call succeeded; if not, it left nothing behind */
export function dispatch(to: Dispatching, call: Call, origin: Hex, path: string | null): boolean {
  return to.recorder.layer(() => call.script?.fails !== true && run(to, call, origin, path));
}

function run(to: Dispatching, call: Call, origin: Hex, path: string | null): boolean {
  const { args, script = {} } = call;
  const [pallet = '', method = ''] = call.name.split('.');
  const emit = (name: string, ...data: Value[]) => to.recorder.emit(event(name, data), path);
  const inner = (value: Value, as: Hex) => {
    const next = value as Call;
    return dispatch(to, next, as, path === null ? null : `${path}.${next.name}`);
  };
  /** Dispatches a call that the block does not show; the event that the pallet leaves gives it away. */
  const stored = (next: Call, as: Hex) => {
    to.recorder.hide();
    return dispatch(to, next, as, null);
  };
  const derived = (what: string) => to.hash(`${origin} ${what}`);

  switch (call.name) {
    case 'utility.batch':
    case 'utility.batchAll':
    case 'utility.forceBatch':
      return runBatch(to, call, origin, path);
    case 'utility.asDerivative':
      return inner(args[1], derived(`derivative ${args[0] as number}`));
    case 'utility.withWeight':
      return inner(args[0], origin);
    case 'utility.dispatchAs':
      emit('utility.DispatchedAs', dispatchResult(inner(args[1], derived('as'))));
      return true;
    case 'recovery.asRecovered':
      return inner(args[1], args[0] as Hex);
    case 'proxy.proxy':
      emit('proxy.ProxyExecuted', dispatchResult(inner(args[2], args[0] as Hex)));
      return true;
    case 'proxy.proxyAnnounced':
      emit('balances.Unreserved', origin, 1n);
      emit('proxy.ProxyExecuted', dispatchResult(inner(args[3], args[1] as Hex)));
      return true;
    case 'sudo.sudo':
    case 'sudo.sudoUncheckedWeight':
      emit('sudo.Sudid', dispatchResult(inner(args[0], derived('root'))));
      return true;
    case 'sudo.sudoAs':
      emit('sudo.SudoAsDone', dispatchResult(inner(args[1], args[0] as Hex)));
      return true;
    case 'multisig.asMultiThreshold1':
      return inner(args[1], derived('multisig'));
    case 'multisig.asMulti': {
      const account = derived('multisig');
      const callHash = to.callHash(args[3] as Call);
      if (script.pending) {
        if (args[2] === null) {
          emit('balances.Reserved', origin, 1n);
          emit('multisig.NewMultisig', origin, account, callHash);
        } else emit('multisig.MultisigApproval', origin, args[2], account, callHash);
        return true;
      }
      emit('balances.Unreserved', origin, 1n);
      const ok = inner(args[3], account);
      emit('multisig.MultisigExecuted', origin, args[2] ?? undefined, account, callHash, dispatchResult(ok));
      return true;
    }
    case 'multisig.approveAsMulti': {
      const account = derived('multisig');
      if (!script.stored) {
        emit('multisig.MultisigApproval', origin, args[2] ?? undefined, account, args[3]);
        return true;
      }
      const ok = stored(script.stored, account);
      emit('multisig.MultisigExecuted', origin, args[2] ?? undefined, account, args[3], dispatchResult(ok));
      return true;
    }
    case 'whitelist.dispatchWhitelistedCallWithPreimage':
      emit(
        'whitelist.WhitelistedCallDispatched',
        to.callHash(args[0] as Call),
        postDispatch(inner(args[0], derived('root'))),
      );
      return true;
    case 'whitelist.dispatchWhitelistedCall':
      if (script.stored) {
        emit(
          'whitelist.WhitelistedCallDispatched',
          args[0],
          postDispatch(stored(script.stored, derived('root'))),
        );
      }
      return true;
    case 'scheduler.schedule':
    case 'scheduler.scheduleNamed':
    case 'scheduler.scheduleAfter':
    case 'scheduler.scheduleNamedAfter':
      emit('scheduler.Scheduled', 0, 0);
      return true;
  }
  if (method === 'execute' && !COLLECTIVE.test(pallet)) {
    const ok = inner(args[0], to.hash(pallet));
    emit(`${pallet}.CallExecuted`, dispatchResult(ok));
    return ok || !to.officesFail;
  }
  if (COLLECTIVE.test(pallet)) {
    switch (method) {
      case 'execute':
        emit(
          `${pallet}.MemberExecuted`,
          to.callHash(args[0] as Call),
          dispatchResult(inner(args[0], derived('member'))),
        );
        return true;
      case 'propose': {
        const proposal = args[1] as Call;
        if (script.pending) emit(`${pallet}.Proposed`, origin, 0, to.callHash(proposal), args[0]);
        else
          emit(
            `${pallet}.Executed`,
            to.callHash(proposal),
            dispatchResult(inner(proposal, derived('members'))),
          );
        return true;
      }
      case 'close':
        emit(`${pallet}.Closed`, args[0], 2, 0);
        if (script.stored) {
          emit(`${pallet}.Approved`, args[0]);
          emit(`${pallet}.Executed`, args[0], dispatchResult(stored(script.stored, derived('members'))));
        } else emit(`${pallet}.Disapproved`, args[0]);
        return true;
    }
  }
  const unknown = innerCalls(call);
  if (unknown.length > 0) {
    to.recorder.hide(); // nobody can tell from outside what such a call does with the calls inside it
    return unknown.every((next) => inner(next, origin));
  }
  runLeaf(to, call, origin, path);
  return true;
}

function runBatch(to: Dispatching, call: Call, origin: Hex, path: string | null): boolean {
  const items = call.args[0] as readonly Call[];
  const emit = (name: string, ...data: Value[]) => to.recorder.emit(event(name, data), path);
  let failures = 0;
  for (const [i, item] of items.entries()) {
    if (dispatch(to, item, origin, path === null ? null : `${path}[${i}].${item.name}`)) {
      if (to.itemEvents) emit('utility.ItemCompleted');
    } else if (call.name === 'utility.batchAll') return false;
    else if (call.name === 'utility.forceBatch') {
      failures += 1;
      emit('utility.ItemFailed', 'BadOrigin');
    } else {
      emit('utility.BatchInterrupted', i, 'BadOrigin');
      return true;
    }
  }
  emit(failures > 0 ? 'utility.BatchCompletedWithErrors' : 'utility.BatchCompleted');
  return true;
}

/** `Result<PostDispatchInfo, DispatchErrorWithPostInfo>` */
function postDispatch(ok: boolean): Value {
  return { variant: ok ? 'Ok' : 'Err', fields: [] };
}
