/** What a company that is registered here moved: the same as if it stood on chain with the same accounts. */
import { mergeOwned } from '../../src/domain/metrics/ownership.js';
import { sumUpLocalCompanies } from '../../src/store/company/local-sum-up.js';
import { sumUpCompanies } from '../../src/store/company/sum-up.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import {
  accountOf,
  insertCompanySpans,
  insertFailures,
  insertMovements,
  LAST_BLOCK,
  randomChain,
  timeOfBlock,
} from '../support/company-flows.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import {
  addAddress,
  createCompany,
  giveSpans,
  insertProvedAccounts,
  releaseAddress,
} from '../support/local-companies.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

const chain = randomChain(11, 1_200);
const spans = mergeOwned(
  chain.spans
    .filter(({ companyId }) => companyId === '0-1')
    .map(({ accountId, ...span }) => ({ ...span, account: accountId })),
).map(({ account, fromBlock, untilBlock }) => ({ account, fromBlock, untilBlock }));

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let local: string;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  await insertCompanySpans(index.client, chain.spans);
  await insertMovements(index, chain.movements);
  // Figures count what calls paid.
  for (const table of ['transfers', 'asset_transfers']) {
    await index.client.query(`update chain.${table} set call_path = 'balances.transferKeepAlive'`);
  }
  await insertFailures(index.client, chain.failures);
  await index.setMetadata({ lastProcessedHeight: LAST_BLOCK });
  gateway = await openTestGateway(index.database.url);
  shop = await createTestMerchant(till);
  await insertProvedAccounts(
    till,
    shop.merchantId,
    spans.map(({ account }) => account),
  );
  local = await createCompany(gateway, shop.secretKey);
  await giveSpans(gateway, shop.secretKey, local, spans);
  await settleStep(till, { epoch: 0n, schema: 'chain', most: 5_000, limit: null, plan: () => [] });
  while ((await rollUp(till, { schema: 'chain', most: 20_000 })).more);
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

const ENTRY =
  'id direction counterparty { id } value balanceBefore balanceAfter fee feePaidByCompany reference';
const PAGES = `query ($id: String!, $after: Cursor, $order: HistoryOrder!, $filter: CompanyHistoryFilter) {
  company(id: $id) {
    history(first: 400, after: $after, orderBy: $order, filter: $filter) {
      nodes { ${ENTRY} } pageInfo { hasNextPage endCursor }
    }
    failedPayments(first: 1000, orderBy: $order, filter: $filter) {
      nodes { direction account { id } counterparty { id } payment { id } } pageInfo { hasNextPage }
    }
  }
}`;
const FIGURES = `query ($id: String!, $from: Datetime!, $to: Datetime!) {
  company(id: $id) {
    statements(from: "2026-01", to: "2026-07") {
      month asset opening received sent internal fees closing receivedCount sentCount internalCount
    }
  }
  paymentMetrics(company: $id, from: $from, to: $to, interval: WEEK) {
    assets { asset total { paid attempts failed volume { value } } series { from paid failed } }
  }
}`;

const FILTERS = [
  {},
  { directions: ['IN'] },
  { directions: ['OUT', 'INTERNAL'], asset: '1' },
  { counterparty: accountOf(8) },
  { reference: 'ref-1' },
  { fromBlock: 1_300, toBlock: 2_500, minimumValue: '200' },
  { from: timeOfBlock(700), before: timeOfBlock(3_001) },
];

interface Page {
  readonly company: {
    readonly history: {
      readonly nodes: readonly object[];
      readonly pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    readonly failedPayments: object;
  };
}

async function historyOf(id: string, order: string, filter: object): Promise<readonly object[]> {
  const read: object[] = [];
  let after: string | null = null;
  do {
    const { company }: Page = await gateway.query(PAGES, { id, after, order, filter }, shop.readKey);
    if (after === null) read.push(company.failedPayments);
    read.push(...company.history.nodes);
    after = company.history.pageInfo.hasNextPage ? company.history.pageInfo.endCursor : null;
  } while (after !== null);
  return read;
}

const figuresOf = (id: string): Promise<{ paymentMetrics: { assets: object[] } }> =>
  gateway.query(FIGURES, { id, from: timeOfBlock(100), to: timeOfBlock(4_200) }, shop.readKey);

async function fileOf(id: string, name: string): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/companies/${id}/${name}`, {
    headers: { authorization: `Bearer ${shop.readKey}` },
  });
  expect([response.status, response.headers.get('content-disposition')]).toEqual([
    200,
    expect.stringContaining(`company-${id}.`),
  ]);
  return response.text();
}

async function expectSame(id: string): Promise<void> {
  for (const filter of FILTERS) {
    expect(await historyOf(id, 'OLDEST_FIRST', filter)).toEqual(
      await historyOf('0-1', 'OLDEST_FIRST', filter),
    );
  }
  expect(await historyOf(id, 'NEWEST_FIRST', {})).toEqual(await historyOf('0-1', 'NEWEST_FIRST', {}));
  const figures = await figuresOf('0-1');
  expect(figures.paymentMetrics.assets.length).toBeGreaterThan(1);
  expect(await figuresOf(id)).toEqual(figures);
}

async function sumUp(): Promise<number> {
  const { epoch } = await till.selectFrom('instance').select('epoch').executeTakeFirstOrThrow();
  let steps = 0;
  while (await sumUpLocalCompanies(till, BigInt(epoch), 'chain', 60)) steps += 1;
  while (await sumUpCompanies(till, BigInt(epoch), 'chain'));
  return steps;
}

async function sumsOf(id: string): Promise<readonly object[]> {
  const { rows } = await index.client.query<object>(
    `select asset, until_block, received, sent, internal, fees, received_count, sent_count, internal_count
     from till.company_sums where company_id = $1 order by 1, 2`,
    [id],
  );
  return rows;
}

it('is worth comparing', async () => {
  expect(spans.length).toBeGreaterThan(4);
  expect((await historyOf('0-1', 'OLDEST_FIRST', {})).length).toBeGreaterThan(200);
});

it('is the same in lists, statements and figures', () => expectSame(local), 120_000);

it.each(['history.csv', 'history.json', 'history', 'failed-payments', 'statements'])(
  'is the same in %s',
  async (name) => {
    const response = (id: string) =>
      name.includes('.')
        ? fileOf(id, name)
        : fetch(`${gateway.url}/v1/companies/${id}/${name}`, {
            headers: { authorization: `Bearer ${shop.readKey}` },
          }).then(async (answer) => [answer.status, await answer.json()]);
    expect(await response(local)).toEqual(await response('0-1'));
  },
);

it('is the same once settlement has summed it up, by the same sums', async () => {
  expect(await sumUp()).toBeGreaterThan(1);
  expect((await sumsOf(local)).length).toBeGreaterThan(5);
  expect(await sumsOf(local)).toEqual(await sumsOf('0-1'));
  await expectSame(local);
}, 120_000);

it('follows an account that is added later back to its first block, before and after it is summed up', async () => {
  const late = await createCompany(gateway, shop.secretKey, { name: 'Late' });
  await sumUp();
  const [first, ...rest] = spans;
  if (!first) throw new Error('the company has no account');
  // The accounts are one company's at a time.
  for (const { account } of spans) {
    await index.client.query(
      'delete from till.local_company_addresses where company_id = $1 and account_id = $2',
      [local, account],
    );
  }
  await giveSpans(gateway, shop.secretKey, late, rest);
  await sumUp();
  expect(await sumsOf(late)).not.toEqual(await sumsOf('0-1'));
  await giveSpans(gateway, shop.secretKey, late, [first]);
  await expectSame(late);
  await sumUp();
  expect(await sumsOf(late)).toEqual(await sumsOf('0-1'));
  await expectSame(late);
}, 120_000);

it('ends with the release of an account, also of one that was summed up', async () => {
  const [account, until] = [accountOf(7), 3_500];
  await insertProvedAccounts(till, shop.merchantId, [account]);
  const id = await createCompany(gateway, shop.secretKey, { name: 'Short' });
  expect(
    (await addAddress(gateway, shop.secretKey, { company: id, account, fromBlock: 1 })).errors,
  ).toBeUndefined();
  await sumUp();
  const before = await historyOf(id, 'OLDEST_FIRST', {});
  await releaseAddress(gateway, shop.secretKey, { company: id, account, untilBlock: until });
  const after = await historyOf(id, 'OLDEST_FIRST', {});
  const expected = await historyOf(id, 'OLDEST_FIRST', { toBlock: until - 1 });
  expect(after).toEqual(expected);
  expect(after.length).toBeLessThan(before.length);
  const sums = await sumsOf(id);
  expect(Math.max(...sums.map((row) => (row as { until_block: number }).until_block))).toBeLessThanOrEqual(
    until,
  );
  await sumUp();
  expect(await historyOf(id, 'OLDEST_FIRST', {})).toEqual(expected);
}, 120_000);

it('is made anew when the index is', async () => {
  const before = await figuresOf('0-1');
  await index.client.query("update till.local_company_sums_state set generation = 'another'");
  await index.client.query(
    "update till.company_sums set received = received + 5 where company_id like 'local-%'",
  );
  const [id] = (
    await index.client.query<{ id: string }>("select id from till.local_companies where name = 'Late'")
  ).rows;
  expect(await figuresOf(id?.id ?? '')).toEqual(before);
  await sumUp();
  expect(await sumsOf(id?.id ?? '')).toEqual(await sumsOf('0-1'));
});
