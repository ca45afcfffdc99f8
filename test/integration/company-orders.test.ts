/** Orders that name a company of the registry: what they take from the chain, and what is refused. */
import { parseAccount } from '../../src/domain/account.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { registrationOf } from '../support/companies.js';
import { cafe, HOOK, openCompanyTill, PAID, UNPAID, type CompanyTill } from '../support/company-till.js';
import { openTestGateway } from '../support/gateway.js';
import { HEIGHT } from '../support/order-till.js';
import { createTestMerchant } from '../support/till.js';

let at: CompanyTill;
beforeAll(async () => {
  at = await openCompanyTill();
}, 60_000);
afterAll(() => at.close());
beforeEach(() => at.company(1, { block: 10, registration: cafe(HOOK, ALICE) }));

const asked = (more: object = {}) => ({ orderId: at.newId(), amount: '1', company: '1', ...more });

async function expectRefused(
  body: object,
  [status, code, field]: readonly [number, string, string],
  key?: string,
): Promise<string> {
  const before = await at.rowCounts();
  const answer = await at.post(body, key === undefined ? {} : { key });
  expect([answer.status, answer.error.code, answer.error.field]).toEqual([status, code, field]);
  expect(await at.rowCounts()).toEqual(before);
  return answer.error.message;
}

describe('an order that names a company', () => {
  it('is paid to the account that is the merchant’s and the company’s, with hook and redirects of the chain', async () => {
    const { status, order } = await at.post(asked());
    expect(status).toBe(201);
    expect(order).toMatchObject({
      payee: ALICE,
      company: { id: '0-1', versionId: '0-1-10', name: 'Café Liberland', logoUrl: null },
      webhookUrl: HOOK,
      successUrl: PAID,
      failureUrl: UNPAID,
    });
    const hook = await at.till
      .selectFrom('orderHooks as h')
      .innerJoin('endpoints as e', 'e.id', 'h.endpointId')
      .select(['h.url', 'e.url as origin', 'e.kind', 'e.dialect'])
      .where('h.orderId', '=', String(order['id']))
      .executeTakeFirst();
    expect(hook).toEqual({ url: HOOK, origin: 'https://cafe.example', kind: 'orders', dialect: 'standard' });
  });

  it('keeps what it has, whatever becomes of the company', async () => {
    const body = asked();
    const { order } = await at.post(body);
    await at.company(
      1,
      { block: 10, registration: cafe(HOOK, ALICE) },
      { block: HEIGHT + 1, registration: cafe('https://cafe.example/other', BOB) },
      { block: HEIGHT + 2 },
    );
    await at.block();
    await at.block();
    expect(await at.post(body)).toMatchObject({
      status: 200,
      order: { id: order['id'], webhookUrl: HOOK, successUrl: PAID, company: order['company'] },
    });
    await expectRefused(asked(), [409, 'COMPANY_NOT_APPROVED', 'company']);
    const change = at.till.updateTable('orders').set({ companyName: 'Another' } as never);
    await expect(change.where('id', '=', String(order['id'])).execute()).rejects.toThrow(/cannot change/);
  });

  it('may say what the chain says, and is the same order only where it is said the same', async () => {
    const body = asked({ webhookUrl: HOOK, successUrl: PAID, payee: ALICE });
    expect((await at.post(body)).status).toBe(201);
    expect((await at.post(body)).status).toBe(200);
    expect((await at.post({ ...body, successUrl: null })).error.code).toBe('ORDER_CONFLICT');
  });

  it('says itself what the company leaves open', async () => {
    await at.company(1, { block: 10, registration: registrationOf('Café', [['payment-address', ALICE]]) });
    const successUrl = 'https://shop.example/thanks';
    expect((await at.post(asked({ successUrl }))).order).toMatchObject({
      webhookUrl: null,
      successUrl,
      failureUrl: null,
    });
  });

  it.each([
    ['webhookUrl', 'https://cafe.example/hook?x', HOOK],
    ['successUrl', 'https://evil.example/paid', PAID],
    ['failureUrl', 'https://cafe.example/again', UNPAID],
  ])('is refused with another %s than the chain has', async (field, value, onChain) => {
    const message = await expectRefused(asked({ [field]: value }), [409, 'COMPANY_DISAGREES', field]);
    expect(message).toContain(onChain);
    expect(message).not.toContain(value);
  });

  it('takes the hook in the dialect that the merchant asks for', async () => {
    const { order } = await at.post(asked({ webhookDialect: 'LIBERLAND' }));
    const { rows } = await at.index.client.query<{ dialect: string }>(
      'select dialect from till.endpoints e join till.order_hooks h on h.endpoint_id = e.id where h.order_id = $1',
      [order['id']],
    );
    expect(rows).toEqual([{ dialect: 'liberland' }]);
    await at.company(1, { block: 10, registration: cafe(null, ALICE) });
    await expectRefused(asked({ webhookDialect: 'LIBERLAND' }), [400, 'BAD_USER_INPUT', 'webhookDialect']);
  });

  it('of a gateway without a secret key has no hook of a company', async () => {
    const gateway = await openTestGateway(at.index.database.url, { secretKey: null });
    expect(await at.post(asked(), { at: gateway })).toMatchObject({
      status: 503,
      error: { code: 'SECRET_KEY_MISSING' },
    });
    await gateway.close();
  });

  it('is refused where the chain has a hook that cannot be reached from here', async () => {
    await at.company(1, { block: 10, registration: cafe('http://127.0.0.1:3000/hook', ALICE) });
    const answer = await at.post(asked(), { at: at.liveGateway });
    expect(answer).toMatchObject({
      status: 409,
      error: { code: 'COMPANY_SETTING_UNUSABLE', field: 'company' },
    });
    expect((await at.post(asked())).order['webhookUrl']).toBe('http://127.0.0.1:3000/hook');
  });

  it('can have a deposit address below the company’s account', async () => {
    const { order } = await at.post(asked({ mode: 'ADDRESS' }));
    expect(order).toMatchObject({ account: ALICE, company: { id: '0-1' }, webhookUrl: HOOK });
    expect(order['payee']).not.toBe(ALICE);
  });

  it('can be registered by GraphQL, and is refused there by the name of the input', async () => {
    const input = asked({ company: '0-1' });
    const { data } = await at.register(input);
    expect(data?.['registerOrder']).toMatchObject({ orderId: input.orderId });
    const query = `{ order(orderId: "${input.orderId}") { company { id versionId name logoUrl } successUrl } }`;
    expect(await at.gateway.query(query, {}, at.shop.readKey)).toMatchObject({
      order: { company: { id: '0-1', versionId: '0-1-10' }, successUrl: PAID },
    });
    const { errors } = await at.register(asked({ successUrl: 'https://evil.example' }));
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('input.successUrl: company 0-1') as string,
      extensions: { code: 'COMPANY_DISAGREES', field: 'input.successUrl' },
    });
  });
});

describe('the payee of such an order', () => {
  it('is one that the merchant has proved: what a company lists grants nothing', async () => {
    await at.company(1, { block: 10, registration: cafe(HOOK, ALICE, BOB) });
    // Bob's account is another merchant's.
    await expectRefused(asked({ payee: BOB }), [400, 'PAYEE_NOT_REGISTERED', 'payee']);
    const { order } = await at.post(asked({ payee: BOB }), { key: at.other.secretKey });
    expect(order).toMatchObject({ payee: BOB, company: { id: '0-1' } });
    await at.company(1, { block: 10, registration: cafe(HOOK, BOB) });
    await expectRefused(asked(), [400, 'PAYEE_NOT_OF_COMPANY', 'company']);
    await expectRefused(asked({ payee: ALICE }), [400, 'PAYEE_NOT_OF_COMPANY', 'payee']);
    await expectRefused(asked({ payee: CHARLIE }), [400, 'PAYEE_NOT_REGISTERED', 'payee']);
  });

  it('is the merchant’s only one of the company’s, its owner among them; of several one is said', async () => {
    const [first, second] = ['11', '22'].map((byte) => `0x${byte.repeat(32)}`);
    const { secretKey: key } = await createTestMerchant(at.till, {
      accounts: [CHARLIE, first ?? '', second ?? ''],
    });
    await at.company(1, { block: 10, registration: cafe(HOOK, ALICE) });
    expect((await at.post(asked(), { key })).order).toMatchObject({ payee: CHARLIE });
    await at.company(1, { block: 10, registration: cafe(HOOK, second ?? '') });
    const message = await expectRefused(asked(), [400, 'BAD_USER_INPUT', 'payee'], key);
    expect(message).toContain('company 0-1');
    expect((await at.post(asked({ payee: second }), { key })).order['publicKey']).toBe(second);
    await expectRefused(asked({ payee: first }), [400, 'PAYEE_NOT_OF_COMPANY', 'payee'], key);
  });

  it('is none that the company listed before, or will list', async () => {
    await at.company(
      1,
      { block: 10, registration: cafe(HOOK, ALICE) },
      { block: 20, registration: cafe(HOOK, BOB) },
      { block: HEIGHT + 1_000, registration: cafe(HOOK, ALICE) },
    );
    await expectRefused(asked(), [400, 'PAYEE_NOT_OF_COMPANY', 'company']);
  });
});

describe('a company that is not registered', () => {
  it.each<[string, object, readonly [number, string, string]]>([
    ['of no id', { company: 'Café' }, [400, 'BAD_USER_INPUT', 'company']],
    ['of nobody', { company: '0-99' }, [400, 'COMPANY_NOT_FOUND', 'company']],
    ['of another registry', { company: '1-1' }, [400, 'COMPANY_NOT_FOUND', 'company']],
    ['asked for', { company: '2' }, [409, 'COMPANY_NOT_APPROVED', 'company']],
    ['taken out', { company: '3' }, [409, 'COMPANY_NOT_APPROVED', 'company']],
    ['known later', { company: '4' }, [400, 'COMPANY_NOT_FOUND', 'company']],
  ])('%s is refused', async (_what, more, refusal) => {
    await at.company(2, { block: 10, request: cafe(HOOK, ALICE) });
    await at.company(3, { block: 10, registration: cafe(HOOK, ALICE) }, { block: 20 });
    await at.company(4, { block: HEIGHT + 1_000, registration: cafe(HOOK, ALICE) });
    await expectRefused(asked(more), refusal);
  });

  it('cannot be told while the index is made anew', async () => {
    const height = await at.block();
    await at.settle();
    await at.index.setMetadata({ lastProcessedHeight: height - 1 });
    expect(await at.post(asked())).toMatchObject({ status: 503, error: { code: 'INDEX_NOT_READY' } });
    expect((await at.post(asked({ company: null }))).status).toBe(201);
    await at.index.setMetadata({ lastProcessedHeight: height });
    expect((await at.post(asked())).status).toBe(201);
  });
});

it('a new request for data that waits for approval changes nothing', async () => {
  const registration = cafe(HOOK, ALICE);
  await at.company(
    1,
    { block: 10, registration },
    { block: 20, registration, request: cafe('https://cafe.example/new', BOB) },
  );
  expect((await at.post(asked())).order).toMatchObject({
    webhookUrl: HOOK,
    company: { versionId: '0-1-20' },
  });
});

describe('a checkout session that names a company', () => {
  it('has its redirects, and names a disagreement in its own words', async () => {
    const { status, body } = await at.send('POST', '', { amount: '1', company: '0-1' });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ company: '0-1', success_url: PAID, cancel_url: UNPAID }),
    ]);
    const other = { amount: '1', company: '0-1', cancel_url: 'https://evil.example/' };
    expect((await at.send('POST', '', other)).body.error).toMatchObject({
      code: 'COMPANY_DISAGREES',
      field: 'cancel_url',
      message: expect.stringMatching(/^cancel_url: company 0-1 has another payment-failure/) as string,
    });
  });
});

describe('the name on the page of a buyer', () => {
  const publicOrder = async (token: unknown) =>
    (await fetch(`${at.gateway.url}/v1/public/orders/${String(token)}`)).json() as Promise<object>;

  it('is that of the company that the order names, as it was', async () => {
    const logoURL = 'https://cafe.example/logo.png';
    const registration = registrationOf('Café\u202E', [['payment-address', ALICE]], { logoURL });
    await at.company(1, { block: 10, registration });
    const { order } = await at.post(asked());
    await at.company(1, { block: 10, registration: registrationOf('Another name') });
    const company = { id: '0-1', name: 'Café', logoUrl: logoURL };
    expect(await publicOrder(order['publicToken'])).toMatchObject({ company });
    const query = '($token: String!) { publicOrder(token: $token) { company { id name logoUrl } } }';
    expect(await at.gateway.query(`query ${query}`, { token: order['publicToken'] })).toEqual({
      publicOrder: { company },
    });
  });

  it('is nobody’s where the order names none, whoever lists or owns the account', async () => {
    const registration = cafe(HOOK, ALICE);
    await at.company(1, { block: 10, registration, owner: parseAccount(ALICE) });
    const { order } = await at.post(asked({ company: null }));
    expect(await publicOrder(order['publicToken'])).toMatchObject({ company: null });
  });
});
