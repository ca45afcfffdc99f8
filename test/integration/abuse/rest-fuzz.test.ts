/**
 * Every operation of the OpenAPI document, asked in odd ways, with each kind of key: it answers as the document says, never
 * fails, and shows nothing inside. A failure prints its seed and the request; PROPERTY_SEED gives another seed,
 * and CHAINTILL_FUZZ_RUNS more requests.
 */
import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { notationOf } from '../../../src/domain/events/notation.js';
import { planSettlement } from '../../../src/domain/settlement/plan.js';
import type { TillDatabase } from '../../../src/store/till/database.js';
import { settleStep } from '../../../src/store/till/settling/step.js';
import { ALICE } from '../../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../../support/gateway.js';
import { network } from '../../support/network.js';
import { answerFlaws } from '../../support/openapi/contract.js';
import { createChecker, type Checker } from '../../support/openapi/document.js';
import { oddRequests, type OddRequest } from '../../support/openapi/odd-requests.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../../support/till.js';
import { insertEvents, insertOrders, insertPayments } from '../../support/till-rows.js';

/** The process says there how it is itself, and this one has no node. */
const OF_THE_PROCESS = ['getHealth', 'healthcheck'];
/** Requests for each operation and kind of key. */
const RUNS = Number(process.env['CHAINTILL_FUZZ_RUNS'] ?? 3);
/** No stack, no SQL, no place in our files, no name of the database's. */
const INSIDES = /\bat \S+ \(|node_modules|\.[jt]s:\d|\bselect\b.*\bfrom\b|syntax error|relation "|postgres:/i;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let checker: Checker;
let names: readonly string[];
const agent = new Agent({ keepAlive: true });
let settling = true;
let settled: Promise<void>;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 400 });
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url, { lenient: true });
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  const { merchantId } = shop;
  const [open, paid] = await insertOrders(till, [
    { merchantId, orderId: 'A-1' },
    { merchantId, orderId: 'A-9', status: 'settled', settledHeight: 390 },
  ]);
  if (!open || !paid) throw new Error('no orders');
  await insertPayments(till, [{ merchantId, orderId: paid.id, use: 'counted', blockNumber: 390 }]);
  await insertEvents(till, [{ merchantId, orderId: open.id, type: 'order.created', sequence: 1 }]);
  names = ['A-1', 'A-9', open.publicToken, merchantId, open.id, '0-1'];
  checker = createChecker((await (await fetch(`${gateway.url}/openapi.json`)).json()) as Checker['document']);
  settled = (async () => {
    while (settling) {
      await settleStep(till, {
        epoch: 0n,
        schema: 'chain',
        most: 500,
        limit: null,
        plan: (work) => planSettlement(work, () => 0n, notationOf(network)),
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
});
afterAll(async () => {
  settling = false;
  await settled;
  agent.destroy();
  await gateway.close();
  await till.destroy();
  await index.close();
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Sends it as it is, where `fetch` would put the path in order. A stream is left when it begins. */
function send(method: string, { path, headers, body }: OddRequest, key: string | null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
    const sent = request(
      gateway.url,
      { method, path, headers: { ...authorization, ...headers }, agent },
      (response) => {
        const type = String(response.headers['content-type']).split(';')[0] ?? '';
        const status = response.statusCode ?? 0;
        if (type === 'text/event-stream') {
          response.destroy();
          resolve({ status, type, body: '' });
          return;
        }
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status, type, body: Buffer.concat(parts).toString() }));
      },
    );
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

/** What is wrong with an answer; nothing where it is what the document says, or says that there is no such address. */
function flawsOf(method: string, path: string, answer: Answer): readonly string[] {
  const { status, type, body } = answer;
  // What Node's own parser takes for no request reaches no operation.
  if (status === 431 && body.includes('"HEADERS_TOO_LARGE"')) return [];
  const flaws = INSIDES.test(body) ? ['it shows what is inside'] : [];
  if (status >= 500 && status !== 503) flaws.push('it fails');
  const operation = checker.find(method, path.split('?')[0] ?? '');
  // Dots in a path lead elsewhere, and an empty part of it nowhere.
  const nowhere = status === 404 && body.includes('"NOT_FOUND"');
  if (operation && !nowhere) flaws.push(...answerFlaws(checker, operation, answer));
  else if (!operation && status !== 404 && status !== 400)
    flaws.push(`nothing is there, but ${status} ${type}`);
  return flaws;
}

it.each(['no key', 'a read-only key', 'a secret key'])(
  'with %s, nothing that is sent makes it fail or say too much',
  async (whose) => {
    const { readKey, secretKey } = shop;
    const key = { 'no key': null, 'a read-only key': readKey, 'a secret key': secretKey }[whose] ?? null;
    let asked = 0;
    for (const [path, operations] of Object.entries(checker.document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (OF_THE_PROCESS.includes(operation.operationId)) continue;
        const tried = fc.asyncProperty(oddRequests(checker.document, path, operation, names), async (odd) => {
          const answer = await send(method.toUpperCase(), odd, key);
          asked += 1;
          const flaws = flawsOf(method.toUpperCase(), odd.path, answer);
          if (flaws.length > 0)
            throw new Error(`${operation.operationId}: ${flaws.join('; ')}\n${answer.body.slice(0, 500)}`);
        });
        await fc.assert(tried, { numRuns: RUNS, endOnFailure: true });
      }
    }
    expect(asked).toBeGreaterThan(RUNS * 50);
    expect((await fetch(`${gateway.url}/v1/event-schemas`)).status).toBe(200);
  },
  120_000,
);
