/** Companies that are registered here: who makes, changes and sees them, and whose accounts they may have. */
import { randomUUID } from 'node:crypto';
import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import type { TillDatabase } from '../../src/store/till/database.js';
import { insertCompany, registrationOf } from '../support/companies.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import {
  addAddress,
  createCompany,
  insertProvedAccounts,
  releaseAddress,
} from '../support/local-companies.js';
import { createTestKey, createTestMerchant, createTestOperator, openTestTill } from '../support/till.js';
import type { TestMerchant } from '../support/till.js';

const HEIGHT = 500;
const HOOK = 'https://cafe.example/hook';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let operator: string;
let shop: TestMerchant;
let rival: TestMerchant;

beforeAll(async () => {
  await cryptoWaitReady();
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url, { heads: { genesisHash: `0x${'45'.repeat(32)}` } });
  operator = await createTestOperator(till);
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  await index.setMetadata({ lastProcessedHeight: HEIGHT });
  shop = await createTestMerchant(till);
  rival = await createTestMerchant(till);
});

/** A pair that no other test has. */
const newPair = () => new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri(`//${randomUUID()}`);

async function provedAccount(merchant = shop) {
  const account = u8aToHex(newPair().publicKey);
  await insertProvedAccounts(till, merchant.merchantId, [account]);
  return account;
}

const COMPANY = `{ id source registryIndex entityId status ownerId name firstBlock blockNumber
  version { id status cause block { id } registration { name logoURL settings { hook success failure problems { label } } } }
  versions { id status fromBlock untilBlock registration { settings { hook } } }
  addresses { account { publicKey } role fromBlock untilBlock provedBy } }`;

interface Company {
  readonly name: string;
  readonly version: { readonly registration: object | null } | null;
  readonly versions: readonly { readonly fromBlock: number; readonly untilBlock: number | null }[];
  readonly addresses: readonly object[];
}

async function companyOf(id: string, key?: string, more = ''): Promise<Company | null> {
  const query = `query ($id: String!) { company(id: $id) ${COMPANY} ${more} }`;
  return (await gateway.query<{ company: Company | null }>(query, { id }, key)).company;
}

async function codeOf(text: string, variables: object, key: string): Promise<string | undefined> {
  return (await gateway.ask(text, { ...variables }, '/graphql', key)).errors?.[0]?.extensions.code;
}

const UPDATE = `mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) { name blockNumber } }`;
const REMOVE = `mutation ($id: String!) { removeCompany(id: $id) { status } }`;
const update = (input: object, key = shop.secretKey) => gateway.query(UPDATE, { input }, key);
const atHeight = (height: number) => index.setMetadata({ lastProcessedHeight: height });

it('is registered by a merchant for itself, with an id that no company on chain can have', async () => {
  const settings = {
    hook: HOOK,
    success: 'https://cafe.example/paid',
    logoUrl: 'https://cafe.example/logo.svg',
  };
  const id = await createCompany(gateway, shop.secretKey, { name: ' Café ', ...settings });
  expect(id).toMatch(/^local-[0-9a-f]{16}$/);
  const account = await provedAccount();
  expect((await addAddress(gateway, shop.secretKey, { company: id, account })).data).toEqual({
    addCompanyAddress: expect.objectContaining({
      role: 'payment',
      fromBlock: HEIGHT,
      untilBlock: null,
      provedBy: 'SIGNATURE',
    }) as object,
  });
  expect(await companyOf(id, shop.readKey)).toEqual({
    id,
    source: 'LOCAL',
    registryIndex: null,
    entityId: null,
    status: 'approved',
    ownerId: null,
    name: 'Café',
    firstBlock: HEIGHT,
    blockNumber: HEIGHT,
    version: {
      id: `${id}-v1`,
      status: 'approved',
      cause: 'command',
      block: null,
      registration: {
        name: 'Café',
        logoURL: settings.logoUrl,
        settings: { hook: HOOK, success: settings.success, failure: null, problems: [] },
      },
    },
    versions: [
      {
        id: `${id}-v1`,
        status: 'approved',
        fromBlock: HEIGHT,
        untilBlock: null,
        registration: { settings: { hook: HOOK } },
      },
    ],
    addresses: [
      {
        account: { publicKey: account },
        role: 'payment',
        fromBlock: HEIGHT,
        untilBlock: null,
        provedBy: 'SIGNATURE',
      },
    ],
  });
});

it('changes from one block on, and is what it was before', async () => {
  const id = await createCompany(gateway, shop.secretKey, { name: 'Café', hook: HOOK });
  await atHeight(HEIGHT + 10);
  await update({ id, name: 'Wrong' });
  await update({ id, name: 'Bar', hook: '', failure: 'https://cafe.example/no' });
  await atHeight(HEIGHT + 20);
  await gateway.query(REMOVE, { id }, shop.secretKey);
  const at = (block: number): Promise<unknown> =>
    gateway.query(
      `query ($id: String!, $block: Int!) { company(id: $id) {
        version(atBlock: $block) { status registration { name settings { hook failure } } } } }`,
      { id, block },
      shop.readKey,
    );
  const is = (version: object | null) => ({ company: { version } });
  expect(await at(HEIGHT - 1)).toEqual(is(null));
  expect(await at(HEIGHT + 9)).toEqual(
    is({ status: 'approved', registration: { name: 'Café', settings: { hook: HOOK, failure: null } } }),
  );
  expect(await at(HEIGHT + 19)).toEqual(
    is({
      status: 'approved',
      registration: { name: 'Bar', settings: { hook: null, failure: 'https://cafe.example/no' } },
    }),
  );
  expect(await at(HEIGHT + 20)).toEqual(is({ status: 'unregistered', registration: null }));
  const company = await companyOf(id, shop.readKey);
  expect(company?.versions.map(({ fromBlock, untilBlock }) => [fromBlock, untilBlock])).toEqual([
    [HEIGHT + 20, null],
    [HEIGHT + 10, HEIGHT + 20],
    [HEIGHT, HEIGHT + 10],
  ]);
  expect(company).toMatchObject({ name: 'Bar', status: 'unregistered' });
  expect(await codeOf(UPDATE, { input: { id, name: 'Again' } }, shop.secretKey)).toBe('COMPANY_NOT_FOUND');
  expect(await codeOf(REMOVE, { id }, shop.secretKey)).toBe('COMPANY_NOT_FOUND');
});

it.each([
  ['INVALID_NAME', { name: ' ' }],
  ['BAD_USER_INPUT', { name: 'Café', success: 'http://cafe.example' }],
  ['BAD_USER_INPUT', { name: 'Café', logoUrl: 'javascript:alert(1)' }],
  ['URL_NOT_HTTPS', { name: 'Café', hook: 'ftp://cafe.example' }],
  ['URL_CREDENTIALS', { name: 'Café', hook: 'https://me:secret@cafe.example' }],
])('is refused with %s: %j', async (code, input) => {
  const create = `mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id } }`;
  expect(await codeOf(create, { input }, shop.secretKey)).toBe(code);
});

describe('another merchant', () => {
  it('and whoever has no key, or none that reads accounts, learns nothing of it', async () => {
    const account = await provedAccount();
    const company = await createCompany(gateway, shop.secretKey, { name: 'Hidden' });
    await addAddress(gateway, shop.secretKey, { company, account, fromBlock: 1 });
    const narrow = await createTestKey(till, {
      merchantId: shop.merchantId,
      kind: 'secret',
      scopes: ['orders:read'],
    });
    const ask = `query ($id: String!, $account: String!) { company(id: $id) { name }
      companies(filter: { id: { equalTo: $id } }) { totalCount nodes { id } }
      companyByAddress(account: $account) { role provedBy company { id name } } }`;
    const metrics = `query ($id: String!) {
      paymentMetrics(company: $id, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", interval: DAY) { assets { asset } } }`;
    for (const key of [undefined, rival.secretKey, narrow]) {
      expect(await gateway.query(ask, { id: company, account }, key)).toEqual({
        company: null,
        companies: { totalCount: 0, nodes: [] },
        companyByAddress: [],
      });
      const unknown = await gateway.ask(metrics, { id: '0-999999' }, '/graphql', key);
      expect(await gateway.ask(metrics, { id: company }, '/graphql', key)).toEqual(
        expect.objectContaining({ data: unknown.data ?? null }),
      );
      for (const name of ['history', 'failed-payments', 'statements', 'history.csv', 'history.json']) {
        const response = await fetch(`${gateway.url}/v1/companies/${company}/${name}`, {
          headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        });
        expect([response.status, await response.text()]).toEqual([
          404,
          expect.stringContaining('UNKNOWN_COMPANY'),
        ]);
      }
    }
    for (const key of [shop.readKey, operator]) {
      expect(await gateway.query(ask, { id: company, account }, key)).toEqual({
        company: { name: 'Hidden' },
        companies: { totalCount: 1, nodes: [{ id: company }] },
        companyByAddress: [
          { role: 'payment', provedBy: 'SIGNATURE', company: { id: company, name: 'Hidden' } },
        ],
      });
    }
  });

  it('changes nothing of it', async () => {
    const [mine, theirs] = [await provedAccount(), await provedAccount(rival)];
    const id = await createCompany(gateway, shop.secretKey);
    await addAddress(gateway, shop.secretKey, { company: id, account: mine });
    const before = await companyOf(id, shop.readKey);
    const codes = [
      await codeOf(UPDATE, { input: { id, name: 'Mine' } }, rival.secretKey),
      await codeOf(REMOVE, { id }, rival.secretKey),
      (await addAddress(gateway, rival.secretKey, { company: id, account: theirs })).errors?.[0]?.extensions
        .code,
      (await releaseAddress(gateway, rival.secretKey, { company: id, account: mine })).errors?.[0]?.extensions
        .code,
    ];
    expect(codes).toEqual(Array(4).fill('COMPANY_NOT_FOUND'));
    expect(await companyOf(id, shop.readKey)).toEqual(before);
  });
});

it('stands beside one on chain that lists the same account, and says which of them has its proof', async () => {
  const account = await provedAccount();
  const company = await createCompany(gateway, shop.secretKey, { name: 'Ours' });
  await addAddress(gateway, shop.secretKey, { company, account, fromBlock: 100 });
  const registration = registrationOf('Theirs', [['payment-address', account]]);
  await insertCompany(index.client, [
    { block: 50, entityId: 77, owner: `0x${'77'.repeat(32)}`, registration },
  ]);
  const of = (key?: string) =>
    gateway.query(
      `query ($account: String!) { companyByAddress(account: $account) { provedBy company { id source } } }`,
      { account },
      key,
    );
  const onChain = { provedBy: null, company: { id: '0-77', source: 'CHAIN' } };
  expect(await of(shop.readKey)).toEqual({
    companyByAddress: [onChain, { provedBy: 'SIGNATURE', company: { id: company, source: 'LOCAL' } }],
  });
  expect(await of()).toEqual({ companyByAddress: [onChain] });
});

it('is listed among those on chain, in every order and page', async () => {
  const ids = [await createCompany(gateway, shop.secretKey), await createCompany(gateway, shop.secretKey)];
  await insertCompany(index.client, [
    { block: HEIGHT, entityId: 78, owner: `0x${'77'.repeat(32)}`, registration: registrationOf('Between') },
  ]);
  const list = `query ($order: [CompaniesOrderBy!], $after: Cursor) {
    companies(first: 1, orderBy: $order, after: $after, filter: { firstBlock: { equalTo: ${HEIGHT} } }) {
      nodes { id } pageInfo { hasNextPage endCursor } } }`;
  for (const order of ['NATURAL', 'ENTITY_ID_DESC', 'NAME_ASC']) {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const {
        companies,
      }: { companies: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await gateway.query(list, { order: [order], after }, shop.readKey);
      seen.push(...companies.nodes.map(({ id }) => id));
      after = companies.pageInfo.hasNextPage ? companies.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.toSorted()).toEqual([...ids, '0-78'].toSorted());
  }
});
