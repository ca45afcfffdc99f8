/** What people decide on orders and on money that waits: a command each, with a line in the audit log. */
import { badField } from '../../domain/bad-field.js';
import { digestJson } from '../../domain/canonical-json.js';
import { writeAudit, type Actor, type AuditEntry } from './audit-log.js';
import { insertCommand, type NewCommand } from './commands.js';
import type { TillDatabase, TillTransaction } from './database.js';
import { keepAnswer, takeKey, type KeyedRequest } from './idempotency.js';
import { findOrder } from './order-reading.js';
import type { PaymentRow } from './payment-lists.js';

/** @param orderId the merchant's own id of the order; @param transferId `<blockNumber>-<eventIndex>` */
export type Decision =
  | { readonly kind: 'cancel'; readonly orderId: string }
  | {
      readonly kind: 'mark';
      readonly orderId: string;
      readonly as: 'settled' | 'invalid';
      readonly reason: string;
    }
  | { readonly kind: 'assign'; readonly orderId: string; readonly transferId: string }
  | { readonly kind: 'dismiss'; readonly transferId: string };

/** An Idempotency-Key, and the route that it was sent to. */
export type DecisionKey = Pick<KeyedRequest, 'route' | 'key'>;

/**
 * Leaves a merchant's decision for the settler, who may still refuse it. Under a key that was sent before, it is the command
 * of that time.
 * @param keyed null where no key was sent
 * @returns the command's id
 * @throws {ChaintillError} `ORDER_NOT_FOUND`, `PAYMENT_NOT_FOUND`, of other merchants' too; `IDEMPOTENCY_KEY_REUSED`
 */
export async function decide(
  till: TillDatabase,
  merchantId: string,
  decision: Decision,
  keyed: DecisionKey | null,
  actor: Actor,
): Promise<string> {
  const keyedRequest = keyed && { ...keyed, merchantId, digest: digestJson(decision) };
  return till.transaction().execute(async (transaction) => {
    const earlier = keyedRequest && (await takeKey(transaction, keyedRequest));
    if (earlier) return earlier.body;
    const { kind, orderId, ...payload } = { orderId: null, ...decision };
    const order = orderId === null ? null : await findOrderId(transaction, merchantId, orderId);
    if ('transferId' in decision && !(await findPayment(transaction, merchantId, decision.transferId))) {
      throw badField('transferId', 'no money of this merchant has that id: see its inbox', {
        code: 'PAYMENT_NOT_FOUND',
      });
    }
    const command: NewCommand = { kind, merchantId, orderId: order, payload };
    const id = await insertCommand(transaction, command, actor);
    await writeAudit(transaction, actor, {
      merchantId,
      ...subjectOf(decision, order),
      before: null,
      after: { command: id, ...payload },
    });
    if (keyedRequest) await keepAnswer(transaction, keyedRequest, { status: 202, body: id });
    return id;
  });
}

/** @returns undefined where the merchant has no such payment, whoever else has. */
export async function findPayment(
  till: TillDatabase,
  merchantId: string,
  transferId: string,
): Promise<PaymentRow | undefined> {
  return till
    .selectFrom('payments')
    .selectAll()
    .where('transferId', '=', transferId)
    .where('merchantId', '=', merchantId)
    .executeTakeFirst();
}

function subjectOf(
  decision: Decision,
  order: string | null,
): Pick<AuditEntry, 'action' | 'subjectKind' | 'subjectId'> {
  return 'transferId' in decision
    ? { action: `payment.${decision.kind}`, subjectKind: 'payment', subjectId: decision.transferId }
    : { action: `order.${decision.kind}`, subjectKind: 'order', subjectId: order ?? '' };
}

async function findOrderId(
  transaction: TillTransaction,
  merchantId: string,
  orderId: string,
): Promise<string> {
  const order = await findOrder(transaction, merchantId, { orderId });
  if (order) return order.id;
  throw badField('orderId', 'this merchant has no order of that orderId: check it', {
    code: 'ORDER_NOT_FOUND',
  });
}
