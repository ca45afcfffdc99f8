/** A rate that is recorded with an order: kept as it was, and shown with the order and its payments. */
import { ALICE } from '../support/accounts.js';
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';
import { parseCsv } from '../support/csv.js';
import { addAddress, createCompany } from '../support/local-companies.js';
import { DAVE } from '../support/order-till.js';

const RATE = { currency: 'EUR', price: '0.0123', source: 'Kraken, noon' };

let at: SessionTill;
let company: string;
beforeAll(async () => {
  at = await openSessionTill();
  await at.till.updateTable('accounts').set({ provedBy: 'signature' }).execute();
  company = await createCompany(at.gateway, at.shop.secretKey);
  await addAddress(at.gateway, at.shop.secretKey, { company, account: ALICE, fromBlock: 1 });
}, 60_000);
afterAll(() => at.close());

function recordsOf(csv: string): readonly Readonly<Record<string, string>>[] {
  const [names = [], ...rows] = parseCsv(csv);
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

const asked = (more: object = {}) => ({ orderId: at.newId(), amount: '1.5', ...more });

describe('a rate', () => {
  it('stands in the order, however that is registered and read', async () => {
    const { status, order } = await at.post(asked({ rate: RATE }));
    expect([status, order['rate']]).toEqual([201, RATE]);
    const input = asked({ rate: { currency: 'USD', price: '7' } });
    expect((await at.register(input)).errors).toBeUndefined();
    const read = await at.gateway.query(
      'query ($id: String!) { order(orderId: $id) { rate { currency price source } } }',
      { id: input.orderId },
      at.shop.readKey,
    );
    expect(read).toEqual({ order: { rate: { currency: 'USD', price: '7', source: null } } });
    const session = { order_id: at.newId(), amount: '1', rate: RATE };
    expect((await at.send('POST', '', session)).status).toBe(201);
    const { order: ofSession } = await at.gateway.query<{ order: { rate: object } }>(
      'query ($id: String!) { order(orderId: $id) { rate { currency price source } } }',
      { id: session.order_id },
      at.shop.readKey,
    );
    expect(ofSession.rate).toEqual(RATE);
    expect((await at.post(asked())).order['rate']).toBeNull();
  });

  it('is one of the terms, and never changes', async () => {
    const body = asked({ rate: RATE });
    const { order } = await at.post(body);
    expect((await at.post(body)).order['id']).toBe(order['id']);
    expect((await at.post({ ...body, rate: { ...RATE, price: '0.0124' } })).error.code).toBe(
      'ORDER_CONFLICT',
    );
    expect((await at.post({ ...body, rate: null })).error.code).toBe('ORDER_CONFLICT');
    const change = at.till.updateTable('orders').set({ rate: '5' } as never);
    await expect(change.where('id', '=', String(order['id'])).execute()).rejects.toThrow(/cannot change/);
  });

  it.each([
    ['rate.price', { ...RATE, price: '0' }],
    ['rate.price', { ...RATE, price: 0.5 }],
    ['rate.currency', { ...RATE, currency: 'euro' }],
    ['rate.source', { ...RATE, source: 'a\u0000b' }],
    ['rate', 'EUR 0.0123'],
  ])('is refused for its %s', async (field, rate) => {
    const before = await at.rowCounts();
    const { status, error } = await at.post(asked({ rate }));
    expect([status, error.code, error.field]).toEqual([400, 'BAD_USER_INPUT', field]);
    expect(await at.rowCounts()).toEqual(before);
  });

  it('stands in the file of orders', async () => {
    const body = asked({ rate: RATE });
    await at.post(body);
    const response = await fetch(`${at.gateway.url}/v1/orders.csv`, {
      headers: { authorization: `Bearer ${at.shop.readKey}` },
    });
    const rows = recordsOf(await response.text());
    expect(rows.find(({ orderId }) => orderId === body.orderId)).toMatchObject({
      rateCurrency: 'EUR',
      rate: '0.0123',
    });
  });
});

describe('payments of an order with a rate', () => {
  const rated = { rateCurrency: 'EUR', rate: '0.0123', rateValue: '0.012300000000123' };
  const unrated = { rateCurrency: null, rate: null, rateValue: null };
  let orderId: string;
  let blocks: readonly number[];

  beforeAll(async () => {
    orderId = at.newId();
    await at.post({ ...asked({ rate: RATE }), orderId });
    const plain = at.newId();
    await at.post({ ...asked(), orderId: plain });
    const value = 1_000_000_000_010n;
    const paid = await at.block(
      { to: ALICE, value, reference: orderId },
      { to: ALICE, value, reference: plain },
    );
    // Another asset than the order's: its rate says nothing of it.
    const wrong = paid + 1;
    await at.index.insertAssetTransfers([
      {
        blockNumber: wrong,
        asset: '1984',
        fromId: DAVE,
        toId: ALICE,
        value: '5',
        reference: orderId,
        pairing: 'paired',
      },
    ]);
    await at.block();
    await at.settle();
    blocks = [paid, paid, wrong];
  });

  async function read(name: string, key: string): Promise<Response> {
    return fetch(`${at.gateway.url}/v1/companies/${company}/${name}`, {
      headers: { authorization: `Bearer ${key}` },
    });
  }

  it('have their value by that rate in lists and files, not rounded', async () => {
    const { data } = (await (await read('history?order=oldest', at.shop.readKey)).json()) as {
      data: object[];
    };
    const file = (await (await read('history.json', at.shop.readKey)).json()) as object[];
    for (const entries of [data, file]) {
      expect(entries).toEqual([
        expect.objectContaining({ blockNumber: blocks[0], orderId, ...rated }),
        expect.objectContaining({ ...unrated }),
        expect.objectContaining({ blockNumber: blocks[2], orderId, asset: '1984', ...unrated }),
      ]);
    }
    const rows = recordsOf(await (await read('history.csv', at.shop.readKey)).text());
    expect(rows).toMatchObject([rated, ...[0, 1].map(() => ({ rateCurrency: '', rate: '', rateValue: '' }))]);
  });

  it('have it in the merchant’s own files of payments', async () => {
    const headers = { authorization: `Bearer ${at.shop.readKey}` };
    const csv = await (await fetch(`${at.gateway.url}/v1/payments.csv`, { headers })).text();
    const json = await (await fetch(`${at.gateway.url}/v1/payments.json`, { headers })).text();
    const empty = { rateCurrency: '', rate: '', rateValue: '' };
    expect(recordsOf(csv)).toMatchObject([
      { orderId, use: 'COUNTED', ...rated },
      empty,
      { orderId, ...empty },
    ]);
    expect(JSON.parse(json)).toMatchObject([
      { merchantOrderId: orderId, ...rated },
      unrated,
      { merchantOrderId: orderId, ...unrated },
    ]);
  });

  it('have it in GraphQL for whoever sees the order, and for nobody else', async () => {
    const query = `query ($id: String!) { company(id: $id) { history(orderBy: OLDEST_FIRST) {
      nodes { rated { currency rate value } order { orderId } } } } }`;
    const ask = (key: string) => at.gateway.query(query, { id: company }, key);
    const { rateCurrency: currency, rate, rateValue: value } = rated;
    expect(await ask(at.shop.readKey)).toMatchObject({
      company: {
        history: {
          nodes: [{ rated: { currency, rate, value }, order: { orderId } }, { rated: null }, { rated: null }],
        },
      },
    });
    // The same account, of a company on chain that everybody sees.
    await at.index.client.query(
      `insert into chain.companies (id, registry_index, entity_id, status, version_id, open_addresses, first_block, block_number)
       values ('0-1', 0, 1, 'approved', '', '', 1, 1)`,
    );
    await at.index.client.query(
      `insert into chain.company_addresses (id, company_id, account_id, role, from_block, until_block)
       select 'a', '0-1', account, 'payment', 1, null from till.accounts where merchant_id = $1`,
      [at.shop.merchantId],
    );
    const { company: seen } = await at.gateway.query<{ company: { history: { nodes: object[] } } }>(
      query,
      { id: '0-1' },
      at.other.secretKey,
    );
    expect(seen.history.nodes).toEqual(Array(3).fill({ rated: null, order: null }));
    const response = await fetch(`${at.gateway.url}/v1/companies/0-1/history.csv`);
    expect(recordsOf(await response.text()).map(({ rate: shown, orderId: id }) => [shown, id])).toEqual(
      Array(3).fill(['', '']),
    );
  });
});
