/**
 * Which leading fields of which events and calls the extractor reads, and as what. An adapter decodes these and nothing
 * else; positions hold across runtimes where names do not (older events are unnamed tuples).
 */

/**
 * - `account`: public key, hex, lower case; a MultiAddress that is no account id gives null
 * - `amount`: bigint, smallest unit
 * - `assetId`: id in pallet assets in decimal; an id that is no number gives null
 * - `bytes`: hex
 * - `number`: a small integer
 * - `result`: whether a DispatchResult is Ok
 * - `skip`: not read, always null
 */
export type FieldKind = 'account' | 'amount' | 'assetId' | 'bytes' | 'number' | 'result' | 'skip';

type FieldTable = Readonly<Record<string, readonly FieldKind[]>>;

const NONE: readonly FieldKind[] = [];

const EVENTS: FieldTable = {
  'balances.Transfer': ['account', 'account', 'amount'],
  'assets.Transferred': ['assetId', 'account', 'account', 'amount'],
  'assets.MetadataSet': ['assetId', 'bytes', 'bytes', 'number'],
  'llm.Remarked': ['bytes'],
  'transactionPayment.TransactionFeePaid': ['account'],
  'utility.BatchInterrupted': ['number'],
  'utility.DispatchedAs': ['result'],
  'proxy.ProxyExecuted': ['result'],
  'sudo.Sudid': ['result'],
  'sudo.SudoAsDone': ['result'],
  'multisig.MultisigExecuted': ['skip', 'skip', 'skip', 'bytes', 'result'],
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
  'balances.transfer': ['account'],
  'balances.transferAllowDeath': ['account'],
  'balances.transferKeepAlive': ['account'],
  'balances.transferAll': ['account'],
  'balances.forceTransfer': ['skip', 'account'],
  'assets.transfer': ['assetId', 'account'],
  'assets.transferKeepAlive': ['assetId', 'account'],
  'assets.transferAll': ['assetId', 'account'],
  'assets.transferApproved': ['assetId', 'skip', 'account'],
  'assets.forceTransfer': ['assetId', 'skip', 'account'],
  'llm.sendLlm': ['account'],
  'llm.sendLlmToPolitipool': ['account'],
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
