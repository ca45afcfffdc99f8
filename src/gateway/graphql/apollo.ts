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
import { chainResolvers } from './resolvers/chain.js';
import { listResolvers } from './resolvers/lists.js';
import { paymentResolvers } from './resolvers/payment-status.js';
import { BigFloat, Cursor, Datetime } from './scalars.js';

const SDL = ['api.graphql', 'lists.graphql', 'payment-status.graphql'];

/** The GraphQL API, started; the caller stops it. */
export async function startApollo(log: Logger): Promise<ApolloServer<GatewayContext>> {
  const apollo = new ApolloServer<GatewayContext>({
    typeDefs: await Promise.all(SDL.map((file) => readFile(new URL(file, import.meta.url), 'utf8'))),
    resolvers: {
      BigFloat,
      Cursor,
      Datetime,
      ...accountResolvers,
      Query: { ...accountResolvers.Query, ...chainResolvers, ...listResolvers, ...paymentResolvers },
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
