/** What becomes of an endpoint that fails, asks for a pause or is gone, and of what waits for it. */
import { sql } from 'kysely';
import type { EndpointTable } from '../../src/store/till/tables.js';
import { dropUndeliverable } from '../../src/store/till/delivery/drop.js';
import { pruneDeliveries } from '../../src/store/till/delivery/prune.js';
import { openTestQueue, eventually, type TestQueue } from '../support/notify.js';

jest.setTimeout(30_000);
let queue: TestQueue;
beforeEach(async () => {
  queue = await openTestQueue();
});
afterEach(() => queue.close());

async function row(id: string): Promise<Record<keyof EndpointTable, unknown>> {
  return queue.till.selectFrom('endpoints').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}
const statuses = async (endpointId: string): Promise<unknown[]> =>
  (await queue.deliveries()).filter((of) => of.endpointId === endpointId).map(({ status }) => status);

describe('an endpoint', () => {
  it('that answers 410 is disabled, its deliveries are dropped, and the merchant’s others hear of it', async () => {
    const [gone, shop] = [await queue.receiver(), await queue.receiver()];
    gone.answer = (response) => response.writeHead(410).end();
    const { id } = await queue.endpoint(gone.url);
    const other = await queue.endpoint(shop.url);
    await queue.tell(await queue.order(), 5);
    queue.start();
    await queue.finished(11);
    expect(await row(id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    expect(await statuses(id)).toEqual(Array(5).fill('dropped'));
    expect(await statuses(other.id)).toEqual(Array(6).fill('delivered'));
    expect(gone.received).toHaveLength(1);
    expect(shop.received.map(({ body }) => JSON.parse(String(body)) as object)).toContainEqual(
      expect.objectContaining({
        type: 'endpoint.disabled',
        data: {
          endpoint: expect.objectContaining({
            id,
            url: gone.url,
            reason: 'gone',
            dialect: 'standard',
          }) as unknown,
        },
      }),
    );
  });

  it('that only failed for five days is disabled; a success in between would have been enough', async () => {
    const [failing, flaky, shop] = [await queue.receiver(), await queue.receiver(), await queue.receiver()];
    for (const receiver of [failing, flaky]) receiver.answer = (response) => response.writeHead(500).end();
    const longAgo = { failingSince: new Date(Date.now() - 6 * 86_400_000) };
    const { id } = await queue.endpoint(failing.url, longAgo);
    const saved = await queue.endpoint(flaky.url, longAgo);
    await queue.endpoint(shop.url, { types: ['endpoint.disabled'] });
    flaky.answer = (response) => {
      response.writeHead(flaky.received.length === 1 ? 200 : 500).end();
    };
    queue.start({ pace: 1 });
    await queue.tell(null);
    await eventually(() => expect(flaky.received).toHaveLength(1));
    await eventually(async () => expect(await row(saved.id)).toMatchObject({ failingSince: null }));
    await queue.tell(null);
    await eventually(async () => {
      expect(await row(id)).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
      expect(await row(saved.id)).toMatchObject({
        status: 'enabled',
        failingSince: expect.any(Date) as Date,
      });
      expect(shop.received).toHaveLength(1);
    });
    expect(JSON.parse(String(shop.received[0]?.body))).toMatchObject({
      data: { endpoint: { id, reason: 'failing', failingSince: longAgo.failingSince.toISOString() } },
    });
  });

  it.each([429, 502, 504])('that answers %d is left alone for a while, as a whole', async (status) => {
    const shop = await queue.receiver();
    const { id } = await queue.endpoint(shop.url);
    shop.answer = (response) => response.writeHead(status, { 'retry-after': '100' }).end();
    // A tenth of a second for each that was asked for.
    queue.start({ pace: 0.01 });
    await queue.tell(null);
    await eventually(async () =>
      expect(await row(id)).toMatchObject({ pausedUntil: expect.any(Date) as Date }),
    );
    const { rows } = await sql<{ wait: number }>`
      select extract(epoch from paused_until - now())::float8 as wait from till.endpoints`.execute(
      queue.till,
    );
    expect(rows[0]?.wait).toBeGreaterThan(0.2);
    shop.answer = (response) => response.end();
    await queue.tell(null, 3);
    expect(shop.received).toHaveLength(1);
    await queue.finished(4);
    expect(await row(id)).toMatchObject({ pausedUntil: null, pauseMs: null, failingSince: null });
  });

  it('of the URLs of orders stays when one of them is gone; that order is told no more', async () => {
    const shop = await queue.receiver();
    const [ended, kept] = [await queue.order(`${shop.url}/ended`), await queue.order(`${shop.url}/kept`)];
    shop.answer = (response, { url }) => response.writeHead(url === '/ended' ? 410 : 200).end();
    await queue.tell(ended, 3);
    queue.start();
    await queue.finished(3);
    await queue.tell(ended);
    await queue.tell(kept);
    await queue.finished(4);
    expect(shop.received.map(({ url }) => url)).toEqual(['/ended', '/kept']);
    expect(await queue.till.selectFrom('endpoints').select('status').execute()).toEqual([
      { status: 'enabled' },
    ]);
    const types = await queue.till.selectFrom('events').select('type').distinct().execute();
    expect(types).toEqual([{ type: 'order.expired' }]);
  });

  it('that somebody disabled gets nothing of what waits for it', async () => {
    const shop = await queue.receiver();
    const { id } = await queue.endpoint(shop.url);
    await queue.tell(null, 3);
    const disabled = { status: 'disabled', disabledReason: 'merchant', disabledAt: new Date() } as const;
    await queue.till.updateTable('endpoints').set(disabled).where('id', '=', id).execute();
    await queue.endpoint(shop.url);
    await queue.tell(null);
    await dropUndeliverable(queue.till);
    queue.start();
    await queue.finished(4);
    expect(await statuses(id)).toEqual(['dropped', 'dropped', 'dropped']);
    expect(shop.received).toHaveLength(1);
  });
});

describe('old deliveries', () => {
  it('are deleted with their attempts thirty days after they are finished', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    await queue.tell(null, 3);
    const notifier = queue.start();
    await queue.finished(3);
    await notifier.close();
    await queue.tell(null);
    await sql`update till.deliveries set finished_at = now() - (28 + id) * interval '1 day'
      where finished_at is not null`.execute(queue.till);
    expect(await pruneDeliveries(queue.till)).toBe(false);
    expect((await queue.deliveries()).map(({ status }) => status)).toEqual(['delivered', 'pending']);
    expect(await queue.till.selectFrom('deliveryAttempts').selectAll().execute()).toHaveLength(1);
  });
});
