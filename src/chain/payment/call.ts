/** The calls by which orders are paid: what is made here is what is read here, to the last byte. */
import type { Call } from '@polkadot/types/interfaces';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { bytesToHex, type Hex } from '../../domain/hex.js';
import { encodeLiberlandRemark } from '../../domain/remark/liberland-user.js';
import { encodeUtf8 } from '../../domain/utf8.js';
import { callHex, type ChainMetadata } from '../chain-metadata.js';
import { transferKeepAlive } from '../unsigned/transfer.js';

export interface Payment {
  readonly payee: AccountHex;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** In the smallest unit, above 0. */
  readonly amount: bigint;
  /** Null where the address alone names the order. */
  readonly remark: PaymentRemark | null;
}

export interface PaymentRemark {
  readonly call: 'system.remark' | 'llm.remark';
  readonly data: Hex;
}

/**
 * The remark that names an order, as payers write it on this chain.
 * @param liberlandId null where the order's reference is no id of Liberland's own remark
 * @param description for people, beside that id
 * @throws {ChaintillError} `INVALID_REMARK`
 */
export function paymentRemark(
  metadata: ChainMetadata,
  {
    text,
    liberlandId,
    description = '',
  }: { readonly text: string; readonly liberlandId: string | null; readonly description?: string },
): PaymentRemark {
  if (liberlandId !== null && metadata.hasCall('llm.remark')) {
    return { call: 'llm.remark', data: bytesToHex(encodeLiberlandRemark(liberlandId, description)) };
  }
  const bytes = encodeUtf8(text);
  if (bytes === null)
    throw new ChaintillError('INVALID_REMARK', 'this remark cannot be written: it is not Unicode');
  return { call: 'system.remark', data: bytesToHex(bytes) };
}

/**
 * A transfer that leaves the payer's account open; with a remark, both or neither.
 * @throws {ChaintillError} `RUNTIME_LACKS_CALL`
 */
export function composePayment(metadata: ChainMetadata, { payee, asset, amount, remark }: Payment): Call {
  const transfer = transferKeepAlive(metadata, asset, payee, amount);
  if (remark === null) return transfer;
  return metadata.call('utility.batchAll', [transfer, metadata.call(remark.call, remark.data)]);
}

/** @returns null for every call that `composePayment` does not make, and for what is no call of this runtime */
export function readPayment(metadata: ChainMetadata, method: Hex): Payment | null {
  try {
    const payment = payments(metadata.registry.createType('Call', method));
    return payment !== null && callHex(composePayment(metadata, payment)) === method ? payment : null;
  } catch {
    return null; // what cannot be decoded, or not be made again, is no payment of ours
  }
}

function payments(call: Call): Payment | null {
  if (nameOf(call) !== 'utility.batchAll') return transferIn(call, null);
  const [transfer, remark, ...more] = [...(call.args[0] as unknown as Iterable<Call>)];
  if (transfer === undefined || remark === undefined || more.length > 0) return null;
  const name = nameOf(remark);
  if (name !== 'system.remark' && name !== 'llm.remark') return null;
  const data = remark.args[0]?.toU8a(true) ?? new Uint8Array();
  return transferIn(transfer, { call: name, data: bytesToHex(data) });
}

function transferIn(call: Call, remark: PaymentRemark | null): Payment | null {
  const name = nameOf(call);
  const [id, to, value] = name === 'assets.transferKeepAlive' ? call.args : [null, ...call.args];
  if (name !== 'assets.transferKeepAlive' && name !== 'balances.transferKeepAlive') return null;
  return {
    // An address by another kind than the account's key does not come out the same again.
    payee: bytesToHex(to?.toU8a().slice(-32) ?? new Uint8Array()),
    asset: id?.toString() ?? null,
    amount: BigInt(value?.toString() ?? 0),
    remark,
  };
}

function nameOf({ section, method }: Call): string {
  return `${section}.${method}`;
}
