/** What becomes of a payment that a wallet has signed: sent once, and only where it pays the order whose link was opened. */
import { Keyring } from '@polkadot/keyring';
import { ALICE, BOB, CHARLIE, DEV_ACCOUNTS } from '../../src/chain/dev/accounts.js';
import { callHex } from '../../src/chain/chain-metadata.js';
import type { SigningPayload } from '../../src/chain/payment/signing-payload.js';
import { formatAccount } from '../../src/domain/account.js';
import { bytesToHex, type Hex } from '../../src/domain/hex.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createPayingChain, INVALID, type PayingChain } from '../support/paying-chain.js';
import { createTestMerchant, openTestTill } from '../support/till.js';
import {
  insertOrders,
  insertPayments,
  insertSightings,
  type GivenOrder,
  type StoredOrder,
} from '../support/till-rows.js';

const LLD = 10n ** 12n;
const BUYER = formatAccount(BOB.publicKey, 42);

interface Answer {
  readonly status: number;
  readonly body: {
    readonly payload: SigningPayload;
    readonly extrinsicHash: string;
    readonly signature: Hex;
    readonly accounts: readonly object[];
    readonly error: { readonly code: string; readonly message: string; readonly field?: string };
  };
}

describe.each(['liberland-22', 'rococo-asset-hub-900'] as const)('on the runtime %s', (name) => {
  let index: TestIndex;
  let till: TillDatabase;
  let merchantId: string;
  let chain: PayingChain;
  let gateway: TestGateway;
  let elsewhere: TestGateway;

  beforeAll(async () => {
    index = await createTestIndex();
    till = await openTestTill(index.database.url);
    ({ merchantId } = await createTestMerchant(till));
    const chainView = () => chain.view();
    gateway = await openTestGateway(index.database.url, { chainView, dev: true });
    elsewhere = await openTestGateway(index.database.url, { chainView });
  }, 30_000);
  afterAll(async () => {
    await gateway.close();
    await elsewhere.close();
    await till.destroy();
    await index.close();
  });
  beforeEach(() => {
    chain = createPayingChain(name);
    chain.fund(BOB.publicKey, 100n * LLD);
    chain.fund(ALICE.publicKey, 10n * LLD);
  });

  async function given(order: Partial<GivenOrder> = {}): Promise<StoredOrder> {
    const [stored] = await insertOrders(till, [{ merchantId, expiryHeight: 2_000, ...order }]);
    if (!stored) throw new Error('no order');
    return stored;
  }

  async function post(path: string, body: unknown, at = gateway): Promise<Answer> {
    const response = await fetch(`${at.url}/v1/public/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  async function built(order: StoredOrder): Promise<SigningPayload> {
    const { status, body } = await post(`orders/${order.publicToken}/extrinsic`, { account: BUYER });
    if (status !== 200) throw new Error(body.error.message);
    return body.payload;
  }

  /** As a wallet does it. */
  function sign(payload: SigningPayload, uri = BOB.uri): Hex {
    const pair = new Keyring({ type: 'sr25519' }).addFromUri(uri);
    const { registry } = chain.metadata;
    return registry.createType('ExtrinsicPayload', payload, { version: 4 }).sign(pair).signature;
  }

  const submit = (order: StoredOrder, payload: unknown, signature: Hex, more: object = {}): Promise<Answer> =>
    post(`orders/${order.publicToken}/extrinsic/submit`, { account: BUYER, payload, signature, ...more });
  const refusal = ({ body }: Answer): string => body.error.code;

  it('sends what was built and signed, and answers the same for the same again', async () => {
    const order = await given();
    const payload = await built(order);
    const signature = sign(payload);
    const { status, body } = await submit(order, payload, signature);
    expect(status).toBe(200);
    const [bytes] = chain.submitted;
    const read = chain.metadata.registry.createType('Extrinsic', bytes);
    expect(body).toEqual({ extrinsicHash: read.hash.toHex() });
    expect(read.method.toHex()).toBe(payload.method);

    // The node has it; it is in a block; it is in sight; it is final, and the order settled by it.
    const again = async (): Promise<void> => {
      expect((await submit(order, payload, signature)).body).toEqual(body);
      expect(chain.submitted).toHaveLength(1);
    };
    chain.poolError = 'Transaction Already Imported';
    await again();
    chain.poolError = 'Transaction is temporarily banned';
    expect(refusal(await submit(order, payload, signature))).toBe('REFUSED');
    chain.invalid = INVALID.stale;
    expect(refusal(await submit(order, payload, signature))).toBe('STALE');
    chain.blocks.set(995, [bytes ?? '0x']);
    await again();
    chain.blocks.clear();
    const extrinsicHash = body.extrinsicHash;
    await insertSightings(till, [
      { orderId: order.id, blockNumber: 999, value: '5000000000000', extrinsicHash },
    ]);
    await again();
    await till.deleteFrom('sightings').execute();
    await insertPayments(till, [{ merchantId, orderId: order.id, use: 'counted', extrinsicHash }]);
    await till
      .updateTable('orders')
      .set({ status: 'settled', received: '5000000000000', settledHeight: 999, appliedHeight: 999 })
      .where('id', '=', order.id)
      .execute();
    await again();
    chain.invalid = null;
    chain.poolError = null;
    const other = { ...payload, nonce: '0x00000009' as const };
    expect(refusal(await submit(order, other, sign(other)))).toBe('ORDER_NOT_OPEN');
  });

  it('refuses a signature of something else, or by somebody else', async () => {
    const order = await given();
    const payload = await built(order);
    const tipped = { ...payload, tip: '0x05' as const };
    for (const signature of [sign(payload, ALICE.uri), sign(tipped), bytesToHex(new Uint8Array(65))]) {
      expect(refusal(await submit(order, payload, signature))).toBe('INVALID_SIGNATURE');
    }
    const asAlice = { ...payload, address: formatAccount(ALICE.publicKey, 42) };
    const stolen = await submit(order, asAlice, sign(payload), { account: asAlice.address });
    expect(refusal(stolen)).toBe('INVALID_SIGNATURE');
    expect(refusal(await submit(order, asAlice, sign(payload)))).toBe('BAD_USER_INPUT');
    const own = await given({ payee: BOB.publicKey, owner: BUYER });
    expect(refusal(await submit(own, payload, sign(payload)))).toBe('OWN_ACCOUNT');
    expect(chain.submitted).toEqual([]);
  });

  it('is no way to send anything but a payment of this order', async () => {
    const order = await given();
    const payload = await built(order);
    const { metadata } = chain;
    const transfer = metadata.call('balances.transferKeepAlive', ALICE.publicKey, 5n * LLD);
    const remark = metadata.call(
      'system.remark',
      `0x${Buffer.from(`order:${order.reference ?? ''}`).toString('hex')}`,
    );
    const toCharlie = metadata.call('balances.transferKeepAlive', CHARLIE.publicKey, 5n * LLD);
    const batch = (...calls: unknown[]): Hex => callHex(metadata.call('utility.batchAll', calls));
    const others = [
      (await built(await given())).method,
      callHex(remark),
      callHex(transfer),
      batch(toCharlie, remark),
      batch(transfer, remark, toCharlie),
      callHex(metadata.call('balances.transferAll', CHARLIE.publicKey, false)),
    ];
    for (const method of others) {
      const other = { ...payload, method };
      expect([method, refusal(await submit(order, other, sign(other)))]).toEqual([method, 'NOT_THIS_ORDER']);
    }
    const less = {
      ...payload,
      method: batch(metadata.call('balances.transferKeepAlive', ALICE.publicKey, LLD), remark),
    };
    expect(refusal(await submit(order, less, sign(less)))).toBe('AMOUNT_CHANGED');
    expect(chain.submitted).toEqual([]);
    const same = { ...payload, method: batch(transfer, remark) };
    expect(same.method).toBe(payload.method);
  });

  it('refuses a payment that could be late, or that was built too long ago', async () => {
    const order = await given();
    const payload = await built(order);
    const { registry } = chain.metadata;
    const eraOf = (current: number, period: number): Hex =>
      registry.createType('ExtrinsicEra', { current, period }).toHex();
    const late: Partial<SigningPayload>[] = [
      { era: '0x00', blockHash: chain.metadata.genesisHash },
      { era: eraOf(998, 2_048) },
      { era: eraOf(992, 8), blockHash: chain.hashOf(992) },
      { blockHash: chain.hashOf(997) },
      { specVersion: '0x00000001' },
      { genesisHash: chain.hashOf(5) },
    ];
    for (const change of late) {
      const other = { ...payload, ...change };
      expect([change, refusal(await submit(order, other, sign(other)))]).toEqual([change, 'OUTDATED']);
    }
    chain.best = 2_000;
    chain.finalized = 1_998;
    expect(refusal(await submit(order, payload, sign(payload)))).toBe('ORDER_EXPIRED');
    expect(chain.submitted).toEqual([]);
  });

  it('takes the whole extrinsic of a wallet, and nothing else in its place', async () => {
    const order = await given();
    const payload = await built(order);
    const { registry } = chain.metadata;
    const whole = (made: SigningPayload, uri = BOB.uri, account: Hex = BOB.publicKey): Hex => {
      const extrinsic = registry.createType('Extrinsic', { method: made.method }, { version: 4 });
      extrinsic.addSignature(account, sign(made, uri), made as never);
      return bytesToHex(extrinsic.toU8a());
    };
    const send = (signedTransaction: Hex): Promise<Answer> =>
      post(`orders/${order.publicToken}/extrinsic/submit`, { account: BUYER, payload, signedTransaction });
    for (const other of [
      whole(payload, ALICE.uri),
      whole(payload, ALICE.uri, ALICE.publicKey),
      whole(payload).slice(0, -2) as Hex,
    ]) {
      expect(refusal(await send(other))).toBe('INVALID_SIGNATURE');
    }
    const elsewhereTo = { ...payload, method: (await built(await given())).method };
    expect(refusal(await send(whole(elsewhereTo)))).toBe('NOT_THIS_ORDER');
    expect(chain.submitted).toEqual([]);
    const tipped = whole({ ...payload, tip: '0x05' });
    expect((await send(tipped)).status).toBe(200);
    expect(chain.submitted).toEqual([tipped]);
  });

  it.each([
    ['stale', 'STALE', 409],
    ['future', 'FUTURE', 409],
    ['payment', 'BALANCE_TOO_LOW', 400],
    ['badProof', 'INVALID_SIGNATURE', 400],
    ['ancientBirthBlock', 'OUTDATED', 409],
  ] as const)('says why the runtime does not take it: %s', async (reason, code, status) => {
    const order = await given();
    const payload = await built(order);
    chain.invalid = INVALID[reason];
    const answer = await submit(order, payload, sign(payload));
    expect([answer.status, refusal(answer)]).toEqual([status, code]);
    expect(chain.submitted).toEqual([]);
  });

  it('says what a node answers in words of its own, and that it may have taken what it did not answer', async () => {
    const order = await given();
    const payload = await built(order);
    const said: [string, string][] = [
      ['Priority is too low: (18 vs 18)', 'STALE'],
      ['Invalid Transaction: Payment', 'BALANCE_TOO_LOW'],
      ['<b>out of order</b>', 'REFUSED'],
    ];
    for (const [poolError, code] of said) {
      chain.poolError = poolError;
      const answer = await submit(order, payload, sign(payload));
      expect(refusal(answer)).toBe(code);
      expect(answer.body.error.message).not.toContain('<b>');
    }
    chain.breaks = true;
    const answer = await submit(order, payload, sign(payload));
    expect([answer.status, refusal(answer)]).toEqual([503, 'SUBMISSION_UNKNOWN']);
  });

  it('refuses what is no payload or signature, by the field', async () => {
    const order = await given();
    const payload = await built(order);
    const signature = sign(payload);
    const bad: [object, string][] = [
      [{ payload: null }, 'body'],
      [{ payload: { ...payload, nonce: 3 } }, 'payload.nonce'],
      [{ payload: { ...payload, method: `0x${'00'.repeat(3_000)}` } }, 'payload.method'],
      [{ payload: { ...payload, mode: 1 } }, 'payload'],
      [{ payload: { ...payload, assetId: '0x01' } }, 'payload'],
      [{ payload: { ...payload, version: 5 } }, 'payload'],
      [{ payload: { ...payload, era: '0xzz' } }, 'payload.era'],
      [{ payload: { ...payload, more: 1 } }, 'more'],
      [{ signature: '0x00' }, 'signature'],
      [{ signature: undefined }, 'signature'],
      [{ signedTransaction: 'x' }, 'signedTransaction'],
    ];
    for (const [change, field] of bad) {
      const answer = await submit(order, payload, signature, change);
      expect([change, answer.status, answer.body.error.field]).toEqual([change, 400, field]);
    }
  });

  describe('the wallet of the dev chain', () => {
    it('signs payments as the accounts that it names', async () => {
      const listed = (await (await fetch(`${gateway.url}/v1/public/dev-wallet`)).json()) as object;
      const accounts = DEV_ACCOUNTS.map((one) => ({
        name: one.name,
        address: formatAccount(one.publicKey, 42),
      }));
      expect(listed).toEqual({ accounts });
      const order = await given();
      const payload = await built(order);
      const { body } = await post('dev-wallet/sign', { account: BUYER, payload });
      expect((await submit(order, payload, body.signature)).status).toBe(200);
    });

    it('signs nothing else, and as nobody else', async () => {
      const payload = await built(await given());
      const all = callHex(chain.metadata.call('balances.transferAll', CHARLIE.publicKey, false));
      const refused = await post('dev-wallet/sign', { account: BUYER, payload: { ...payload, method: all } });
      expect(refusal(refused)).toBe('NOT_A_PAYMENT');
      const stranger = formatAccount(`0x${'77'.repeat(32)}`, 42);
      const asked = { account: stranger, payload: { ...payload, address: stranger } };
      expect((await post('dev-wallet/sign', asked)).body.error.field).toBe('account');
      const other = { ...payload, genesisHash: chain.hashOf(7) };
      expect(refusal(await post('dev-wallet/sign', { account: BUYER, payload: other }))).toBe('OUTDATED');
    });

    it('is not there on other chains, and where others reach the gateway', async () => {
      const payload = await built(await given());
      expect((await fetch(`${elsewhere.url}/v1/public/dev-wallet`)).status).toBe(404);
      expect((await post('dev-wallet/sign', { account: BUYER, payload }, elsewhere)).status).toBe(404);
    });
  });
});
