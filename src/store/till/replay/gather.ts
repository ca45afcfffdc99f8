/**
 * What a range of blocks is replayed from: the orders that were registered in it, the transfers that are in it, and whatever
 * else these depend on, in whatever blocks.
 */
import type { ReplayInputs } from '../../../domain/replay/inputs.js';
import { NEW_ORDER } from '../../../domain/order/state.js';
import type { Fact, Failure, KnownOrder } from '../../../domain/settlement/work.js';
import type { TillTransaction } from '../database.js';
import { readAssetUnits } from '../settling/asset-units.js';
import { readFailuresEver, tellsFailures } from '../settling/failures.js';
import {
  readFactsById,
  readFactsOfOrders,
  readFactsOfRefunds,
  readNewFacts,
  type HeightRange,
} from '../settling/facts.js';
import { readOrders } from '../settling/known.js';
import { readOrderCommands, type Decisions } from './decisions.js';
import type { ReplayExtent } from './extent.js';

export interface Gathering extends Pick<ReplayExtent, 'instanceId' | 'height'> {
  /** Schema of the index. */
  readonly schema: string;
  readonly decisions: Decisions;
}

export interface Gathered {
  readonly inputs: ReplayInputs;
  /** The same orders as the till has them. */
  readonly orders: ReadonlyMap<string, KnownOrder>;
}

/** @param registered the orders of the range */
export async function gatherInputs(
  db: TillTransaction,
  { schema, height, instanceId, decisions }: Gathering,
  range: HeightRange,
  registered: readonly string[],
): Promise<Gathered> {
  const { orderIds, facts } = await followLinks(db, { schema, height, decisions }, range, registered);
  const orders = await readOrders(db, [...orderIds]);
  const failures = (await tellsFailures(db, schema))
    ? await readFailuresEver(db, schema, [...orderIds], height)
    : [];
  const commands = [
    ...(await readOrderCommands(db, [...orderIds])),
    ...decisions.about(new Set(facts.keys()), orderIds),
  ].sort((a, b) => a.ordinal - b.ordinal);
  const assets = await readAssetUnits(db, schema, [
    ...[...facts.values()].map(({ asset }) => asset),
    ...failures.map(({ asset }) => asset),
    ...[...orders.values()].map(({ terms }) => terms.asset),
  ]);
  return {
    orders,
    inputs: {
      instanceId,
      height,
      orders: new Map([...orders].map(([id, order]) => [id, asRegistered(order)])),
      facts: [...facts.values()].sort(inOrderOfFacts),
      failures: distinct(failures).sort((a, b) => a.blockNumber - b.blockNumber || a.ordinal - b.ordinal),
      commands,
      assets,
    },
  };
}

/** Goes from orders to the money that may be theirs, from money to whatever was decided about it, and on, until nothing is new. */
async function followLinks(
  db: TillTransaction,
  { schema, height, decisions }: Omit<Gathering, 'instanceId'>,
  range: HeightRange,
  registered: readonly string[],
): Promise<{ readonly orderIds: ReadonlySet<string>; readonly facts: ReadonlyMap<string, Fact> }> {
  const orderIds = new Set<string>();
  const facts = new Map<string, Fact>();
  let open = { orders: registered, facts: await readNewFacts(db, schema, range) };
  while (open.orders.length > 0 || open.facts.length > 0) {
    const newOrders = [...new Set(open.orders)].filter((id) => !orderIds.has(id));
    const newFacts = open.facts.filter(({ transferId }) => !facts.has(transferId));
    for (const id of newOrders) orderIds.add(id);
    for (const fact of newFacts) facts.set(fact.transferId, fact);
    const transferIds = newFacts.map(({ transferId }) => transferId);
    const refunds = decisions.refundsOf(transferIds);
    const named = [
      ...decisions.transfersOf(newOrders),
      ...decisions.refundedBy(newFacts.flatMap(({ refundId }) => refundId ?? [])),
    ];
    open = {
      orders: [...newFacts.flatMap(({ orderId }) => orderId ?? []), ...decisions.ordersOf(transferIds)],
      facts: [
        ...(newOrders.length > 0 ? await readFactsOfOrders(db, schema, newOrders, height) : []),
        ...(refunds.length > 0 ? await readFactsOfRefunds(db, schema, refunds, height) : []),
        ...(named.length > 0 ? await readFactsById(db, schema, named, height) : []),
      ],
    };
  }
  return { orderIds, facts };
}

function asRegistered(order: KnownOrder): KnownOrder {
  return {
    ...order,
    state: NEW_ORDER,
    taken: false,
    setAside: false,
    sequence: 0,
    refunded: 0n,
    openRefunds: 0,
  };
}

function inOrderOfFacts(a: Fact, b: Fact): number {
  return a.blockNumber - b.blockNumber || a.eventIndex - b.eventIndex;
}

function distinct(failures: readonly Failure[]): Failure[] {
  return [...new Map(failures.map((failure) => [failure.failureId, failure])).values()];
}
