import type { CommandData } from '../events/catalog.js';
import { failureData } from '../events/failure-data.js';
import { orderContent } from '../events/order-content.js';
import { orderData } from '../events/order-data.js';
import { paymentData } from '../events/payment-data.js';
import { fold, type Step as FoldStep } from '../order/fold.js';
import { compareInputs, type CommandInput, type OrderInput } from '../order/inputs.js';
import type { OrderState } from '../order/state.js';
import { currentGroup, tellOrder, type Draft } from './draft.js';
import type { Step } from './step.js';

/** Folds registrations, payments, failed attempts and expiries up to the step's height, each order's in the one order of inputs. */
export function foldInputs(step: Step): void {
  const { work } = step;
  for (const command of work.commands) {
    const draft = command.kind === 'register' ? step.draft(command.orderId) : null;
    draft?.inputs.push({
      kind: 'command',
      command: 'register',
      id: command.id,
      // Not the height at which it is taken up: what is said of it must not depend on when that was.
      height: draft.order.registeredHeight,
      ordinal: 0,
    });
  }
  for (const order of work.orders.values()) {
    const due = order.state.status === 'open' && order.terms.expiryHeight <= work.height;
    const draft = due ? step.draft(order.id) : null;
    draft?.inputs.push({ kind: 'expiry', height: order.terms.expiryHeight });
  }
  for (const draft of step.drafts()) {
    for (const input of draft.inputs.toSorted(compareInputs)) applyInput(step, draft, input);
  }
}

/** Folds one input into a draft: its state, its events, and what the payment in it is used for. */
export function applyInput(step: Step, draft: Draft, input: OrderInput): FoldStep {
  const before = draft.state;
  const folded = fold(draft.order.terms, before, input);
  draft.state = folded.state;
  const payment = paymentOf(input);
  const facts = payment && step.fact(payment.transferId);
  if (payment && facts && folded.payment) {
    const { use } = folded.payment;
    const worthless = payment.asset === draft.order.terms.asset && payment.value < draft.order.terms.dust;
    step.recordPayment(draft.group, {
      fact: facts,
      merchantId: draft.order.merchantId,
      orderId: draft.order.id,
      use,
      reason: folded.payment.use === 'held' ? folded.payment.reason : null,
      inbox: use === 'held' && !worthless ? 'waiting' : null,
      resolved: input.kind === 'command' ? 'assigned' : null,
    });
  }
  const failure = input.kind === 'failure' ? step.failure(input.failureId) : null;
  // What failed when nobody wanted it is the chain's to tell.
  if (failure && draft.state.failedAttempts > before.failedAttempts) {
    currentGroup(draft.group).failures.push(failure);
  }
  if (folded.events.length > 0) {
    const origin = { instanceId: step.work.instanceId, cause: causeOf(input), height: input.height };
    const told = {
      order: orderData(step.write, draft.order, draft.state, draft.refunded),
      payment: facts && paymentData(step.write, facts),
      failure: failure && failureData(step.write, failure),
      command: commandOf(input),
      counted: folded.payment?.use === 'counted',
    };
    for (const type of folded.events) tellOrder(draft, origin, orderContent(type, told));
  }
  noteTransition(step, draft, before, input);
  return folded;
}

function paymentOf(input: OrderInput): { transferId: string; asset: string | null; value: bigint } | null {
  if (input.kind === 'payment') return input;
  return input.kind === 'command' && input.command === 'assign' ? input.payment : null;
}

function commandOf(input: OrderInput): CommandData | null {
  if (input.kind !== 'command') return null;
  return { id: input.id, kind: input.command, reason: input.command === 'mark' ? input.reason : null };
}

function causeOf(input: OrderInput): string {
  switch (input.kind) {
    case 'payment':
      return input.transferId;
    case 'failure':
      return input.failureId;
    case 'expiry':
      return `expiry:${input.height}`;
    case 'command':
      return input.command === 'register' ? 'register' : `command:${input.id}`;
  }
}

function noteTransition(step: Step, draft: Draft, before: OrderState, input: OrderInput): void {
  const after = draft.state;
  if (after.status === before.status) return;
  currentGroup(draft.group).acts.push({
    merchantId: draft.order.merchantId,
    actor: input.kind === 'command' ? actorOf(step, input) : 'settlement',
    action: `order.${after.status}`,
    subjectKind: 'order',
    subjectId: draft.order.id,
    before: { status: before.status, received: before.received.toString() },
    after: {
      status: after.status,
      received: after.received.toString(),
      height: input.height,
      cause: causeOf(input),
      ...(input.kind === 'command' && input.command === 'mark' && { reason: input.reason }),
    },
  });
}

function actorOf({ work }: Step, { id }: CommandInput): string {
  return work.commands.find((command) => command.id === id)?.actor ?? 'settlement';
}
