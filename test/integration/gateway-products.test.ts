/** A merchant's catalogue, by REST and GraphQL. */
import { ALICE, BOB } from '../support/accounts.js';
import { openOrderTill, type OrderTill } from '../support/order-till.js';

jest.setTimeout(30_000);

const FIELDS = `sku name description price { value formatted } asset payee imageUrl expiresInBlocks active`;

let world: OrderTill;

beforeAll(async () => {
  world = await openOrderTill();
});
afterAll(() => world.close());

interface RestAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly error: { code: string; field?: string } };
}

async function rest(
  method: string,
  path = '',
  body?: object,
  key: string | null = world.shop.secretKey,
): Promise<RestAnswer> {
  const response = await fetch(`${world.gateway.url}/v1/products${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as RestAnswer['body'] };
}

/** A product of a sku that no test has used. */
async function made(fields: object = {}): Promise<string> {
  const sku = world.newId();
  const { status } = await rest('POST', '', { sku, name: 'Coffee', price: '1.5', ...fields });
  expect(status).toBe(201);
  return sku;
}

describe('a product', () => {
  it('is made, read, changed and taken out of sale by REST', async () => {
    const sku = world.newId();
    const asked = {
      sku,
      name: 'Coffee',
      description: 'a cup',
      price: '1.5',
      payee: ALICE,
      imageUrl: 'https://shop.example/coffee.jpg',
      expiresInBlocks: 20,
    };
    const { status, body } = await rest('POST', '', asked);
    const product = {
      ...asked,
      asset: null,
      price: { value: '1500000000000', formatted: '1.5 LLD' },
      active: true,
    };
    expect(status).toBe(201);
    expect(body).toMatchObject(product);
    expect((await rest('GET', `/${sku}`)).body).toEqual(body);
    const changed = await rest('PATCH', `/${sku}`, { price: '2', description: null });
    expect(changed.body).toMatchObject({
      ...product,
      description: null,
      price: { value: '2000000000000', formatted: '2 LLD' },
    });
    expect((await rest('DELETE', `/${sku}`)).body).toMatchObject({ sku, active: false });
    expect((await rest('PATCH', `/${sku}`, { active: true })).body).toMatchObject({ active: true });
  });

  it('is the same object by GraphQL', async () => {
    const { data } = await world.gateway.ask(
      `mutation ($input: CreateProductInput!) { createProduct(input: $input) { ${FIELDS} } }`,
      { input: { sku: world.newId(), name: 'Tea', price: '7.25', assetId: '1984', description: null } },
      '/graphql',
      world.shop.secretKey,
    );
    const made = data?.['createProduct'] as { readonly sku: string };
    expect(made).toMatchObject({ asset: '1984', price: { value: '7250000', formatted: '7.25 USDT' } });
    const { body } = await rest('GET', `/${made.sku}`);
    expect(body).toMatchObject(made);
    const { data: read } = await world.gateway.ask(
      `{ product(sku: "${made.sku}") { ${FIELDS} } none: product(sku: "none") { sku } }`,
      {},
      '/graphql',
      world.shop.readKey,
    );
    expect(read).toEqual({ product: made, none: null });
    const off = await world.mutate(`deactivateProduct(sku: "${made.sku}") { active }`);
    expect(off.data).toEqual({ deactivateProduct: { active: false } });
  });

  it('is listed newest first, page by page', async () => {
    const skus = [await made(), await made(), await made()].reverse();
    const first = (await rest('GET', '?limit=2')).body as { data?: { sku: string }[]; nextCursor?: string };
    expect(first.data?.map(({ sku }) => sku)).toEqual(skus.slice(0, 2));
    const next = (await rest('GET', `?limit=1&after=${String(first.nextCursor)}`)).body;
    expect(next['data']).toMatchObject([{ sku: skus[2] }]);
    const { data } = await world.gateway.ask(
      '{ products(first: 3) { nodes { sku } } }',
      {},
      '/graphql',
      world.shop.readKey,
    );
    expect(data).toEqual({ products: { nodes: skus.map((sku) => ({ sku })) } });
  });

  it('has each change in the audit log', async () => {
    const sku = await made();
    await rest('PATCH', `/${sku}`, { price: '9' });
    const { rows } = await world.index.client.query(
      `select action, actor, before->>'price' as before, after->>'price' as after from till.audit_log
       where subject_kind = 'product' and after->>'sku' = $1 order by id`,
      [sku],
    );
    const actor = world.shop.secretKey.slice(0, 19);
    expect(rows).toEqual([
      { action: 'product.create', actor, before: null, after: '1500000000000' },
      { action: 'product.update', actor, before: '1500000000000', after: '9000000000000' },
    ]);
  });
});

describe('what cannot be a product', () => {
  it.each<[string, object, string, string]>([
    ['no price', { price: undefined }, 'BAD_USER_INPUT', 'price'],
    ['a price of nothing', { price: '0' }, 'INVALID_AMOUNT', 'price'],
    ['a price below the dust', { price: '0.000000000001' }, 'AMOUNT_TOO_SMALL', 'price'],
    ['a price with a comma', { price: '1,5' }, 'INVALID_AMOUNT', 'price'],
    ['a price as a number', { price: 1.5 }, 'BAD_USER_INPUT', 'price'],
    ['an asset that nobody knows', { assetId: '77' }, 'UNKNOWN_ASSET', 'assetId'],
    ['another merchant’s account', { payee: BOB }, 'PAYEE_NOT_REGISTERED', 'payee'],
    ['an address that is none', { payee: '5x' }, 'INVALID_ADDRESS', 'payee'],
    ['a picture that is a script', { imageUrl: 'javascript:alert(1)' }, 'BAD_USER_INPUT', 'imageUrl'],
    ['a name of two lines', { name: 'a\nb' }, 'BAD_USER_INPUT', 'name'],
    ['more blocks than a day has', { expiresInBlocks: 14_401 }, 'BAD_USER_INPUT', 'expiresInBlocks'],
    ['a sku with a slash', { sku: 'a/b' }, 'BAD_USER_INPUT', 'sku'],
    ['a sku of dots', { sku: '..' }, 'BAD_USER_INPUT', 'sku'],
    ['a field that is none', { stock: 3 }, 'UNKNOWN_FIELD', 'stock'],
  ])('%s', async (_what, fields, code, field) => {
    const { status, body } = await rest('POST', '', {
      sku: world.newId(),
      name: 'Coffee',
      price: '1',
      ...fields,
    });
    expect([status, body.error]).toMatchObject([400, { code, field }]);
  });

  it('a second one of a sku, or a sku that changes', async () => {
    const sku = await made();
    const again = await rest('POST', '', { sku, name: 'Tea', price: '1' });
    expect([again.status, again.body.error.code]).toEqual([409, 'SKU_TAKEN']);
    const renamed = await rest('PATCH', `/${sku}`, { sku: 'other' });
    expect(renamed.body.error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'sku' });
  });

  it('one in another asset at the old price', async () => {
    const sku = await made();
    const { body } = await rest('PATCH', `/${sku}`, { assetId: '1984' });
    expect(body.error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'price' });
    expect((await rest('PATCH', `/${sku}`, { assetId: '1984', price: '1.5' })).body).toMatchObject({
      price: { value: '1500000' },
    });
  });
});

describe('who may', () => {
  it('read and write: keys of the merchant with the scope, and nobody else', async () => {
    const sku = await made();
    expect((await rest('GET', `/${sku}`, undefined, null)).status).toBe(401);
    expect((await rest('POST', '', { sku, name: 'x', price: '1' }, world.shop.readKey)).status).toBe(403);
    for (const [method, body] of [['GET'], ['PATCH', { price: '0.1' }], ['DELETE']] as const) {
      const answer = await rest(method, `/${sku}`, body, world.other.secretKey);
      expect([answer.status, answer.body.error.code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
    }
    expect((await rest('GET', `/${sku}`)).body).toMatchObject({
      active: true,
      price: { value: '1500000000000' },
    });
    const own = await rest('POST', '', { sku, name: 'Mine', price: '1' }, world.other.secretKey);
    expect(own.status).toBe(201);
  });
});

describe('a catalogue', () => {
  it('has no more products than a merchant may have', async () => {
    await world.index.client.query(
      `insert into till.products (merchant_id, sku, name, price)
       select $1, 'many-' || n, 'Many', 1 from generate_series(1, 999) n`,
      [world.other.merchantId],
    );
    const asked = { sku: 'one-more', name: 'More', price: '1' };
    const { status, body } = await rest('POST', '', asked, world.other.secretKey);
    expect([status, body.error.code]).toEqual([409, 'TOO_MANY_PRODUCTS']);
  });
});
