/** Receipts of settled orders: issued by the gateway, checked by the command, with no network. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ChainView } from '../../src/chain/chain-view.js';
import type { Rpc } from '../../src/chain/rpc.js';
import { bytesToHex, hexToBytes } from '../../src/domain/hex.js';
import type { Receipt } from '../../src/domain/receipt/receipt.js';
import { hash256 } from '../../src/domain/trie/node.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import { insertOrders, insertPayments, type GivenOrder } from '../support/till-rows.js';
import { RECORDED_BLOCKS, type RecordedBlock } from '../unit/trie/recorded-blocks.js';

const run = promisify(execFile);
const block = RECORDED_BLOCKS.at(-1) as RecordedBlock;
const number = Number(block.header.number);

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let other: TestMerchant;
let folder: string;
/** What the node gives for the block; null: it does not answer at all. */
let node: ((method: string, hash: unknown) => unknown) | null;

const whole = (): object => ({
  block: {
    header: { ...block.header, digest: { logs: block.header.digest } },
    extrinsics: block.extrinsics,
  },
  justifications: null,
});

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 400 });
  till = await openTestTill(index.database.url);
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  other = await createTestMerchant(till, { accounts: [CHARLIE] });
  folder = await mkdtemp(join(tmpdir(), 'chaintill-receipts-'));
  const rpc: Pick<Rpc, 'request'> = {
    request: <T>(method: string, [hash]: readonly unknown[] = []) =>
      Promise.resolve(node?.(method, hash) as T),
  };
  gateway = await openTestGateway(index.database.url, {
    chainView: () =>
      node === null
        ? Promise.reject(new Error('not asked for'))
        : Promise.resolve({ rpc: rpc as Rpc } as ChainView),
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  node = (method, hash) => (method === 'chain_getBlock' && hash === block.hash ? whole() : null);
  await index.client.query('truncate till.orders, till.payments cascade');
});

/** An order that the last two extrinsics of the recorded block have paid. */
async function insertPaid(orderId: string, given: Partial<GivenOrder> = {}): Promise<void> {
  const [order] = await insertOrders(till, [
    {
      merchantId: shop.merchantId,
      orderId,
      amount: '1000',
      status: 'settled',
      received: '1000',
      paymentCount: 2,
      settledHeight: number,
      ...given,
    },
  ]);
  const last = block.extrinsics.length - 1;
  await insertPayments(
    till,
    [last - 1, last].map((extrinsicIndex, i) => ({
      merchantId: shop.merchantId,
      orderId: order?.id ?? null,
      use: 'counted' as const,
      blockNumber: number,
      blockHash: block.hash,
      eventIndex: 10 + i,
      extrinsicIndex,
      extrinsicHash: bytesToHex(hash256(hexToBytes(block.extrinsics[extrinsicIndex] ?? '0x'))),
      fromAccount: BOB,
      toAccount: ALICE,
      value: i === 0 ? '400' : '600',
    })),
  );
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function ask(orderId: string, query = '', key = shop.secretKey): Promise<Answered> {
  const response = await fetch(`${gateway.url}/v1/orders/${orderId}/receipt${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function code(orderId: string, query = '', key = shop.secretKey): Promise<string> {
  const { text } = await ask(orderId, query, key);
  return (JSON.parse(text) as { error: { code: string } }).error.code;
}

async function verify(text: string, ...options: string[]): Promise<{ code: number; out: string }> {
  const file = join(folder, 'receipt.json');
  await writeFile(file, text);
  const command = [join(process.cwd(), 'dist/cli/main.js'), 'verify', file, ...options];
  try {
    const { stdout } = await run(process.execPath, command, { cwd: folder });
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, out: stderr };
  }
}

test('the receipt proves that the extrinsics are in their block, and the command agrees in another folder', async () => {
  await insertPaid('A-1');
  const { status, text, headers } = await ask('A-1');
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="receipt-[0-9a-f-]{36}\.json"$/);
  const receipt = JSON.parse(text) as Receipt;
  expect(receipt).toMatchObject({
    proofLevel: 'inclusion',
    order: { orderId: 'A-1', amount: '1000', received: '1000', payeeAddress: ALICE, settledHeight: number },
    payments: [
      { value: '400', blockHash: block.hash },
      { value: '600', blockHash: block.hash },
    ],
  });
  const keys = (await (await fetch(`${gateway.url}/.well-known/chaintill-keys.json`)).json()) as {
    ed25519: { whpk: string };
  };
  const checked = await verify(text, '--issuer', keys.ed25519.whpk);
  expect(checked).toEqual({ code: 0, out: expect.stringContaining('1000 received of 1000') as string });
  expect(checked.out).toContain('Proof level inclusion');
  expect(checked.out).toContain('That is the key that you gave.');
});

test('a changed receipt, and one of another gateway, end the command with 1', async () => {
  await insertPaid('A-2');
  const { text } = await ask('A-2');
  expect(await verify(text.replace('"amount":"1000"', '"amount":"1"'))).toEqual({
    code: 1,
    out: expect.stringContaining('RECEIPT_FORGED') as string,
  });
  const stranger = `whpk_${Buffer.alloc(32, 1).toString('base64')}`;
  expect(await verify(text, '--issuer', stranger)).toEqual({
    code: 1,
    out: expect.stringContaining('RECEIPT_FORGED') as string,
  });
  expect((await verify('{}')).out).toContain('RECEIPT_UNREADABLE');
});

test('where nothing can be proven, the receipt says so', async () => {
  await insertPaid('A-3');
  const level = async (query = ''): Promise<string> =>
    (JSON.parse((await ask('A-3', query)).text) as Receipt).proofLevel;
  node = () => null;
  expect(await level()).toBe('signed');
  // As the dev chain's: its headers name no extrinsics.
  const header = { ...block.header, digest: { logs: block.header.digest } };
  node = () => ({ block: { header, extrinsics: block.extrinsics.slice(0, -1) } });
  expect(await level()).toBe('signed');
  node = null;
  expect(await level('?proof=none')).toBe('signed');
  expect((await verify((await ask('A-3', '?proof=none')).text)).out).toContain('Proof level signed');
});

test('a node that answers with another block, or nonsense, gives no receipt', async () => {
  await insertPaid('A-4');
  const header = { ...block.header, stateRoot: `0x${'01'.repeat(32)}`, digest: { logs: [] } };
  node = () => ({ block: { header, extrinsics: block.extrinsics } });
  expect(await code('A-4')).toBe('BLOCK_UNREADABLE');
  node = () => ({ block: 'none' });
  expect(await code('A-4')).toBe('BLOCK_UNREADABLE');
});

test('only settled orders of the merchant have one', async () => {
  await insertOrders(till, [{ merchantId: shop.merchantId, orderId: 'A-5', received: '10' }]);
  expect(await code('A-5')).toBe('ORDER_NOT_SETTLED');
  await insertPaid('A-6');
  expect(await code('A-6', '', other.secretKey)).toBe('ORDER_NOT_FOUND');
  expect(await code('nowhere')).toBe('ORDER_NOT_FOUND');
  expect(await code('A-6', '?proof=all')).toBe('BAD_USER_INPUT');
});

test('an order that was marked by the merchant', async () => {
  await insertOrders(till, [
    { merchantId: shop.merchantId, orderId: 'A-7', status: 'settled', flags: ['manual'], settledHeight: 300 },
  ]);
  const { text } = await ask('A-7');
  expect(JSON.parse(text)).toMatchObject({ order: { manual: true, received: '0' }, payments: [] });
  expect((await verify(text)).out).toContain('as the merchant marked it');
});
