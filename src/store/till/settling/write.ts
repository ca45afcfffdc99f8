import { sql } from 'kysely';
import type { Part } from '../../../domain/settlement/outcome.js';
import type { TillTransaction } from '../database.js';
import { appendEvents, type LogWriter } from '../event-log.js';
import { insertRows } from '../insert-rows.js';

/** Whose log it is, and at what height a step takes effect. */
export interface Writing extends LogWriter {
  readonly height: number;
}

/** Stores parts, all of them or, by an error, none. @returns the log's cursor after them */
export async function writeParts(
  db: TillTransaction,
  writing: Writing,
  parts: readonly Part[],
): Promise<bigint> {
  const { height } = writing;
  const all = <T>(pick: (part: Part) => readonly T[]): T[] => parts.flatMap(pick);

  // Payments first: what else is stored may name them.
  await executeFor(
    db,
    sql`${insertRows(
      'payments',
      all((part) => part.payments).map(({ fact, ...payment }) => ({
        transfer_id: fact.transferId,
        block_number: fact.blockNumber,
        event_index: fact.eventIndex,
        block_hash: fact.blockHash,
        extrinsic_index: fact.extrinsicIndex,
        extrinsic_hash: fact.extrinsicHash,
        block_time: fact.blockTime,
        from_account: fact.from,
        to_account: fact.to,
        signer: fact.signer,
        call_path: fact.callPath,
        asset: fact.asset,
        value: fact.value.toString(),
        reference: fact.reference,
        remark: fact.remark,
        pairing: fact.pairing,
        merchant_id: payment.merchantId,
        order_id: payment.orderId,
        use: payment.use,
        reason: payment.reason,
        applied_height: height,
        inbox: payment.inbox,
        resolved: payment.resolved,
      })),
    )} on conflict (transfer_id) do update set order_id = excluded.order_id, use = excluded.use,
      reason = excluded.reason, inbox = excluded.inbox, resolved = excluded.resolved`,
    all((part) => part.payments),
  );
  await executeFor(
    db,
    insertRows(
      'order_failures',
      all((part) => part.failures).map((failure) => ({
        failure_id: failure.failureId,
        block_number: failure.blockNumber,
        ordinal: failure.ordinal,
        block_hash: failure.blockHash,
        extrinsic_index: failure.extrinsicIndex,
        extrinsic_hash: failure.extrinsicHash,
        block_time: failure.blockTime,
        from_account: failure.from,
        to_account: failure.to,
        signer: failure.signer,
        call_path: failure.callPath,
        asset: failure.asset,
        value: failure.value?.toString() ?? null,
        reference: failure.reference,
        how: failure.how,
        outcome: failure.outcome,
        error_pallet: failure.error.pallet,
        error_name: failure.error.name,
        error_docs: failure.error.documentation,
        fee: failure.fee?.toString() ?? null,
        merchant_id: failure.toMerchant,
        order_id: failure.orderId,
      })),
    ),
    all((part) => part.failures),
  );
  await executeFor(
    db,
    sql`update till.orders o set status = n.status, received = n.received, held = n.held,
        payment_count = n.payment_count, failed_attempts = n.failed_attempts, flags = n.flags, applied_height = n.applied_height,
        settled_height = n.settled_height, sequence = n.sequence, refunded = n.refunded, refund_state = n.refund_state
      from jsonb_to_recordset(${rows(
        all((part) => part.orders).map(({ id, state, sequence, refunded, refundState }) => ({
          id,
          status: state.status,
          received: state.received.toString(),
          held: state.held.toString(),
          payment_count: state.paymentCount,
          failed_attempts: state.failedAttempts,
          flags: state.flags,
          applied_height: state.height ?? height,
          settled_height: state.settledHeight,
          sequence,
          refunded: refunded.toString(),
          refund_state: refundState,
        })),
      )}) as n(id uuid, status text, received numeric, held numeric, payment_count integer, failed_attempts integer, flags text[],
        applied_height integer, settled_height integer, sequence integer, refunded numeric, refund_state text)
      where o.id = n.id`,
    all((part) => part.orders),
  );
  for (const refund of all((part) => part.refunds)) {
    const { payer, reference, actor } = refund;
    if (payer !== null && reference !== null && actor !== null) {
      await sql`insert into till.refunds (id, merchant_id, transfer_id, order_id, payer, destination, asset, amount,
          reference, actor) values (${refund.id}, ${refund.merchantId}, ${refund.transferId}, ${refund.orderId}, ${payer},
          ${refund.destination}, ${refund.asset}, ${refund.amount}, ${reference}, ${actor})`.execute(db);
    }
    await sql`update till.refunds set paid = ${refund.paid}, status = ${refund.status},
        done_height = ${refund.doneHeight} where id = ${refund.id}`.execute(db);
  }
  const cursor = await appendEvents(
    db,
    writing,
    all((part) => part.events),
  );
  await executeFor(
    db,
    sql`update till.commands c set applied_height = ${height}, ordinal = n.ordinal, outcome = n.outcome,
        refusal_code = n.code, refusal_message = n.message
      from jsonb_to_recordset(${rows(
        all((part) => part.commands).map(({ id, ordinal, refusal }) => ({
          id,
          ordinal,
          outcome: refusal === null ? 'applied' : 'refused',
          ...refusal,
        })),
      )}) as n(id uuid, ordinal bigint, outcome text, code text, message text) where c.id = n.id`,
    all((part) => part.commands),
  );
  await executeFor(
    db,
    sql`insert into till.audit_log (merchant_id, actor, action, subject_kind, subject_id, before, after)
      select n.* from jsonb_to_recordset(${rows(
        all((part) => part.acts).map((act) => ({
          merchant_id: act.merchantId,
          actor: act.actor,
          action: act.action,
          subject_kind: act.subjectKind,
          subject_id: act.subjectId,
          before: act.before,
          after: act.after,
        })),
      )}) as n(merchant_id uuid, actor text, action text, subject_kind text, subject_id text, before jsonb, after jsonb)`,
    all((part) => part.acts),
  );
  return cursor;
}

/** One statement for all rows, and none for no rows. */
async function executeFor(
  db: TillTransaction,
  statement: ReturnType<typeof sql>,
  given: readonly unknown[],
): Promise<void> {
  if (given.length > 0) await statement.execute(db);
}

function rows(values: readonly object[]): string {
  return JSON.stringify(values);
}

/**
 * Sets a part's orders aside, with what it would have changed kept out: their money goes to the inbox, and nothing more is
 * applied to them until a person has looked. Commands of the part are refused, also where it has no order.
 */
export async function setAside(
  db: TillTransaction,
  writing: Writing,
  part: Part,
  reason: string,
): Promise<void> {
  const ids = part.orders.map(({ id }) => id);
  await sql`update till.orders set set_aside = ${reason.slice(0, 500)}, applied_height = coalesce(applied_height, ${writing.height})
    where id = any(${ids}::uuid[])`.execute(db);
  const held: Part = {
    orders: [],
    failures: [],
    refunds: [],
    events: [],
    acts: [],
    payments: part.payments.map((payment) =>
      payment.orderId === null
        ? { ...payment, inbox: payment.use === 'unmatched' ? 'waiting' : null, resolved: null }
        : { ...payment, use: 'held', reason: 'order_set_aside', inbox: 'waiting', resolved: null },
    ),
    commands: part.commands.map((command) => ({
      ...command,
      refusal: {
        code: 'NOT_STORED',
        message: 'storing what this asks for failed: the operator finds the cause in the log',
      },
    })),
  };
  await writeParts(db, writing, [held]);
}
