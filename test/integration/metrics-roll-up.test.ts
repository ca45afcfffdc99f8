/** Roll-ups: long histories in steps, an index that is made anew, what verify-metrics finds, and who keeps them up. */
import { execFile } from 'node:child_process';
import { divideWindow } from '../../src/domain/metrics/intervals.js';
import type { OwnedBlocks } from '../../src/domain/metrics/ownership.js';
import { startRoller } from '../../src/settlement/roller.js';
import { BLOCKS_OF_AN_HOUR } from '../../src/store/till/metrics/failures-sql.js';
import { readFailureFigures } from '../../src/store/till/metrics/failure-figures.js';
import { readPaymentFigures } from '../../src/store/till/metrics/payment-figures.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { openScope } from '../../src/store/till/metrics/scope.js';
import { ALICE_HEX } from '../support/accounts.js';
import { silent } from '../support/gateway.js';
import { indexBlocks, type MadeChain } from '../support/metrics.js';
import { createTestSettlement, type TestSettlement } from '../support/settlement.js';

const PAYER = `0x${'0b'.repeat(32)}` as const;
const START = Date.UTC(2026, 4, 1);
const FAR = 3 * BLOCKS_OF_AN_HOUR;
const SHOP: readonly OwnedBlocks[] = [{ account: ALICE_HEX, fromBlock: 0, untilBlock: null }];

let world: TestSettlement;
beforeEach(async () => {
  world = await createTestSettlement();
});
afterEach(() => world.close());

/** A payment in each block of 1 to 40, a failure in every fourth of them, a payment far later: a block each six seconds. */
const chain: MadeChain = {
  times: new Map(Array.from({ length: FAR + 1 }, (_, block) => [block, START + block * 6_000])),
  transfers: [...Array.from({ length: 40 }, (_, i) => i + 1), FAR].map((block) => ({
    block,
    from: PAYER,
    to: ALICE_HEX,
    asset: null,
    value: BigInt(block),
    byCall: true,
  })),
  failures: [4, 8, 12, 16, 20, 24, 28, 32, 36, 40].map((block) => ({
    block,
    from: PAYER,
    to: ALICE_HEX,
    asset: '7',
    value: 5n,
    error: ['Assets', 'BalanceLow'],
  })),
};

async function index(height: number, made = chain): Promise<void> {
  await indexBlocks(world.index.client, made, 0, height);
  await world.index.setMetadata({ lastProcessedHeight: height });
}

async function countAll(most: number): Promise<number> {
  for (let steps = 1; ; steps++) {
    const { more } = await rollUp(world.till, { schema: 'chain', most });
    if (!more) return steps;
  }
}

async function figures(
  owned = SHOP,
): Promise<{ paid: number; volume: bigint; failed: number; lost: number }> {
  const window = divideWindow({ from: START, to: START + 90 * 86_400_000 }, 'day', 'UTC');
  const scope = await openScope(world.till, 'chain', owned, window);
  const { figures: payments } = await readPaymentFigures(world.till, scope);
  const failures = await readFailureFigures(world.till, scope);
  return {
    paid: payments.reduce((sum, { paid }) => sum + paid, 0),
    volume: payments.reduce((sum, { volume }) => sum + volume, 0n),
    failed: (failures?.series ?? []).reduce((sum, { failed }) => sum + failed, 0),
    lost: (failures?.series ?? []).reduce((sum, { lost }) => sum + lost, 0),
  };
}

const ALL = { paid: 41, volume: 820n + BigInt(FAR), failed: 10, lost: 1 };

it('a long history is counted in steps that take a few payments each', async () => {
  await index(FAR);
  await world.settle();
  expect(await countAll(4)).toBeGreaterThan(8);
  expect(await figures()).toEqual(ALL);
  const rows = await world.till.selectFrom('metricFailures').select(['failures', 'lost']).execute();
  expect(rows).toEqual([{ failures: '10', lost: '1' }]);
});

it('of an account that changes hands within a quarter of an hour, each has its own blocks', async () => {
  await index(FAR);
  await world.settle();
  await countAll(10_000);
  const of = (fromBlock: number, untilBlock: number | null): OwnedBlocks => ({
    account: ALICE_HEX,
    fromBlock,
    untilBlock,
  });
  expect(await figures([of(0, 3)])).toMatchObject({ paid: 2, volume: 3n, failed: 0 });
  expect(await figures([of(3, 13)])).toMatchObject({ paid: 10, volume: 75n, failed: 3, lost: 0 });
  expect(await figures([of(13, null)])).toMatchObject({ paid: 29, failed: 7, lost: 1 });
  expect(await figures([of(0, 3), of(38, 40)])).toMatchObject({ paid: 4, volume: 80n });
});

it.each([
  ['as much as failed', 1 + BLOCKS_OF_AN_HOUR, 3_600_000, 5n, 0],
  ['a moment after the hour', 2, 3_600_001, 5n, 1],
  ['a block beyond what an hour can have', 2 + BLOCKS_OF_AN_HOUR, 1_000, 5n, 1],
  ['less than failed', 2, 1_000, 4n, 1],
])('a failure that is paid after it, %s', async (_what, block, later, value, lost) => {
  const made: MadeChain = {
    times: new Map([
      [1, START],
      [block, START + later],
    ]),
    transfers: [{ block, from: PAYER, to: ALICE_HEX, asset: '7', value, byCall: true }],
    failures: [
      { block: 1, from: PAYER, to: ALICE_HEX, asset: '7', value: 5n, error: ['Assets', 'BalanceLow'] },
    ],
  };
  await index(FAR, made);
  await world.settle();
  await countAll(10);
  expect(await figures()).toMatchObject({ paid: 1, failed: 1, lost });
});

it('two that count at the same time count nothing twice', async () => {
  await index(FAR);
  await world.settle();
  const both = await Promise.allSettled(
    [1, 2].map(() => rollUp(world.till, { schema: 'chain', most: 10_000 })),
  );
  expect(both.map(({ status }) => status)).toContain('fulfilled');
  await countAll(10_000);
  expect(await figures()).toEqual(ALL);
});

it('nothing is counted before it is settled', async () => {
  await index(10);
  await world.settle();
  await index(20, { ...chain, transfers: chain.transfers.filter(({ block }) => block > 10), failures: [] });
  await countAll(100);
  expect(await figures()).toMatchObject({ paid: 10, volume: 55n });
});

it('an index that is made anew is counted anew, and meanwhile there are no figures', async () => {
  await index(20);
  await world.settle();
  await countAll(100);
  const changed = { ...chain, transfers: chain.transfers.map((one) => ({ ...one, value: 2n * one.value })) };
  await world.index.rebuild();
  await expect(figures()).rejects.toMatchObject({ code: 'INDEX_NOT_READY' });
  await index(10, changed);
  await world.settle();
  await countAll(100);
  await expect(figures()).rejects.toMatchObject({ code: 'INDEX_NOT_READY' });
  await indexBlocks(world.index.client, changed, 11, 20);
  await world.index.setMetadata({ lastProcessedHeight: 20 });
  await world.settle();
  await countAll(100);
  expect(await figures()).toMatchObject({ paid: 20, volume: 420n });
  const { fill } = await world.till.selectFrom('metricProgress').select('fill').executeTakeFirstOrThrow();
  const old = await world.till.selectFrom('metricPayments').select('fill').where('fill', '<', fill).execute();
  expect(old).toEqual([]);
});

it('an index without a table of failures tells of none', async () => {
  await index(20);
  await world.index.client.query('drop table chain.failed_payments');
  await world.settle();
  await countAll(100);
  const window = divideWindow({ from: START, to: START + 86_400_000 }, 'day', 'UTC');
  const scope = await openScope(world.till, 'chain', SHOP, window);
  expect(await readFailureFigures(world.till, scope)).toBeNull();
  expect((await readPaymentFigures(world.till, scope)).figures).toHaveLength(1);
});

it('the roller keeps up with what is settled, until it is closed', async () => {
  await index(20);
  await world.settle();
  const roller = startRoller({ till: world.till, schema: 'chain', log: silent, everyMs: 20 });
  const until = async (height: number): Promise<void> => {
    for (;;) {
      const row = await world.till.selectFrom('metricProgress').select('height').executeTakeFirstOrThrow();
      if (row.height === height) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  try {
    await until(20);
    await index(30, { ...chain, transfers: chain.transfers.filter(({ block }) => block > 20), failures: [] });
    await world.settle();
    await until(30);
  } finally {
    await roller.close();
  }
  expect(await figures()).toMatchObject({ paid: 30 });
});

describe('chaintill verify-metrics', () => {
  function verify(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { PATH: process.env['PATH'], DATABASE_URL: world.index.database.url };
    return new Promise((resolve) => {
      execFile('node', ['dist/cli/main.js', 'verify-metrics', ...args], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
      );
    });
  }

  it('says that all is as the index says', async () => {
    await index(FAR);
    await world.settle();
    await countAll(7);
    const { code, out } = await verify();
    expect({ code, out }).toEqual({
      code: 0,
      out: `The metrics are what the index and the orders say: 3 roll-ups up to block ${FAR}.`,
    });
  });

  it.each([
    ['changed', `update till.metric_payments set volume = volume + 1 where first_block = 1`],
    ['missing', `delete from till.metric_failures`],
    [
      'made up',
      `insert into till.metric_payments select fill, '0x01', asset, quarter, 1, 1, 1, 1 from till.metric_payments limit 1`,
    ],
  ])('finds a row that is %s', async (_what, statement) => {
    await index(FAR);
    await world.settle();
    await countAll(100);
    await world.index.client.query(statement);
    const { code, out, err } = await verify('--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const result = JSON.parse(out) as { different: number; differences: unknown[] };
    expect(result).toMatchObject({ different: 1, differences: [expect.anything()] });
    expect((await verify()).out).toMatch(
      /^Of \d roll-ups up to block \d+, 1 are not what the index or the orders say:\n.* to 0x/,
    );
  });

  it('cannot say anything before payments are counted', async () => {
    const { code, err } = await verify();
    expect(code).not.toBe(0);
    expect(err).toContain('payments are not counted yet');
  });
});
