/** A company's statements by month, against the same counted over every movement. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { sumUpCompanies } from '../../src/store/company/sum-up.js';
import {
  accountOf,
  expectedHistory,
  insertCompanySpans,
  insertFailures,
  insertMovements,
  LAST_BLOCK,
  owns,
  randomChain,
  timeOfBlock,
  type Movement,
} from '../support/company-flows.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openTestTill } from '../support/till.js';

const chain = randomChain(11, 2_500);
const spans = chain.spans.filter(({ companyId }) => companyId === '0-1');

/** Block 744 is at midnight of 1 February, UTC. */
const atMidnight = [743, 744, 745].map((blockNumber): Movement => ({
  id: `${blockNumber}-9000`,
  blockNumber,
  eventIndex: 9_000,
  asset: null,
  fromId: accountOf(78),
  toId: accountOf(77),
  value: 1n,
  fee: null,
  feePayerId: null,
  extrinsicIndex: 9,
  reference: null,
}));

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  await insertCompanySpans(index.client, chain.spans);
  await insertCompanySpans(index.client, [
    { companyId: '0-9', accountId: accountOf(77), role: 'owner', fromBlock: 0, untilBlock: null },
  ]);
  await insertMovements(index, [...chain.movements, ...atMidnight]);
  await insertFailures(index.client, chain.failures);
  await index.setMetadata({ lastProcessedHeight: LAST_BLOCK });
  gateway = await openTestGateway(index.database.url);
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

interface Statement {
  readonly month: string;
  readonly from: string;
  readonly before: string;
  readonly asset: string | null;
  readonly opening: string;
  readonly received: string;
  readonly sent: string;
  readonly internal: string;
  readonly fees: string;
  readonly closing: string;
  readonly receivedCount: number;
  readonly sentCount: number;
  readonly internalCount: number;
}

const FIELDS = `month from before asset opening received sent internal fees closing receivedCount sentCount internalCount`;

async function read(args: Readonly<Record<string, string>>): Promise<readonly Statement[]> {
  const { company } = await gateway.query<{ company: { statements: readonly Statement[] } }>(
    `query ($timeZone: String!, $from: String, $to: String) {
      company(id: "0-1") { statements(timeZone: $timeZone, from: $from, to: $to) { ${FIELDS} } } }`,
    { timeZone: 'UTC', ...args },
  );
  return company.statements;
}

/** Of one month and asset, counted the long way. */
function counted(
  asset: string | null,
  from: string,
  before: string,
): Omit<Statement, 'month' | 'from' | 'before' | 'asset'> {
  const entries = expectedHistory(spans, chain.movements);
  const inMonth = (block: number): boolean => timeOfBlock(block) >= from && timeOfBlock(block) < before;
  const sum = (direction: string, of: (value: bigint) => bigint): bigint =>
    entries
      .filter((entry) => entry.asset === asset && entry.direction === direction && inMonth(entry.blockNumber))
      .reduce((total, { value }) => total + of(value), 0n);
  const balanceAt = (time: string): bigint =>
    entries.findLast((entry) => entry.asset === asset && timeOfBlock(entry.blockNumber) < time)
      ?.balanceAfter ?? 0n;
  const total = (direction: string): string => sum(direction, (value) => value).toString();
  const count = (direction: string): number => Number(sum(direction, () => 1n));
  const failures = chain.failures.filter(
    ({ fromId, toId, blockNumber }) => owns(spans, fromId, blockNumber) || owns(spans, toId, blockNumber),
  );
  const paid = new Map<string, bigint>();
  for (const { blockNumber, extrinsicIndex, fee, feePayerId } of [...entries, ...failures]) {
    if (fee === null || !inMonth(blockNumber) || !owns(spans, feePayerId, blockNumber)) continue;
    paid.set(`${blockNumber}-${extrinsicIndex}`, fee);
  }
  return {
    opening: balanceAt(from).toString(),
    received: total('IN'),
    sent: total('OUT'),
    internal: total('INTERNAL'),
    fees: asset === null ? [...paid.values()].reduce((a, b) => a + b, 0n).toString() : '0',
    closing: balanceAt(before).toString(),
    receivedCount: count('IN'),
    sentCount: count('OUT'),
    internalCount: count('INTERNAL'),
  };
}

async function expectCounted(timeZone: string): Promise<void> {
  const statements = await read({ timeZone, from: '2025-12', to: '2026-08' });
  expect(new Set(statements.map(({ month }) => month)).size).toBeGreaterThan(5);
  for (const { month, from, before, asset, ...amounts } of statements) {
    expect([month, asset, amounts]).toEqual([month, asset, counted(asset, from, before)]);
  }
  // Nothing is left out between the first month and the last.
  const received = statements.reduce((total, statement) => total + statement.receivedCount, 0);
  expect(received).toBe(
    expectedHistory(spans, chain.movements).filter(({ direction }) => direction === 'IN').length,
  );
}

describe("a company's statements", () => {
  it('are those of its movements, by the months of the time zone, with fees once an extrinsic', async () => {
    await expectCounted('UTC');
    await expectCounted('Pacific/Kiritimati');
    await expectCounted('America/St_Johns');
  }, 60_000);

  it('are the same once settlement has summed the company up', async () => {
    const { epoch } = await till.selectFrom('instance').select('epoch').executeTakeFirstOrThrow();
    while (await sumUpCompanies(till, BigInt(epoch), 'chain'));
    await expectCounted('UTC');
    await expectCounted('America/St_Johns');
    // Parts of months are not there; a month alone has what it has among others.
    const all = await read({ from: '2026-01', to: '2026-05' });
    expect(await read({ from: '2026-04', to: '2026-04' })).toEqual(
      all.filter(({ month }) => month === '2026-04'),
    );
  }, 60_000);

  it('begin where the clocks of the time zone say, also when those change', async () => {
    const bounds = async (timeZone: string, month: string) => {
      const [first] = await read({ timeZone, from: month, to: month });
      return [first?.from, first?.before];
    };
    expect(await bounds('Europe/Prague', '2026-03')).toEqual([
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
    expect(await bounds('Asia/Kathmandu', '2026-02')).toEqual([
      '2026-01-31T18:15:00.000Z',
      '2026-02-28T18:15:00.000Z',
    ]);
  });

  it('count the block at the edge of a month once, in the month of its time', async () => {
    const { company } = await gateway.query<{ company: { statements: readonly Statement[] } }>(
      `{ company(id: "0-9") { statements(from: "2026-01", to: "2026-02") { ${FIELDS} } } }`,
    );
    expect(
      company.statements.map(({ month, receivedCount, closing }) => [month, receivedCount, closing]),
    ).toEqual([
      ['2026-01', 1, '1'],
      ['2026-02', 2, '3'],
    ]);
  });

  it('refuse what is no month, and no time zone', async () => {
    const refused = [
      { from: '2026-13' },
      { from: 'January' },
      { from: '2026-05', to: '2026-04' },
      { from: '2001-01', to: '2026-04' },
      { to: '1999-12' },
      { timeZone: 'Europe/Atlantis' },
      { timeZone: '' },
    ];
    for (const args of refused) {
      const { errors } = await gateway.ask(
        `query ($timeZone: String!, $from: String, $to: String) {
          company(id: "0-1") { statements(timeZone: $timeZone, from: $from, to: $to) { month } } }`,
        { timeZone: 'UTC', ...args },
      );
      expect([args, /BAD_USER_INPUT|UNKNOWN_TIME_ZONE/.test(errors?.[0]?.extensions.code ?? '')]).toEqual([
        args,
        true,
      ]);
    }
  });
});
