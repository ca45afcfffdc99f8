import type { Hex } from '../../domain/hex.js';
import { fold } from '../../domain/order/fold.js';
import { compareRecords, hashRecords, type RecordDifference } from '../../domain/replay/compare.js';
import {
  recordOfOrder,
  recordOfPayment,
  recordOfRefund,
  type StateRecord,
} from '../../domain/replay/records.js';
import { replay } from '../../domain/replay/replay.js';
import type { Division } from '../../domain/replay/steps.js';
import type { World } from '../../domain/replay/world.js';
import type { Part } from '../../domain/settlement/outcome.js';
import type { KnownOrder, Work } from '../../domain/settlement/work.js';
import type { TillTransaction } from '../../store/till/database.js';
import { gatherInputs, type Gathered, type Gathering } from '../../store/till/replay/gather.js';
import { readOrderRecords, readStoredPayments } from '../../store/till/replay/stored.js';

export interface RangeStates {
  /** With both ends. */
  readonly from: number;
  readonly to: number;
  /** Registered in these blocks. */
  readonly orders: number;
  /** In these blocks. */
  readonly payments: number;
  /** Hash of the states, of what the till holds and of what the replay gives. */
  readonly till: Hex;
  readonly replay: Hex;
  readonly different: number;
  /** Orders that settlement has yet to expire, and that are equal but for that. */
  readonly due: number;
  /** Orders that were set aside: neither they nor their payments can be compared. */
  readonly setAside: number;
}

export interface RangeCheck extends RangeStates {
  readonly differences: readonly RecordDifference[];
}

type Plan = (work: Work) => readonly Part[];

/** @param ids orders that were registered, and payments that the till has, in these blocks */
export async function checkRange(
  db: TillTransaction,
  gathering: Gathering,
  plan: Plan,
  { from, to }: Pick<RangeStates, 'from' | 'to'>,
  ids: { readonly orders: readonly string[]; readonly payments: readonly string[] },
): Promise<RangeCheck> {
  const gathered = await gatherInputs(db, gathering, { after: from - 1, to }, ids.orders);
  const orders = ids.orders.flatMap((id) => gathered.orders.get(id) ?? []);
  const compared = orders.filter(({ setAside }) => !setAside);
  const isApart = apartOf(gathered);
  const stored = await readStoredPayments(db, ids.payments);
  const records = [...(await readOrderRecords(db, compared)), ...stored.records].filter(
    (record) => !isApart(record),
  );
  const inRange = (blockNumber: number): boolean => blockNumber >= from && blockNumber <= to;

  const judge = (division: Division): Judgement => {
    const world = replay(gathered.inputs, plan, division);
    const replayed = recordsOf(world, compared, inRange).filter((record) => !isApart(record));
    const due = dueOf(compared, replayed, gathering.height);
    // Those are as the replay has them as soon as settlement comes to them.
    const held = records.map((record) => (record.kind === 'order' ? (due.get(record.id) ?? record) : record));
    return { held, replayed, due: due.size, differences: compareRecords(held, replayed) };
  };
  const named = judge('named');
  const apart = named.differences.length > 0 ? judge('apart') : named;
  const best = apart.differences.length < named.differences.length ? apart : named;
  return {
    from,
    to,
    orders: orders.length,
    payments: ids.payments.length,
    till: hashRecords(best.held),
    replay: hashRecords(best.replayed),
    different: best.differences.length,
    differences: best.differences,
    due: best.due,
    setAside: orders.length - compared.length,
  };
}

interface Judgement {
  readonly held: readonly StateRecord[];
  readonly replayed: readonly StateRecord[];
  readonly differences: readonly RecordDifference[];
  readonly due: number;
}

/** What the replay says of the same orders, payments and refunds. */
function recordsOf(
  world: World,
  orders: readonly KnownOrder[],
  inRange: (blockNumber: number) => boolean,
): readonly StateRecord[] {
  const payments = [...world.payments()].filter(({ fact }) => inRange(fact.blockNumber));
  const transferIds = new Set(payments.map(({ fact }) => fact.transferId));
  return [
    ...orders.flatMap(({ id }) => {
      const order = world.order(id);
      return order ? [recordOfOrder(order, world.refundState(id), world.events(id))] : [];
    }),
    ...payments.map(recordOfPayment),
    ...[...world.refunds()].filter(({ transferId }) => transferIds.has(transferId)).map(recordOfRefund),
  ];
}

/** Whether a record belongs to an order that was set aside: what became of its money is for a person to say. */
function apartOf({ orders, inputs }: Gathered): (record: StateRecord) => boolean {
  const apart = new Set([...orders.values()].filter(({ setAside }) => setAside).map(({ id }) => id));
  const keys = new Map(inputs.facts.map(({ transferId, orderId }) => [transferId, orderId]));
  return ({ kind, id, fields }) => {
    const order = kind === 'order' ? id : (fields['order'] ?? null);
    const byKey = kind === 'payment' ? (keys.get(id) ?? null) : null;
    return (typeof order === 'string' && apart.has(order)) || (byKey !== null && apart.has(byKey));
  };
}

/** The orders that are due, with what they will be. */
function dueOf(
  orders: readonly KnownOrder[],
  replayed: readonly StateRecord[],
  height: number,
): ReadonlyMap<string, StateRecord> {
  const byId = new Map(replayed.filter(({ kind }) => kind === 'order').map((record) => [record.id, record]));
  return new Map(
    orders.flatMap((order) => {
      const expected = byId.get(order.id);
      return expected && isDue(order, expected, height) ? [[order.id, expected] as const] : [];
    }),
  );
}

/** Whether an order waits for its expiry, and for nothing else, to be what the replay says. */
function isDue(order: KnownOrder, expected: StateRecord, height: number): boolean {
  const { terms, state, taken } = order;
  if (!taken || state.status !== 'open' || terms.expiryHeight > height) return false;
  const expired = fold(terms, state, { kind: 'expiry', height: terms.expiryHeight });
  const { fields } = recordOfOrder({ ...order, state: expired.state }, 'none', []);
  return (['status', 'received', 'held', 'paymentCount', 'flags', 'settledHeight'] as const).every(
    (name) => fields[name] === expected.fields[name],
  );
}
