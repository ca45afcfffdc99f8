/** Short words to write a block with, in plain data. */
import type {
  BlockData,
  CallData,
  ChainError,
  EventData,
  Field,
  Phase,
} from '../../../src/domain/extract/block.js';
import { extract } from '../../../src/domain/extract/extract.js';
import type { BlockFacts } from '../../../src/domain/extract/facts.js';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';

function key(byte: string): Hex {
  return `0x${byte.repeat(32)}`;
}

export const ALICE = key('a1');
export const BOB = key('b0');
export const CAROL = key('ca');
export const POOL = key('99');

export function hex(text: string): Hex {
  return bytesToHex(Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)));
}

export type Word = Omit<EventData, 'phase'>;

export function call(name: string, fields: readonly Field[] = [], ...calls: CallData[]): CallData {
  return { name, fields, calls };
}

export function event(name: string, ...fields: Field[]): Word {
  return { name, fields };
}

/* Calls */
export const pay = (to: Hex, value = 1n): CallData => call('balances.transferKeepAlive', [to, value]);
export const payAsset = (asset: string, to: Hex, value = 1n): CallData =>
  call('assets.transfer', [asset, to, value]);
export const remark = (text: string): CallData => call('system.remark', [hex(text)]);
export const batch = (...calls: CallData[]): CallData => call('utility.batch', [], ...calls);
export const batchAll = (...calls: CallData[]): CallData => call('utility.batchAll', [], ...calls);
export const forceBatch = (...calls: CallData[]): CallData => call('utility.forceBatch', [], ...calls);
export const hashed = (inner: CallData, hash: Hex): CallData => ({ ...inner, hash });

/* Events */
export const paid = (to: Hex, value = 1n, from = ALICE): Word => event('balances.Transfer', from, to, value);
export const paidAsset = (asset: string, to: Hex, value = 1n, from = ALICE): Word =>
  event('assets.Transferred', asset, from, to, value);
export const remarked = (text: string): Word => event('llm.Remarked', hex(text));
export const ITEM = event('utility.ItemCompleted');
export const ITEM_FAILED = event('utility.ItemFailed');
export const DONE = event('utility.BatchCompleted');
export const DONE_WITH_ERRORS = event('utility.BatchCompletedWithErrors');
export const interrupted = (item: number, error: ChainError | null = null): Word =>
  event('utility.BatchInterrupted', item, error);
export const itemFailed = (error: ChainError): Word => event('utility.ItemFailed', error);
export const failed = (error: ChainError): Word => event('system.ExtrinsicFailed', error);

const FEE = event('balances.Withdraw');
const FEE_PAID = event('transactionPayment.TransactionFeePaid', ALICE, 12n);
export const SUCCESS = event('system.ExtrinsicSuccess');
export const FAILED = event('system.ExtrinsicFailed');

export interface Transaction {
  readonly call: CallData;
  readonly events: readonly Word[];
}

/** A transaction that succeeded: its own events between those of its fee. */
export function tx(callData: CallData, ...events: Word[]): Transaction {
  return { call: callData, events: [FEE, ...events, FEE_PAID, SUCCESS] };
}

/** A transaction that failed, with what is left of it: the events of its fee. */
export function failedTx(callData: CallData, error: ChainError): Transaction {
  return { call: callData, events: [FEE, FEE_PAID, failed(error)] };
}

/** A transaction with exactly these events. */
export function bare(callData: CallData, ...events: Word[]): Transaction {
  return { call: callData, events };
}

export interface Scene {
  readonly initialization?: readonly Word[];
  readonly transactions?: readonly Transaction[];
  readonly finalization?: readonly Word[];
}

export function block(scene: Scene): BlockData {
  const transactions = scene.transactions ?? [];
  const events = [
    ...phase('initialization', scene.initialization),
    ...transactions.flatMap((transaction, i) => phase(i, transaction.events)),
    ...phase('finalization', scene.finalization),
  ];
  return {
    number: 7,
    hash: key('07'),
    timestamp: 1_700_000_000_000,
    extrinsics: transactions.map((transaction, i) => ({
      hash: key(`e${i}`),
      signer: ALICE,
      call: transaction.call,
    })),
    events,
  };
}

function phase(where: Phase, events: readonly Word[] = []): EventData[] {
  return events.map((word) => ({ ...word, phase: where }));
}

/** What each transfer of a block was tagged with, in order: `payee:remark`, `payee:-` or `payee:?` (ambiguous). */
export function tags(scene: Scene): string[] {
  return tagsOf(extract(block(scene)));
}

export function tagsOf(facts: BlockFacts): string[] {
  return facts.transfers.map((transfer) => {
    const remarkHex = transfer.remark === null ? undefined : facts.remarks[transfer.remark]?.bytes;
    const tag = transfer.pairing === 'ambiguous' ? '?' : remarkHex === undefined ? '-' : text(remarkHex);
    return `${named(transfer.to)}:${tag}`;
  });
}

/**
 * Each failed payment of a block, in order: `payer>payee:remark outcome how Error`, `-` for a payment without remark and `?`
 * for an ambiguous one.
 */
export function failures(scene: Scene): string[] {
  return extract(block(scene)).failedPayments.map((one) => {
    const tag = one.pairing === 'ambiguous' ? '?' : one.remark === null ? '-' : text(one.remark);
    const who = `${named(one.from)}>${named(one.to)}`;
    return `${who}:${tag} ${one.outcome} ${one.how} ${one.error?.name ?? '-'}`;
  });
}

function named(account: Hex | null): string {
  return account === null ? 'nobody' : (NAMES.get(account) ?? account);
}

const NAMES = new Map<string, string>([
  [ALICE, 'alice'],
  [BOB, 'bob'],
  [CAROL, 'carol'],
  [POOL, 'pool'],
]);

export function text(bytes: Hex): string {
  return bytes.slice(2).replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}
