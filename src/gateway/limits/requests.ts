/** Limits how often somebody asks over HTTP, before anything is looked up or read. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ChaintillError } from '../../domain/errors.js';
import type { ClientOf } from './client-address.js';
import { rateOf, RATE_CLASSES, type RateClass, type RateLimits } from './rates.js';
import { Windows } from './windows.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request without a key costs; `read` if left out, null where it costs nothing. */
    rate?: RateClass | null;
  }
}

export interface RequestLimits {
  /** Counts a request by its address; before keys are looked up. @throws {ChaintillError} `RATE_LIMITED` */
  readonly byAddress: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** Counts a request by its key, once it is known whose it is. @throws {ChaintillError} `RATE_LIMITED` */
  readonly byKey: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;
/** What is counted: what costs nothing of those without a key, and all with one. */
type Counted = RateClass | 'keyed' | 'key';

const MINUTE_MS = 60_000;

export function limitRequests(
  app: FastifyInstance,
  { perAddress, perKey }: RateLimits,
  clientOf: ClientOf,
): RequestLimits {
  const limiters = new Map<Counted, Limiter>();
  const byClient = (request: FastifyRequest): string => clientOf(request.raw);
  const limit = (counted: Counted, max: number, keyGenerator: (request: FastifyRequest) => string): void =>
    void limiters.set(counted, app.createRateLimit({ max, timeWindow: MINUTE_MS, keyGenerator }));

  void app.register(rateLimit, { global: false, store: Windows }).after(() => {
    if (perAddress !== null) {
      for (const rateClass of RATE_CLASSES) limit(rateClass, rateOf(rateClass, perAddress), byClient);
    }
    if (perKey !== null) {
      limit('keyed', perKey, byClient);
      limit('key', perKey, keyIdOf);
    }
  });

  async function take(counted: Counted, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const taken = await limiters.get(counted)?.(request);
    if (!taken || taken.isAllowed) return;
    const { max, remaining, ttlInSeconds: seconds, isExceeded } = taken;
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': seconds,
    });
    if (!isExceeded) return;
    reply.header('retry-after', seconds);
    const whose = counted === 'key' ? 'with this key' : 'from this address';
    throw new ChaintillError('RATE_LIMITED', `too many requests ${whose}: send this again in ${seconds} s`);
  }

  return {
    async byAddress(request, reply) {
      const rateClass = classOf(request);
      if (rateClass === null) return;
      await take(request.headers.authorization === undefined ? rateClass : 'keyed', request, reply);
    },
    async byKey(request, reply) {
      if (request.caller.kind === 'anonymous' || classOf(request) === null) return;
      await take('key', request, reply);
    },
  };
}

/** Also of a request that no route takes. */
function classOf({ routeOptions }: FastifyRequest): RateClass | null {
  const { operation, rate = operation?.rate } = routeOptions.config;
  return rate === undefined ? 'read' : rate;
}

function keyIdOf({ caller }: FastifyRequest): string {
  return caller.kind === 'anonymous' ? '' : caller.keyId;
}
