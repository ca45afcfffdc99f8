/**
 * Endpoints that lie: of another chain, with wrong hashes, gaps, heads that go back, events of another block. Nothing wrong
 * gets into the index, a sighting settles no order, `/health` says what is so, and with a true endpoint all is as if nobody
 * had lied.
 */
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { Client } from 'pg';
import { backfill } from '../../../src/backfill/run.js';
import { EVENTS_KEY } from '../../../src/chain/system-events.js';
import { startGateway } from '../../../src/gateway/server.js';
import { startSettlement } from '../../../src/settlement/start.js';
import { indexWriter } from '../../../src/store/chain/backfill/writer.js';
import type { BlockScript } from '../../fixture-chain/build/plain.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { startFixtureChain, type FixtureChain } from '../../fixture-chain/server.js';
import { openChaosReport } from '../../support/chaos-report.js';
import { createTestIndex, silent } from '../../support/gateway.js';
import { network } from '../../support/network.js';
import { until } from '../../support/processes.js';
import { openClosers } from '../../support/suite-closers.js';
import { createTestSettlement } from '../../support/settlement.js';
import { blockWriter, PAYER, SHOP } from '../watcher/scene.js';
import { startFaultyEndpoint, type FaultyEndpoint, type Said } from './faulty-endpoint.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
const LENGTH = FULL ? 2_000 : 240;
jest.setTimeout(FULL ? 300_000 : 120_000);

const report = openChaosReport('rpc-lies');
const closers = openClosers();
afterAll(() => report.write());

/** A payment in each third block. */
function history(length: number): readonly BlockScript[] {
  const { empty, payment } = blockWriter();
  return Array.from({ length }, (_, i) => (i % 3 === 0 ? [payment(`h-${i}`)] : empty(1))).flat();
}

async function startChain(blocks: readonly BlockScript[], finalized?: number): Promise<FixtureChain> {
  await cryptoWaitReady();
  const node = await startFixtureChain({
    runtimes: [{ runtime: loadRuntime('liberland-8'), appliedIn: 0 }],
    blocks,
    ...(finalized !== undefined && { finalized }),
  });
  closers.push(() => node.close());
  return node;
}

async function before(node: FixtureChain): Promise<FaultyEndpoint> {
  const endpoint = await startFaultyEndpoint(node.endpoint);
  closers.push(() => endpoint.close());
  return endpoint;
}

interface Indexing {
  /** Indexes what is left, over these endpoints. @returns failures that were tried again */
  run(endpoints: readonly string[], onWritten?: (height: number) => void): Promise<readonly unknown[]>;
  rows(): Promise<unknown>;
}

async function newIndex(genesisHash: string): Promise<Indexing> {
  const index = await createTestIndex();
  closers.push(() => index.close());
  const client = new Client({ connectionString: index.database.url });
  await client.connect();
  closers.push(() => client.end());
  return {
    async run(endpoints, onWritten = () => undefined) {
      const failures: unknown[] = [];
      const { signal } = new AbortController();
      await backfill({
        ...{ endpoints, genesisHash, signal, startBlock: 1, writer: indexWriter(client, 'chain') },
        onFailure: (error) => failures.push(error),
        onProgress: ({ height }) => onWritten(height),
      });
      return failures;
    },
    async rows() {
      const { rows: transfers } = await client.query('select * from chain.transfers order by id');
      const { rows: remarks } = await client.query('select * from chain.remarks order by id');
      const { rows: height } = await client.query(
        `select value from chain._metadata where key = 'lastProcessedHeight'`,
      );
      return { transfers, remarks, height };
    },
  };
}

describe('the backfill', () => {
  let node: FixtureChain;
  let clean: unknown;

  beforeAll(async () => {
    node = await startChain(history(LENGTH));
    const index = await newIndex(node.chain.genesis.hash);
    await index.run([node.endpoint]);
    clean = await index.rows();
    expect((clean as { transfers: unknown[] }).transfers).toHaveLength(Math.ceil(LENGTH / 3));
  });

  const hashOf = (height: number): string => node.chain.at(height)?.hash ?? '';
  const heightOf = (hash: unknown): number => node.chain.byHash(String(hash))?.number ?? 0;
  /** Blocks with a payment and without one. */
  const [PAID, QUIET] = [LENGTH - (LENGTH % 3) - 5, LENGTH - (LENGTH % 3) - 4];

  /** Another hash for a height, where a list of them is asked for. */
  const listing =
    (at: number, hash: () => string) =>
    ({ method, params, result }: Said): unknown => {
      const heights = params[0];
      if (method !== 'chain_getBlockHash' || !Array.isArray(heights) || !Array.isArray(result))
        return undefined;
      const place = heights.indexOf(at);
      return place < 0 ? undefined : result.map((one: unknown, i) => (i === place ? hash() : one));
    };
  /** Another header of one block. */
  const heading =
    (of: 'chain_getHeader' | 'chain_getBlock', at: number, change: object) =>
    ({ method, params, result }: Said): unknown => {
      if (method !== of || heightOf(params[0]) !== at) return undefined;
      if (of === 'chain_getHeader') return { ...(result as object), ...change };
      const { block } = result as { block: { header: object } };
      return { block: { ...block, header: { ...block.header, ...change } } };
    };

  const LIES: Readonly<Record<string, (said: Said) => unknown>> = {
    'another genesis': ({ method, params }) =>
      method === 'chain_getBlockHash' && params[0] === 0 ? `0x${'cd'.repeat(32)}` : undefined,
    'the hash of another block for one with a payment': listing(PAID, () => hashOf(QUIET)),
    'the hash of another block for one without': listing(QUIET, () => hashOf(QUIET + 1)),
    'a hash that is none of the chain': listing(QUIET, () => `0x${'ab'.repeat(32)}`),
    'heights with a gap': ({ method, params, result }) => {
      const heights = params[0];
      if (method !== 'chain_getBlockHash' || !Array.isArray(heights) || !Array.isArray(result))
        return undefined;
      return heights.map((height: number, i): unknown => (height > 50 ? hashOf(height + 1) : result[i]));
    },
    'a block with another height': heading('chain_getBlock', PAID, {
      number: `0x${(PAID + 1).toString(16)}`,
    }),
    'a header with another height': heading('chain_getHeader', QUIET, { number: '0x7' }),
    'a header with another parent': heading('chain_getHeader', QUIET, { parentHash: `0x${'ab'.repeat(32)}` }),
    'no header': ({ method, params }) =>
      method === 'chain_getHeader' && heightOf(params[0]) === QUIET ? { digest: null } : undefined,
    'a block that has not all extrinsics': ({ method, params, result }) => {
      if (method !== 'chain_getBlock' || heightOf(params[0]) !== PAID) return undefined;
      const { block } = result as { block: { extrinsics: unknown[] } };
      return { block: { ...block, extrinsics: block.extrinsics.slice(0, 1) } };
    },
    'the events of a block with a payment for one without': ({ method, params }) =>
      method === 'state_getStorage' && params[0] === EVENTS_KEY && heightOf(params[1]) === QUIET
        ? node.chain.at(PAID)?.events
        : undefined,
    'the header of another block for the finalized head': ({ method, params, result }) =>
      method === 'chain_getHeader' && heightOf(params[0]) === LENGTH
        ? { ...(result as object), number: '0xffff' }
        : undefined,
  };

  test.concurrent.each(Object.keys(LIES))('stores nothing wrong over one that tells %s', async (name) => {
    const liar = await before(node);
    const index = await newIndex(node.chain.genesis.hash);
    liar.behave({ kind: 'lying', lie: LIES[name] ?? (() => undefined) });
    const failures = await index.run([liar.endpoint, node.endpoint]);
    expect(liar.met.get('lying')).toBeGreaterThan(0);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures)
      expect(['BLOCK_UNREADABLE', 'GENESIS_MISMATCH', 'RPC_FAILED']).toContain(
        (failure as { code?: string }).code,
      );
    expect(await index.rows()).toEqual(clean);
    report.did(`lie: ${name}`, 'RPC endpoint', liar.met.get('lying'));
    report.held('rows of an index are those of a clean run', LENGTH);
  });

  test('takes no block that does not go on from the one before, of a node on another branch', async () => {
    const others = blockWriter('liberland-8', 3);
    const branch = await startChain(Array.from({ length: LENGTH }, (_, i) => others.payment(`b-${i}`)));
    expect(branch.chain.genesis.hash).toBe(node.chain.genesis.hash);
    const honest = await before(node);
    const liar = await before(branch);
    const index = await newIndex(node.chain.genesis.hash);
    const slow = node.fault('chain_getBlock', { kind: 'slow', ms: 300 });
    let changed: Promise<void> | null = null;
    const failures = await index.run([honest.endpoint, liar.endpoint], () => {
      // The connection breaks after the first stretch, and the other endpoint is taken.
      changed ??= honest.die().then(() => honest.comeBack());
    });
    slow.clear();
    expect(branch.calls.get('chain_getBlockHash')).toBeGreaterThan(0);
    expect(failures).toContainEqual(expect.objectContaining({ code: 'BLOCK_UNREADABLE' }));
    expect(await index.rows()).toEqual(clean);
    report.did('lie: another branch', 'RPC endpoint', failures.length);
    report.held('rows of an index are those of a clean run', LENGTH);
  });

  test('ends where the finalized head goes back, and goes on from there', async () => {
    const liar = await before(node);
    const index = await newIndex(node.chain.genesis.hash);
    let heights = [100, 60];
    const lie = ({ method }: Said): unknown => {
      if (method !== 'chain_getFinalizedHead') return undefined;
      const [height = 60, ...more] = heights;
      heights = more;
      return hashOf(height);
    };
    liar.behave({ kind: 'lying', lie });
    await index.run([liar.endpoint]);
    await index.run([liar.endpoint]);
    expect(await index.rows()).toMatchObject({ height: [{ value: 100 }] });
    await index.run([node.endpoint]);
    expect(await index.rows()).toEqual(clean);
    report.did('lie: the finalized head goes back', 'RPC endpoint', liar.met.get('lying'));
    report.held('rows of an index are those of a clean run', LENGTH);
  });
});

test('the gateway says what is so, of nonsense, heads that go back and another chain, and outlives it', async () => {
  const node = await startChain(history(30));
  const liar = await before(node);
  const index = await createTestIndex();
  closers.push(() => index.close());
  const genesisHash = node.chain.genesis.hash;
  await index.setMetadata({ lastProcessedHeight: 30, genesisHash });
  const gateway = await startGateway({
    ...{ host: '127.0.0.1', port: 0, databaseUrl: index.database.url, indexerUrl: null, log: silent },
    network: { ...network, genesisHash },
    endpoints: [liar.endpoint],
  });
  closers.push(() => gateway.close());
  const health = async () =>
    (await (await fetch(`${gateway.url}/health`)).json()) as Awaited<ReturnType<typeof gateway.health>>;
  expect(await health()).toMatchObject({
    chain: { status: 'ok', head: 30, finalized: 30 },
    indexer: { status: 'ok', lag: 0 },
  });

  const more = blockWriter('liberland-8', 31);
  const heads: unknown[] = [null, 'nonsense', { number: 7 }, {}, { number: 'x' }];
  for (const head of heads) {
    liar.behave({ kind: 'lying', lie: ({ method }) => (/Head$/.test(method) ? head : undefined) });
    node.chain.append(more.empty(1));
    node.chain.setFinalized(node.chain.best);
  }
  await until('it has met them', () => (liar.met.get('lying') ?? 0) >= heads.length);
  expect((await health()).chain).toMatchObject({ status: 'ok', head: 30 });

  const header = (height: number): unknown => node.chain.at(height)?.header;
  liar.behave({
    kind: 'lying',
    lie: ({ method }) =>
      method === 'chain_finalizedHead' || method === 'chain_newHead' ? header(12) : undefined,
  });
  node.chain.append(more.empty(1));
  node.chain.setFinalized(node.chain.best);
  // What a node says of itself is told as it is; that the index is ahead of it makes no debt.
  await until('heads have gone back', async () => (await health()).chain.head === 12);
  expect(await health()).toMatchObject({ indexer: { status: 'ok', lag: 0, indexedHeight: 30 } });
  liar.behave({ kind: 'faithful' });
  node.chain.append(more.empty(1));
  await until('the truth is told again', async () => (await health()).chain.head === node.chain.best);

  liar.behave({
    kind: 'lying',
    lie: ({ method }) => (method === 'chain_getBlockHash' ? `0x${'cd'.repeat(32)}` : undefined),
  });
  await liar.die();
  await until('the lost node is told of', async () => (await health()).chain.status === 'unavailable');
  await liar.comeBack();
  await until('the other chain is told of', async () =>
    /serves a chain with genesis 0xcdcd/.test((await health()).chain.reason ?? ''),
  );
  expect(await health()).toMatchObject({
    status: 'unavailable',
    chain: { head: null, finalized: null },
  });
  report.did('heads of nonsense, heads that go back, another genesis', 'RPC endpoint', liar.met.get('lying'));
  report.held('/health says what is so', heads.length + 4);
});

test('a payment that only a liar has seen settles no order', async () => {
  const settlement = await createTestSettlement();
  closers.push(() => settlement.close());
  const { till, index } = settlement;
  const { empty, payment } = blockWriter();
  const common = empty(10);
  const node = await startChain(common);
  const branch = await startChain([...common, payment('A-1'), ...empty(1)], 10);
  for (const { chain } of [node, branch]) expect(chain.at(10)?.hash).toBe(branch.chain.at(10)?.hash);
  const merchantId = await settlement.merchant(SHOP);
  const orderId = await settlement.order({
    merchantId,
    payee: SHOP,
    reference: 'A-1',
    amount: 400n,
    expiryHeight: 40,
  });
  await settlement.block(10);
  await settlement.settle();

  const liar = await startFaultyEndpoint(branch.endpoint);
  const honest = await before(node);
  closers.push(() => liar.close().catch(() => undefined));
  const { port } = new URL(honest.endpoint);
  expect(port).not.toBe(new URL(liar.endpoint).port);
  await honest.die();
  const settler = startSettlement({
    ...{ databaseUrl: index.database.url, chainIdentity: '0x00', log: silent, secondEndpoints: [] },
    network: { ...network, genesisHash: node.chain.genesis.hash },
    endpoints: [liar.endpoint, honest.endpoint],
  });
  closers.push(() => settler.close());
  const types = async (): Promise<readonly string[]> =>
    (await settlement.events(orderId)).filter((type) => type !== 'order.created');
  await until('the payment is sighted', async () => (await types()).includes('order.payment.detected'));
  // The liar says that it is final, and the index, which is all that counts, has not got it.
  branch.chain.setFinalized(12);
  await settlement.block(12);
  await until('the height is settled', () => settler.state().settledHeight === 12);
  expect(await settlement.readOrder(orderId)).toMatchObject({
    status: 'open',
    received: '0',
    paymentCount: 0,
  });

  node.chain.append(empty(4));
  await honest.comeBack();
  await liar.die();
  node.chain.append(empty(1));
  await until('the sighting is taken back', async () => (await types()).includes('order.payment.retracted'));
  expect(await settlement.readOrder(orderId)).toMatchObject({
    status: 'open',
    received: '0',
    paymentCount: 0,
  });
  await settlement.block(20, [
    { fromId: PAYER, toId: SHOP, value: '400', reference: 'A-1', pairing: 'paired' },
  ]);
  await until('the order is settled', async () => (await settlement.readOrder(orderId)).status === 'settled');
  const log = await types();
  expect(log.filter((type) => type === 'order.payment.detected')).toHaveLength(1);
  expect(log.filter((type) => type === 'order.payment.retracted')).toHaveLength(1);
  expect(log.filter((type) => type === 'order.settled')).toHaveLength(1);
  expect(await till.selectFrom('payments').select('transferId').execute()).toEqual([{ transferId: '20-0' }]);
  report.did('lie: a payment on a branch of its own', 'RPC endpoint');
  report.held('an order is settled by the index alone, once', 1);
});
