import type { EventWriter } from '../events/notation.js';
import { createDraft, createGroup, currentGroup, link, type Draft, type Group } from './draft.js';
import type { RefundRecord } from './outcome.js';
import type { Fact, Failure, KnownOrder, PaymentRecord, Work } from './work.js';

/** A step while it is decided: what was known, overlaid with what was decided so far. */
export interface Step {
  readonly work: Work;
  readonly dustOf: (asset: string | null) => bigint;
  readonly write: EventWriter;
  /** The draft of an order that takes inputs now; null for one that is unknown, set aside, or not yet registered. */
  draft(orderId: string): Draft | null;
  /** All drafts so far. */
  drafts(): readonly Draft[];
  fact(transferId: string): Fact | null;
  failure(failureId: string): Failure | null;
  /** What a transfer is used for. */
  payment(transferId: string): PaymentRecord | null;
  refund(refundId: string): RefundRecord | null;
  refundsOf(transferId: string): readonly RefundRecord[];
  /** The group that a payment is decided in: that of its order, of an earlier decision in this step, or one of its own. */
  groupOf(transferId: string): Group;
  /** A group for what concerns no order and no payment. */
  looseGroup(): Group;
  recordPayment(group: Group, record: PaymentRecord): void;
  recordRefund(group: Group, record: RefundRecord): void;
  groups(): readonly Group[];
}

export function createStep(work: Work, dustOf: Step['dustOf'], write: EventWriter): Step {
  const registering = new Set(
    work.commands.flatMap((command) => (command.kind === 'register' ? [command.orderId] : [])),
  );
  const drafts = new Map<string, Draft>();
  const facts = new Map(work.facts.map((fact) => [fact.transferId, fact]));
  const failures = new Map(work.failures.map((failure) => [failure.failureId, failure]));
  const payments = new Map(work.payments);
  const refunds = new Map<string, RefundRecord>(
    [...work.refunds].map(([id, known]) => [
      id,
      { ...known, payer: null, reference: null, actor: null, doneHeight: null },
    ]),
  );
  /** By transfer: where this step recorded it. */
  const places = new Map<string, Group>();
  const loose: Group[] = [];

  function takesInputs({ id, taken, setAside }: KnownOrder): boolean {
    return !setAside && (taken || registering.has(id));
  }

  function draft(orderId: string): Draft | null {
    const order = work.orders.get(orderId);
    if (!order || !takesInputs(order)) return null;
    const found = drafts.get(orderId) ?? createDraft(order);
    drafts.set(orderId, found);
    return found;
  }

  function looseGroup(): Group {
    const group = createGroup();
    loose.push(group);
    return group;
  }

  return {
    work,
    dustOf,
    write,
    draft,
    drafts: () => [...drafts.values()],
    fact: (transferId) => facts.get(transferId) ?? payments.get(transferId)?.fact ?? null,
    failure: (failureId) => failures.get(failureId) ?? null,
    payment: (transferId) => payments.get(transferId) ?? null,
    refund: (refundId) => refunds.get(refundId) ?? null,
    refundsOf: (transferId) => [...refunds.values()].filter((refund) => refund.transferId === transferId),
    groupOf(transferId) {
      const orderId = payments.get(transferId)?.orderId ?? null;
      const own = orderId === null ? null : draft(orderId);
      const place = places.get(transferId);
      if (own && place) return link(own.group, place);
      return currentGroup(own?.group ?? place ?? looseGroup());
    },
    looseGroup,
    recordPayment(group, record) {
      payments.set(record.fact.transferId, record);
      currentGroup(group).payments.set(record.fact.transferId, record);
      places.set(record.fact.transferId, group);
    },
    recordRefund(group, record) {
      refunds.set(record.id, record);
      currentGroup(group).refunds.set(record.id, record);
    },
    groups: () => [
      ...new Set([...drafts.values()].map(({ group }) => currentGroup(group))),
      ...loose.filter(({ mergedInto }) => mergedInto === null),
    ],
  };
}
