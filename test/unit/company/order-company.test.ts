/** What an order that names a company takes from the chain, and what it may say itself. */
import { withCompany, type RegisteredCompany } from '../../../src/domain/company/order-company.js';
import { readCompanyId } from '../../../src/domain/company/registry.js';
import { readOrderRequest } from '../../../src/domain/order/request.js';

const CAFE: RegisteredCompany = {
  id: '0-17',
  versionId: '0-17-10',
  name: 'Café',
  logoUrl: null,
  accounts: [],
  hook: 'https://cafe.example',
  success: 'https://cafe.example/paid?a=1#b',
  failure: null,
};

function order(fields: object, company: Partial<RegisteredCompany> = {}, allowLoopbackHttp = false) {
  const rules = { allowLoopbackHttp };
  const request = readOrderRequest({ orderId: 'A-1', amount: '1', company: '17', ...fields }, rules);
  return withCompany(request, { ...CAFE, ...company }, rules);
}

it('takes what it leaves out, and keeps what the company leaves open', () => {
  expect(order({ failureUrl: 'https://shop.example/again' })).toMatchObject({
    company: '0-17',
    webhookUrl: 'https://cafe.example/',
    webhookDialect: 'standard',
    successUrl: 'https://cafe.example/paid?a=1#b',
    failureUrl: 'https://shop.example/again',
  });
  expect(order({ webhookDialect: 'LIBERLAND' }).webhookDialect).toBe('liberland');
  expect(order({}, { hook: null, success: null })).toMatchObject({ webhookUrl: null, successUrl: null });
});

it('may say what the chain says, in any spelling', () => {
  const same = { webhookUrl: 'HTTPS://CAFE.example:443/', successUrl: 'https://cafe.example/paid?a=1#b' };
  expect(order(same)).toMatchObject({ webhookUrl: 'https://cafe.example/' });
});

it.each([
  ['webhookUrl', 'payment-hook', 'https://cafe.example'],
  ['successUrl', 'payment-success', 'https://cafe.example/paid?a=1#b'],
  ['failureUrl', 'payment-failure', 'https://cafe.example/failed'],
])('is refused where %s says otherwise, with what the chain says', (field, label, onChain) => {
  const act = () =>
    order({ [field]: 'https://cafe.example/other' }, { failure: 'https://cafe.example/failed' });
  expect(act).toThrow(
    expect.objectContaining({
      code: 'COMPANY_DISAGREES',
      field,
      message: `${field}: company 0-17 has another ${label} on chain, ${onChain}: write that, or leave it out`,
    }) as Error,
  );
});

it.each<[keyof RegisteredCompany, string, string]>([
  ['hook', 'http://cafe.example/hook', 'payment-hook'],
  ['hook', 'https://10.0.0.1/hook', 'payment-hook'],
  ['hook', 'https://cafe.example:81/hook', 'payment-hook'],
  ['success', 'http://cafe.example/paid', 'payment-success'],
])('is refused where the chain has what cannot be used: %s %s', (setting, onChain, label) => {
  expect(() => order({}, { [setting]: onChain })).toThrow(
    expect.objectContaining({
      code: 'COMPANY_SETTING_UNUSABLE',
      field: 'company',
      message: expect.stringContaining(`${label} of company 0-17 on chain cannot be used`) as string,
    }) as Error,
  );
});

it('may go to the machine itself on a dev chain', () => {
  const local = { hook: 'http://127.0.0.1:3000/hook', success: 'http://127.0.0.1:3000/paid' };
  expect(order({}, local, true)).toMatchObject({ webhookUrl: local.hook, successUrl: local.success });
});

it('has no dialect without a hook', () => {
  expect(() => order({ webhookDialect: 'LIBERLAND' }, { hook: null })).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', field: 'webhookDialect' }) as Error,
  );
});

it.each([
  ['17', '0-17'],
  ['0-17', '0-17'],
  ['3-0017', '3-17'],
  ['', null],
  ['0x11', null],
  ['1-2-3', null],
  ['12345678901', null],
  ['17 ', null],
])('an id of a company as people write it: %j', (text, id) => {
  expect(readCompanyId(text)).toBe(id);
});
