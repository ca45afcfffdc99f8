import { readFile } from 'node:fs/promises';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from './context.js';
import { createDocumentStore } from './document-store.js';
import { formatError, logUnexpected } from './errors.js';
import { operationLimits } from './limits.js';
import { nameOperations } from './operation-span.js';
import { accountResolvers } from './resolvers/account.js';
import { auditLogResolvers } from './resolvers/audit-log.js';
import { chainResolvers } from './resolvers/chain.js';
import { deliveryResolvers } from './resolvers/deliveries.js';
import { companyResolvers } from './resolvers/companies.js';
import { companyHistoryResolvers } from './resolvers/company-history.js';
import { depositResultResolvers } from './resolvers/deposit-results.js';
import { depositResolvers } from './resolvers/deposits.js';
import { eventResolvers } from './resolvers/events.js';
import { endpointResolvers } from './resolvers/endpoints.js';
import { failedPaymentResolvers } from './resolvers/failed-payments.js';
import { inboxResolvers } from './resolvers/inbox.js';
import { keyResolvers } from './resolvers/keys.js';
import { listResolvers } from './resolvers/lists.js';
import { localCompanyResolvers } from './resolvers/local-companies.js';
import { metricResolvers } from './resolvers/metrics.js';
import { merchantResolvers } from './resolvers/merchants.js';
import { orderMutationResolvers } from './resolvers/order-mutations.js';
import { orderResolvers } from './resolvers/orders.js';
import { payeeAccountResolvers } from './resolvers/payee-accounts.js';
import { paymentResolvers } from './resolvers/payment-status.js';
import { productResolvers } from './resolvers/products.js';
import { publicOrderResolvers } from './resolvers/public-orders.js';
import { refundResolvers } from './resolvers/refunds.js';
import { transferOrderResolvers } from './resolvers/transfer-orders.js';
import { AccountProof, DepositScheme, KeyKind, Scope } from './enums.js';
import { BigFloat, Cursor, Datetime, JSONScalar } from './scalars.js';

const SDL = [
  'api.graphql',
  'lists.graphql',
  'payment-status.graphql',
  'merchants.graphql',
  'orders.graphql',
  'order-lists.graphql',
  'order-failures.graphql',
  'failed-payments.graphql',
  'order-mutations.graphql',
  'refunds.graphql',
  'deposits.graphql',
  'deposit-results.graphql',
  'webhooks.graphql',
  'events.graphql',
  'public-orders.graphql',
  'companies.graphql',
  'company-history.graphql',
  'local-companies.graphql',
  'products.graphql',
  'metrics.graphql',
];

export interface StartedApollo {
  readonly apollo: ApolloServer<GatewayContext>;
  /** What subscriptions are run on, which Apollo does not serve. */
  readonly schema: GraphQLSchema;
}

/** The GraphQL API, started; the caller stops it. */
export async function startApollo(log: Logger): Promise<StartedApollo> {
  const made: { schema?: GraphQLSchema } = {};
  const apollo = new ApolloServer<GatewayContext>({
    typeDefs: await Promise.all(SDL.map((file) => readFile(new URL(file, import.meta.url), 'utf8'))),
    resolvers: {
      BigFloat,
      Cursor,
      Datetime,
      JSON: JSONScalar,
      AccountProof,
      DepositScheme,
      KeyKind,
      MarkAs: orderMutationResolvers.MarkAs,
      MetricInterval: metricResolvers.MetricInterval,
      Scope,
      ...accountResolvers,
      ...transferOrderResolvers,
      Company: { ...companyResolvers.Company, ...companyHistoryResolvers.Company },
      CompanyHistoryEntry: companyHistoryResolvers.CompanyHistoryEntry,
      CompanyMembership: companyResolvers.CompanyMembership,
      Delivery: deliveryResolvers.Delivery,
      Merchant: merchantResolvers.Merchant,
      Order: orderResolvers.Order,
      Payment: inboxResolvers.Payment,
      PayeeAccount: depositResolvers.PayeeAccount,
      Refund: refundResolvers.Refund,
      Query: {
        ...accountResolvers.Query,
        ...auditLogResolvers.Query,
        ...chainResolvers,
        ...companyResolvers.Query,
        ...deliveryResolvers.Query,
        ...depositResolvers.Query,
        ...depositResultResolvers.Query,
        ...eventResolvers.Query,
        ...failedPaymentResolvers,
        ...endpointResolvers.Query,
        ...inboxResolvers.Query,
        ...listResolvers,
        ...merchantResolvers.Query,
        ...metricResolvers.Query,
        ...orderResolvers.Query,
        ...paymentResolvers,
        ...productResolvers.Query,
        ...publicOrderResolvers.Query,
        ...refundResolvers.Query,
      },
      Mutation: {
        ...deliveryResolvers.Mutation,
        ...depositResolvers.Mutation,
        ...depositResultResolvers.Mutation,
        ...endpointResolvers.Mutation,
        ...keyResolvers.Mutation,
        ...localCompanyResolvers.Mutation,
        ...merchantResolvers.Mutation,
        ...orderMutationResolvers.Mutation,
        ...payeeAccountResolvers.Mutation,
        ...productResolvers.Mutation,
        ...refundResolvers.Mutation,
      },
      Subscription: { ...eventResolvers.Subscription, ...publicOrderResolvers.Subscription },
    },
    ...operationLimits(),
    // The schema is public.
    introspection: true,
    persistedQueries: false,
    documentStore: createDocumentStore(),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    logger: log,
    plugins: [
      logUnexpected(log),
      nameOperations(),
      {
        serverWillStart({ schema }) {
          made.schema = schema;
          return Promise.resolve();
        },
      },
      // Whatever the environment says, nothing here calls home.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await apollo.start();
  if (!made.schema) throw new Error('Apollo started without a schema');
  return { apollo, schema: made.schema };
}
