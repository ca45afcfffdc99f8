/** Webhooks from the queue to a receiver's socket: once, signed, again where they fail, each receiver for itself. */
import { Webhook } from 'standardwebhooks';
import { openTestQueue, eventually, type TestQueue } from '../support/notify.js';

let queue: TestQueue;
jest.setTimeout(30_000);
beforeEach(async () => {
  queue = await openTestQueue();
});
afterEach(() => queue.close());

describe('a notifier', () => {
  it('delivers what the log says, byte for byte, once, with a signature that its receiver can check', async () => {
    const shop = await queue.receiver();
    const { secret } = await queue.endpoint(`${shop.url}/hooks?shop=1`);
    queue.start();
    const [id] = await queue.tell(await queue.order());
    await queue.finished(1);
    expect(shop.received.map(({ url, method }) => [method, url])).toEqual([['POST', '/hooks?shop=1']]);
    const [{ headers, body }] = shop.received as [(typeof shop.received)[0]];
    expect(headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' });
    const said = new Webhook(secret).verify(body.toString(), headers as Record<string, string>);
    const { body: stored } = await queue.till
      .selectFrom('events')
      .select('body')
      .where('id', '=', String(id))
      .executeTakeFirstOrThrow();
    expect(body.toString()).toBe(stored);
    expect(said).toMatchObject({ id, sequence: 1 });
    expect(await queue.deliveries()).toMatchObject([{ status: 'delivered', attempts: 1, lease: null }]);
  });

  it('tries again as the schedule says, under the same id, and logs each attempt with its answer', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const answers = [500, 302, 200];
    shop.answer = (response) => {
      response.writeHead(answers[shop.received.length - 1] ?? 200, { location: `${shop.url}/elsewhere` });
      response.end('said\0this');
    };
    queue.start();
    const [id] = await queue.tell(null);
    await queue.finished(1);
    expect(shop.received.map(({ url, headers }) => [url, headers['webhook-id']])).toEqual(
      answers.map(() => ['/', id]),
    );
    const attempts = await queue.till.selectFrom('deliveryAttempts').selectAll().orderBy('attempt').execute();
    expect(attempts).toMatchObject([
      { attempt: 1, delivered: false, status: 500, responseBody: 'said\ufffdthis' },
      { attempt: 2, delivered: false, status: 302 },
      { attempt: 3, delivered: true, status: 200, failure: null, requestHeaders: { 'webhook-id': id } },
    ]);
  });

  it('gives up after the last attempt of the schedule', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    shop.answer = (response) => response.writeHead(500).end();
    queue.start({ pace: 0.000_001 });
    await queue.tell(null);
    await queue.finished(1);
    expect(await queue.deliveries()).toMatchObject([{ status: 'exhausted', attempts: 10 }]);
    expect(shop.received).toHaveLength(10);
  });

  it('does not let a receiver that never answers hold up the others', async () => {
    const [slow, shop] = [await queue.receiver(), await queue.receiver()];
    slow.answer = () => undefined;
    for (let i = 0; i < 30; i += 1) await queue.endpoint(`${slow.url}/${i}`);
    await queue.endpoint(shop.url);
    queue.start({ size: 64 });
    await queue.tell(null, 20);
    await eventually(() => expect(shop.received).toHaveLength(20));
    expect(await queue.deliveries()).toContainEqual(
      expect.objectContaining({ status: 'pending', attempts: 0 }),
    );
  });

  it('does not let a message that cannot be made hold up the others', async () => {
    const shop = await queue.receiver();
    const { id } = await queue.endpoint(shop.url);
    const [bad] = await queue.tell(null);
    await queue.till.updateTable('endpoints').set({ dialect: 'liberland' }).where('id', '=', id).execute();
    queue.start({ pace: 1 });
    await eventually(async () => {
      const log = await queue.till.selectFrom('deliveryAttempts').selectAll().execute();
      expect(log).toMatchObject([
        {
          delivered: false,
          status: null,
          failureMessage: expect.stringContaining('(NOT_IN_DIALECT)') as string,
        },
      ]);
    });
    // The receiver is not to blame.
    const { failingSince } = await queue.till
      .selectFrom('endpoints')
      .select('failingSince')
      .executeTakeFirstOrThrow();
    expect(failingSince).toBeNull();
    await queue.till.updateTable('endpoints').set({ dialect: 'standard' }).where('id', '=', id).execute();
    const [good] = await queue.tell(null);
    await queue.finished(1);
    expect(shop.received.map(({ headers }) => headers['webhook-id'])).toEqual([good]);
    expect(await queue.deliveries()).toMatchObject([
      { status: 'pending', attempts: 1 },
      { status: 'delivered' },
    ]);
    expect(bad).not.toBe(good);
  });

  it('sends to the URL of an order what happens to that order alone, signed with the secret for such URLs', async () => {
    const shop = await queue.receiver();
    const [first, second] = [await queue.order(`${shop.url}/first`), await queue.order(`${shop.url}/second`)];
    queue.start();
    await queue.tell(first);
    await queue.tell(second, 2);
    await queue.tell(null);
    await queue.finished(3);
    expect(shop.received.map(({ url }) => url).sort()).toEqual(['/first', '/second', '/second']);
    expect(shop.received[0]?.headers['webhook-signature']).toMatch(/^v1,\S+ v1a,\S+$/);
  });

  it('waits for a till that is not there yet, and refuses that of another chain', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const stranger = queue.start({ chainIdentity: 'another' });
    await queue.tell(null);
    await eventually(() =>
      expect(stranger.state()).toMatchObject({
        state: 'waiting',
        reason: expect.stringContaining('another') as string,
      }),
    );
    expect(shop.received).toEqual([]);
    queue.start();
    await queue.finished(1);
  });
});
