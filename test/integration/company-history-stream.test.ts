/** A long file of a company's history: it is read as fast as its reader takes it, and no further. */
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { accountOf, insertCompanySpans } from '../support/company-flows.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openTestTill } from '../support/till.js';

/** The file is longer than what the sockets between hold. */
const ROWS = 30_000;
/** Pages of the file. */
const PAGES = ROWS / 1_000;

let index: TestIndex;
let gateway: TestGateway;
/** Statements that read a page of rows. */
let reads = 0;

beforeAll(async () => {
  index = await createTestIndex();
  const till = await openTestTill(index.database.url);
  await till.destroy();
  await insertCompanySpans(index.client, [
    { companyId: '0-3', accountId: accountOf(1), role: 'owner', fromBlock: 1, untilBlock: null },
    { companyId: '0-3', accountId: accountOf(2), role: 'payment', fromBlock: 1, untilBlock: null },
  ]);
  await index.client.query(
    `insert into chain.transfers (id, from_id, to_id, value, pairing, block_id, block_number, timestamp, event_index, extrinsic_index)
     select i || '-0', $1, case when i % 2 = 0 then $2 else $3 end, i, 'none', '0x' || lpad(to_hex(i), 64, '0'), i,
       timestamp '2026-01-01' + i * interval '6 s', 0, 1
     from generate_series(1, ${ROWS}) i`,
    [accountOf(9), accountOf(1), accountOf(2)],
  );
  for (const side of ['to_id', 'from_id']) {
    await index.client.query(`create index on chain.transfers (${side}, block_number, event_index)`);
  }
  await index.client.query('analyze chain.transfers');
  await index.setMetadata({ lastProcessedHeight: ROWS });
  gateway = await openTestGateway(index.database.url, {
    database: {
      onQuery: ({ query }) => {
        if (query.sql.includes('place as materialized')) reads += 1;
      },
    },
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await index.close();
});

/** A response that nobody has read from. */
function open(path: string): Promise<IncomingMessage> {
  reads = 0;
  return new Promise((resolve, reject) => {
    request(`${gateway.url}/v1/companies/3/${path}`, resolve).on('error', reject).end();
  });
}

/** How many pages have been read once no more are. */
async function readsWhenStill(): Promise<number> {
  for (let seen = -1; seen !== reads;) {
    seen = reads;
    await pause(500);
  }
  return reads;
}

it('sends the first rows before the last are read, and waits for a reader that stops', async () => {
  const response = await open('history.json');
  let text = '';
  response.on('data', (chunk: Buffer) => (text += chunk.toString()));
  response.once('data', () => response.pause());
  const taken = await readsWhenStill();
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(PAGES);
  await new Promise<void>((resolve, reject) => {
    response.on('end', resolve).on('error', reject);
    response.resume();
  });
  expect(reads).toBe(PAGES);
  const entries = JSON.parse(text) as readonly { id: string; balanceAfter: string }[];
  expect(entries.map(({ id }) => id)).toEqual(Array.from({ length: ROWS }, (_, i) => `${i + 1}-0`));
  // The sum of all that came: no balance is lost from page to page.
  expect(entries.at(-1)?.balanceAfter).toBe(String((ROWS * (ROWS + 1)) / 2));
}, 120_000);

it('reads no more for a client that has gone', async () => {
  const response = await open('history.json');
  response.once('data', () => response.destroy());
  response.on('error', () => undefined);
  expect(await readsWhenStill()).toBeLessThan(PAGES);
}, 60_000);
