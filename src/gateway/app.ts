import { randomUUID } from 'node:crypto';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import type { Caller } from './auth/caller.js';
import { tellOfAnswers, type Answered } from './answered.js';
import { identifyCallers } from './auth/request.js';
import { startApollo } from './graphql/apollo.js';
import { refuseBroadBody } from './graphql/breadth.js';
import { createRowBudget, type GatewayContext } from './graphql/context.js';
import type { GatewayExtension } from './extension.js';
import { unexpected } from './graphql/errors.js';
import { traceOperation } from './graphql/operation-span.js';
import type { Health } from './health.js';
import { landing } from './landing.js';
import { clientsBehind } from './limits/client-address.js';
import { limitOpenings, limitSubscriptions } from './limits/openings.js';
import { UNLIMITED, type GatewayLimits } from './limits/rates.js';
import { limitRequests } from './limits/requests.js';
import { graphqlStreamRoute } from './live/graphql-stream.js';
import type { LiveLimits } from './live/limits.js';
import { openLive } from './live/live.js';
import { isNestedDeeper } from './nesting.js';
import { checkoutPage } from './pages/checkout.js';
import { dashboardPage } from './pages/dashboard.js';
import { docsPage } from './pages/docs.js';
import { openPages } from './pages/pages.js';
import { paymentLinkPage } from './pages/payment-link.js';
import { collectRoutes } from './rest/openapi/collect.js';
import { READ_HEALTH, READ_LIFE } from './rest/operations/gateway.js';
import { restRoutes } from './rest/routes.js';
import { readPrimary, type Reads } from '../store/reads/reads.js';
import { traceRequests } from './request-span.js';
import type { ChannelTail } from './sockets/channel-tail.js';
import { openShopFront, type ShopFrontLimits } from './shop-front/socket.js';
import { openSockets } from './sockets/sockets.js';
import { acceptStrictJson } from './strict-json.js';
import {
  READING_LIMITS,
  readingOptions,
  refuseAddress,
  refuseConnection,
  type ReadingLimits,
} from './unread-request.js';
import { routeUpgrades } from './upgrade.js';

export interface AppOptions {
  readonly context: Omit<GatewayContext, 'caller' | 'origin' | 'rows' | 'requestId' | 'reads'>;
  /** What may be a little old; default the databases of `context`. */
  readonly reads?: Reads;
  /** Messages of merchants' own channels; the caller closes it after the app. */
  readonly channels: ChannelTail;
  /** Where people and shops reach the gateway; null for where it listens. */
  readonly publicUrl: string | null;
  readonly health: () => Promise<Health>;
  /** Whether the keys of the dev merchant work. */
  readonly dev: boolean;
  /** Why schema `till` cannot be used; null while it can. */
  readonly tillRefusal: () => ChaintillError | null;
  /** Who may ask how much; default as much as anybody likes. */
  readonly limits?: Partial<GatewayLimits>;
  /** What live channels may cost, where it is not what `LIVE_LIMITS` says. */
  readonly live?: Partial<LiveLimits>;
  /** What shop fronts may cost, where it is not the default. */
  readonly shopFront?: Partial<ShopFrontLimits>;
  /** How long a client may take to send a request, where it is not what `READING_LIMITS` says. */
  readonly reading?: Partial<ReadingLimits>;
  /** Told of every request that was answered. */
  readonly onAnswer?: (answered: Answered) => void;
  /** Further routes. */
  readonly extensions?: readonly GatewayExtension[];
  readonly log: Logger;
}

/** Liberland's middleware posts to the first two; its front end adds `/graphql` to an address that may end in it. */
const GRAPHQL_PATHS = ['/', '/graphql', '/graphql/graphql'];
const LARGEST_BODY = 100 * 1024;
/** An orderId of 64 characters, each of which an address writes as four bytes of three characters. */
const LONGEST_PARAMETER = 64 * 4 * 3;
/** Variables nested deeper than any filter may be would exhaust the stack of whoever reads them. */
const DEEPEST_BODY = 64;
/** What pages of other origins may read of an answer besides its body. */
const EXPOSED_HEADERS = 'x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset';
/** How failures are answered outside REST: most come before a route is reached, while it is found out who sent what. */
const HTTP_STATUS: ReadonlyMap<string, number> = new Map([
  ['BAD_USER_INPUT', 400],
  ['MALFORMED_JSON', 400],
  ['DUPLICATE_KEY', 400],
  ['UNAUTHENTICATED', 401],
  ['UNSUPPORTED_MEDIA_TYPE', 415],
  ['TOO_MANY_CONNECTIONS', 429],
  ['RATE_LIMITED', 429],
  ['DATABASE_UNAVAILABLE', 503],
  ['QUERY_TIMEOUT', 503],
  ['TILL_NOT_READY', 503],
]);

/** The HTTP server, not listening yet. Closing it stops the GraphQL API. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { channels, publicUrl, health, dev, tillRefusal, log } = options;
  const { reads = readPrimary(options.context.chain, options.context.till) } = options;
  const context = { ...options.context, reads };
  const { apollo, schema } = await startApollo(log);
  const logger: FastifyBaseLogger = log;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: LARGEST_BODY,
    ...readingOptions({ ...READING_LIMITS, ...options.reading }),
    clientErrorHandler: refuseConnection,
    frameworkErrors: refuseAddress,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // Idle connections that clients keep open must not hold up closing.
    forceCloseConnections: true,
  });
  app.addHook('onClose', () => apollo.stop());
  traceRequests(app);
  if (options.onAnswer) tellOfAnswers(app, options.onAnswer);
  const routes = collectRoutes(app);
  answerAnyOrigin(app);
  const limits = { ...UNLIMITED, ...options.limits };
  const clientOf = clientsBehind(limits.trustedProxies, warnOfProxy(log));
  const requests = limitRequests(app, limits, clientOf);
  app.addHook('onRequest', requests.byAddress);
  identifyCallers(app, context.till, options);
  app.addHook('onRequest', requests.byKey);
  acceptStrictJson(app);
  const { till, tail } = context;
  const { connections } = limits;
  const sockets = openSockets({
    till,
    tail,
    channels,
    dev,
    tillRefusal,
    clientOf,
    limits: connections === null ? {} : { perKey: connections, perAddress: connections },
    log,
  });
  const reachedAt = (): string => publicUrl ?? app.listeningOrigin;
  const contextFor = (caller: Caller, requestId: string = randomUUID()): GatewayContext => ({
    ...context,
    caller,
    origin: new URL(reachedAt()).origin,
    rows: createRowBudget(),
    requestId,
  });
  const shopFront = openShopFront({
    till,
    contextFor,
    dev,
    tillRefusal,
    clientOf,
    limits: { ...(connections !== null && { perAddress: connections }), ...options.shopFront },
    log,
  });
  const live = openLive({
    paths: GRAPHQL_PATHS,
    schema,
    till,
    contextFor,
    limits: { ...(connections !== null && { connections }), ...options.live },
    dev,
    tillRefusal,
    clientOf,
    takeSubscription: limitSubscriptions(limits, clientOf),
    log,
  });
  app.addHook('preClose', (done) => {
    sockets.close();
    shopFront.close();
    live.close();
    done();
  });
  const openings = limitOpenings(limits, clientOf);
  routeUpgrades(app.server, [sockets.route, shopFront.route, live.route], openings);

  const graphql = traceOperation(
    fastifyApolloHandler<GatewayContext>(apollo, {
      context: (request) => Promise.resolve(contextFor(request.caller, request.id)),
    }),
  );
  for (const path of GRAPHQL_PATHS) {
    app.post(path, { preHandler: refuseCostlyBody, config: { rate: 'query' } }, graphql);
    app.get(path, () => landing(context.network));
  }
  graphqlStreamRoute(app, { ...live, preHandler: refuseCostlyBody });
  const sendPage = await openPages(app);
  if (sendPage) {
    checkoutPage(app, { context, sendPage, dev, log });
    docsPage(app, sendPage);
    dashboardPage(app, { network: context.network, sendPage, dev });
    paymentLinkPage(app, { context, sendPage, dev, log });
  } else log.warn('the pages are not built, so none is served: run `npm run build`');
  app.get('/health', READ_HEALTH, async (_request, reply) => {
    const report = await health();
    return reply
      .code(report.status === 'unavailable' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(report);
  });
  app.get('/live', READ_LIFE, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );

  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .send(
        failure(
          'NOT_FOUND',
          'there is nothing here: POST GraphQL to /graphql, or GET / to see what there is',
        ),
      ),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(failure('BAD_REQUEST', error.message));
    const known = error instanceof ChaintillError ? HTTP_STATUS.get(error.code) : undefined;
    if (error instanceof ChaintillError && known !== undefined) {
      if (known === 401) reply.header('www-authenticate', 'Bearer');
      return reply.code(known).send(failure(error.code, error.message));
    }
    log.error({ err: error, requestId: request.id }, 'a request failed unexpectedly');
    return reply.code(500).send({ errors: [unexpected(request.id)] });
  });
  // Last: what is awaited here makes the handlers above final.
  const push = { till: context.till, dev, tillRefusal };
  const description = { routes, schema, publicUrl };
  await app.register(restRoutes({ context, live, push, description, publicUrl: reachedAt, log }));
  for (const extend of options.extensions ?? []) {
    await app.register((scope, _options, done) => {
      extend(scope, { sendPage });
      done();
    });
  }
  return app;
}

function failure(code: string, message: string): object {
  return { errors: [{ message, extensions: { code } }] };
}

async function refuseCostlyBody(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!isNestedDeeper(request.body, DEEPEST_BODY)) {
    refuseBroadBody(request.body);
    return;
  }
  await reply
    .code(400)
    .send(failure('BAD_USER_INPUT', `the body is nested too deep: write at most ${DEEPEST_BODY} levels`));
}

/** Behind a proxy that nobody named, all clients have one address, and use up its limits together. */
function warnOfProxy(log: Logger): () => void {
  let warned = false;
  return () => {
    if (warned) return;
    warned = true;
    log.warn('a proxy sends X-Forwarded-For: if it is yours, name its address in CHAINTILL_TRUSTED_PROXIES');
  };
}

/** Pages of any origin may ask: answers are public and no cookie is looked at. */
function answerAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('x-request-id', request.id)
      .header('access-control-allow-origin', '*')
      .header('access-control-expose-headers', EXPOSED_HEADERS);
    if (request.method !== 'OPTIONS') return;
    const wanted = request.headers['access-control-request-headers'];
    await reply
      .code(204)
      .header('access-control-allow-methods', 'GET, POST, PATCH, DELETE')
      .header('access-control-max-age', '86400')
      .headers(wanted === undefined ? {} : { 'access-control-allow-headers': wanted })
      .send();
  });
}
