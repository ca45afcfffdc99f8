/** GraphQL subscriptions over server-sent events, in the distinct connections mode of the protocol GraphQL over SSE. */
import type { FastifyInstance, preHandlerAsyncHookHandler } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';
import { badInput } from '../graphql/input.js';
import { endable } from './endable.js';
import { eventMessage, sendEventStream, type EventStreamOptions } from './event-stream.js';
import type { Subscriptions, SubscriptionRequest } from './subscription.js';

export interface GraphqlStreamOptions extends EventStreamOptions {
  readonly subscriptions: Subscriptions;
  readonly contextFor: (caller: Caller) => GatewayContext;
}

const requestSchema = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

export function graphqlStreamRoute(
  app: FastifyInstance,
  { preHandler, ...options }: GraphqlStreamOptions & { readonly preHandler: preHandlerAsyncHookHandler },
): void {
  app.post('/graphql/stream', { preHandler, config: { rate: 'open' } }, async (request, reply) => {
    const sent = requestSchema.safeParse(request.body);
    if (!sent.success)
      throw badInput('send JSON with the subscription as query, and variables if it has any');
    const messages = messagesOf(options, sent.data, request.caller);
    await sendEventStream(request, reply, messages, options);
  });
}

/** Also what is wrong with the subscription is said in the stream. */
function messagesOf(
  { subscriptions, contextFor }: GraphqlStreamOptions,
  request: SubscriptionRequest,
  caller: Caller,
): AsyncIterableIterator<string> {
  const next = (result: object): string => eventMessage('next', JSON.stringify(result));
  return endable(async function* (signal) {
    const prepared = subscriptions.prepare(request);
    if (!('document' in prepared)) yield next({ errors: subscriptions.formatErrors(prepared) });
    else {
      const started = await subscriptions.start(prepared, () => contextFor(caller));
      if (Symbol.asyncIterator in started) {
        signal.addEventListener('abort', () => void started.return?.(), { once: true });
        if (signal.aborted) await started.return?.();
        for await (const result of started) yield next(subscriptions.format(result));
      } else yield next(subscriptions.format(started));
    }
    yield eventMessage('complete', '');
    return undefined;
  });
}
