/** What people asked for, in the order in which they asked, after all facts and expiries up to the step's height. */
import type { OrderCommand } from '../order/inputs.js';
import { currentGroup, link, type Draft, type Group } from './draft.js';
import { applyInput } from './folding.js';
import type { CommandResult } from './outcome.js';
import type { Step } from './step.js';
import type { Command, PaymentRecord } from './work.js';

type Refusal = NonNullable<CommandResult['refusal']>;

/** Where a command is decided, and why it changes nothing if it does not. */
interface Decision {
  readonly group: Group;
  readonly refusal: Refusal | null;
}

export function obeyCommands(step: Step): void {
  let ordinal = step.work.lastOrdinal;
  for (const command of step.work.commands) {
    ordinal += 1;
    const { group, refusal } = decide(step, command, ordinal);
    currentGroup(group).commands.push({ id: command.id, ordinal, refusal });
  }
}

function decide(step: Step, command: Command, ordinal: number): Decision {
  switch (command.kind) {
    case 'account':
      return { group: step.looseGroup(), refusal: null };
    case 'unreadable':
      return refused(step.looseGroup(), 'COMMAND_UNREADABLE', 'this cannot be read: send it again');
    case 'register':
      return onOrder(step, command, () => null);
    case 'cancel':
      return onOrder(step, command, (draft) => order(step, draft, command, ordinal, { command: 'cancel' }));
    case 'mark': {
      const { as, reason } = command;
      return onOrder(step, command, (draft) =>
        order(step, draft, command, ordinal, { command: 'mark', as, reason }),
      );
    }
    case 'assign':
      return onOrder(step, command, (draft) => assign(step, draft, command, ordinal));
    case 'dismiss':
      return dismiss(step, command);
    case 'refund':
      return planRefund(step, command);
    case 'cancelRefund':
      return cancelRefund(step, command);
  }
}

function onOrder(
  step: Step,
  { orderId, merchantId }: Command & { orderId: string },
  obey: (draft: Draft) => Refusal | null,
): Decision {
  const known = step.work.orders.get(orderId);
  if (known?.merchantId !== merchantId) {
    return refused(step.looseGroup(), 'ORDER_NOT_FOUND', 'there is no such order');
  }
  const draft = step.draft(orderId);
  if (!draft) {
    return refused(
      step.looseGroup(),
      'ORDER_SET_ASIDE',
      'settling this order failed and it waits for the operator: ask for the log of this order',
    );
  }
  const refusal = obey(draft);
  return { group: draft.group, refusal };
}

function order(
  step: Step,
  draft: Draft,
  { id }: Command,
  ordinal: number,
  command: OrderCommand,
): Refusal | null {
  const input = { kind: 'command', id, ordinal, height: step.work.height, ...command } as const;
  return applyInput(step, draft, input).refusal;
}

function assign(
  step: Step,
  draft: Draft,
  command: Command & { kind: 'assign' },
  ordinal: number,
): Refusal | null {
  const payment = waiting(step, command);
  if (!payment) return NOT_WAITING;
  const { transferId, blockNumber, eventIndex, from, asset, value } = payment.fact;
  const holder = payment.orderId === null ? null : step.draft(payment.orderId);
  // The payment may have been decided in this step already, by itself or with another order: it is stored once.
  link(draft.group, step.groupOf(transferId));
  const refusal = order(step, draft, command, ordinal, {
    command: 'assign',
    payment: { kind: 'payment', transferId, height: blockNumber, eventIndex, from, asset, value },
    wasHeld: holder === draft,
  });
  if (refusal !== null) return refusal;
  if (holder && holder !== draft) {
    // Money that named one order pays another: the first no longer holds it.
    holder.state = { ...holder.state, held: holder.state.held - value };
  }
  note(draft.group, command, 'payment.assigned', transferId, { order: draft.order.id });
  return null;
}

function dismiss(step: Step, command: Command & { kind: 'dismiss' }): Decision {
  const payment = waiting(step, command);
  if (!payment) return { group: step.looseGroup(), refusal: NOT_WAITING };
  const group = step.groupOf(command.transferId);
  step.recordPayment(group, { ...payment, inbox: null, resolved: 'dismissed' });
  note(group, command, 'payment.dismissed', command.transferId, null);
  return { group, refusal: null };
}

function planRefund(step: Step, command: Command & { kind: 'refund' }): Decision {
  const payment = step.payment(command.transferId);
  if (payment?.merchantId !== command.merchantId || !REFUNDABLE.has(payment.use)) {
    return refused(step.looseGroup(), 'PAYMENT_NOT_FOUND', 'there is no such payment to give back');
  }
  const group = step.groupOf(command.transferId);
  const earlier = step.refundsOf(command.transferId);
  if (earlier.some(({ status }) => status === 'open')) {
    return refused(
      group,
      'REFUND_OPEN',
      'a refund of this payment is open: wait until it is done, or cancel it',
    );
  }
  const left = payment.fact.value - earlier.reduce((sum, { paid }) => sum + paid, 0n);
  if (command.amount <= 0n) return refused(group, 'REFUND_TOO_SMALL', 'give back more than 0');
  if (command.amount > left) {
    return refused(group, 'REFUND_TOO_LARGE', `at most ${left} smallest units of this payment are left`);
  }
  const { refundId: id, merchantId, transferId, destination, amount, payer, reference, actor } = command;
  step.recordRefund(group, {
    id,
    merchantId,
    transferId,
    orderId: payment.orderId,
    destination,
    asset: payment.fact.asset,
    amount,
    paid: 0n,
    status: 'open',
    payer,
    reference,
    actor,
    doneHeight: null,
  });
  if (payment.inbox === 'waiting') step.recordPayment(group, { ...payment, inbox: 'refunding' });
  const draft = payment.orderId === null ? null : step.draft(payment.orderId);
  if (draft) draft.openRefunds += 1;
  note(group, command, 'refund.planned', transferId, { refund: id, amount: amount.toString() });
  return { group, refusal: null };
}

function cancelRefund(step: Step, command: Command & { kind: 'cancelRefund' }): Decision {
  const refund = step.refund(command.refundId);
  if (refund?.merchantId !== command.merchantId) {
    return refused(step.looseGroup(), 'REFUND_NOT_FOUND', 'there is no such refund');
  }
  const group = step.groupOf(refund.transferId);
  if (refund.status !== 'open' || refund.paid > 0n) {
    return refused(group, 'REFUND_NOT_OPEN', 'the refund is paid or canceled already');
  }
  step.recordRefund(group, { ...refund, status: 'canceled' });
  const payment = step.payment(refund.transferId);
  if (payment?.inbox === 'refunding') step.recordPayment(group, { ...payment, inbox: 'waiting' });
  const draft = refund.orderId === null ? null : step.draft(refund.orderId);
  if (draft) draft.openRefunds -= 1;
  note(group, command, 'refund.canceled', refund.transferId, { refund: refund.id });
  return { group, refusal: null };
}

const REFUNDABLE: ReadonlySet<PaymentRecord['use']> = new Set(['counted', 'held', 'unmatched']);

const NOT_WAITING: Refusal = {
  code: 'PAYMENT_NOT_WAITING',
  message: 'this payment is not in the inbox: it was never there, or it is decided already',
};

/** The payment of a command, if it is the merchant's and waits in the inbox. */
function waiting(
  step: Step,
  { transferId, merchantId }: Command & { transferId: string },
): PaymentRecord | null {
  const payment = step.payment(transferId);
  return payment?.merchantId === merchantId && payment.inbox === 'waiting' ? payment : null;
}

function note(
  group: Group,
  { merchantId, actor, id }: Command,
  action: string,
  transferId: string,
  after: object | null,
): void {
  currentGroup(group).acts.push({
    merchantId,
    actor,
    action,
    subjectKind: 'payment',
    subjectId: transferId,
    before: null,
    after: { command: id, ...after },
  });
}

function refused(group: Group, code: string, message: string): Decision {
  return { group, refusal: { code, message } };
}
