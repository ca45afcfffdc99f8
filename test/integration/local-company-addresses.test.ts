/** The accounts of companies that are registered here: proved, one company's at a time, and released. */
import { randomUUID } from 'node:crypto';
import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import type { TillDatabase } from '../../src/store/till/database.js';
import {
  createTestIndex,
  openTestGateway,
  type Answer,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';
import {
  addAddress,
  createCompany,
  insertProvedAccounts,
  releaseAddress,
} from '../support/local-companies.js';
import { createTestMerchant, createTestOperator, openTestTill, type TestMerchant } from '../support/till.js';

const HEIGHT = 500;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let operator: string;
let shop: TestMerchant;
let rival: TestMerchant;
let company: string;
/** Another of the same merchant. */
let second: string;

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
  company = await createCompany(gateway, shop.secretKey);
  second = await createCompany(gateway, shop.secretKey);
});

const newPair = () => new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri(`//${randomUUID()}`);
const accountOf = (pair: ReturnType<typeof newPair>) => u8aToHex(pair.publicKey);

async function provedAccount(merchant = shop) {
  const account = accountOf(newPair());
  await insertProvedAccounts(till, merchant.merchantId, [account]);
  return account;
}

const codeIn = ({ errors }: Answer): string | undefined => errors?.[0]?.extensions.code;
const add = (input: object, key = shop.secretKey): Promise<Answer> =>
  addAddress(gateway, key, { company, ...input });
const release = (input: object, key = shop.secretKey): Promise<Answer> =>
  releaseAddress(gateway, key, { company, ...input });

async function spansOf(id: string): Promise<readonly unknown[]> {
  return till
    .selectFrom('localCompanyAddresses')
    .select(['fromBlock', 'untilBlock', 'provedBy'])
    .where('companyId', '=', id)
    .orderBy('fromBlock')
    .execute();
}

describe('an account', () => {
  const CHALLENGE = `mutation ($account: String!) { requestAccountChallenge(account: $account) { message nonce } }`;
  const PROVE = `mutation ($input: ProveAccountInput!) { proveAccount(input: $input) { publicKey } }`;

  it('is added once it has signed a challenge, and not with a forged signature', async () => {
    const [pair, forger] = [newPair(), newPair()];
    const account = accountOf(pair);
    expect(codeIn(await add({ account }))).toBe('ACCOUNT_NOT_FOUND');
    const { requestAccountChallenge: challenge } = await gateway.query<{
      requestAccountChallenge: { message: string; nonce: string };
    }>(CHALLENGE, { account }, shop.secretKey);
    const prove = (by: typeof pair): Promise<Answer> =>
      gateway.ask(
        PROVE,
        {
          input: {
            nonce: challenge.nonce,
            signature: u8aToHex(by.sign(`<Bytes>${challenge.message}</Bytes>`)),
          },
        },
        '/graphql',
        shop.secretKey,
      );
    expect(codeIn(await prove(forger))).toBe('SIGNATURE_INVALID');
    expect(codeIn(await add({ account }))).toBe('ACCOUNT_NOT_FOUND');
    expect(codeIn(await prove(pair))).toBeUndefined();
    expect(codeIn(await add({ account }))).toBeUndefined();
    expect(await spansOf(company)).toEqual([{ fromBlock: HEIGHT, untilBlock: null, provedBy: 'signature' }]);
  });

  it('that the merchant has by the operator’s word alone is for the operator to add', async () => {
    const account = accountOf(newPair());
    await till
      .insertInto('accounts')
      .values({ merchantId: shop.merchantId, account, fromHeight: 0, provedBy: 'operator' })
      .execute();
    expect(codeIn(await add({ account }))).toBe('ACCOUNT_NOT_PROVED');
    expect((await add({ account, fromBlock: 3 }, operator)).data).toMatchObject({
      addCompanyAddress: { fromBlock: 3, provedBy: 'OPERATOR' },
    });
  });

  it('of another merchant is refused, to the operator as well', async () => {
    const account = await provedAccount(rival);
    expect(codeIn(await add({ account }))).toBe('ACCOUNT_NOT_FOUND');
    expect(codeIn(await add({ account }, operator))).toBe('ACCOUNT_NOT_FOUND');
  });

  it.each([
    ['fromBlock', { fromBlock: HEIGHT + 1 }],
    ['untilBlock', { fromBlock: 3, untilBlock: HEIGHT + 1 }],
    ['untilBlock', { fromBlock: 3, untilBlock: 3 }],
    ['input.fromBlock', { fromBlock: -1 }],
  ])('has no time that is not indexed, or none at all: %s', async (field, blocks) => {
    const { errors } = await add({ account: await provedAccount(), ...blocks });
    expect([errors?.[0]?.extensions.code, errors?.[0]?.message]).toEqual([
      'BAD_USER_INPUT',
      expect.stringContaining(`${field}: `),
    ]);
  });
});

describe('one block', () => {
  it('of an account belongs to one company', async () => {
    const account = await provedAccount();
    await add({ account, fromBlock: 100, untilBlock: 200 });
    for (const blocks of [
      { fromBlock: 199 },
      { fromBlock: 50, untilBlock: 101 },
      { fromBlock: 120, untilBlock: 130 },
    ]) {
      expect(codeIn(await add({ company: second, account, ...blocks }))).toBe('ADDRESS_TAKEN');
      expect(codeIn(await add({ account, ...blocks }))).toBe('ADDRESS_TAKEN');
    }
    expect(codeIn(await add({ company: second, account, fromBlock: 200 }))).toBeUndefined();
    expect(codeIn(await add({ account, fromBlock: 40, untilBlock: 100 }))).toBeUndefined();
  });

  it('belongs to one of two companies that ask for it at the same moment', async () => {
    const account = await provedAccount();
    const answers = await Promise.all(
      [company, second].map((id) => add({ company: id, account, fromBlock: 1 })),
    );
    expect(answers.map(codeIn).toSorted()).toEqual(['ADDRESS_TAKEN', undefined]);
  });

  it('in which the account was another merchant’s is refused', async () => {
    const account = accountOf(newPair());
    await till
      .insertInto('accounts')
      .values({
        merchantId: rival.merchantId,
        account,
        fromHeight: 100,
        toHeight: 200,
        provedBy: 'signature',
      })
      .execute();
    await till
      .insertInto('accounts')
      .values({ merchantId: shop.merchantId, account, fromHeight: 200, provedBy: 'signature' })
      .execute();
    for (const blocks of [{ fromBlock: 199 }, { fromBlock: 1 }, { fromBlock: 1, untilBlock: 101 }]) {
      expect(codeIn(await add({ account, ...blocks }))).toBe('ADDRESS_TAKEN');
    }
    expect(codeIn(await add({ account, fromBlock: 200 }))).toBeUndefined();
  });
});

describe('a release', () => {
  it('ends the time of an account at the indexed height, or at a block before it', async () => {
    const account = await provedAccount();
    await add({ account, fromBlock: 100 });
    expect((await release({ account, untilBlock: 300 })).data).toMatchObject({
      releaseCompanyAddress: { fromBlock: 100, untilBlock: 300 },
    });
    expect(codeIn(await release({ account }))).toBe('ADDRESS_NOT_FOUND');
    await add({ account, fromBlock: 400 });
    expect(codeIn(await release({ account, untilBlock: HEIGHT + 1 }))).toBe('BAD_USER_INPUT');
    await release({ account });
    expect(await spansOf(company)).toMatchObject([
      { fromBlock: 100, untilBlock: 300 },
      { fromBlock: 400, untilBlock: HEIGHT },
    ]);
  });

  it('comes with the removal of the company, and with the release of the account itself', async () => {
    const [one, other] = [await provedAccount(), await provedAccount()];
    await add({ account: one, fromBlock: 1 });
    await add({ company: second, account: other, fromBlock: 2 });
    await gateway.query(
      `mutation ($account: String!) { releaseAccount(account: $account) { toHeight } }`,
      { account: one },
      shop.secretKey,
    );
    await gateway.query(
      `mutation ($id: String!) { removeCompany(id: $id) { id } }`,
      { id: second },
      shop.secretKey,
    );
    expect(await spansOf(company)).toMatchObject([{ fromBlock: 1, untilBlock: HEIGHT }]);
    expect(await spansOf(second)).toMatchObject([{ fromBlock: 2, untilBlock: HEIGHT }]);
    // Whoever has it next may have it in a company of his own.
    await till
      .insertInto('accounts')
      .values({ merchantId: rival.merchantId, account: one, fromHeight: HEIGHT, provedBy: 'signature' })
      .execute();
    const theirs = await createCompany(gateway, rival.secretKey);
    expect(
      codeIn(await add({ company: theirs, account: one, fromBlock: HEIGHT }, rival.secretKey)),
    ).toBeUndefined();
  });
});

it('stands in the audit log, each change with what was before', async () => {
  const account = await provedAccount();
  await add({ account, fromBlock: 7 });
  await release({ account });
  await gateway.query(
    `mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) { id } }`,
    { input: { id: company, hook: 'https://cafe.example/new' } },
    shop.secretKey,
  );
  await gateway.query(`mutation ($id: String!) { removeCompany(id: $id) { id } }`, { id: company }, operator);
  const { auditLog } = await gateway.query<{ auditLog: { nodes: { before: object; after: object }[] } }>(
    `query ($id: String) { auditLog(subjectKind: "company", subjectId: $id) { nodes { action actor before after } } }`,
    { id: company },
    shop.secretKey,
  );
  const [actor, operatorId] = [shop.secretKey, operator].map((key) => key.slice(0, key.lastIndexOf('_')));
  const said = (hook: string | null) => ({ name: 'Café', logoUrl: null, hook, success: null, failure: null });
  expect(auditLog.nodes).toEqual([
    { action: 'company.remove', actor: operatorId, before: said('https://cafe.example/new'), after: null },
    { action: 'company.update', actor, before: said(null), after: said('https://cafe.example/new') },
    {
      action: 'company.address.release',
      actor,
      before: { account, untilBlock: null },
      after: { account, untilBlock: HEIGHT },
    },
    {
      action: 'company.address.add',
      actor,
      before: null,
      after: { account, fromBlock: 7, untilBlock: null, provedBy: 'signature' },
    },
    { action: 'company.create', actor, before: null, after: said(null) },
  ]);
});
