import { ChaintillError } from '../../../domain/errors.js';
import { findOrder, type OrderName } from '../../../store/till/order-reading.js';
import { chooseEvents, type EventArgs } from '../../live/event-choice.js';
import { readEventPage } from '../../live/event-page.js';
import { viewLogEvent, type EventView } from '../../live/event-view.js';
import { endable } from '../../live/endable.js';
import { followOrder } from '../../live/order-updates.js';
import { viewOrders } from '../../order-answer.js';
import { badInput } from '../input.js';
import type { Resolver } from '../list-field.js';
import { readerOf } from './orders.js';

const LONGEST_PAGE = 1_000;
const NEVER = new AbortController().signal;

const events: Resolver<EventArgs & { readonly first: number }> = async (_source, args, context) => {
  const choice = await chooseEvents(context, args);
  const { first } = args;
  if (first < 1 || first > LONGEST_PAGE) throw badInput(`first: write a number from 1 to ${LONGEST_PAGE}`);
  context.rows.take(first);
  const page = await readEventPage(context, choice, { limit: first, waitMs: 0, signal: NEVER });
  return { ...page, nodes: page.events.map(viewLogEvent) };
};

const followEvents: Resolver<EventArgs> = async (_source, args, context) => {
  const choice = await chooseEvents(context, args);
  // Now, not when the first event is asked for.
  const after = choice.after ?? (await context.tail.position()).cursor;
  return endable<EventView>(async function* (signal) {
    for await (const page of context.tail.follow({ ...choice, after, signal })) yield* page.map(viewLogEvent);
    return undefined;
  });
};

interface OrderArgs {
  readonly orderId?: string | null;
  readonly id?: string | null;
}

const followOne: Resolver<OrderArgs> = async (_source, args, context) => {
  const merchantId = readerOf(context);
  const name = nameOf(args);
  const find = async () => {
    const order = await findOrder(context.till, merchantId, name);
    if (!order) throw new ChaintillError('ORDER_NOT_FOUND', 'this merchant has no such order: check its id');
    return order;
  };
  await find();
  return followOrder(context, find);
};

function nameOf({ orderId, id }: OrderArgs): OrderName {
  if (orderId != null && id == null) return { orderId };
  if (id != null && orderId == null) return { id };
  throw badInput('name one order: give orderId or id, and not both');
}

export const eventResolvers = {
  Query: { events },
  Subscription: {
    events: { subscribe: followEvents, resolve: (event: EventView) => event },
    order: {
      subscribe: followOne,
      resolve: (async (order, _args, context) => (await viewOrders(context, [order]))[0]) satisfies Resolver<
        OrderArgs,
        Parameters<typeof viewOrders>[1][number]
      >,
    },
  },
};
