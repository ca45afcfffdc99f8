/** Balances of deposit addresses against their transfers, read from a node over a socket. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { deriveAddress } from '../../src/domain/deposit-address.js';
import type { Hex } from '../../src/domain/hex.js';
import { readHeader } from '../../src/chain/header.js';
import { startReconciler, type Reconciler } from '../../src/settlement/reconciler.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { ALICE, ALICE_HEX } from '../support/accounts.js';
import { recordedMetadata } from '../support/chain-view.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { network } from '../support/network.js';
import { eventually } from '../support/stub-node.js';
import { createTestMerchant, insertTestOrder, openTestTill } from '../support/till.js';

const metadata = recordedMetadata('liberland-22');
const runtime = loadRuntime('liberland-22');
const LLD = 10n ** 12n;
const HEIGHT = 1_000;
const ZERO: Hex = `0x${'00'.repeat(32)}`;

jest.setTimeout(30_000);

let index: TestIndex;
let till: TillDatabase;
let server: WebSocketServer;
let reconciler: Reconciler | null = null;
let merchantId: string;
/** State by block. */
let states: Map<Hex, Map<Hex, Hex>>;
let finalized: number;
/** Blocks whose state was asked for. */
let asked: string[];

const header = (height: number): object => ({
  number: `0x${height.toString(16)}`,
  parentHash: ZERO,
  stateRoot: ZERO,
  extrinsicsRoot: ZERO,
  digest: { logs: [] },
});
const hashAt = (height: number): Hex => readHeader(header(height)).hash;

function answer(method: string, params: readonly unknown[]): unknown {
  switch (method) {
    case 'chain_getFinalizedHead':
      return hashAt(finalized);
    case 'chain_getHeader':
      return header(finalized);
    case 'chain_getBlockHash':
      return hashAt(Number(params[0]));
    case 'state_getRuntimeVersion':
      return runtime.version;
    case 'state_getMetadata':
      return runtime.metadata;
    default: {
      const [keys, at] = params as [Hex[], Hex];
      asked.push(at);
      return [{ changes: keys.map((key) => [key, states.get(at)?.get(key) ?? null]) }];
    }
  }
}

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      const { id, method, params } = JSON.parse(data.toString()) as {
        id: number;
        method: string;
        params: unknown[];
      };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) }));
    }),
  );
  ({ merchantId } = await createTestMerchant(till, { accounts: [ALICE] }));
});
afterAll(async () => {
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  states = new Map();
  asked = [];
  await index.client.query(
    `truncate till.deposit_differences; delete from till.orders; delete from chain.transfers;
     delete from chain.asset_transfers; update till.deposit_round set after_id = null, after_created_at = null`,
  );
  await allIsWell();
});
afterEach(async () => {
  await reconciler?.close();
  reconciler = null;
});

async function allIsWell(): Promise<void> {
  finalized = HEIGHT;
  await index.client.query(
    `update till.instance set anchor_height = null, anchor_hash = null, epoch = 1, state = 'settling'`,
  );
  await settled(HEIGHT);
}

async function settled(height: number): Promise<void> {
  await index.setMetadata({ lastProcessedHeight: height });
  await till.updateTable('instance').set({ settledHeight: height }).execute();
}

function start(epoch = 1n): void {
  const { port } = server.address() as AddressInfo;
  const endpoints = [`ws://127.0.0.1:${port}`];
  reconciler = startReconciler({
    till,
    epoch,
    schema: 'chain',
    endpoints,
    network,
    log: silent,
    everyMs: 5,
    batchSize: 3,
  });
}

let made = 0;

async function deposit(
  given: { asset?: string; scheme?: 'soft' } = {},
): Promise<{ id: string; address: Hex }> {
  made += 1;
  const [id, depositPath] = [randomUUID(), [7, 8, made]];
  const address = deriveAddress(ALICE_HEX, depositPath);
  await insertTestOrder(till, {
    id,
    merchantId,
    owner: ALICE,
    payee: address,
    mode: 'address',
    reference: null,
    depositScheme: given.scheme ?? 'derivative',
    depositPath,
    asset: given.asset ?? null,
  });
  return { id, address };
}

function hold(address: Hex, free: bigint, height = HEIGHT): void {
  put('system.account', 'FrameSystemAccountInfo', [address], { providers: 1, data: { free } }, height);
}

function holdAsset(address: Hex, id: string, balance: bigint): void {
  const details = { minBalance: 1, isSufficient: true, status: 'Live' };
  put('assets.asset', 'PalletAssetsAssetDetails', [id], details, HEIGHT);
  put('assets.account', 'PalletAssetsAssetAccount', [id, address], { balance }, HEIGHT);
}

function put(name: `${string}.${string}`, type: string, key: unknown[], value: object, height: number): void {
  const state = states.get(hashAt(height)) ?? new Map<Hex, Hex>();
  states.set(hashAt(height), state);
  const at = metadata.storageMap(name)?.key(...key);
  if (at) state.set(at, metadata.registry.createType(type, value).toHex());
}

const noticed = () =>
  till
    .selectFrom('depositDifferences')
    .select(['orderId', 'asset', 'amount', 'expected', 'found', 'reason', 'height', 'blockHash'])
    .orderBy('height')
    .orderBy('amount', 'desc')
    .execute();

/** Long enough for another round or two. */
async function rounds(): Promise<void> {
  const before = asked.length;
  await eventually(() => expect(asked.length).toBeGreaterThan(before + 4));
}

it('notices money without a transfer, in the token and in an asset, once; what agrees is left alone', async () => {
  const [fine, gifted, swept] = [await deposit(), await deposit(), await deposit()];
  await index.insertTransfers([
    { id: '10-0', blockNumber: 10, toId: fine.address, value: String(3n * LLD) },
    { id: '11-0', blockNumber: 11, toId: swept.address, value: String(2n * LLD) },
    { id: '12-0', blockNumber: 12, fromId: swept.address, toId: ALICE, value: String(2n * LLD) },
    // Above the compared height, as its balance is.
    { id: `${HEIGHT + 1}-0`, blockNumber: HEIGHT + 1, toId: fine.address, value: '77' },
  ]);
  await index.insertAssetTransfers([
    { id: '13-0', blockNumber: 13, toId: gifted.address, value: '40', asset: '1' },
  ]);
  hold(fine.address, 3n * LLD);
  hold(gifted.address, LLD);
  holdAsset(gifted.address, '1', 90n);
  start();
  const expected = { orderId: gifted.id, reason: 'unexplained', height: HEIGHT, blockHash: hashAt(HEIGHT) };
  const differences = [
    { ...expected, asset: null, amount: String(LLD), expected: '0', found: String(LLD) },
    { ...expected, asset: '1', amount: '50', expected: '40', found: '90' },
  ];
  await eventually(async () => expect(await noticed()).toEqual(differences));
  await rounds();
  expect(await noticed()).toEqual(differences);

  hold(fine.address, 3n * LLD + 77n, HEIGHT + 5);
  hold(gifted.address, LLD, HEIGHT + 5);
  put('assets.account', 'PalletAssetsAssetAccount', ['1', gifted.address], { balance: 95n }, HEIGHT + 5);
  finalized = HEIGHT + 8;
  await settled(HEIGHT + 5);
  await eventually(async () =>
    expect((await noticed()).slice(2)).toEqual([
      {
        ...expected,
        height: HEIGHT + 5,
        blockHash: hashAt(HEIGHT + 5),
        asset: '1',
        amount: '5',
        expected: '40',
        found: '95',
      },
    ]),
  );
});

it('goes through more addresses than one batch has', async () => {
  const many = await Promise.all(Array.from({ length: 8 }, () => deposit()));
  for (const { address } of many) hold(address, LLD);
  start();
  await eventually(async () => expect(await noticed()).toHaveLength(8));
  await rounds();
  expect(await noticed()).toHaveLength(8);
});

it('keeps the fee of an address that signs for itself, and waits for nobody because of it', async () => {
  const { address } = await deposit({ scheme: 'soft' });
  await index.insertTransfers([
    { id: '10-0', blockNumber: 10, toId: address, value: String(LLD) },
    { id: '11-0', blockNumber: 11, fromId: address, toId: ALICE, value: String(LLD - 9n) },
  ]);
  start();
  await eventually(async () => expect(await noticed()).toMatchObject([{ amount: '-9', reason: 'fee' }]));
});

it.each<[string, () => Promise<unknown>]>([
  ['while the index is rebuilt', () => till.updateTable('instance').set({ state: 'rebuilding' }).execute()],
  ['while the index is behind', () => index.setMetadata({ lastProcessedHeight: HEIGHT - 1 })],
  ['at a node that has not finalized the block', () => Promise.resolve((finalized = HEIGHT - 1))],
  ['at a node that has dropped the state', () => Promise.resolve((finalized = HEIGHT + 250))],
  [
    'at a node of another chain',
    () =>
      till
        .updateTable('instance')
        .set({ anchorHeight: 9, anchorHash: `0x${'99'.repeat(32)}` })
        .execute(),
  ],
])('compares nothing %s, and goes on afterwards', async (_when, prepare) => {
  await deposit();
  start();
  await rounds();
  await prepare();
  // What was being compared at that moment is over.
  await delay(100);
  const { id, address } = await deposit();
  hold(address, LLD);
  asked = [];
  await delay(200);
  expect(asked).toEqual([]);
  expect(await noticed()).toEqual([]);

  await allIsWell();
  await eventually(async () => expect(await noticed()).toMatchObject([{ orderId: id, amount: String(LLD) }]));
});

it('writes nothing once another settler leads', async () => {
  const { address } = await deposit();
  hold(address, LLD);
  await till.updateTable('instance').set({ epoch: '2' }).execute();
  start(1n);
  await rounds();
  expect(await noticed()).toEqual([]);
});
