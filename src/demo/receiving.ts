/** The shop's webhook: `POST /webhooks`. */
import type { FastifyInstance } from 'fastify';
import { WebhookError, webhooks } from '../client/index.js';
import type { OwnEndpoint } from './own-endpoint.js';
import type { Purchases } from './purchases.js';
import type { WebhookLog } from './webhook-log.js';

export interface ReceivingOptions {
  readonly endpoint: Pick<OwnEndpoint, 'secret'>;
  readonly purchases: Pick<Purchases, 'hear'>;
  readonly log: WebhookLog;
}

export async function receiveWebhooks(
  app: FastifyInstance,
  { endpoint, purchases, log }: ReceivingOptions,
): Promise<void> {
  await app.register((hooks, _options, ready) => {
    // The signature is over the bytes that came: in this scope alone, nothing parses them.
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));

    hooks.post('/webhooks', async (request, reply) => {
      const secrets = endpoint.secret();
      // It comes again later; by then the shop knows its secret.
      if (secrets === null) return reply.code(503).send();
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const body = bytes.toString('utf8');
      try {
        const event = await webhooks.verify(bytes, request.headers, { secrets });
        if (log.accept(event, body)) purchases.hear(event);
        return await reply.code(204).send();
      } catch (error) {
        if (!(error instanceof WebhookError)) throw error;
        log.refuse(error, body);
        return reply.code(400).send();
      }
    });
    ready();
  });
}
