import { companySettings } from '../../../src/domain/company/settings.js';
import { isLocalCompany, localCompanyData, readAnyCompanyId } from '../../../src/domain/company/local.js';
import { companyId, readCompanyId } from '../../../src/domain/company/registry.js';

const LIVE = { allowLoopbackHttp: false };
const HOOK = 'https://cafe.example/hook';

describe('ids', () => {
  it('of companies here are none that a registry can have', () => {
    const id = 'local-0123456789abcdef';
    expect([isLocalCompany(id), readAnyCompanyId(id), readCompanyId(id)]).toEqual([true, id, null]);
    const onChain = companyId({ registryIndex: 4_294_967_295, entityId: 4_294_967_295 });
    expect([isLocalCompany(onChain), readAnyCompanyId(onChain)]).toEqual([false, onChain]);
    expect(readAnyCompanyId('17')).toBe('0-17');
  });

  it.each([
    'local-',
    'local-0123456789ABCDEF',
    'local-0123456789abcdef0',
    ' local-0123456789abcdef',
    'local-17',
  ])('do not look like %j', (text) => {
    expect([isLocalCompany(text), readAnyCompanyId(text)]).toEqual([false, null]);
  });
});

describe('the data of a company here', () => {
  it('are what a registry would hold, changed by what is given, and emptied by an empty text', () => {
    const made = localCompanyData(
      null,
      { name: 'Café', hook: HOOK, logoUrl: 'https://cafe.example/a.svg' },
      LIVE,
    );
    expect([made.name, made.logoURL, companySettings(made)]).toEqual([
      'Café',
      'https://cafe.example/a.svg',
      { hook: HOOK, success: null, failure: null, addresses: [], problems: [] },
    ]);
    const changed = localCompanyData(made, { hook: '', success: 'https://cafe.example', name: null }, LIVE);
    expect([changed.name, companySettings(changed)]).toEqual([
      'Café',
      { hook: null, success: 'https://cafe.example/', failure: null, addresses: [], problems: [] },
    ]);
  });

  it.each([
    ['name', {}],
    ['name', { name: '' }],
    ['hook', { name: 'Café', hook: 'http://127.0.0.1/hook' }],
    ['failure', { name: 'Café', failure: 'http://127.0.0.1/no' }],
    ['logoUrl', { name: 'Café', logoUrl: 'http://127.0.0.1/logo' }],
  ])('are refused for their %s: %j', (field, input) => {
    expect(() => localCompanyData(null, input, LIVE)).toThrow(expect.objectContaining({ field }) as Error);
  });

  it('may point to the machine itself on a dev chain, but for the logo', () => {
    const [hook, failure] = ['http://127.0.0.1:3000/hook', 'http://localhost:3000/no'];
    const data = localCompanyData(null, { name: 'Café', hook, failure }, { allowLoopbackHttp: true });
    expect(companySettings(data)).toMatchObject({ hook, failure, problems: [] });
  });
});
