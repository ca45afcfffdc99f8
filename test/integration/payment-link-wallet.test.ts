/** Paying by a link from a wallet: what is signed, and that nothing else is sent. */
import { Keyring } from '@polkadot/keyring';
import { ALICE, BOB, CHARLIE } from '../../src/chain/dev/accounts.js';
import { callHex } from '../../src/chain/chain-metadata.js';
import { readPayment } from '../../src/chain/payment/call.js';
import type { SigningPayload } from '../../src/chain/payment/signing-payload.js';
import { formatAccount } from '../../src/domain/account.js';
import { hexToBytes, type Hex } from '../../src/domain/hex.js';
import { decodeRemark } from '../../src/domain/remark/decode.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createPayingChain, type PayingChain } from '../support/paying-chain.js';
import { linkFields, STRANGERS, type LinkValues } from '../support/payment-link.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import { askRest } from '../support/webhooks.js';

const LLD = 10n ** 12n;
const BUYER = formatAccount(BOB.publicKey, 42);
const SHOP = formatAccount(ALICE.publicKey, 42);

interface Answer {
  readonly status: number;
  readonly body: {
    readonly payload: SigningPayload;
    readonly eraEndsAtBlock: number;
    readonly extrinsicHash: Hex;
    readonly accounts: readonly object[];
    readonly error: { readonly code: string };
  };
}

describe.each([
  ['liberland-22', true],
  ['rococo-asset-hub-900', false],
] as const)('on the runtime %s', (name, liberlandRemarks) => {
  let index: TestIndex;
  let till: TillDatabase;
  let shop: TestMerchant;
  let chain: PayingChain;
  let gateway: TestGateway;

  beforeAll(async () => {
    index = await createTestIndex();
    till = await openTestTill(index.database.url);
    await till.updateTable('instance').set({ settledHeight: 990, state: 'settling' }).execute();
    shop = await createTestMerchant(till, { accounts: [SHOP] });
    gateway = await openTestGateway(index.database.url, {
      network: { liberlandRemarks },
      chainView: () => chain.view(),
    });
  }, 30_000);
  afterAll(async () => {
    await gateway.close();
    await till.destroy();
    await index.close();
  });
  beforeEach(async () => {
    chain = createPayingChain(name);
    chain.fund(BOB.publicKey, 100n * LLD);
    chain.fund(ALICE.publicKey, 10n * LLD);
    chain.fund(`0x${'ee'.repeat(32)}`, 10n * LLD);
    await index.client.query('truncate chain.transfers, till.orders cascade');
    await index.setMetadata({ lastProcessedHeight: 990 });
  });

  async function post(what: string, body: unknown, more: LinkValues = {}): Promise<Answer> {
    const fields = linkFields({ orderId: '557', ...more }).toString();
    const response = await fetch(`${gateway.url}/v1/public/links/${what}?${fields}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  const build = (more: LinkValues = {}, account = BUYER): Promise<Answer> =>
    post('extrinsic', { account }, more);
  const paymentIn = ({ body }: Answer): ReturnType<typeof readPayment> =>
    readPayment(chain.metadata, body.payload.method);
  const refusal = ({ status, body }: Answer): [number, string] => [status, body.error.code];

  function sign(payload: SigningPayload): Hex {
    const pair = new Keyring({ type: 'sr25519' }).addFromUri(BOB.uri);
    return chain.metadata.registry.createType('ExtrinsicPayload', payload, { version: 4 }).sign(pair)
      .signature;
  }
  const submit = (
    payload: SigningPayload,
    more: LinkValues = {},
    signature = sign(payload),
  ): Promise<Answer> => post('extrinsic/submit', { account: BUYER, payload, signature }, more);

  async function register(): Promise<void> {
    const [fields, { secretKey }] = [linkFields(), shop];
    const { status } = await askRest(gateway, 'POST', '/v1/orders', secretKey, {
      orderId: '557',
      amount: '4',
      successUrl: fields.get('callback'),
      webhookUrl: fields.get('hook'),
      webhookDialect: 'LIBERLAND',
    });
    expect(status).toBe(201);
    await till.updateTable('orders').set({ appliedHeight: 990 }).execute();
  }

  it('pays an account of nobody here with the remark that Liberland’s page writes', async () => {
    const answer = await build({ ...STRANGERS, remark: 'Order #557' });
    expect(answer.status).toBe(200);
    const payment = paymentIn(answer);
    expect(payment).toMatchObject({ payee: STRANGERS.toId, asset: null, amount: 4n * LLD });
    if (liberlandRemarks) {
      // The bytes of its wallet, for this number and text.
      expect(payment?.remark).toEqual({
        call: 'llm.remark',
        data: '0x789cd3656200030dffa294d42205655353730017590338',
      });
    } else {
      const text = Buffer.from(hexToBytes(payment?.remark?.data ?? '')).toString();
      expect([payment?.remark?.call, text]).toEqual(['system.remark', 'order:557 Order #557']);
    }
    // Nothing else ends it, so it is to come soon or never.
    expect(answer.body.eraEndsAtBlock).toBe(998 + 64 - 1);
  });

  it('writes the words of Liberland’s page where the link has none', async () => {
    const data = paymentIn(await build(STRANGERS))?.remark?.data ?? '0x';
    expect(decodeRemark(hexToBytes(data))).toMatchObject({
      reference: '557',
      text: liberlandRemarks ? 'Order ID: 557' : 'order:557',
    });
  });

  it('asks for what the final chain lacks, and for nothing once all is there', async () => {
    const transfer = { toId: STRANGERS.toId, blockNumber: 900, reference: '557' };
    await index.insertTransfers([{ ...transfer, value: '1500000000000' }]);
    expect(paymentIn(await build(STRANGERS))?.amount).toBe((25n * LLD) / 10n);
    await index.insertTransfers([{ ...transfer, eventIndex: 1, value: '2500000000000' }]);
    expect(refusal(await build(STRANGERS))).toEqual([409, 'ORDER_NOT_OPEN']);
  });

  it('sends what was built and signed, and nothing else', async () => {
    const { payload } = (await build(STRANGERS)).body;
    const signature = sign(payload);
    const sent = await submit(payload, STRANGERS, signature);
    const [bytes] = chain.submitted;
    const read = chain.metadata.registry.createType('Extrinsic', bytes);
    expect([sent.status, sent.body]).toEqual([200, { extrinsicHash: read.hash.toHex() }]);
    expect(read.method.toHex()).toBe(payload.method);
    const all = callHex(chain.metadata.call('balances.transferAll', CHARLIE.publicKey, false));
    expect(refusal(await submit({ ...payload, method: all }, STRANGERS))).toEqual([400, 'NOT_THIS_ORDER']);
    const elsewhere = { ...STRANGERS, toId: `0x${'dd'.repeat(32)}` };
    expect(refusal(await submit(payload, elsewhere))).toEqual([400, 'NOT_THIS_ORDER']);
    const otherWords = { ...STRANGERS, remark: 'something else' };
    expect(refusal(await submit(payload, otherWords))).toEqual([400, 'NOT_THIS_ORDER']);
    expect(refusal(await submit(payload, { ...STRANGERS, price: '5' }))).toEqual([409, 'AMOUNT_CHANGED']);
    const immortal = { ...payload, era: '0x00', blockHash: chain.metadata.genesisHash } as const;
    expect(refusal(await submit(immortal, STRANGERS))).toEqual([409, 'OUTDATED']);
    expect(chain.submitted).toHaveLength(1);
    await index.insertTransfers([
      {
        toId: STRANGERS.toId,
        blockNumber: 980,
        reference: '557',
        value: '4000000000000',
        extrinsicHash: sent.body.extrinsicHash,
      },
    ]);
    expect((await submit(payload, STRANGERS, signature)).body).toEqual(sent.body);
    expect(chain.submitted).toHaveLength(1);
  });

  it('pays a registered order as its own page does, no later than it expires', async () => {
    await register();
    await till.updateTable('orders').set({ status: 'open' }).execute();
    const answer = await build();
    const { expiryHeight } = await till.selectFrom('orders').selectAll().executeTakeFirstOrThrow();
    expect(paymentIn(answer)).toMatchObject({ payee: ALICE.publicKey, amount: 4n * LLD });
    expect(answer.body.eraEndsAtBlock).toBeLessThanOrEqual(expiryHeight);
    expect((await submit(answer.body.payload)).status).toBe(200);
    const { body } = await post('accounts', { accounts: [BUYER] });
    expect(body.accounts).toMatchObject([{ address: BUYER }]);
  });

  it('builds nothing for a link that cannot be used', async () => {
    expect(refusal(await build())).toEqual([404, 'ORDER_NOT_REGISTERED']);
    await register();
    expect(refusal(await build({ price: '3' }))).toEqual([409, 'LINK_DISAGREES']);
    expect(refusal(await build({ price: null }))).toEqual([400, 'LINK_INCOMPLETE']);
    await till.updateTable('orders').set({ status: 'canceled' }).execute();
    expect(refusal(await build())).toEqual([409, 'ORDER_NOT_OPEN']);
    for (const what of ['accounts', 'extrinsic', 'extrinsic/submit']) {
      expect(refusal(await post(what, {}, { callback: 'javascript:alert(1)' }))[0]).toBe(400);
    }
  });

  it('pays nobody to himself, and no shop from its own account', async () => {
    expect(refusal(await build(STRANGERS, formatAccount(STRANGERS.toId as Hex, 42)))).toEqual([
      400,
      'OWN_ACCOUNT',
    ]);
    await register();
    expect(refusal(await build({}, SHOP))).toEqual([400, 'OWN_ACCOUNT']);
  });
});
