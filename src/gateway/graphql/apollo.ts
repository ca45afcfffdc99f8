import { readFile } from 'node:fs/promises';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import type { GatewayContext } from './context.js';
import { formatError, logUnexpected } from './errors.js';
import { operationLimits } from './limits.js';
import { accountResolvers } from './resolvers/account.js';
import { auditLogResolvers } from './resolvers/audit-log.js';
import { chainResolvers } from './resolvers/chain.js';
import { depositResolvers } from './resolvers/deposits.js';
import { inboxResolvers } from './resolvers/inbox.js';
import { keyResolvers } from './resolvers/keys.js';
import { listResolvers } from './resolvers/lists.js';
import { merchantResolvers } from './resolvers/merchants.js';
import { orderMutationResolvers } from './resolvers/order-mutations.js';
import { orderResolvers } from './resolvers/orders.js';
import { payeeAccountResolvers } from './resolvers/payee-accounts.js';
import { paymentResolvers } from './resolvers/payment-status.js';
import { refundResolvers } from './resolvers/refunds.js';
import { transferOrderResolvers } from './resolvers/transfer-orders.js';
import { AccountProof, KeyKind, Scope } from './enums.js';
import { BigFloat, Cursor, Datetime, JSONScalar } from './scalars.js';

const SDL = [
  'api.graphql',
  'lists.graphql',
  'payment-status.graphql',
  'merchants.graphql',
  'orders.graphql',
  'order-lists.graphql',
  'order-mutations.graphql',
  'refunds.graphql',
  'deposits.graphql',
];

/** The GraphQL API, started; the caller stops it. */
export async function startApollo(log: Logger): Promise<ApolloServer<GatewayContext>> {
  const apollo = new ApolloServer<GatewayContext>({
    typeDefs: await Promise.all(SDL.map((file) => readFile(new URL(file, import.meta.url), 'utf8'))),
    resolvers: {
      BigFloat,
      Cursor,
      Datetime,
      JSON: JSONScalar,
      AccountProof,
      KeyKind,
      MarkAs: orderMutationResolvers.MarkAs,
      Scope,
      ...accountResolvers,
      ...transferOrderResolvers,
      Merchant: merchantResolvers.Merchant,
      Order: orderResolvers.Order,
      Payment: inboxResolvers.Payment,
      PayeeAccount: depositResolvers.PayeeAccount,
      Refund: refundResolvers.Refund,
      Query: {
        ...accountResolvers.Query,
        ...auditLogResolvers.Query,
        ...chainResolvers,
        ...depositResolvers.Query,
        ...inboxResolvers.Query,
        ...listResolvers,
        ...merchantResolvers.Query,
        ...orderResolvers.Query,
        ...paymentResolvers,
        ...refundResolvers.Query,
      },
      Mutation: {
        ...depositResolvers.Mutation,
        ...keyResolvers.Mutation,
        ...merchantResolvers.Mutation,
        ...orderMutationResolvers.Mutation,
        ...payeeAccountResolvers.Mutation,
        ...refundResolvers.Mutation,
      },
    },
    ...operationLimits(),
    // The schema is public.
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    logger: log,
    plugins: [
      logUnexpected(log),
      // Whatever the environment says, nothing here calls home.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}
