/** The parts of a step while it is decided: what is linked to each other grows into one part. */
import type { EventContent } from '../events/catalog.js';
import { eventId } from '../events/event-id.js';
import type { OrderInput } from '../order/inputs.js';
import type { OrderState } from '../order/state.js';
import type { Act, CommandResult, EventRecord, Part, RefundRecord, RefundState } from './outcome.js';
import type { Failure, KnownOrder, PaymentRecord } from './work.js';

/** An order that the step touches. */
export interface Draft {
  readonly order: KnownOrder;
  readonly inputs: OrderInput[];
  /** Where it was put; `currentGroup` says where that is by now. */
  readonly group: Group;
  state: OrderState;
  sequence: number;
  refunded: bigint;
  openRefunds: number;
}

/** What will be one part. */
export interface Group {
  readonly drafts: Draft[];
  readonly payments: Map<string, PaymentRecord>;
  readonly failures: Failure[];
  readonly refunds: Map<string, RefundRecord>;
  readonly events: EventRecord[];
  readonly commands: CommandResult[];
  readonly acts: Act[];
  /** The group that took all of it over. */
  mergedInto: Group | null;
}

export function createGroup(): Group {
  return {
    drafts: [],
    payments: new Map(),
    failures: [],
    refunds: new Map(),
    events: [],
    commands: [],
    acts: [],
    mergedInto: null,
  };
}

export function createDraft(order: KnownOrder): Draft {
  const group = createGroup();
  const { state, sequence, refunded, openRefunds } = order;
  const draft: Draft = { order, inputs: [], group, state, sequence, refunded, openRefunds };
  group.drafts.push(draft);
  return draft;
}

export function currentGroup(group: Group): Group {
  return group.mergedInto === null ? group : currentGroup(group.mergedInto);
}

/** Makes two groups one. @returns it */
export function link(a: Group, b: Group): Group {
  const [into, from] = [currentGroup(a), currentGroup(b)];
  if (into === from) return into;
  into.drafts.push(...from.drafts);
  for (const [id, payment] of from.payments) into.payments.set(id, payment);
  into.failures.push(...from.failures);
  for (const [id, refund] of from.refunds) into.refunds.set(id, refund);
  into.events.push(...from.events);
  into.commands.push(...from.commands);
  into.acts.push(...from.acts);
  from.mergedInto = into;
  return into;
}

/** Of which till, by what, and in which block. */
export interface EventOrigin {
  readonly instanceId: string;
  readonly cause: string;
  readonly height: number;
}

/** Appends an event about an order that takes inputs. */
export function tellOrder(
  draft: Draft,
  { instanceId, cause, height }: EventOrigin,
  content: EventContent,
): void {
  const { id, merchantId } = draft.order;
  draft.sequence += 1;
  currentGroup(draft.group).events.push({
    ...content,
    id: eventId(instanceId, id, content.type, cause),
    merchantId,
    orderId: id,
    sequence: draft.sequence,
    height,
  });
}

/** Appends an event about what belongs to no order that takes inputs. */
export function tellMerchant(
  group: Group,
  { instanceId, cause, height }: EventOrigin,
  { merchantId, orderId }: { readonly merchantId: string; readonly orderId: string | null },
  content: EventContent,
): void {
  currentGroup(group).events.push({
    ...content,
    id: eventId(instanceId, merchantId, content.type, cause),
    merchantId,
    orderId,
    sequence: null,
    height,
  });
}

export function toPart(group: Group): Part {
  return {
    orders: group.drafts.map((draft) => ({
      id: draft.order.id,
      state: draft.state,
      sequence: draft.sequence,
      refunded: draft.refunded,
      refundState: refundStateOf(draft),
    })),
    payments: [...group.payments.values()],
    failures: group.failures,
    refunds: [...group.refunds.values()],
    events: group.events,
    commands: group.commands,
    acts: group.acts,
  };
}

function refundStateOf({ openRefunds, refunded, state }: Draft): RefundState {
  if (openRefunds > 0) return 'pending';
  if (refunded === 0n) return 'none';
  return refunded >= state.received + state.held ? 'full' : 'partial';
}
