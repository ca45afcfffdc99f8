/** What shops send to Liberland's middleware by mistake or in bad faith, and what they read, byte for byte. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import {
  openLiberlandTill,
  asked,
  form,
  json,
  saying,
  send,
  transfer,
  PRICE,
  STRANGER,
  UNPAID,
  type LiberlandTill,
  type LiteralAnswer,
} from '../support/liberland.js';
import { openTestGateway } from '../support/gateway.js';
import { countTillRows } from '../support/till-counts.js';

let at: LiberlandTill;
beforeAll(async () => {
  at = await openLiberlandTill();
}, 60_000);
afterAll(() => at.close());
beforeEach(() => at.empty());

/** A question with its query as it is written. */
const verify = (query: string): Promise<LiteralAnswer> => send(at.gateway, `/v1/verify-purchase?${query}`);

describe('odd questions', () => {
  it.each([
    // What the server sees of `?orderId=Order #557&price=…&toId=…`, which nobody encoded.
    ['orderId=Order%20', 200, UNPAID],
    ['orderId=557', 200, UNPAID],
    ['', 200, UNPAID],
    [`orderId=&price=${PRICE}&toId=${ALICE}`, 200, UNPAID],
    [`orderId=557&price=&toId=${ALICE}`, 200, UNPAID],
    [`orderId=a%20b&price=${PRICE}&toId=${ALICE}`, 200, UNPAID],
    [`orderId=%00&price=${PRICE}&toId=${ALICE}`, 200, UNPAID],
    [`orderId=${'9'.repeat(5_000)}&price=${PRICE}&toId=${ALICE}`, 200, UNPAID],
    [`orderId=557&price=${PRICE}&toId=`, 200, UNPAID],
    [
      `orderId=557&price=${PRICE}&toId=5abc`,
      400,
      '{"error":"toId: not an account address: its length is wrong: a public key has 32 bytes, this has 0"}',
    ],
    [
      `orderId=557&price=${PRICE}&toId=${ALICE}&toId=${BOB}`,
      400,
      '{"error":"toId: write it once, as a string"}',
    ],
    [`orderId=557&price=0&toId=${ALICE}`, 400, '{"error":"price: not an amount: a price is above 0"}'],
    [
      `orderId=557&price=1.5E%200&toId=${ALICE}`,
      400,
      '{"error":"price: not an amount: it has parts of a smallest unit"}',
    ],
    [
      `orderId=557&price=${PRICE}&toId=${ALICE}&assetId=-1`,
      400,
      `{"error":"assetId: write an asset's id in digits, or leave it out for the chain's own token"}`,
    ],
  ])('%s', async (query, status, text) => {
    await at.insertOrder();
    expect(await verify(query)).toEqual(saying(status, text));
  });

  it.each<[string, RequestInit, number, string]>([
    ['no body', { method: 'POST' }, 200, UNPAID],
    ['an empty form', form(''), 200, UNPAID],
    ['a list', json([]), 400, '{"error":"body: send an object of fields"}'],
    ['null', json('null'), 400, '{"error":"body: send an object of fields"}'],
    [
      'half of a JSON',
      json('{"orderId":'),
      400,
      '{"error":"the body is not JSON: check its quotes, commas and brackets"}',
    ],
    [
      'a field twice',
      form('price=1&price=2'),
      400,
      '{"error":"body: the same field stands twice: write it once"}',
    ],
    [
      'a number that JSON has rounded',
      json({ orderId: 557, price: 1e21, toId: ALICE }),
      400,
      '{"error":"price: write it once, as a string"}',
    ],
    [
      'an object where a text belongs',
      json({ orderId: { $ne: '' }, price: PRICE, toId: ALICE }),
      400,
      '{"error":"orderId: write it once, as a string"}',
    ],
  ])('posted: %s', async (_what, init, status, text) => {
    expect(await send(at.gateway, '/v1/verify-purchase', init)).toEqual(saying(status, text));
  });

  it('with a key that does not work is refused, in their form', async () => {
    const answer = await send(at.gateway, `/v1/verify-purchase?${asked()}`, {
      headers: { authorization: 'Bearer sk_nonsense' },
    });
    expect(answer.status).toBe(401);
    expect(Object.keys(JSON.parse(answer.text) as object)).toEqual(['error']);
  });
});

it('makes nothing and calls nobody, whatever is asked', async () => {
  let calls = 0;
  const receiver = createServer((_request, response) => {
    calls += 1;
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const dev = await openTestGateway(at.index.database.url);
  try {
    await at.insertOrder();
    await at.index.insertTransfers([transfer()]);
    const before = await countTillRows(at.index.client);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['orders', 'deliveries', 'endpoints', 'events']),
    );
    const callback = `http://127.0.0.1:${port}/hook`;
    const purchases = [ALICE, CHARLIE, STRANGER].flatMap((toId) =>
      ['557', '558', 'new-order'].map((orderId) => ({ orderId, price: PRICE, toId, callback })),
    );
    for (const purchase of purchases) {
      expect((await send(dev, '/v1/create-purchase', json(purchase))).status).toBe(400);
      const query = new URLSearchParams(purchase).toString();
      expect((await send(dev, `/v1/verify-purchase?${query}`)).status).toBe(200);
      expect((await send(dev, '/v1/verify-purchase', json(purchase))).status).toBe(200);
    }
    expect(await countTillRows(at.index.client)).toEqual(before);
    expect(calls).toBe(0);
  } finally {
    await dev.close();
    await new Promise((resolve) => receiver.close(resolve));
  }
});

describe('healthcheck', () => {
  it('is OK while the gateway can say what is paid', async () => {
    expect(await send(at.gateway, '/v1/healthcheck')).toEqual(saying(200, '{"status":"OK"}'));
  });

  it('is an ERROR where it cannot', async () => {
    await at.index.client.query('truncate chain._metadata');
    expect(await send(at.gateway, '/v1/healthcheck')).toEqual(saying(500, '{"status":"ERROR"}'));
  });
});
