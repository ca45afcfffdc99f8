/** Payment links to accounts of registered companies: what the chain says of hook and redirects, and whose name is shown. */
import { parseAccount } from '../../src/domain/account.js';
import { ALICE, BOB } from '../support/accounts.js';
import { insertCompany, registrationOf, type CompanySteps } from '../support/companies.js';
import {
  HEIGHT,
  HOOK,
  openLiberlandTill,
  PRICE,
  STRANGER,
  type LiberlandTill,
} from '../support/liberland.js';
import {
  askLink,
  CALLBACK,
  FAILURE,
  linkFields,
  openLink,
  pagePath,
  STRANGERS,
  type LinkValues,
} from '../support/payment-link.js';
import { askRest } from '../support/webhooks.js';

let at: LiberlandTill;
beforeAll(async () => {
  at = await openLiberlandTill();
}, 60_000);
afterAll(() => at.close());
beforeEach(async () => {
  await at.empty();
  await at.index.client.query('truncate chain.companies, chain.company_versions, chain.company_addresses');
});

const OTHER = 'https://evil.example/';
const owner = parseAccount(BOB);
const company = (entityId: number, ...steps: readonly Omit<CompanySteps[number], 'entityId'>[]) =>
  insertCompany(
    at.index.client,
    steps.map((step) => ({ entityId, ...step })),
  );

/** A company with these settings that lists the account of the links. */
const lists = (entries: Readonly<Record<string, string>>, name = 'Café') => ({
  block: 10,
  owner,
  registration: registrationOf(name, [['payment-address', STRANGER], ...Object.entries(entries)]),
});
const ALL = { 'payment-hook': HOOK, 'payment-success': CALLBACK, 'payment-failure': FAILURE };
const link = (more: LinkValues = {}): LinkValues => ({ ...STRANGERS, failure: FAILURE, ...more });

async function expectRefused(more: LinkValues, field: string): Promise<string> {
  const { status, page } = await openLink(at, pagePath(more));
  expect([status, page.order, page.refusal]).toEqual([
    409,
    null,
    { code: 'LINK_DISAGREES', message: expect.any(String) as string, fields: [field] },
  ]);
  const api = await askLink(at, more);
  expect(api.status).toBe(409);
  expect(api.text).toContain(page.refusal?.message.slice(0, 60));
  return page.refusal?.message ?? '';
}

async function shown(more: LinkValues): Promise<unknown> {
  const { status, page } = await openLink(at, pagePath(more));
  expect([status, page.refusal]).toEqual([200, null]);
  return page.order?.['company'];
}

describe('a link to an account of a registered company', () => {
  it.each(['callback', 'failure', 'hook'])('is refused with another %s than the chain has', async (field) => {
    await company(1, lists(ALL));
    const message = await expectRefused(link({ [field]: OTHER }), field);
    expect(message).toMatch(new RegExp(`^${field}: toId is an account of company 0-1, which has another`));
    expect(await shown(link())).toBeNull();
  });

  it('may spell what it says otherwise, and leave out where not to pay', async () => {
    await company(1, lists(ALL));
    expect(
      await shown(link({ hook: HOOK.replace('https://shop', 'HTTPS://SHOP'), failure: null })),
    ).toBeNull();
  });

  it.each([
    ['once', 1],
    ['twice', 2],
  ])('is read as what it says, encoded %s', async (_how, times) => {
    await company(1, lists(ALL));
    const encode = (value: string): string =>
      Array.from({ length: times }).reduce<string>((text) => encodeURIComponent(text), value);
    const path = (callback: string): string => {
      const fields = linkFields(link());
      fields.delete('callback');
      return `/home/wallet/gateway/557?${fields.toString()}&callback=${encode(callback)}`;
    };
    expect((await openLink(at, path(CALLBACK))).status).toBe(200);
    expect((await openLink(at, path(`${CALLBACK}%20`))).page.refusal?.fields).toEqual(['callback']);
  });

  it('says freely what the company leaves open', async () => {
    await company(1, lists({ 'payment-hook': HOOK }));
    expect(await shown(link({ callback: OTHER, failure: OTHER }))).toBeNull();
    await expectRefused(link({ callback: OTHER, hook: OTHER }), 'hook');
  });

  it('of several says what one of them says', async () => {
    await company(1, lists({ 'payment-hook': HOOK }));
    await company(2, lists({ 'payment-hook': OTHER, 'payment-success': CALLBACK }));
    for (const hook of [HOOK, OTHER]) expect(await shown(link({ hook }))).toBeNull();
    const message = await expectRefused(link({ hook: 'https://third.example/' }), 'hook');
    expect(message).toContain('the companies 0-1, 0-2');
    await expectRefused(link({ callback: OTHER }), 'callback');
  });

  it('is bound by what is registered now alone', async () => {
    const { registration } = lists(ALL);
    await company(1, { block: 10, owner, request: registration });
    await company(2, lists(ALL), { block: 20, owner });
    await company(3, lists(ALL), { block: 20, owner, registration: registrationOf('Café') });
    await company(4, { ...lists(ALL), block: HEIGHT + 1 });
    expect(await shown(link({ hook: OTHER, callback: OTHER }))).toBeNull();
  });

  it('cannot be paid by the page’s wallet either', async () => {
    await company(1, lists(ALL));
    const query = linkFields({ orderId: '557', ...link({ hook: OTHER }) }).toString();
    const { status, body } = await askRest(at.gateway, 'POST', `/v1/public/links/accounts?${query}`, null, {
      accounts: [ALICE],
    });
    expect([status, body.error?.code]).toEqual([409, 'LINK_DISAGREES']);
  });
});

describe('the name that a link shows', () => {
  const ownedBy = (account: string) => ({ block: 10, owner: parseAccount(account) });

  it('is that of the one company that owns the account, never of one that lists it', async () => {
    await company(1, { ...ownedBy(STRANGER), registration: registrationOf('Café Liberland') });
    await company(2, lists({}, 'The shop of somebody else'));
    expect(await shown(link())).toEqual({ id: '0-1', name: 'Café Liberland', logoUrl: null });
    await company(3, { ...ownedBy(STRANGER), registration: registrationOf('Another of the same owner') });
    expect(await shown(link())).toBeNull();
  });

  it('is none where the data cannot be read', async () => {
    const registration = { data: '0x00', editableByRegistrar: false } as const;
    await company(1, { ...ownedBy(STRANGER), registration });
    expect(await shown(link())).toEqual({ id: '0-1', name: null, logoUrl: null });
  });
});

describe('a link to a registered order', () => {
  const register = async (more: object = {}) => {
    const { status, body } = await askRest(at.gateway, 'POST', '/v1/orders', at.shop.secretKey, {
      orderId: '557',
      amountInSmallestUnits: PRICE,
      webhookDialect: 'LIBERLAND',
      ...more,
    });
    expect([status, body.error]).toEqual([201, undefined]);
    await at.till.updateTable('orders').set({ appliedHeight: HEIGHT }).execute();
  };
  const own = { successUrl: CALLBACK, failureUrl: FAILURE, webhookUrl: HOOK };

  it('is measured by the order, and not by what a stranger’s company lists or is called', async () => {
    await register(own);
    const registration = registrationOf('Impostor', [
      ['payment-address', ALICE],
      ['payment-hook', OTHER],
      ['payment-success', OTHER],
    ]);
    await company(1, { block: 10, owner, registration });
    await company(2, { block: 10, owner: parseAccount(ALICE), registration });
    expect(await shown({ failure: FAILURE })).toBeNull();
    await expectRefused({ hook: OTHER }, 'hook');
  });

  it('that names a company says what that had on chain then, and shows its name', async () => {
    const first = registrationOf('Café', [['payment-address', ALICE], ...Object.entries(ALL)]);
    const steps = { block: 10, owner, registration: first };
    await company(1, steps);
    await register({ company: '1' });
    const now = registrationOf('New name', [
      ['payment-address', ALICE],
      ['payment-hook', OTHER],
    ]);
    await company(1, steps, { block: 20, owner, registration: now });
    expect(await shown({ failure: FAILURE })).toEqual({ id: '0-1', name: 'Café', logoUrl: null });
    await expectRefused({ hook: OTHER }, 'hook');
    // Liberland's page asks the same before its buyer signs.
    const purchase = { orderId: '557', price: PRICE, toId: ALICE, callback: HOOK };
    const response = await fetch(`${at.gateway.url}/v1/create-purchase`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(purchase),
    });
    expect(response.status).toBe(201);
  });
});
