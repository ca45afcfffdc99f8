/**
 * Whatever happens in whatever steps: what blocks bring, when they are settled and counted, blocks that a fork replaces before
 * they are settled, an index that is made anew. The figures are those of counting every event.
 */
import fc from 'fast-check';
import type { Hex } from '../../src/domain/hex.js';
import { divideWindow, INTERVALS } from '../../src/domain/metrics/intervals.js';
import { mergeOwned, type OwnedBlocks } from '../../src/domain/metrics/ownership.js';
import { readFailureFigures } from '../../src/store/till/metrics/failure-figures.js';
import { readPayerFigures } from '../../src/store/till/metrics/payer-figures.js';
import { readPaymentFigures } from '../../src/store/till/metrics/payment-figures.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { openScope } from '../../src/store/till/metrics/scope.js';
import { verifyMetrics } from '../../src/store/till/metrics/verify.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import { countNaively, indexBlocks, inOrder, type MadeChain } from '../support/metrics.js';
import { createTestSettlement, type TestSettlement } from '../support/settlement.js';

const LAST = 24;
/** Numbers of blocks go up by so many, so that some are too far apart for what belongs to one hour. */
const STEP = 1_500;
const accounts = ['a0', 'b1', 'c2', 'd3'].map((byte): Hex => `0x${byte.repeat(32)}`);
/** Clocks are put forward in Europe an hour later, and a month ends three days later. */
const START = Date.UTC(2026, 2, 29, 0, 0, 0);

const block = fc.integer({ min: 1, max: LAST }).map((n) => n * STEP);
const account = fc.constantFrom(...accounts);
/** Most is paid to one, so that a quarter of an hour has several of its payments. */
const payee = fc.constantFrom(...accounts, accounts[0] ?? '0x', accounts[0] ?? '0x', accounts[0] ?? '0x');
const asset = fc.constantFrom(null, null, null, null, '7');

const events = fc.record({
  transfers: fc.array(
    fc.record({
      block,
      from: account,
      to: payee,
      asset,
      value: fc.constantFrom(0n, 1n, 40n, 100n, 10n ** 24n),
      byCall: fc.constantFrom(true, true, true, false),
    }),
    { minLength: 10, maxLength: 60 },
  ),
  failures: fc.array(
    fc.record({
      block,
      from: fc.constantFrom(...accounts, null),
      to: fc.option(payee, { freq: 8 }),
      asset,
      value: fc.constantFrom(40n, 100n, null, 0n),
      error: fc.constantFrom(
        ['Balances', 'InsufficientBalance'] as const,
        [null, 'BadOrigin'] as const,
        [null, null] as const,
      ),
    }),
    { maxLength: 25 },
  ),
});

/** Blocks are seconds, minutes or hours apart, and now and then at the very edge of a quarter of an hour. */
const times = fc
  .array(fc.constantFrom(6_000, 6_000, 6_000, 6_000, 240_000, 600_000, 900_000, 1_799_999, 7_200_000), {
    minLength: LAST,
    maxLength: LAST,
  })
  .chain((gaps) =>
    fc.record({
      gaps: fc.constant(gaps),
      untimed: fc.constantFrom(0, 0, 3),
    }),
  )
  .map(({ gaps, untimed }) => {
    let at = START;
    const after = gaps.map((gap) => (at += gap));
    return new Map(after.map((time, i) => [(i + 1) * STEP, time] as const).slice(untimed));
  });

const chains: fc.Arbitrary<MadeChain> = fc
  .record({ times, events })
  .map(({ times: made, events: { transfers, failures } }) => ({ times: made, transfers, failures }));

/** What is done one after the other; heights are how many blocks further. */
const acts = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ act: fc.constant('index' as const), blocks: fc.integer({ min: 1, max: 6 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant('settle' as const), blocks: fc.integer({ min: 1, max: 6 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant('count' as const), most: fc.integer({ min: 1, max: 5 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ act: 'rebuild' as const }) },
    // What is indexed and not settled is replaced by what another branch has.
    { weight: 2, arbitrary: fc.record({ act: fc.constant('fork' as const), other: events }) },
  ),
  { minLength: 3, maxLength: 14 },
);

const edge = fc
  .record({ n: fc.integer({ min: 1, max: LAST + 1 }), off: fc.constantFrom(-1, 0, 0, 1) })
  .map(({ n, off }) => n * STEP + off);
const owned: fc.Arbitrary<OwnedBlocks[]> = fc.array(
  fc.record({
    account: payee,
    fromBlock: edge,
    untilBlock: fc.option(edge),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Accounts that nobody pays, so many that not all pairs of a scope's accounts are looked up. */
const silent = Array.from({ length: 40 }, (_, i): OwnedBlocks => ({
  account: `0x${i.toString(16).padStart(64, 'e')}`,
  fromBlock: i,
  untilBlock: null,
}));

const questions = fc.array(
  fc
    .record({
      owned: fc.oneof(
        owned,
        owned.map((theirs) => [...theirs, ...silent]),
        account.map((one) => [{ account: one, fromBlock: 0, untilBlock: null }]),
      ),
      from: fc.oneof(
        fc.constant(START - 3_600_000),
        fc.integer({ min: START - 3_600_000, max: START + 12 * 3_600_000 }),
      ),
      length: fc.constantFrom(1, 900_000, 9_999_999, 30 * 3_600_000, 80 * 3_600_000),
      aligned: fc.boolean(),
      interval: fc.constantFrom(...INTERVALS),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'),
      rowsForALook: fc.constantFrom(null, 0, 1),
    })
    .map(({ from, aligned, length, ...rest }) => {
      const begin = aligned ? from - (from % 900_000) : from;
      return { ...rest, from: begin, to: begin + length };
    }),
  { minLength: 6, maxLength: 10 },
);

let world: TestSettlement;
beforeAll(async () => {
  world = await createTestSettlement();
});
afterAll(() => world.close());

interface State {
  chain: MadeChain;
  indexed: number;
  settled: number;
}

async function setIndexed(height: number): Promise<void> {
  await world.index.setMetadata({ lastProcessedHeight: height });
}

async function settleTo(upTo: number): Promise<void> {
  const limit = { upTo, state: 'settling', reason: null } as const;
  await settleStep(world.till, { epoch: 0n, schema: 'chain', most: 500, limit, plan: () => [] });
}

async function rebuild(chain: MadeChain, height: number): Promise<void> {
  await world.index.rebuild();
  await indexBlocks(world.index.client, chain, 0, height);
  await setIndexed(height);
}

async function act(
  state: State,
  step: typeof acts extends fc.Arbitrary<(infer One)[]> ? One : never,
): Promise<void> {
  switch (step.act) {
    case 'index': {
      const to = Math.min(LAST * STEP, state.indexed + step.blocks * STEP);
      await indexBlocks(world.index.client, state.chain, state.indexed + 1, to);
      await setIndexed(to);
      state.indexed = to;
      return;
    }
    case 'settle':
      state.settled = Math.min(state.indexed, state.settled + step.blocks * STEP);
      return settleTo(state.settled);
    case 'count':
      await rollUp(world.till, { schema: 'chain', most: step.most });
      return;
    case 'rebuild':
      return rebuild(state.chain, state.indexed);
    case 'fork': {
      const { settled, chain } = state;
      const kept = <T extends { readonly block: number }>(given: readonly T[], other: readonly T[]): T[] => [
        ...given.filter((one) => one.block <= settled),
        ...other.filter((one) => one.block > settled),
      ];
      for (const table of ['transfers', 'asset_transfers', 'failed_payments']) {
        await world.index.client.query(`delete from chain.${table} where block_number > $1`, [settled]);
      }
      state.chain = {
        times: chain.times,
        transfers: kept(chain.transfers, step.other.transfers),
        failures: kept(chain.failures, step.other.failures),
      };
      // Places in blocks follow from the list, so all of them are written again.
      for (const table of ['transfers', 'asset_transfers', 'failed_payments']) {
        await world.index.client.query(`delete from chain.${table}`);
      }
      return indexBlocks(world.index.client, state.chain, 0, state.indexed);
    }
  }
}

/** A till that has settled nothing yet, over an index without a block. */
async function begin(): Promise<void> {
  await world.till
    .updateTable('instance')
    .set({
      settledHeight: null,
      anchorHeight: null,
      anchorHash: null,
      chainGeneration: null,
      state: 'settling',
    })
    .execute();
  await world.index.rebuild();
  await setIndexed(0);
  await settleTo(0);
}

async function countAll(): Promise<number> {
  for (;;) {
    const { height, more } = await rollUp(world.till, { schema: 'chain', most: 3 });
    if (!more) return height;
  }
}

it('figures are those of counting every event', async () => {
  await fc.assert(
    fc.asyncProperty(chains, acts, questions, async (chain, steps, asked) => {
      await begin();
      const state: State = { chain, indexed: 0, settled: 0 };
      for (const step of steps) await act(state, step);
      // Most histories go on to their end.
      if (steps.length % 4 > 0) {
        await act(state, { act: 'index', blocks: LAST });
        await act(state, { act: 'settle', blocks: LAST });
      }
      await settleTo(state.settled);
      expect(await countAll()).toBe(state.settled);

      for (const { from, to, interval, timeZone, owned: theirs, rowsForALook } of asked) {
        const window = divideWindow({ from, to }, interval, timeZone);
        // Histories are short: what is read of long ones is tried as well.
        const opened = await openScope(world.till, 'chain', theirs, window);
        const scope = { ...opened, rowsForALook: rowsForALook ?? opened.rowsForALook };
        const { figures, blocks } = await readPaymentFigures(world.till, scope);
        const counted = {
          payments: figures,
          failures: await readFailureFigures(world.till, scope),
          payers: blocks === null ? [] : await readPayerFigures(world.till, scope, blocks),
        };
        const naive = countNaively(state.chain, state.settled, mergeOwned(theirs), window);
        expect(inOrder(counted)).toEqual(inOrder(naive));
      }
      const verified = await verifyMetrics(world.till, { schema: 'chain', blocks: 4_000, most: 3 });
      expect(verified).toMatchObject({ height: state.settled, different: 0 });
    }),
    { numRuns: 25 },
  );
}, 240_000);
