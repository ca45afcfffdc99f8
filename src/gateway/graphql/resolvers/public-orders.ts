import type { PublicReading } from '../../../store/till/public-reading.js';
import { followOrder } from '../../live/order-updates.js';
import { readPublicOrder, viewPublicOrder } from '../../public-order.js';
import type { Resolver } from '../list-field.js';

interface TokenArgs {
  readonly token: string;
}

const publicOrder: Resolver<TokenArgs> = async (_source, { token }, context) =>
  viewPublicOrder(context, await readPublicOrder(context.till, token));

const followPublicOrder: Resolver<TokenArgs> = async (_source, { token }, context) => {
  const find = (): Promise<PublicReading> => readPublicOrder(context.till, token);
  await find();
  return followOrder(context, find);
};

const viewFollowed: Resolver<TokenArgs, PublicReading> = (order, _args, context) =>
  viewPublicOrder(context, order);

export const publicOrderResolvers = {
  Query: { publicOrder },
  Subscription: { publicOrder: { subscribe: followPublicOrder, resolve: viewFollowed } },
};
