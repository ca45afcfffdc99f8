/** What the calls that we know do with the calls inside them (`SETTLEMENT` rule 13). */
import type { CallData } from './block.js';
import type { FailedBy } from './facts.js';

/** How a call runs the calls inside it, told by the events that it leaves behind it. */
export type Container =
  /** `utility.batch*`: items, each closed by ItemCompleted or ItemFailed, then a batch event. */
  | { readonly kind: 'batch' }
  /** Runs its call and passes its failure on; leaves no event of its own. */
  | { readonly kind: 'transparent' }
  /** Ran its call if one of these events says Ok. Without such an event it did not run it. */
  | {
      readonly kind: 'marked';
      readonly markers: readonly string[];
      /** Whether it leaves such an event whenever it succeeds. */
      readonly always: boolean;
      /** What a failure of its call is called. */
      readonly failure: FailedBy;
    }
  /** `multisig.asMulti`: ran its call if `MultisigExecuted` names that call's hash. */
  | { readonly kind: 'multisig' }
  /** Stores its call for later. */
  | { readonly kind: 'deferred' };

const BATCH: Container = { kind: 'batch' };
const TRANSPARENT: Container = { kind: 'transparent' };
const DEFERRED: Container = { kind: 'deferred' };

function marked(failure: FailedBy, ...markers: string[]): Container {
  return { kind: 'marked', markers, always: true, failure };
}

const CONTAINERS: Readonly<Record<string, Container>> = {
  'utility.batch': BATCH,
  'utility.batchAll': BATCH,
  'utility.forceBatch': BATCH,
  'utility.asDerivative': TRANSPARENT,
  'utility.withWeight': TRANSPARENT,
  'utility.dispatchAs': marked('dispatchAs', 'utility.DispatchedAs'),
  'multisig.asMultiThreshold1': TRANSPARENT,
  'multisig.asMulti': { kind: 'multisig' },
  'recovery.asRecovered': TRANSPARENT,
  'proxy.proxy': marked('proxy', 'proxy.ProxyExecuted'),
  'proxy.proxyAnnounced': marked('proxy', 'proxy.ProxyExecuted'),
  'sudo.sudo': marked('sudo', 'sudo.Sudid'),
  'sudo.sudoUncheckedWeight': marked('sudo', 'sudo.Sudid'),
  'sudo.sudoAs': marked('sudo', 'sudo.SudoAsDone'),
  'whitelist.dispatchWhitelistedCallWithPreimage': marked('whitelist', 'whitelist.WhitelistedCallDispatched'),
  'scheduler.schedule': DEFERRED,
  'scheduler.scheduleNamed': DEFERRED,
  'scheduler.scheduleAfter': DEFERRED,
  'scheduler.scheduleNamedAfter': DEFERRED,
};

/**
 * Null for a call with calls inside that we do not know.
 * Offices and account pallets (`companyRegistryOffice.execute`, `councilAccount.execute`) leave `CallExecuted`,
 * collectives (`council.execute`, `council.propose` with a threshold of one) `MemberExecuted` or `Executed`.
 */
export function containerOf(call: CallData): Container | null {
  const known = CONTAINERS[call.name];
  if (known) return known;
  const dot = call.name.indexOf('.');
  const pallet = call.name.slice(0, dot);
  switch (call.name.slice(dot + 1)) {
    case 'execute':
      return marked('execute', `${pallet}.CallExecuted`, `${pallet}.MemberExecuted`);
    case 'propose':
      return { kind: 'marked', markers: [`${pallet}.Executed`], always: false, failure: 'execute' };
    default:
      return null;
  }
}

const MARKERS: ReadonlySet<string> = new Set([
  'utility.ItemCompleted',
  'utility.ItemFailed',
  'utility.BatchCompleted',
  'utility.BatchCompletedWithErrors',
  'utility.BatchInterrupted',
  'utility.DispatchedAs',
  'proxy.ProxyExecuted',
  'multisig.MultisigExecuted',
  'sudo.Sudid',
  'sudo.SudoAsDone',
  'whitelist.WhitelistedCallDispatched',
]);

const MARKERS_OF_ANY_PALLET: ReadonlySet<string> = new Set(['CallExecuted', 'Executed', 'MemberExecuted']);

/** Whether an event ends a call that runs other calls. */
export function isMarker(eventName: string): boolean {
  return MARKERS.has(eventName) || MARKERS_OF_ANY_PALLET.has(eventName.slice(eventName.indexOf('.') + 1));
}

/** Pallets whose calls run code that the call tree does not show: contracts, EVM, XCM. */
const HIDING_PALLETS: ReadonlySet<string> = new Set([
  'contracts',
  'revive',
  'evm',
  'ethereum',
  'polkadotXcm',
  'xcmPallet',
  'xTokens',
  'parachainSystem',
  'messageQueue',
  'dmpQueue',
  'xcmpQueue',
]);

export function hidesCalls(call: CallData): boolean {
  return HIDING_PALLETS.has(call.name.slice(0, call.name.indexOf('.')));
}

const REMARKS: ReadonlySet<string> = new Set(['system.remark', 'system.remarkWithEvent', 'llm.remark']);

export function isRemark(call: CallData): boolean {
  return REMARKS.has(call.name);
}
