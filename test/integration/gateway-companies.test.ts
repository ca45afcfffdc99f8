import { formatAccount, parseAccount } from '../../src/domain/account.js';
import { emptyCompany } from '../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../src/domain/company/encode.js';
import { bytesToHex } from '../../src/domain/hex.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { insertCompany } from '../support/companies.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';

const [alice, bob, charlie] = [ALICE, BOB, CHARLIE].map((account) =>
  formatAccount(parseAccount(account), 42),
);
const owner = parseAccount(ALICE);
const open = (value: string) => ({ value, isEncrypted: false });

function registration(name: string, entries: readonly (readonly [string, string])[] = []) {
  const data = encodeCompanyData({
    ...emptyCompany(),
    name,
    purpose: 'To sell coffee',
    companyType: 'Sole trader',
    onlineAddresses: entries.map(([label, url]) => ({ description: open(label), url: open(url) })),
    UBOs: [
      {
        walletAddress: open(''),
        name: open('A person'),
        dob: open('1980-01-01'),
        passportNumber: open('P1'),
        signingAbility: open(''),
        signingAbilityConditions: open(''),
      },
    ],
  });
  return { data: bytesToHex(data), editableByRegistrar: false };
}

const FIRST = registration('Café', [
  ['payment-hook', 'https://cafe.example/hook'],
  ['payment-address', BOB],
  ['payment-success', 'ftp://cafe.example'],
]);
const SECOND = registration('Café & Sons', [['payment-hook', 'https://cafe.example/new']]);

let index: TestIndex;
let gateway: TestGateway;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 100 });
  await insertCompany(index.client, [
    { block: 10, entityId: 1, owner, request: FIRST },
    { block: 20, entityId: 1, owner, registration: FIRST },
    { block: 30, entityId: 1, owner, registration: FIRST, request: SECOND },
    { block: 40, entityId: 1, owner, registration: SECOND },
    { block: 50, entityId: 1, owner },
  ]);
  await insertCompany(index.client, [
    {
      block: 25,
      entityId: 2,
      owner: parseAccount(CHARLIE),
      registration: registration('Shop', [['payment-address', BOB]]),
    },
    {
      block: 60,
      entityId: 2,
      owner: parseAccount(CHARLIE),
      registration: { data: '0x00', editableByRegistrar: true },
    },
  ]);
  gateway = await openTestGateway(index.database.url);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});

interface Answer {
  readonly company: Readonly<Record<string, unknown>> | null;
  readonly companies: { readonly totalCount: number; readonly nodes: readonly object[] };
  readonly companyByAddress: readonly object[];
}
const ask = (query: string) => gateway.query<Answer>(`{ ${query} }`);

const SETTINGS = 'settings { hook success failure addresses { id } problems { place label problem } }';
const REGISTRATION = `{ name purpose companyType unreadable onlineAddresses { description url isEncrypted } ${SETTINGS} }`;

async function versionAt(block: number): Promise<object | null> {
  const { company } = await ask(
    `company(id: "0-1") { version(atBlock: ${block}) { status request fromBlock untilBlock owner { id }
      registration { name settings { hook addresses { id } } } requested { name } } }`,
  );
  return company?.['version'] as object | null;
}

describe('company', () => {
  it('tells what it was at the end of each block', async () => {
    const first = { name: 'Café', settings: { hook: 'https://cafe.example/hook', addresses: [{ id: bob }] } };
    const second = { name: 'Café & Sons', settings: { hook: 'https://cafe.example/new', addresses: [] } };
    expect(await versionAt(9)).toBeNull();
    expect(await versionAt(10)).toEqual({
      status: 'requested',
      request: 'registration',
      fromBlock: 10,
      untilBlock: 20,
      owner: { id: alice },
      registration: null,
      requested: { name: 'Café' },
    });
    expect(await versionAt(29)).toMatchObject({ status: 'approved', registration: first, requested: null });
    // What waits for approval changes nothing.
    expect(await versionAt(39)).toMatchObject({ registration: first, requested: { name: 'Café & Sons' } });
    expect(await versionAt(40)).toMatchObject({ status: 'approved', registration: second });
    expect(await versionAt(100)).toMatchObject({
      status: 'unregistered',
      registration: null,
      untilBlock: null,
    });
  });

  it('shows what a till needs of the data, what is wrong with its settings, and no passports', async () => {
    const { company } = await ask(
      `company(id: "1") { id name status ownerId firstBlock blockNumber version(atBlock: 20) { registration ${REGISTRATION} } }`,
    );
    expect(company).toMatchObject({
      id: '0-1',
      name: 'Café & Sons',
      status: 'unregistered',
      ownerId: alice,
      firstBlock: 10,
      blockNumber: 50,
    });
    const { registration: shown } = company?.['version'] as { registration: Record<string, unknown> };
    expect(shown).toMatchObject({ purpose: 'To sell coffee', companyType: 'Sole trader', unreadable: null });
    expect(shown['settings']).toMatchObject({
      hook: 'https://cafe.example/hook',
      success: null,
      problems: [
        { place: 2, label: 'payment-success', problem: expect.stringContaining('no URL') as unknown },
      ],
    });
    const { errors } = await gateway.ask(
      '{ company(id: "1") { version { registration { UBOs { name } } } } }',
    );
    expect(errors?.[0]?.message).toContain('Cannot query field');
  });

  it('says of data that cannot be read that it cannot', async () => {
    const { company } = await ask(`company(id: "0-2") { version { status registration ${REGISTRATION} } }`);
    expect(company?.['version']).toMatchObject({
      status: 'approved',
      registration: {
        name: null,
        unreadable: expect.stringContaining('zlib') as unknown,
        onlineAddresses: [],
        settings: { hook: null, addresses: [] },
      },
    });
  });

  it('lists its versions and its addresses, newest first', async () => {
    const { company } = await ask(
      `company(id: "0-1") { versions { fromBlock block { number timestamp } } older: versions(first: 1, beforeBlock: 40) { fromBlock }
        addresses { role accountId fromBlock untilBlock } held: addresses(atBlock: 45) { role } }`,
    );
    expect(company?.['versions']).toMatchObject([50, 40, 30, 20, 10].map((fromBlock) => ({ fromBlock })));
    expect(company?.['versions']).toMatchObject([
      { block: { number: '50', timestamp: '1970-01-01T00:05:00Z' } },
      {},
      {},
      {},
      {},
    ]);
    expect(company?.['older']).toEqual([{ fromBlock: 30 }]);
    expect(company?.['addresses']).toEqual([
      { role: 'owner', accountId: alice, fromBlock: 20, untilBlock: 50 },
      { role: 'payment', accountId: bob, fromBlock: 20, untilBlock: 40 },
    ]);
    expect(company?.['held']).toEqual([{ role: 'owner' }]);
  });

  it('is null for one that nobody knows, and refuses what is no id', async () => {
    expect((await ask('company(id: "1-1") { id }')).company).toBeNull();
    expect((await ask('company(id: "0-0001") { id }')).company).toEqual({ id: '0-1' });
    for (const id of ['', '0-', 'x', '1-2-3', '-1', '12345678901']) {
      const { errors } = await gateway.ask('query($id: String!) { company(id: $id) { id } }', { id });
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

describe('companyByAddress', () => {
  const at = async (account: string, block: number) =>
    (await ask(`companyByAddress(account: "${account}", atBlock: ${block}) { role company { id name } }`))
      .companyByAddress;

  it('gives every company that had the account then, as owner or as an address', async () => {
    const cafe = { id: '0-1', name: 'Café & Sons' };
    const shop = { id: '0-2', name: 'Shop' };
    expect(await at(bob ?? '', 19)).toEqual([]);
    expect(await at(bob ?? '', 20)).toEqual([{ role: 'payment', company: cafe }]);
    // Anybody may list anybody's account.
    expect(await at(bob ?? '', 39)).toEqual([
      { role: 'payment', company: cafe },
      { role: 'payment', company: shop },
    ]);
    expect(await at(bob ?? '', 40)).toEqual([{ role: 'payment', company: shop }]);
    // Data that cannot be read lists nobody.
    expect(await at(bob ?? '', 60)).toEqual([]);
    expect(await at(parseAccount(ALICE), 49)).toEqual([{ role: 'owner', company: cafe }]);
    expect(await at(formatAccount(owner, 56), 50)).toEqual([]);
    expect(await at(charlie ?? '', 100)).toEqual([{ role: 'owner', company: shop }]);
  });

  it('refuses a block that is not indexed, and what is no account', async () => {
    for (const args of [`account: "${alice ?? ''}", atBlock: 101`, 'account: "nobody"']) {
      const { errors } = await gateway.ask(`{ companyByAddress(${args}) { role } }`);
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

describe('companies', () => {
  it('are listed, filtered and paged as every list', async () => {
    const all = await ask('companies { totalCount nodes { id } pageInfo { hasNextPage } }');
    expect(all.companies).toEqual({
      totalCount: 2,
      nodes: [{ id: '0-2' }, { id: '0-1' }],
      pageInfo: { hasNextPage: false },
    });
    const filters = [
      'status: { equalTo: "approved" }',
      'name: { includesInsensitive: "SHOP" }',
      `ownerId: { equalTo: "${charlie ?? ''}" }`,
      'entityId: { greaterThan: 1 }',
    ];
    for (const filter of filters) {
      expect((await ask(`companies(filter: { ${filter} }) { nodes { id } }`)).companies.nodes).toEqual([
        { id: '0-2' },
      ]);
    }
    const { edges } = (await ask('companies(first: 1, orderBy: NAME_ASC) { edges { cursor node { id } } }'))
      .companies as unknown as { edges: readonly { cursor: string; node: object }[] };
    expect(edges[0]?.node).toEqual({ id: '0-1' });
    const next = await ask(
      `companies(orderBy: NAME_ASC, after: "${edges[0]?.cursor ?? ''}") { nodes { id } }`,
    );
    expect(next.companies.nodes).toEqual([{ id: '0-2' }]);
  });

  it('cost what they ask for', async () => {
    const nested = await gateway.ask(
      `{ ${Array.from({ length: 9 }, (_, i) => `c${i}: company(id: "1") { versions(first: 1000) { id } }`).join(' ')} }`,
    );
    expect(nested.errors?.[0]?.message).toContain('more than 5000 rows');
  });
});
