/**
 * Which leading fields of which events and calls the extractor reads, and as what. An adapter decodes these and nothing
 * else; positions hold across runtimes where names do not (older events are unnamed tuples).
 */
import type { EventData } from './block.js';

/**
 * - `account`: public key, hex, lower case; a MultiAddress that is no account id gives null
 * - `amount`: bigint, smallest unit
 * - `assetId`: id in pallet assets in decimal; an id that is no number gives null
 * - `bytes`: hex
 * - `number`: a small integer
 * - `error`: a DispatchError; one that the metadata does not know gives null
 * - `result`: of a DispatchResult, true if it is Ok, else its error; null as for `error`
 * - `origin`: the account of a signed origin; any other gives null
 * - `skip`: not read, always null
 */
export type FieldKind =
  'account' | 'amount' | 'assetId' | 'bytes' | 'number' | 'error' | 'result' | 'origin' | 'skip';

type FieldTable = Readonly<Record<string, readonly FieldKind[]>>;

const NONE: readonly FieldKind[] = [];

const EVENTS: FieldTable = {
  'balances.Transfer': ['account', 'account', 'amount'],
  'assets.Transferred': ['assetId', 'account', 'account', 'amount'],
  'assets.MetadataSet': ['assetId', 'bytes', 'bytes', 'number'],
  'llm.Remarked': ['bytes'],
  'companyRegistry.RegistrationRequested': ['number', 'number'],
  'companyRegistry.RegistrationRequestCanceled': ['number', 'number'],
  'companyRegistry.EntityRegistered': ['number', 'number'],
  'companyRegistry.EntityUnregistered': ['number', 'number'],
  'transactionPayment.TransactionFeePaid': ['account', 'amount'],
  'system.ExtrinsicFailed': ['error'],
  'utility.BatchInterrupted': ['number', 'error'],
  'utility.ItemFailed': ['error'],
  'utility.DispatchedAs': ['result'],
  'proxy.ProxyExecuted': ['result'],
  'sudo.Sudid': ['result'],
  'sudo.SudoAsDone': ['result'],
  'multisig.MultisigExecuted': ['skip', 'skip', 'account', 'bytes', 'result'],
};

/** Events that several pallets share: offices and account pallets, collectives, the whitelist. */
const EVENTS_OF_ANY_PALLET: FieldTable = {
  CallExecuted: ['result'],
  Executed: ['skip', 'result'],
  MemberExecuted: ['skip', 'result'],
  WhitelistedCallDispatched: ['skip', 'result'],
};

const CALLS: FieldTable = {
  'system.remark': ['bytes'],
  'system.remarkWithEvent': ['bytes'],
  'llm.remark': ['bytes'],
  'balances.transfer': ['account', 'amount'],
  'balances.transferAllowDeath': ['account', 'amount'],
  'balances.transferKeepAlive': ['account', 'amount'],
  'balances.transferAll': ['account'],
  'balances.forceTransfer': ['account', 'account', 'amount'],
  'assets.transfer': ['assetId', 'account', 'amount'],
  'assets.transferKeepAlive': ['assetId', 'account', 'amount'],
  'assets.transferAll': ['assetId', 'account'],
  'assets.transferApproved': ['assetId', 'account', 'account', 'amount'],
  'assets.forceTransfer': ['assetId', 'account', 'account', 'amount'],
  'llm.sendLlm': ['account', 'amount'],
  'llm.sendLlmToPolitipool': ['account', 'amount'],
  'utility.asDerivative': ['number'],
  'utility.dispatchAs': ['origin'],
  'recovery.asRecovered': ['account'],
  'proxy.proxy': ['account'],
  'proxy.proxyAnnounced': ['skip', 'account'],
  'sudo.sudoAs': ['account'],
};

/** @param name `pallet.Event` */
export function eventFields(name: string): readonly FieldKind[] {
  return EVENTS[name] ?? EVENTS_OF_ANY_PALLET[name.slice(name.indexOf('.') + 1)] ?? NONE;
}

/** @param name `pallet.call` */
export function callFields(name: string): readonly FieldKind[] {
  return CALLS[name] ?? NONE;
}

/** Whether the hash of the call inside this one is needed, to know it again in `MultisigExecuted`. */
export function needsInnerHash(name: string): boolean {
  return name === 'multisig.asMulti';
}

/** Whether a block that holds this event in any phase has something to extract. */
export function isWantedEvent(name: string): boolean {
  return (
    name === 'balances.Transfer' ||
    name === 'assets.Transferred' ||
    name === 'assets.MetadataSet' ||
    name === 'llm.Remarked'
  );
}

/** Whether an event can say that a call failed; whether it does, says `isFailure`. */
export function mayBeFailure(name: string): boolean {
  const kinds = eventFields(name);
  return kinds.includes('error') || kinds.includes('result');
}

export function isFailure({ name, fields }: EventData): boolean {
  const kinds = eventFields(name);
  return kinds.includes('error') || kinds.some((kind, i) => kind === 'result' && fields[i] !== true);
}
