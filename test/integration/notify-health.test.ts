/** What `GET /health` says of webhooks: an instance without a notifier is found out, a receiver that fails is not blamed on it. */
import { sql } from 'kysely';
import { judgeBacklog } from '../../src/gateway/notification-health.js';
import { readBacklog } from '../../src/store/till/delivery/backlog.js';
import { openTestQueue, eventually, type TestQueue } from '../support/notify.js';

jest.setTimeout(30_000);
let queue: TestQueue;
beforeEach(async () => {
  queue = await openTestQueue();
});
afterEach(() => queue.close());

const health = async (): Promise<ReturnType<typeof judgeBacklog>> =>
  judgeBacklog(await readBacklog(queue.till));
const age = (seconds: number): Promise<unknown> =>
  sql`update till.deliveries set created_at = created_at - ${seconds} * interval '1 s',
    due_at = due_at - ${seconds} * interval '1 s' where status = 'pending'`.execute(queue.till);

it('is degraded when nobody sends what is due for a minute, and well again when it is sent', async () => {
  const shop = await queue.receiver();
  await queue.endpoint(shop.url);
  await queue.tell(null, 2);
  await age(30);
  const young = await health();
  expect(young).toMatchObject({ status: 'ok', pending: 2 });
  // To the second, where the machine is not busy.
  expect(young.oldestSeconds).toBeGreaterThanOrEqual(30);
  expect(young.oldestSeconds).toBeLessThan(60);
  await age(50);
  expect(await health()).toMatchObject({
    status: 'degraded',
    reason: expect.stringMatching(/due for (8|9)\d s/) as string,
  });
  queue.start();
  await queue.finished(2);
  expect(await health()).toEqual({
    status: 'ok',
    reason: null,
    pending: 0,
    oldestSeconds: null,
    disabledEndpoints: 0,
  });
});

it('is well while receivers fail, are slow, or are disabled, and counts the disabled ones', async () => {
  const [failing, slow, gone] = [await queue.receiver(), await queue.receiver(), await queue.receiver()];
  failing.answer = (response) => response.writeHead(500).end();
  slow.answer = () => undefined;
  gone.answer = (response) => response.writeHead(410).end();
  for (const { url } of [failing, slow, gone]) await queue.endpoint(url);
  queue.start({ pace: 1 });
  await queue.tell(null, 20);
  await eventually(async () => expect(await health()).toMatchObject({ disabledEndpoints: 1 }));
  await eventually(() => expect(failing.received.length).toBeGreaterThan(0));
  await sql`update till.deliveries set created_at = created_at - interval '2 min',
    due_at = least(due_at, now() - interval '2 min') where status = 'pending' and lease is null`.execute(
    queue.till,
  );
  expect(await health()).toMatchObject({ status: 'ok', oldestSeconds: expect.any(Number) as number });
});
