/** A company's history by REST: pages, files, and who may see which order. */
import { request } from 'node:http';
import type { TillDatabase } from '../../src/store/till/database.js';
import { parseAccount } from '../../src/domain/account.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import {
  expectedHistory,
  insertCompanySpans,
  insertFailures,
  insertMovements,
  timeOfBlock,
  type GivenSpan,
  type Movement,
} from '../support/company-flows.js';
import { parseCsv } from '../support/csv.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import {
  createTestKey,
  createTestMerchant,
  insertTestOrder,
  openTestTill,
  type TestMerchant,
} from '../support/till.js';

const [alice, bob, charlie] = [ALICE, BOB, CHARLIE].map((account) => parseAccount(account));
if (!alice || !bob || !charlie) throw new Error('no accounts');
/** More than three pages of an export. */
const MANY = 3_210;

const spans: readonly GivenSpan[] = [
  { companyId: '0-7', accountId: alice, role: 'owner', fromBlock: 1, untilBlock: null },
  { companyId: '0-7', accountId: bob, role: 'payment', fromBlock: 500, untilBlock: null },
];
const movements = Array.from({ length: MANY }, (_, i): Movement => {
  const blockNumber = 1 + Math.floor(i / 3);
  return {
    id: `${blockNumber}-${i}`,
    blockNumber,
    eventIndex: i,
    asset: i % 5 === 0 ? '1' : null,
    fromId: i % 4 === 3 ? alice : charlie,
    toId: i % 4 === 3 ? (i % 8 === 3 ? bob : charlie) : alice,
    value: BigInt(1_000_000_000_000 + i),
    fee: 157n,
    feePayerId: i % 4 === 3 ? alice : charlie,
    extrinsicIndex: i,
    reference: i === 0 ? 'A-1' : i === 1 ? 'theirs' : i === 2 ? '-1+1' : null,
  };
});
const expected = expectedHistory(spans, movements);

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;
let others: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  mine = await createTestMerchant(till, { accounts: [ALICE] });
  others = await createTestMerchant(till, { accounts: [CHARLIE] });
  await insertTestOrder(till, {
    merchantId: mine.merchantId,
    owner: ALICE,
    orderId: '=cmd|1',
    reference: 'A-1',
  });
  // Another merchant's order by the same account's earlier owner stays that merchant's.
  await insertTestOrder(till, {
    merchantId: others.merchantId,
    owner: ALICE,
    orderId: 'secret',
    reference: 'theirs',
  });
  await insertCompanySpans(index.client, spans);
  await insertMovements(index, movements);
  await insertFailures(index.client, [
    {
      blockNumber: 20,
      ordinal: 0,
      extrinsicIndex: 9_999,
      fromId: null,
      toId: alice,
      fee: 3n,
      feePayerId: charlie,
    },
  ]);
  await index.setMetadata({ lastProcessedHeight: 2_000 });
  gateway = await openTestGateway(index.database.url);
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

function get(path: string, key?: string): Promise<Response> {
  return fetch(`${gateway.url}/v1/companies/${path}`, {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
}

interface Entry {
  readonly id: string;
  readonly direction: string;
  readonly value: string;
  readonly fee: string;
  readonly feePaidByCompany: boolean;
  readonly balanceAfter: string;
  readonly orderId: string | null;
  readonly symbol: string | null;
}
interface Page {
  readonly data: readonly Entry[];
  readonly nextCursor: string | null;
}

describe('GET /v1/companies/{companyId}/history', () => {
  it('gives pages in both orders, with everything in them', async () => {
    for (const order of ['oldest', 'newest']) {
      const read: Entry[] = [];
      let after = '';
      do {
        const answer = await get(`7/history?limit=1000&order=${order}&asset=native${after}`);
        const page = (await answer.json()) as Page;
        read.push(...page.data);
        after = page.nextCursor === null ? '' : `&after=${page.nextCursor}`;
      } while (after !== '');
      const wanted = expected
        .filter(({ asset }) => asset === null)
        .map(({ id, direction, value, balanceAfter, feePayerId }) => ({
          id,
          direction,
          value: value.toString(),
          fee: '157',
          feePaidByCompany: feePayerId === alice,
          balanceAfter: balanceAfter.toString(),
          symbol: 'LLD',
        }));
      expect(read).toMatchObject(order === 'oldest' ? wanted : wanted.toReversed());
      expect(read.length).toBe(wanted.length);
    }
  }, 60_000);

  it('filters, and refuses what it does not know', async () => {
    const narrowed = (await (
      await get(`0-7/history?directions=in,internal&from=${timeOfBlock(10)}&before=${timeOfBlock(12)}`)
    ).json()) as Page;
    expect(narrowed.data.map(({ id }) => id)).toEqual(
      expected
        .filter(({ blockNumber, direction }) => [10, 11].includes(blockNumber) && direction !== 'OUT')
        .map(({ id }) => id)
        .reverse(),
    );
    const refused = {
      '0-7/history?direction=IN': 400,
      '0-7/history?directions=UP': 400,
      '0-7/history?counterparty=x': 400,
      '0-7/history?minimumValue=1.5': 400,
      '0-7/history?toBlock=-1': 400,
      'x/history': 400,
      '0-8/history': 404,
      '0-8/history.csv': 404,
      '0-8/statements': 404,
      '0-8/failed-payments': 404,
      '0-7/statements?timeZone=Nowhere': 400,
      '0-7/statements?from=2026': 400,
    };
    for (const [path, status] of Object.entries(refused))
      expect([path, (await get(path)).status]).toEqual([path, status]);
  });

  it('names an order to the merchant whose order it is, and to nobody else', async () => {
    const orders = async (key?: string) => {
      const { data } = (await (await get('7/history?order=oldest&limit=5', key)).json()) as Page;
      return data.map(({ orderId }) => orderId);
    };
    const none = [null, null, null, null, null];
    expect(await orders()).toEqual(none);
    expect(await orders(mine.readKey)).toEqual(['=cmd|1', null, null, null, null]);
    expect(await orders(others.readKey)).toEqual([null, 'secret', null, null, null]);
    const blind = await createTestKey(till, { merchantId: mine.merchantId, kind: 'secret', scopes: [] });
    expect(await orders(blind)).toEqual(none);
    const ask = `{ company(id: "7") { history(first: 2, orderBy: OLDEST_FIRST) { nodes { order { orderId } } } } }`;
    const { company } = await gateway.query<{ company: object }>(ask, {}, mine.readKey);
    expect(company).toEqual({ history: { nodes: [{ order: { orderId: '=cmd|1' } }, { order: null }] } });
    expect((await gateway.query<{ company: object }>(ask)).company).toEqual({
      history: { nodes: [{ order: null }, { order: null }] },
    });
  });
});

describe('the other lists', () => {
  it('show failed payments and statements', async () => {
    const failures = (await (await get('7/failed-payments')).json()) as { data: readonly object[] };
    expect(failures.data).toMatchObject([
      {
        id: '20-0',
        direction: 'IN',
        counterparty: null,
        errorName: 'InsufficientBalance',
        fee: '3',
        symbol: 'LLD',
      },
    ]);
    const answer = await get('7/statements?timeZone=Europe/Prague&from=2026-01&to=2026-02');
    const { data } = (await answer.json()) as { data: readonly { month: string; asset: string | null }[] };
    expect(data.map(({ month, asset }) => [month, asset])).toEqual([
      ['2026-01', null],
      ['2026-01', '1'],
      ['2026-02', null],
      ['2026-02', '1'],
    ]);
  });
});

describe('the files', () => {
  it('have all that is indexed when they are asked for, oldest first, and nothing that a spreadsheet runs', async () => {
    const answer = await get('7/history.csv', mine.readKey);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="company-0-7.csv"');
    const [names = [], ...rows] = parseCsv(await answer.text());
    const column = (name: string): readonly (string | undefined)[] =>
      rows.map((row) => row[names.indexOf(name)]);
    expect(column('id')).toEqual(expected.map(({ id }) => id));
    expect(column('balanceValue')).toEqual(expected.map(({ balanceAfter }) => balanceAfter.toString()));
    expect(column('value')).toEqual(expected.map(({ value }) => value.toString()));
    expect(column('amount').slice(0, 2)).toEqual(['1', '1.000000000001']);
    expect(column('orderId').slice(0, 2)).toEqual(["'=cmd|1", '']);
    expect(column('reference').slice(0, 3)).toEqual(['A-1', 'theirs', "'-1+1"]);
    expect(column('feeValue').slice(0, 1)).toEqual(['157']);
  }, 60_000);

  it('are narrowed by the same filters, and name no order to strangers', async () => {
    const answer = await get('7/history.json?directions=OUT&minimumValue=1000000001500');
    const entries = (await answer.json()) as readonly Entry[];
    expect(entries.map(({ id, balanceAfter }) => [id, balanceAfter])).toEqual(
      expected
        .filter(({ direction, value }) => direction === 'OUT' && value >= 1_000_000_001_500n)
        .map(({ id, balanceAfter }) => [id, balanceAfter.toString()]),
    );
    expect(entries.every(({ orderId }) => orderId === null)).toBe(true);
    expect(await (await get('7/history.json?toBlock=0')).json()).toEqual([]);
    expect(await (await get('7/history.csv')).text()).not.toContain('cmd');
  }, 60_000);

  it('break off where the index is taken away, and are never just short', async () => {
    await index.setMetadata({ lastProcessedHeight: 2_000 });
    const whole = await (await get('7/history.json')).text();
    const outcome = await new Promise<string>((resolve, reject) => {
      const asking = request(`${gateway.url}/v1/companies/7/history.json`, (response) => {
        // One chunk, then the client stops reading until the index is being built anew.
        response.once('data', () => {
          response.pause();
          index.setMetadata({ lastProcessedHeight: 5 }).then(() => response.resume(), reject);
        });
        let size = 0;
        response.on('data', (chunk: Buffer) => (size += chunk.length));
        response.on('end', () => resolve(size < whole.length ? 'short' : 'whole'));
        response.on('error', () => resolve('broken off'));
      });
      asking.on('error', reject);
      asking.end();
    });
    await index.setMetadata({ lastProcessedHeight: 2_000 });
    expect(outcome).not.toBe('short');
  }, 60_000);
});
