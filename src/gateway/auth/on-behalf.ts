import { ChaintillError } from '../../domain/errors.js';
import { isUuid } from '../../domain/uuid.js';
import type { Actor } from '../../store/till/audit-log.js';
import { requireMerchant, type Caller, type Scope } from './caller.js';

/**
 * Whose business this is: the merchant of the key, or, for the operator, the one that the request names. That a merchant
 * exists is not looked up here, and of other merchants' none is told from one that does not exist.
 * @param scope what a merchant's key needs; null where every one may
 * @throws {ChaintillError} `UNAUTHENTICATED`, `FORBIDDEN`, `MERCHANT_NOT_FOUND`, `BAD_USER_INPUT`
 */
export function merchantFor(
  caller: Caller,
  scope: Scope | null,
  merchantId: string | null | undefined,
): string {
  if (caller.kind !== 'operator') {
    const own = requireMerchant(caller, scope).merchantId;
    if (merchantId != null && merchantId !== own) throw merchantNotFound();
    return own;
  }
  if (merchantId == null) {
    throw new ChaintillError(
      'BAD_USER_INPUT',
      "merchantId: say which merchant, as this is the operator's key",
    );
  }
  return readMerchantId(merchantId);
}

/** @throws {ChaintillError} `MERCHANT_NOT_FOUND` for what cannot be the id of one. */
export function readMerchantId(merchantId: string): string {
  if (!isUuid(merchantId)) throw merchantNotFound();
  return merchantId;
}

export function merchantNotFound(): ChaintillError {
  return new ChaintillError('MERCHANT_NOT_FOUND', 'there is no such merchant for this key: check its id');
}

/** Who stands in the audit log for what a request does. */
export function actorOf(caller: Caller, requestId: string): Actor {
  return { id: caller.kind === 'anonymous' ? 'anonymous' : caller.keyId, requestId };
}
