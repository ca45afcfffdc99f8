/** Receipts of a chain that shows all of it: proof of events and of finality, issued over RPC, checked by the command. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ChainView } from '../../src/chain/chain-view.js';
import { verifyEd25519 } from '../../src/chain/ed25519.js';
import { connectRpc, type Rpc } from '../../src/chain/rpc.js';
import { parseAccount } from '../../src/domain/account.js';
import { ChaintillError } from '../../src/domain/errors.js';
import { authoritySetHash } from '../../src/domain/finality/authorities.js';
import { hexToBytes } from '../../src/domain/hex.js';
import { checkReceipt } from '../../src/domain/receipt/check.js';
import type { Receipt } from '../../src/domain/receipt/receipt.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { answerText } from '../fixture-chain/rpc/answer.js';
import { createFaults, type Faults } from '../fixture-chain/rpc/faults.js';
import { createTimers } from '../fixture-chain/rpc/timers.js';
import { listen, type Transport } from '../fixture-chain/rpc/transport.js';
import { ALICE, BOB } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { paidChain, SETS } from '../support/paid-chain.js';
import { encodeAuthorities } from '../support/proven-chain.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import { insertOrders, insertPayments } from '../support/till-rows.js';

const run = promisify(execFile);
const chain = paidChain(parseAccount(BOB), parseAccount(ALICE), 1);
const sets = SETS.map(({ keys }, id) => ({ setId: String(id), authorities: encodeAuthorities(keys) }));
const [first, second] = sets.map(authoritySetHash) as [string, string];

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let folder: string;
let node: Transport;
let faults: Faults;
let rpc: Rpc;
let asked: string[];

beforeAll(async () => {
  faults = createFaults();
  const timers = createTimers();
  node = await listen((peer) => ({
    answer: (text) =>
      answerText(
        text,
        {
          call(method, params) {
            asked.push(method);
            const known = chain.methods[method];
            return known && { result: known(params) };
          },
          break: peer.break,
          wait: timers.wait,
        },
        faults,
      ),
    closed: () => undefined,
  }));
  rpc = await connectRpc([`ws://127.0.0.1:${node.port}`]);
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 400 });
  till = await openTestTill(index.database.url);
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  folder = await mkdtemp(join(tmpdir(), 'chaintill-finalized-'));
  gateway = await openTestGateway(index.database.url, {
    chainView: () => Promise.resolve({ rpc } as ChainView),
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
  await rpc.close();
  await node.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  asked = [];
  await index.client.query('truncate till.orders, till.payments cascade');
  const [order] = await insertOrders(till, [
    {
      merchantId: shop.merchantId,
      orderId: 'A-1',
      amount: '1000',
      status: 'settled',
      received: '1000',
      paymentCount: chain.payments.length,
      settledHeight: 9,
    },
  ]);
  await insertPayments(
    till,
    chain.payments.map((payment) => ({
      ...payment,
      merchantId: shop.merchantId,
      orderId: order?.id ?? null,
      use: 'counted' as const,
    })),
  );
});

async function issue(query = ''): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/orders/A-1/receipt${query}`, {
    headers: { authorization: `Bearer ${shop.secretKey}` },
  });
  return response.text();
}

const levelOf = (text: string): string => (JSON.parse(text) as Receipt).proofLevel;

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

test('the receipt is final by two sets of authorities, and the command agrees in another folder', async () => {
  const text = await issue();
  expect(levelOf(text)).toBe('finalized');
  const file = join(folder, 'set.json');
  await writeFile(file, JSON.stringify(sets[1]));
  const checked = await verify(text, '--authorities', first, '--authorities', file);
  expect(checked).toEqual({ code: 0, out: expect.stringContaining('Proof level finalized') as string });
  expect(checked.out).toContain(`authority set 0 (${first}), 3 of 4 by weight`);
  expect(checked.out).toContain(`authority set 1 (${second}), 3 of 4 by weight`);
  expect(checked.out).toContain('pallet 6, event 2');
  expect(checked.out).toContain('give it as --metadata');
  expect((await verify(text)).out).toContain('Whether the chain had that set, any node of it tells');
});

test("by the runtime's metadata, the payments are events of their own", async () => {
  const text = await issue();
  const ours = join(folder, 'liberland-22.hex');
  const other = join(folder, 'other.scale');
  await writeFile(ours, `${loadRuntime('liberland-22').metadata}\n`);
  await writeFile(other, hexToBytes(loadRuntime('rococo-asset-hub-900').metadata));
  const confirmed = await verify(text, '--metadata', other, '--metadata', ours);
  expect(confirmed).toEqual({
    code: 0,
    out: expect.stringContaining('each of them is an event of its own, and a transfer') as string,
  });
  expect(await verify(text, '--metadata', other)).toEqual({
    code: 1,
    out: expect.stringContaining('RECEIPT_FORGED') as string,
  });
});

test('it is not final by others, and authorities that cannot be read are said', async () => {
  const text = await issue();
  expect(await verify(text, '--authorities', first)).toEqual({
    code: 1,
    out: expect.stringContaining('RECEIPT_FORGED') as string,
  });
  expect(await verify(text, '--authorities', 'nowhere.json')).toEqual({
    code: 1,
    out: expect.stringContaining('FILE_UNREADABLE') as string,
  });
});

test('a thousand flips of one bit in the file: none passes', async () => {
  const bytes = Buffer.from(await issue());
  const trusted = { issuer: null, authoritySets: null };
  checkReceipt(bytes.toString('utf8'), trusted, verifyEd25519);
  for (let i = 0; i < 1_000; i++) {
    const flipped = Buffer.from(bytes);
    const at = Math.floor(Math.random() * bytes.length);
    const bit = Math.floor(Math.random() * 8);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
    let code = `bit ${bit} of byte ${at} passed`;
    try {
      checkReceipt(flipped.toString('utf8'), trusted, verifyEd25519);
    } catch (error) {
      if (!(error instanceof ChaintillError)) throw error;
      code = error.code;
    }
    expect(code).toMatch(/^RECEIPT_/);
  }
});

test('a node that has no proofs to give: the receipt says what it does not prove', async () => {
  faults.add('state_getReadProof', { kind: 'error' }, { times: 3 });
  faults.add('grandpa_proveFinality', { kind: 'error' }, { times: 1 });
  const text = await issue();
  expect(levelOf(text)).toBe('inclusion');
  const { code, out } = await verify(text);
  expect(code).toBe(0);
  expect(out).toContain('Finality is not proven (not-given).');
  expect(out).toContain('The events of block 9 are not proven (not-given)');
});

test('what is not asked for is not read', async () => {
  expect(levelOf(await issue('?proof=inclusion'))).toBe('inclusion');
  expect(asked).not.toContain('grandpa_proveFinality');
  asked = [];
  expect(levelOf(await issue('?proof=none'))).toBe('signed');
  expect(asked).toEqual([]);
});

// The last: the connection comes back a second later.
test('a node that breaks off in the middle gives no receipt', async () => {
  faults.add('grandpa_proveFinality', { kind: 'close' }, { times: 1 });
  expect(JSON.parse(await issue())).toMatchObject({ error: { code: 'CHAIN_UNAVAILABLE' } });
});
