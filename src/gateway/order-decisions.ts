/** Canceling, marking, assigning and dismissing: a command is left for the settler, and its outcome is waited for. */
import { badField } from '../domain/bad-field.js';
import type { Actor } from '../store/till/audit-log.js';
import type { TillDatabase } from '../store/till/database.js';
import { decide, type Decision, type DecisionKey } from '../store/till/decisions.js';
import { requireMerchant } from './auth/caller.js';
import { actorOf } from './auth/on-behalf.js';
import { untilApplied } from './command-outcome.js';
import type { GatewayContext } from './graphql/context.js';
import { checkIdempotencyKey } from './idempotency-key.js';

export type DecisionContext = Pick<GatewayContext, 'till' | 'caller' | 'requestId'>;

const LONGEST_REASON = 500;
const TRANSFER_ID = /^\d{1,10}-\d{1,10}$/;
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;

/**
 * Does what a merchant decided. When this resolves, it is done. Sent again under the same key, it is not decided again, and has
 * the same outcome.
 * @returns the merchant's id
 * @throws {ChaintillError} `UNAUTHENTICATED`, `FORBIDDEN`, `BAD_USER_INPUT`, `ORDER_NOT_FOUND`, `PAYMENT_NOT_FOUND`,
 * `IDEMPOTENCY_KEY_REUSED`; the settler's refusal; `SETTLEMENT_PENDING` when it has not come to it in 5 seconds, and will.
 */
export async function carryOut(
  { till, caller, requestId }: DecisionContext,
  decision: Decision,
  keyed: DecisionKey | null = null,
): Promise<string> {
  const { merchantId } = requireMerchant(caller, 'orders:write');
  await carryOutFor(till, merchantId, decision, keyed, actorOf(caller, requestId));
  return merchantId;
}

/**
 * The same for a merchant by whoever may decide for it.
 * @throws {ChaintillError} as `carryOut`, but for who may
 */
export async function carryOutFor(
  till: TillDatabase,
  merchantId: string,
  decision: Decision,
  keyed: DecisionKey | null,
  actor: Actor,
): Promise<void> {
  checkDecision(decision);
  checkIdempotencyKey(keyed?.key ?? null);
  await untilApplied(till, await decide(till, merchantId, decision, keyed, actor));
}

function checkDecision(decision: Decision): void {
  if ('transferId' in decision && !TRANSFER_ID.test(decision.transferId)) {
    throw badField('transferId', 'write <blockNumber>-<eventIndex>, as the inbox gives it');
  }
  if (decision.kind !== 'mark') return;
  const { reason } = decision;
  if (reason.length > LONGEST_REASON || reason.trim() === '' || !ONE_LINE.test(reason)) {
    throw badField('reason', `write a line of 1 to ${LONGEST_REASON} characters, for the audit log`);
  }
}
