/** The same with Fastify, which parses bodies unless it is told not to. */
import type { AddressInfo } from 'node:net';
import { webhooks, WebhookError } from 'chaintill/client';
import Fastify from 'fastify';

const secrets = (process.env['WEBHOOK_SECRETS'] ?? '').split(' ');
const done = new Set<string>();

const app = Fastify();

app.setErrorHandler((error, _request, reply) => {
  console.log(`refused: ${error instanceof WebhookError ? error.code : String(error)}`);
  return reply.code(error instanceof WebhookError ? 400 : 500).send();
});

await app.register((hooks, _options, ready) => {
  // In this scope alone: other routes still get JSON.
  hooks.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) =>
    parsed(null, body),
  );
  hooks.post('/hook', async (request, reply) => {
    const event = await webhooks.verify(request.body as Buffer, request.headers, { secrets });
    if (event.type === 'order.settled' && !done.has(event.id)) {
      done.add(event.id);
      console.log(`deliver ${event.data.order.orderId}`);
    }
    return reply.code(204).send();
  });
  ready();
});

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) });
console.log(`listening on ${(app.server.address() as AddressInfo).port}`);
