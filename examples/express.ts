/** The same with Express: the raw body on this route, in front of every other parser. */
import type { AddressInfo } from 'node:net';
import { webhooks, WebhookError } from 'chaintill/client';
import express, { type NextFunction, type Request, type Response } from 'express';

const secrets = (process.env['WEBHOOK_SECRETS'] ?? '').split(' ');
const done = new Set<string>();

const app = express();

app.post('/hook', express.raw({ type: 'application/json' }), async (request, response) => {
  const event = await webhooks.verify(request.body as Buffer, request.headers, { secrets });
  if (event.type === 'order.settled' && !done.has(event.id)) {
    done.add(event.id);
    console.log(`deliver ${event.data.order.orderId}`);
  }
  response.sendStatus(204);
});

// eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express knows it by its four parameters.
app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
  console.log(`refused: ${error instanceof WebhookError ? error.code : String(error)}`);
  response.status(error instanceof WebhookError ? 400 : 500).end();
});

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
