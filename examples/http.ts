/** A shop that sells when its webhook says so, with node:http alone. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webhooks, WebhookError } from 'chaintill/client';

const secrets = (process.env['WEBHOOK_SECRETS'] ?? '').split(' ');
/** In a database, in a real shop: the same message can come again. */
const done = new Set<string>();

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function receive(request: IncomingMessage): Promise<number> {
  const event = await webhooks.verify(await bodyOf(request), request.headers, { secrets });
  if (event.type === 'order.settled' && !done.has(event.id)) {
    done.add(event.id);
    console.log(`deliver ${event.data.order.orderId}`);
  }
  return 204;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    (error: unknown) => {
      const status = error instanceof WebhookError ? 400 : 500;
      response.writeHead(status).end();
      console.log(`refused: ${error instanceof WebhookError ? error.code : String(error)}`);
    },
  );
});

server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
