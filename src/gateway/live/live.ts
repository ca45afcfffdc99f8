import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase } from '../../store/till/database.js';
import { authenticate } from '../auth/authenticate.js';
import type { Caller } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';
import type { ClientOf } from '../limits/client-address.js';
import type { TakeSubscription } from '../limits/openings.js';
import { createConnections, type Connections } from './connections.js';
import { openGraphqlSocket, type GraphqlSocket } from './graphql-socket.js';
import { LIVE_LIMITS, type LiveLimits } from './limits.js';
import { createSubscriptions, type Subscriptions } from './subscription.js';

export interface LiveOptions {
  /** Where GraphQL is asked for. */
  readonly paths: readonly string[];
  readonly schema: GraphQLSchema;
  readonly till: TillDatabase;
  readonly contextFor: (caller: Caller) => GatewayContext;
  readonly limits: Partial<LiveLimits>;
  /** Whether the keys of the dev merchant work. */
  readonly dev: boolean;
  /** Why keys cannot be looked up; null while they can. */
  readonly tillRefusal: () => ChaintillError | null;
  readonly clientOf: ClientOf;
  readonly takeSubscription: TakeSubscription;
  readonly log: Logger;
}

/** Whoever is told of events as they happen. */
export interface Live extends GraphqlSocket {
  readonly connections: Connections;
  readonly limits: LiveLimits;
  readonly subscriptions: Subscriptions;
  readonly contextFor: LiveOptions['contextFor'];
  readonly clientOf: ClientOf;
}

export function openLive(options: LiveOptions): Live {
  const { schema, till, contextFor, dev, tillRefusal, clientOf, log } = options;
  const limits = { ...LIVE_LIMITS, ...options.limits };

  /** As every request is identified (auth/request.ts). */
  async function identify(authorization: string | undefined): Promise<Caller> {
    const refusal = authorization === undefined ? null : tillRefusal();
    if (refusal) throw refusal;
    return authenticate(till, authorization, { dev });
  }

  const connections = createConnections({ limits, authenticate: identify, log });
  const subscriptions = createSubscriptions(schema, log);
  const socket = openGraphqlSocket({
    ...options,
    limits,
    connections,
    subscriptions,
    authenticate: identify,
  });
  return {
    route: socket.route,
    connections,
    limits,
    subscriptions,
    contextFor,
    clientOf,
    close() {
      connections.close();
      socket.close();
    },
  };
}
