/** What a buyer's page asks before a wallet signs: accounts with their balances, and the payment to sign. */
import { ALICE, BOB, CHARLIE } from '../../src/chain/dev/accounts.js';
import { readPayment } from '../../src/chain/payment/call.js';
import type { SigningPayload } from '../../src/chain/payment/signing-payload.js';
import { formatAccount } from '../../src/domain/account.js';
import { ChaintillError } from '../../src/domain/errors.js';
import { hexToBytes } from '../../src/domain/hex.js';
import { decodeRemark } from '../../src/domain/remark/decode.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createPayingChain, type PayingChain } from '../support/paying-chain.js';
import { createTestMerchant, openTestTill } from '../support/till.js';
import { insertOrders, insertSightings, type GivenOrder, type StoredOrder } from '../support/till-rows.js';

const LLD = 10n ** 12n;
const BUYER = formatAccount(BOB.publicKey, 42);
const SHOP = formatAccount(ALICE.publicKey, 42);

interface Amount {
  readonly value: string;
  readonly formatted: string | null;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly payload: SigningPayload;
    readonly amount: Amount;
    readonly fee: Amount;
    readonly total: Amount;
    readonly balance: Amount;
    readonly eraEndsAtBlock: number;
    readonly accounts: readonly object[];
    readonly error: { readonly code: string; readonly message: string; readonly field?: string };
  };
}

describe.each([
  ['liberland-22', true, 'llm.remark'],
  ['liberland-8', true, 'system.remark'],
  ['rococo-asset-hub-900', false, 'system.remark'],
] as const)('on the runtime %s', (name, liberlandRemarks, remarkCall) => {
  let index: TestIndex;
  let till: TillDatabase;
  let merchantId: string;
  let chain: PayingChain;
  let gateway: TestGateway;
  let down: Error | null = null;

  beforeAll(async () => {
    index = await createTestIndex();
    till = await openTestTill(index.database.url);
    ({ merchantId } = await createTestMerchant(till));
    gateway = await openTestGateway(index.database.url, {
      network: { liberlandRemarks },
      chainView: () => (down ? Promise.reject(down) : chain.view()),
    });
  }, 30_000);
  afterAll(async () => {
    await gateway.close();
    await till.destroy();
    await index.close();
  });
  beforeEach(() => {
    down = null;
    chain = createPayingChain(name);
    chain.fund(BOB.publicKey, 100n * LLD);
    chain.fund(ALICE.publicKey, 10n * LLD);
    chain.put('assets.asset', ['1'], 'PalletAssetsAssetDetails', { minBalance: 100, status: 'Live' });
    chain.put('assets.metadata', ['1'], 'PalletAssetsAssetMetadata', { symbol: 'LLM', decimals: 12 });
    chain.put('assets.account', ['1', BOB.publicKey], 'PalletAssetsAssetAccount', { balance: 6n * LLD });
  });

  async function given(order: Partial<GivenOrder> = {}): Promise<StoredOrder> {
    const [stored] = await insertOrders(till, [{ merchantId, expiryHeight: 2_000, ...order }]);
    if (!stored) throw new Error('no order');
    return stored;
  }

  async function post(token: string, what: string, body: unknown): Promise<Answer> {
    const response = await fetch(`${gateway.url}/v1/public/orders/${token}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  const build = (order: StoredOrder, account = BUYER): Promise<Answer> =>
    post(order.publicToken, 'extrinsic', { account });
  const paymentIn = ({ body }: Answer): ReturnType<typeof readPayment> =>
    readPayment(chain.metadata, body.payload.method);
  const refusal = ({ status, body }: Answer): [number, string] => [status, body.error.code];

  it('builds for the account that the order names, and for no other', async () => {
    chain.fund(CHARLIE.publicKey, 100n * LLD);
    const order = await given({ payer: BOB.publicKey });
    expect(refusal(await build(order, formatAccount(CHARLIE.publicKey, 42)))).toEqual([400, 'OTHER_PAYER']);
    expect((await build(order)).status).toBe(200);
  });

  it('builds one batch of a transfer and the remark that names the order', async () => {
    const reference = '557';
    const answer = await build(await given({ orderId: reference }));
    expect(answer.status).toBe(200);
    const payment = paymentIn(answer);
    expect(payment).toMatchObject({ payee: ALICE.publicKey, asset: null, amount: 5n * LLD });
    expect(payment?.remark?.call).toBe(remarkCall);
    expect(decodeRemark(hexToBytes(payment?.remark?.data ?? ''))).toMatchObject({ reference });
    expect(answer.body).toMatchObject({
      amount: { value: '5000000000000', formatted: '5 LLD' },
      fee: { value: '10000000000', formatted: '0.01 LLD' },
      total: { value: '5010000000000', formatted: '5.01 LLD' },
      eraEndsAtBlock: 998 + 512 - 1,
      payload: {
        address: BUYER,
        blockHash: chain.hashOf(998),
        blockNumber: '0x000003e6',
        nonce: '0x00000003',
        genesisHash: chain.metadata.genesisHash,
        version: 4,
        mode: 0,
        metadataHash: null,
        assetId: null,
        withSignedTransaction: true,
      },
    });
  });

  it('names an order in text where its reference is no number', async () => {
    const order = await given();
    const payment = paymentIn(await build(order));
    expect(payment?.remark?.call).toBe('system.remark');
    expect(Buffer.from(hexToBytes(payment?.remark?.data ?? '')).toString()).toBe(
      `order:${order.reference ?? ''}`,
    );
  });

  it('builds a plain transfer to a deposit address', async () => {
    const deposit: Partial<GivenOrder> = {
      mode: 'address',
      depositScheme: 'derivative',
      depositPath: [1, 2, 3],
    };
    const order = await given({ ...deposit, payee: CHARLIE.publicKey, owner: SHOP });
    expect(paymentIn(await build(order))).toEqual({
      payee: CHARLIE.publicKey,
      asset: null,
      amount: 5n * LLD,
      remark: null,
    });
    const small = await given({
      ...deposit,
      depositPath: [1, 2, 4],
      payee: `0x${'c4'.repeat(32)}`,
      owner: SHOP,
      amount: '1000',
    });
    expect(refusal(await build(small))).toEqual([400, 'BELOW_EXISTENTIAL_DEPOSIT']);
  });

  it('builds a payment in the asset of the order, its fee apart', async () => {
    chain.put('assets.account', ['1', ALICE.publicKey], 'PalletAssetsAssetAccount', { balance: 100 });
    const order = await given({ asset: '1' });
    const answer = await build(order);
    expect(paymentIn(answer)).toMatchObject({ asset: '1', amount: 5n * LLD });
    expect(answer.body).toMatchObject({
      amount: { formatted: '5 LLM' },
      total: { value: '5000000000000', formatted: '5 LLM' },
      fee: { formatted: '0.01 LLD' },
      balance: { value: '5999999999900', formatted: '5.9999999999 LLM' },
    });
    const { body } = await post(order.publicToken, 'accounts', { accounts: [BUYER, SHOP] });
    const native = String(100n * LLD - chain.metadata.existentialDeposit);
    expect(body.accounts).toMatchObject([
      { address: BUYER, balance: { value: '5999999999900' }, native: { value: native } },
      { address: SHOP, balance: { value: '0', formatted: '0 LLM' } },
    ]);
  });

  it('asks for what is missing, less what is in sight', async () => {
    const order = await given({ received: '1500000000000' });
    expect(paymentIn(await build(order))?.amount).toBe(35n * (LLD / 10n));
    await insertSightings(till, [{ orderId: order.id, blockNumber: 999, value: '1000000000000' }]);
    expect(paymentIn(await build(order))?.amount).toBe(25n * (LLD / 10n));
    await insertSightings(till, [
      { orderId: order.id, blockNumber: 1_000, eventIndex: 9, value: '2500000000000' },
    ]);
    const answer = await build(order);
    expect(refusal(answer)).toEqual([409, 'ORDER_NOT_OPEN']);
    expect(answer.body.error.message).toContain('on its way');
  });

  it('asks for no less than a payment that settles the order by itself', async () => {
    const order = await given({ received: '4999999999999', dust: '1000' });
    expect(paymentIn(await build(order))?.amount).toBe(1_000n);
  });

  it('refuses orders that take no payment any more', async () => {
    const closed: [Partial<GivenOrder>, string][] = [
      [{ status: 'expired' }, 'ORDER_EXPIRED'],
      [{ expiryHeight: 1_000 }, 'ORDER_EXPIRED'],
      [{ expiryHeight: 1_002 }, 'ORDER_EXPIRES_NOW'],
      [{ status: 'canceled' }, 'ORDER_NOT_OPEN'],
      [{ status: 'settled', received: '5000000000000', settledHeight: 900 }, 'ORDER_NOT_OPEN'],
      [{ setAside: 'a fault' }, 'ORDER_NOT_OPEN'],
    ];
    for (const [order, code] of closed) {
      expect([order, ...refusal(await build(await given(order)))]).toEqual([order, 409, code]);
    }
    const last = await build(await given({ expiryHeight: 1_003 }));
    expect(last.body).toMatchObject({ eraEndsAtBlock: 1_003, payload: { blockHash: chain.hashOf(1_000) } });
  });

  it('refuses a payer with too little, and says how much is missing', async () => {
    const order = await given();
    chain.fund(BOB.publicKey, 3n * LLD);
    const poor = await build(order);
    expect(refusal(poor)).toEqual([400, 'BALANCE_TOO_LOW']);
    expect(poor.body.error.message).toMatch(
      /5\.01 LLD are needed, of which 0\.01 LLD are the fee.* are missing/,
    );
    chain.fund(BOB.publicKey, 501n * (LLD / 100n));
    expect(refusal(await build(order))).toEqual([400, 'BELOW_EXISTENTIAL_DEPOSIT']);
    expect(refusal(await build(order, formatAccount(CHARLIE.publicKey, 0)))).toEqual([
      400,
      'BALANCE_TOO_LOW',
    ]);
    chain.fund(BOB.publicKey, 501n * (LLD / 100n) + chain.metadata.existentialDeposit);
    expect((await build(order)).status).toBe(200);
  });

  it('refuses to pay from an account of the shop, which settles nothing', async () => {
    const order = await given({ payee: CHARLIE.publicKey, owner: SHOP });
    chain.fund(CHARLIE.publicKey, 100n * LLD);
    chain.fund(ALICE.publicKey, 100n * LLD);
    const charlie = formatAccount(CHARLIE.publicKey, 42);
    expect(refusal(await build(order, charlie))).toEqual([400, 'OWN_ACCOUNT']);
    const accounts = [formatAccount(`0x${'a7'.repeat(32)}`, 42)];
    const shop = await createTestMerchant(till, { accounts });
    const [theirs] = await insertOrders(till, [
      { merchantId: shop.merchantId, payee: SHOP, expiryHeight: 2_000 },
    ]);
    if (!theirs) throw new Error('no order');
    expect(refusal(await build(theirs, accounts[0]))).toEqual([400, 'OWN_ACCOUNT']);
    expect((await build(theirs)).status).toBe(200);
  });

  it('says that the network cannot be asked, and not which node is to blame', async () => {
    const order = await given();
    down = new ChaintillError('RPC_UNREACHABLE', 'no RPC endpoint answers: wss://secret.example');
    for (const what of ['accounts', 'extrinsic']) {
      const body = what === 'accounts' ? { accounts: [BUYER] } : { account: BUYER };
      const answer = await post(order.publicToken, what, body);
      expect(refusal(answer)).toEqual([503, 'NODE_UNAVAILABLE']);
      expect(JSON.stringify(answer.body)).not.toContain('secret');
    }
    down = null;
    chain.specVersion += 1;
    expect(refusal(await build(order))).toEqual([503, 'NODE_UNAVAILABLE']);
  });

  it('refuses what is no account', async () => {
    const order = await given();
    const bad: [string, unknown, string][] = [
      ['accounts', { accounts: [] }, 'accounts'],
      ['accounts', { accounts: Array.from({ length: 21 }, () => BUYER) }, 'accounts'],
      ['accounts', { accounts: [BUYER, `0x${'11'.repeat(20)}`] }, 'accounts.1'],
      ['accounts', { accounts: [BUYER, 7] }, 'accounts.1'],
      ['extrinsic', { account: `${BUYER}x` }, 'account'],
      ['extrinsic', {}, 'account'],
      ['extrinsic', { account: BUYER, amount: '1' }, 'amount'],
      ['extrinsic', [], 'body'],
    ];
    for (const [what, body, field] of bad) {
      const answer = await post(order.publicToken, what, body);
      expect([what, body, answer.status, answer.body.error.field]).toEqual([what, body, 400, field]);
    }
  });

  it('says the same of every token that is none, whatever is sent', async () => {
    const order = await given();
    const said = new Set<string>();
    for (const token of [`pub_${'0'.repeat(32)}`, order.id, order.orderId, 'a%00b']) {
      for (const what of ['accounts', 'extrinsic', 'extrinsic/submit']) {
        const response = await fetch(`${gateway.url}/v1/public/orders/${token}/${what}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        });
        const { error } = (await response.json()) as Answer['body'];
        said.add(`${response.status} ${error.code} ${error.message}`);
      }
    }
    expect([...said]).toEqual([expect.stringMatching(/^404 ORDER_NOT_FOUND this link leads to no order/)]);
  });
});
