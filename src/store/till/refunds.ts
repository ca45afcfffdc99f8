import { sql, type Selectable } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import { isUuid } from '../../domain/uuid.js';
import { writeAudit, type Actor } from './audit-log.js';
import { insertCommand } from './commands.js';
import type { TillDatabase } from './database.js';
import type { RefundRow } from './refund-lists.js';
import type { PaymentTable } from './tables.js';

/** A payment that may be given back. Amounts are decimal text of the smallest unit. */
export interface RefundablePayment extends Pick<
  Selectable<PaymentTable>,
  'transferId' | 'orderId' | 'fromAccount' | 'signer' | 'callPath' | 'asset' | 'value' | 'use'
> {
  /** The merchant's account that received it, or that owns the deposit address which did. */
  readonly receiver: AccountHex;
  /** What refunds of it have paid. */
  readonly paidBack: string;
  /** Whether it counts for its order, and no later payment does. */
  readonly isLastCounted: boolean;
  /** Of its order; null without one. */
  readonly excess: string | null;
  /** What refunds of all payments that count for its order have paid or are planned to. */
  readonly givenBack: string;
}

/** @returns undefined where the merchant has no payment of that id that could be given back, whoever else has. */
export async function findRefundable(
  till: TillDatabase,
  merchantId: string,
  transferId: string,
): Promise<RefundablePayment | undefined> {
  // Postgres takes no NUL, and no payment has one in its id.
  if (transferId.includes('\0')) return undefined;
  const { rows } = await sql<RefundablePayment>`
    select p.transfer_id, p.order_id, p.from_account, p.signer, p.call_path, p.asset, p.value, p.use,
      coalesce((select d.owner from till.orders d where d.payee = p.to_account and d.mode = 'address'), p.to_account)
        as receiver,
      (select coalesce(sum(paid), 0) from till.refunds r where r.transfer_id = p.transfer_id) as paid_back,
      p.use = 'counted' and not exists (
        select from till.payments q where q.order_id = p.order_id and q.use = 'counted'
          and (q.block_number, q.event_index) > (p.block_number, p.event_index)) as is_last_counted,
      o.received - o.amount as excess,
      (select coalesce(sum(case r.status when 'open' then greatest(r.amount, r.paid) else r.paid end), 0)
       from till.refunds r join till.payments q on q.transfer_id = r.transfer_id and q.use = 'counted'
       where r.order_id = p.order_id) as given_back
    from till.payments p left join till.orders o on o.id = p.order_id
    where p.transfer_id = ${transferId} and p.merchant_id = ${merchantId}
      and p.use in ('counted', 'held', 'unmatched')`.execute(till);
  return rows[0];
}

/** Whether money that is sent there stays with the merchant: an account of its own, or one of its deposit addresses. */
export async function isOwn(till: TillDatabase, merchantId: string, account: AccountHex): Promise<boolean> {
  const { rows } = await sql<{ own: boolean }>`
    select exists (select from till.accounts where account = ${account} and merchant_id = ${merchantId}
                   and to_height is null)
        or exists (select from till.orders where payee = ${account} and mode = 'address'
                   and merchant_id = ${merchantId}) as own`.execute(till);
  return rows[0]?.own ?? false;
}

export interface NewRefund {
  readonly merchantId: string;
  /** UUID that the refund will have. */
  readonly refundId: string;
  /** Of the payment that is given back. */
  readonly transferId: string;
  readonly payer: AccountHex;
  readonly destination: AccountHex;
  /** In the smallest unit, above 0. */
  readonly amount: bigint;
  readonly reference: string;
}

/** Leaves a refund for the settler to plan, who may still refuse it. @returns the command's id */
export async function askForRefund(till: TillDatabase, refund: NewRefund, actor: Actor): Promise<string> {
  const { merchantId, refundId, transferId, amount, payer, destination, reference } = refund;
  const payload = { refundId, transferId, payer, destination, amount: amount.toString(), reference };
  return till.transaction().execute(async (transaction) => {
    const command = await insertCommand(
      transaction,
      { kind: 'refund', merchantId, orderId: null, payload },
      actor,
    );
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'refund.plan',
      subjectKind: 'refund',
      subjectId: refundId,
      before: null,
      after: { command, ...payload },
    });
    return command;
  });
}

/** Leaves the cancelling of a merchant's refund for the settler. @returns the command's id */
export async function askToCancelRefund(
  till: TillDatabase,
  { id, merchantId }: Pick<RefundRow, 'id' | 'merchantId'>,
  actor: Actor,
): Promise<string> {
  return till.transaction().execute(async (transaction) => {
    const command = await insertCommand(
      transaction,
      { kind: 'cancelRefund', merchantId, orderId: null, payload: { refundId: id } },
      actor,
    );
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'refund.cancel',
      subjectKind: 'refund',
      subjectId: id,
      before: null,
      after: { command },
    });
    return command;
  });
}

/** Those of the refunds that are the merchant's, in any order. What is no UUID is the id of none. */
export async function findRefunds(
  till: TillDatabase,
  merchantId: string,
  ids: readonly string[],
): Promise<readonly RefundRow[]> {
  const possible = ids.filter(isUuid);
  if (possible.length === 0) return [];
  return till
    .selectFrom('refunds')
    .selectAll()
    .where('merchantId', '=', merchantId)
    .where('id', 'in', possible)
    .execute();
}
