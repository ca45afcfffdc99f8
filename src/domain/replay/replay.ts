/**
 * Decides again what settlement decided, from the same inputs in the same total order (SETTLEMENT 5), beginning with
 * nothing. Pure.
 */
import type { Part } from '../settlement/outcome.js';
import type { Command, Fact, Failure, KnownOrder, Work } from '../settlement/work.js';
import type { ReplayInputs } from './inputs.js';
import { divideSteps, type Division } from './steps.js';
import { createWorld, type World } from './world.js';

/** @param plan settlement's own */
export function replay(
  inputs: ReplayInputs,
  plan: (work: Work) => readonly Part[],
  division: Division,
): World {
  const world = createWorld(inputs.orders);
  const read = readChain(inputs, world);
  let after = -1;
  for (const { height, commands: applied } of divideSteps(inputs, division)) {
    const commands = applied.map(({ command }) => command);
    const news = read.upTo(height, after, commands);
    for (const part of plan(workOf(inputs, world, { height, commands, ...news }))) world.keep(part);
    after = height;
  }
  return world;
}

/** What new blocks bring. */
interface News {
  readonly facts: readonly Fact[];
  readonly failures: readonly Failure[];
  /** Orders whose last block is among them. */
  readonly expiring: readonly string[];
}

interface ChainReading {
  /**
   * What is up to a height and was not given before, with the keys of the orders that are known by then; and what came up to
   * `after` for those that are taken up now.
   */
  upTo(height: number, after: number, commands: readonly Command[]): News;
}

function readChain({ orders, facts, failures }: ReplayInputs, world: World): ChainReading {
  const newFacts = sliceByHeight(facts, ({ blockNumber }) => blockNumber);
  const newFailures = sliceByHeight(failures, ({ blockNumber }) => blockNumber);
  const newlyDue = sliceByHeight(
    [...orders.values()].sort((a, b) => a.terms.expiryHeight - b.terms.expiryHeight),
    ({ terms }) => terms.expiryHeight,
  );
  const factsOf = groupByOrder(facts);
  const failuresOf = groupByOrder(failures);
  const windowFrom = (id: string): number => orders.get(id)?.terms.windowFrom ?? 0;

  return {
    upTo(height, after, commands) {
      const registering = new Set(
        commands.flatMap((command) => (command.kind === 'register' ? [command.orderId] : [])),
      );
      const isKnown = (id: string): boolean => registering.has(id) || world.order(id)?.taken === true;
      const earlier = <T extends { readonly blockNumber: number }>(of: ReadonlyMap<string, T[]>): T[] =>
        [...registering].flatMap((id) => of.get(id) ?? []).filter(({ blockNumber }) => blockNumber <= after);
      return {
        facts: [...newFacts(height), ...earlier(factsOf)].map((fact) =>
          fact.orderId === null || isKnown(fact.orderId) ? fact : { ...fact, orderId: null },
        ),
        failures: [
          ...newFailures(height).filter(({ orderId }) => isKnown(orderId)),
          ...earlier(failuresOf).filter(({ orderId, blockNumber }) => blockNumber >= windowFrom(orderId)),
        ],
        expiring: newlyDue(height).map(({ id }) => id),
      };
    },
  };
}

/** @returns a function that gives what is up to a height and was not given before; heights must not go down */
function sliceByHeight<T>(
  items: readonly T[],
  heightOf: (item: T) => number,
): (height: number) => readonly T[] {
  let next = 0;
  return (height) => {
    const start = next;
    for (let item = items[next]; item !== undefined && heightOf(item) <= height; item = items[next])
      next += 1;
    return items.slice(start, next);
  };
}

function groupByOrder<T extends { readonly orderId: string | null }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    if (item.orderId === null) continue;
    const group = groups.get(item.orderId) ?? [];
    groups.set(item.orderId, group);
    group.push(item);
  }
  return groups;
}

/** The step's work, with all that its inputs name. */
function workOf(
  { instanceId, assets }: ReplayInputs,
  world: World,
  { height, commands, facts, failures, expiring }: News & Pick<Work, 'height' | 'commands'>,
): Work {
  const asked = commands.flatMap((command) => ('transferId' in command ? [command.transferId] : []));
  const refundIds = [
    ...facts.map(({ refundId }) => refundId),
    ...commands.map((command) => (command.kind === 'cancelRefund' ? command.refundId : null)),
    ...asked.flatMap((transferId) => world.refundsOf(transferId).map(({ id }) => id)),
  ];
  const refunds = byKey(refundIds, (id) => world.refund(id));
  const payments = byKey(
    [
      ...facts.map(({ transferId }) => transferId),
      ...asked,
      ...[...refunds.values()].map(({ transferId }) => transferId),
    ],
    (id) => world.payment(id),
  );
  const orders = byKey<KnownOrder>(
    [
      ...expiring,
      ...[...facts, ...failures, ...payments.values(), ...refunds.values()].map(({ orderId }) => orderId),
      ...commands.map((command) => ('orderId' in command ? command.orderId : null)),
    ],
    (id) => world.order(id),
  );
  return {
    instanceId,
    height,
    // Places among all commands of the till say nothing about states.
    lastOrdinal: 0,
    facts,
    failures,
    hookChanges: [],
    commands,
    orders,
    payments,
    refunds,
    assets,
  };
}

function byKey<T>(keys: readonly (string | null)[], find: (key: string) => T | null): Map<string, T> {
  const found = new Map<string, T>();
  for (const key of keys) {
    const value = key === null || found.has(key) ? null : find(key);
    if (key !== null && value !== null) found.set(key, value);
  }
  return found;
}
