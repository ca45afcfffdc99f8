/** Hints and facts together: the real indexer, the watcher and the settler on a chain that forks above finality. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { bytesToHex } from '../../src/domain/hex.js';
import type { NetworkProfile } from '../../src/domain/network.js';
import type { Settler } from '../../src/settlement/settler.js';
import { startSettlement } from '../../src/settlement/start.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { call, type BlockScript } from '../fixture-chain/build/plain.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { account } from '../fixture-chain/scenario/accounts.js';
import { createWorld } from '../fixture-chain/scenario/world.js';
import { startFixtureChain, type FixtureChain } from '../fixture-chain/server.js';
import { expectEventsFitSchemas } from '../support/event-schema.js';
import { network } from '../support/network.js';
import { until } from '../support/processes.js';
import { insertAccount, insertOrder } from '../support/settlement.js';
import { indexedChain, type IndexedChain } from './indexing/indexer.js';

jest.setTimeout(180_000);

const runtime = loadRuntime('liberland-8');
const SHOP = account('shop');
const log = pino({ level: 'silent' });

let node: FixtureChain;
let second: FixtureChain;
let indexed: IndexedChain;
let settlement: Settler | null = null;
let till: TillDatabase;
let merchantId: string;
const world = createWorld(runtime);
const empty = (): BlockScript => world.block().script;

/** A payment by one payer: the same extrinsic in whatever block. */
function paying(reference: string, value: bigint): BlockScript {
  const remark = bytesToHex(new TextEncoder().encode(`order:${reference}`));
  return world.block({
    extrinsics: [
      world.extrinsic(
        call('utility.batchAll', [
          [call('balances.transferKeepAlive', [SHOP, value]), call('system.remark', [remark])],
        ]),
        account('buyer'),
      ),
    ],
  }).script;
}

beforeEach(async () => {
  const blocks = [empty(), empty()];
  node = await startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }], blocks });
  second = await startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }], blocks });
  indexed = await indexedChain(node);
  till = openTillDatabase({ url: indexed.databaseUrl, log });
  await migrateTill({ url: indexed.databaseUrl, log });
  await claimTill(till, { network: 'fixture', genesisHash: '0x00', chainIdentity: '0x00' });
  const merchant = await till.insertInto('merchants').values({ name: 'Shop' }).returning('id').execute();
  merchantId = merchant[0]?.id ?? '';
  await insertAccount(till, merchantId, SHOP);
  const running = await indexed.run();
  await indexed.index.reaches(2, 60_000, running);
});
afterEach(async () => {
  await settlement?.close();
  await expectEventsFitSchemas(till);
  await till.destroy();
  await indexed.close();
  await Promise.all([node.close(), second.close()]);
});

function settle(secondEndpoints: readonly string[] = []): void {
  const profile: NetworkProfile = { ...network, genesisHash: node.chain.genesis.hash };
  settlement = startSettlement({
    databaseUrl: indexed.databaseUrl,
    network: profile,
    chainIdentity: '0x00',
    endpoints: [node.endpoint],
    secondEndpoints,
    log,
  });
}

async function events(): Promise<string[]> {
  const rows = await till.selectFrom('events').select(['type', 'sequence']).orderBy('cursor').execute();
  rows.forEach(({ sequence }, i) => expect(sequence).toBe(i + 1));
  return rows.map(({ type }) => type);
}

async function reachEvents(...expected: string[]): Promise<void> {
  await until(
    `the events ${expected.join(', ')}`,
    async () => JSON.stringify(await events()) === JSON.stringify(expected),
    30_000,
  ).catch(async () => expect(await events()).toEqual(expected));
}

async function stored(id: string): Promise<unknown> {
  return till
    .selectFrom('orders')
    .select(['status', 'received', 'paymentCount'])
    .where('id', '=', id)
    .executeTakeFirst();
}

it('a detected payment that a fork takes back and another block brings again is settled once', async () => {
  settle();
  const order = await insertOrder(till, { merchantId, payee: SHOP, reference: 'forked', amount: 500n });
  await reachEvents('order.created');

  node.chain.append([paying('forked', 500n)]);
  await reachEvents('order.created', 'order.payment.detected');
  expect(await stored(order)).toEqual({ status: 'open', received: '0', paymentCount: 0 });

  node.chain.fork(2, [empty(), empty()]);
  await reachEvents('order.created', 'order.payment.detected', 'order.payment.retracted');

  node.chain.append([paying('forked', 500n)]);
  await reachEvents(
    'order.created',
    'order.payment.detected',
    'order.payment.retracted',
    'order.payment.detected',
  );
  expect(await stored(order)).toEqual({ status: 'open', received: '0', paymentCount: 0 });

  node.chain.setFinalized(node.chain.best);
  const whole = [
    'order.created',
    'order.payment.detected',
    'order.payment.retracted',
    'order.payment.detected',
    'order.settled',
  ];
  await reachEvents(...whole);
  node.chain.append([empty()]);
  node.chain.setFinalized(node.chain.best);
  await until('the next block is settled', () => settlement?.state().settledHeight === node.chain.best);
  expect(await events()).toEqual(whole);
  expect(await stored(order)).toEqual({ status: 'settled', received: '500', paymentCount: 1 });
});

describe('a second opinion', () => {
  it('that agrees lets settlement go on, and holds it up while it is silent', async () => {
    settle([second.endpoint]);
    const order = await insertOrder(till, { merchantId, payee: SHOP, reference: 'twice', amount: 500n });
    const block = paying('twice', 500n);
    node.chain.append([block]);
    node.chain.setFinalized(3);
    await until('settlement waits', () => settlement?.state().state === 'unconfirmed');
    await sleep(500);
    expect(await stored(order)).toMatchObject({ status: 'open' });

    second.chain.append([block]);
    second.chain.setFinalized(3);
    await until('the order is settled', async () => {
      return ((await stored(order)) as { status: string }).status === 'settled';
    });
    expect(settlement?.state()).toMatchObject({ state: 'settling', reason: null });
  });

  it('that disagrees stops it', async () => {
    settle([second.endpoint]);
    const order = await insertOrder(till, { merchantId, payee: SHOP, reference: 'forged', amount: 500n });
    second.chain.append([empty()]);
    second.chain.setFinalized(3);
    node.chain.append([paying('forged', 500n)]);
    node.chain.setFinalized(3);
    await until('settlement stops', () => settlement?.state().state === 'alarm');
    expect(settlement?.state().reason).toContain('another block 3');
    await sleep(500);
    expect(await stored(order)).toMatchObject({ status: 'open', received: '0' });
  });
});
