/**
 * What the calls that we know do with the calls inside them, and which transfers a call makes itself
 * (`SETTLEMENT` rule 13).
 */
import type { AccountHex, CallData } from './block.js';

/** How a call runs the calls inside it, told by the events that it leaves behind it. */
export type Container =
  /** `utility.batch*`: items, each closed by ItemCompleted or ItemFailed, then a batch event. */
  | { readonly kind: 'batch' }
  /** Runs its call and passes its failure on; leaves no event of its own. */
  | { readonly kind: 'transparent' }
  /** Ran its call if one of these events says Ok. Without such an event it did not run it. */
  | { readonly kind: 'marked'; readonly markers: readonly string[]; readonly always: boolean }
  /** `multisig.asMulti`: ran its call if `MultisigExecuted` names that call's hash. */
  | { readonly kind: 'multisig' }
  /** Stores its call for later. */
  | { readonly kind: 'deferred' };

const BATCH: Container = { kind: 'batch' };
const TRANSPARENT: Container = { kind: 'transparent' };
const DEFERRED: Container = { kind: 'deferred' };

function marked(...markers: string[]): Container {
  return { kind: 'marked', markers, always: true };
}

const CONTAINERS: Readonly<Record<string, Container>> = {
  'utility.batch': BATCH,
  'utility.batchAll': BATCH,
  'utility.forceBatch': BATCH,
  'utility.asDerivative': TRANSPARENT,
  'utility.withWeight': TRANSPARENT,
  'utility.dispatchAs': marked('utility.DispatchedAs'),
  'multisig.asMultiThreshold1': TRANSPARENT,
  'multisig.asMulti': { kind: 'multisig' },
  'recovery.asRecovered': TRANSPARENT,
  'proxy.proxy': marked('proxy.ProxyExecuted'),
  'proxy.proxyAnnounced': marked('proxy.ProxyExecuted'),
  'sudo.sudo': marked('sudo.Sudid'),
  'sudo.sudoUncheckedWeight': marked('sudo.Sudid'),
  'sudo.sudoAs': marked('sudo.SudoAsDone'),
  'whitelist.dispatchWhitelistedCallWithPreimage': marked('whitelist.WhitelistedCallDispatched'),
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
      return marked(`${pallet}.CallExecuted`, `${pallet}.MemberExecuted`);
    case 'propose':
      return { kind: 'marked', markers: [`${pallet}.Executed`], always: false };
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

/** The transfer that a known call makes. `to` is null where the call names its payee in another way than by account. */
export interface IntendedTransfer {
  /** Id in pallet assets, null for the chain's own token. */
  readonly asset: string | null;
  readonly to: AccountHex | null;
}

/**
 * What a known transfer call means to pay; null for any other call. `llm.sendLlmToPolitipool` pays its recipient and
 * then, from there, the politipool: no payment to the recipient, so what it intends is the second transfer, whose payee
 * is not in the call.
 */
export function intendedTransfer(call: CallData): IntendedTransfer | null {
  const [pallet = '', method = ''] = call.name.split('.');
  if (pallet === 'balances' && TRANSFERS.has(method)) return { asset: null, to: account(call.fields.at(-1)) };
  if (pallet === 'assets' && TRANSFERS.has(method)) {
    return { asset: text(call.fields[0]), to: account(call.fields.at(-1)) };
  }
  if (call.name === 'llm.sendLlm') return { asset: LLM_ASSET, to: account(call.fields[0]) };
  if (call.name === 'llm.sendLlmToPolitipool') return { asset: LLM_ASSET, to: null };
  return null;
}

/** LLM is asset 1 of pallet assets on Liberland. */
const LLM_ASSET = '1';

const TRANSFERS: ReadonlySet<string> = new Set([
  'transfer',
  'transferAllowDeath',
  'transferKeepAlive',
  'transferAll',
  'transferApproved',
  'forceTransfer',
]);

function account(field: CallData['fields'][number] | undefined): AccountHex | null {
  return typeof field === 'string' && field.startsWith('0x') ? (field as AccountHex) : null;
}

function text(field: CallData['fields'][number] | undefined): string | null {
  return typeof field === 'string' ? field : null;
}
