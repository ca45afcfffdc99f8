/** What Prometheus is told, by a gateway and a notifier over a real database. */
import { openTelemetry, type Telemetry } from '../../src/cli/telemetry.js';
import { startGateway, type Gateway } from '../../src/gateway/server.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { network } from '../support/network.js';
import { openTestQueue, type TestQueue } from '../support/notify.js';
import { startStubNode, type StubNode } from '../support/stub-node.js';

jest.setTimeout(60_000);
const GENESIS = `0x${'ab'.repeat(32)}`;
const ANYWHERE = { host: '127.0.0.1', port: 0 };

async function scrape({ url }: Telemetry): Promise<Map<string, number>> {
  const response = await fetch(url ?? '');
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

describe('of a gateway', () => {
  let index: TestIndex;
  let node: StubNode;
  let telemetry: Telemetry;
  let gateway: Gateway;

  beforeAll(async () => {
    index = await createTestIndex();
    node = await startStubNode();
    node.genesisHash = GENESIS;
    node.setHeads(105, 100);
    await index.setMetadata({ lastProcessedHeight: 97, genesisHash: GENESIS });
    telemetry = await openTelemetry({ metrics: ANYWHERE }, silent);
    gateway = await startGateway({
      ...telemetry.gatewayOptions,
      host: '127.0.0.1',
      port: 0,
      databaseUrl: index.database.url,
      network: { ...network, genesisHash: GENESIS },
      endpoints: [node.endpoint],
      indexerUrl: null,
      log: silent,
    });
    telemetry.watchGateway(gateway);
  });
  afterAll(async () => {
    await gateway.close();
    await telemetry.close();
    await node.close();
    await index.close();
  });

  it('has the blocks, and which parts are well', async () => {
    await index.client.query('update till.instance set settled_height = 95');
    const told = await scrape(telemetry);
    expect(
      ['best', 'finalized', 'indexed', 'settled'].map((kind) =>
        told.get(`chaintill_block_height{kind="${kind}"}`),
      ),
    ).toEqual([105, 100, 97, 95]);
    expect(told.get('chaintill_part_up{part="postgres"}')).toBe(1);
    expect(told.get('chaintill_part_up{part="indexer"}')).toBe(1);
    expect(told.get('chaintill_deliveries_pending')).toBe(0);
    expect(told.get('chaintill_delivery_oldest_seconds')).toBe(0);
    // Behind by more than two minutes of blocks.
    await index.setMetadata({ lastProcessedHeight: 20, genesisHash: GENESIS });
    expect((await scrape(telemetry)).get('chaintill_part_up{part="indexer"}')).toBe(0);
  });

  it('has requests by their routes, never by what clients write', async () => {
    const token = `pub_${'5'.repeat(32)}`;
    await fetch(`${gateway.url}/v1/public/orders/${token}`);
    await fetch(`${gateway.url}/nothing/here/${token}`);
    await fetch(`${gateway.url}/health`);
    const told = [...(await scrape(telemetry)).entries()];
    const count = (labels: string): number | undefined =>
      told.find(([name]) => name === `chaintill_http_request_duration_seconds_count{${labels}}`)?.[1];
    expect(count('method="GET",route="/v1/public/orders/:token",status="404"')).toBe(1);
    expect(count('method="GET",route="none",status="404"')).toBe(1);
    expect(told.some(([name]) => name.includes(token))).toBe(false);
  });

  it('leaves out what cannot be read, and says so', async () => {
    const other = await openTelemetry({ metrics: ANYWHERE }, silent);
    other.watchGateway({ ...gateway, health: () => Promise.reject(new Error('lost')) });
    const told = await scrape(other);
    expect(told.get('chaintill_standing_failures_total')).toBe(1);
    expect(
      [...told.keys()].filter((name) => /part_up|block_height|deliver\w+_(pending|oldest)/.test(name)),
    ).toEqual([]);
    await other.close();
  });

  it('is nothing but that', async () => {
    const base = (telemetry.url ?? '').replace('/metrics', '');
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/health'],
      ['POST', '/metrics'],
    ] as const) {
      expect((await fetch(base + path, { method })).status).toBe(404);
    }
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
  });
});

describe('of a notifier', () => {
  let queue: TestQueue;
  let telemetry: Telemetry;
  beforeAll(async () => {
    queue = await openTestQueue();
    telemetry = await openTelemetry({ metrics: ANYWHERE }, silent);
  });
  afterAll(async () => {
    await telemetry.close();
    await queue.close();
  });

  it('has attempts by what came of them', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    let failures = 2;
    shop.answer = (response) => response.writeHead((failures -= 1) >= 0 ? 500 : 200).end();
    await queue.tell(await queue.order(), 3);
    const notifier = queue.start({ ...telemetry.notifierOptions, pace: 0.02 });
    telemetry.watchNotifier(notifier);
    await queue.finished(3);
    const told = await scrape(telemetry);
    const count = (outcome: string): number | undefined =>
      told.get(`chaintill_delivery_attempt_duration_seconds_count{outcome="${outcome}"}`);
    expect([count('delivered'), count('retried')]).toEqual([3, 2]);
    expect(told.get('chaintill_deliveries_under_way')).toBe(0);
  });
});

it('is not served where nobody asked for it, nor where it cannot be', async () => {
  const none = await openTelemetry({ metrics: null }, silent);
  expect(none.url).toBeNull();
  await none.close();
  const taken = await openTelemetry({ metrics: ANYWHERE }, silent);
  const port = Number(new URL(taken.url ?? '').port);
  await expect(openTelemetry({ metrics: { host: '127.0.0.1', port } }, silent)).rejects.toMatchObject({
    code: 'METRICS_NOT_SERVED',
  });
  await taken.close();
});
