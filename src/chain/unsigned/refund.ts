import type { Call } from '@polkadot/types/interfaces';
import { formatAccount } from '../../domain/account.js';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { renderTextReference } from '../../domain/reference.js';
import { checkRefundReference } from '../../domain/refund-reference.js';
import { encodeTextRemark } from '../../domain/remark/text.js';
import { bytesToHex } from '../../domain/hex.js';
import type { ChainMetadata } from '../chain-metadata.js';
import { unsignedCall, type UnsignedCall } from './call.js';
import { describeAmount, type Token } from './token.js';
import { transferKeepAlive } from './transfer.js';

export interface RefundTerms {
  /** One of the merchant's accounts: who signs. */
  readonly payer: AccountHex;
  readonly destination: AccountHex;
  readonly token: Token;
  /** In the smallest unit, above 0. */
  readonly amount: bigint;
  /** By which the refund is known again (`refundReference`). */
  readonly reference: string;
}

/**
 * A refund: the transfer and the remark that names it, both or neither.
 * @param ss58Prefix for the description
 * @throws {ChaintillError} `INVALID_REFUND_REFERENCE`; `INVALID_AMOUNT` unless above 0; `RUNTIME_LACKS_CALL`
 */
export function buildRefund(metadata: ChainMetadata, terms: RefundTerms, ss58Prefix: number): UnsignedCall {
  const { payer, destination, token, amount, reference } = terms;
  checkRefundReference(reference);
  if (amount <= 0n) throw new ChaintillError('INVALID_AMOUNT', 'a refund must be above 0');
  const call = metadata.call('utility.batchAll', [
    transferKeepAlive(metadata, token.asset, destination, amount),
    remark(metadata, reference),
  ]);
  return unsignedCall(
    metadata,
    call,
    payer,
    `Refund ${describeAmount(amount, token)} from ${formatAccount(payer, ss58Prefix)} to ` +
      `${formatAccount(destination, ss58Prefix)}, with the remark "${renderTextReference(reference)}".`,
  );
}

/** Not `llm.remark` of Liberland, whose remark has a number where a reference is needed. */
function remark(metadata: ChainMetadata, reference: string): Call {
  const bytes = bytesToHex(encodeTextRemark(reference));
  const name = metadata.hasCall('system.remarkWithEvent') ? 'system.remarkWithEvent' : 'system.remark';
  return metadata.call(name, bytes);
}
