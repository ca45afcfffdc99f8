/** Orders that name a company that is registered here: what they take from it and keep. */
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';
import { ALICE, BOB } from '../support/accounts.js';
import { addAddress, createCompany, releaseAddress } from '../support/local-companies.js';

const HOOK = 'https://cafe.example/hook';
const PAID = 'https://cafe.example/paid';

let at: SessionTill;
let company: string;
beforeAll(async () => {
  at = await openSessionTill();
  await at.till.updateTable('accounts').set({ provedBy: 'signature' }).execute();
}, 60_000);
afterAll(() => at.close());
beforeEach(async () => {
  company = await createCompany(at.gateway, at.shop.secretKey, { name: 'Café', hook: HOOK, success: PAID });
  await addAddress(at.gateway, at.shop.secretKey, { company, account: ALICE });
});
afterEach(() => releaseAddress(at.gateway, at.shop.secretKey, { company, account: ALICE }));

const asked = (more: object = {}) => ({ orderId: at.newId(), amount: '1', company, ...more });
const update = (input: object) =>
  at.gateway.query(
    'mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) { id } }',
    { input: { id: company, ...input } },
    at.shop.secretKey,
  );
const remove = () =>
  at.gateway.query(
    'mutation ($id: String!) { removeCompany(id: $id) { id } }',
    { id: company },
    at.shop.secretKey,
  );

async function expectRefused(body: object, refusal: readonly unknown[], key?: string): Promise<string> {
  const before = await at.rowCounts();
  const { status, error } = await at.post(body, key === undefined ? {} : { key });
  expect([status, error.code, error.field]).toEqual(refusal);
  expect(await at.rowCounts()).toEqual(before);
  return error.message;
}

it('are paid to its account, with its hook and redirects, and shown to the buyer under its name', async () => {
  const { status, order } = await at.post(asked());
  expect([status, order]).toEqual([
    201,
    expect.objectContaining({
      payee: ALICE,
      company: { id: company, versionId: `${company}-v1`, name: 'Café', logoUrl: null },
      webhookUrl: HOOK,
      successUrl: PAID,
      failureUrl: null,
    }),
  ]);
  const page = await fetch(`${at.gateway.url}/v1/public/orders/${String(order['publicToken'])}`);
  expect(await page.json()).toMatchObject({ company: { id: company, name: 'Café' } });
  const { body } = await at.send('POST', '', { order_id: at.newId(), amount: '1', company });
  expect(body).toMatchObject({ company });
});

it('keep what they had, whatever becomes of the company', async () => {
  const body = asked();
  const { order } = await at.post(body);
  await update({ name: 'Bar', hook: 'https://cafe.example/other' });
  expect((await at.post(asked())).order).toMatchObject({
    webhookUrl: 'https://cafe.example/other',
    company: { name: 'Bar', versionId: `${company}-v2` },
  });
  await remove();
  expect(await at.post(body)).toMatchObject({
    status: 200,
    order: { id: order['id'], webhookUrl: HOOK, company: order['company'] },
  });
  expect(await expectRefused(asked(), [409, 'COMPANY_NOT_APPROVED', 'company'])).toContain('taken out');
});

it('are refused where they say otherwise', async () => {
  const message = await expectRefused(asked({ webhookUrl: 'https://evil.example/hook' }), [
    409,
    'COMPANY_DISAGREES',
    'webhookUrl',
  ]);
  expect(message).toContain(HOOK);
  expect(message).not.toContain('chain');
});

it('of another merchant cannot name it, nor tell it from one that does not exist', async () => {
  const hidden = await expectRefused(asked(), [400, 'COMPANY_NOT_FOUND', 'company'], at.other.secretKey);
  const unknown = asked({ company: `local-${'0'.repeat(16)}` });
  expect(await expectRefused(unknown, [400, 'COMPANY_NOT_FOUND', 'company'], at.other.secretKey)).toBe(
    hidden,
  );
  await expectRefused(asked({ payee: BOB }), [400, 'PAYEE_NOT_REGISTERED', 'payee']);
});

it('are refused once the company has no account any more', async () => {
  await releaseAddress(at.gateway, at.shop.secretKey, { company, account: ALICE });
  await expectRefused(asked({ payee: ALICE }), [400, 'PAYEE_NOT_OF_COMPANY', 'payee']);
  expect(await expectRefused(asked(), [400, 'PAYEE_NOT_OF_COMPANY', 'company'])).toContain('add one to it');
});

it('tell nobody of a change of the hook, which is the merchant’s own', async () => {
  await at.post(asked());
  await at.settle();
  await update({ hook: 'https://cafe.example/third' });
  await at.block();
  await at.settle();
  const events = await at.till
    .selectFrom('events')
    .select('type')
    .where('type', 'like', 'company.%')
    .execute();
  expect(events).toEqual([]);
});
