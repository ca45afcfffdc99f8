/** Payments back: what is planned, for whom, what the owner signs, and that nobody else can. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChainView } from '../../src/chain/chain-view.js';
import { formatAccount } from '../../src/domain/account.js';
import { ChaintillError } from '../../src/domain/errors.js';
import { bytesToHex, type Hex } from '../../src/domain/hex.js';
import { recordedMetadata, viewOf } from '../support/chain-view.js';
import { openTestGateway, type Answer, type TestGateway } from '../support/gateway.js';
import { createTestSettlement, type GivenOrder, type TestSettlement } from '../support/settlement.js';
import { eventually } from '../support/stub-node.js';
import { createTestKey } from '../support/till.js';

const metadata = recordedMetadata('liberland-22');
const view = viewOf(metadata, new Map());
const nodeDown = (): Promise<ChainView> =>
  Promise.reject(new ChaintillError('RPC_UNREACHABLE', 'no RPC endpoint answers: ws://secret.example'));

let settlement: TestSettlement;
let gateway: TestGateway;
let node: () => Promise<ChainView>;
let height = 10;
let working = true;
let settler: Promise<void>;

/** The settler, beside the gateway. */
async function settleOnAndOn(stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    if (working) await settlement.settle();
    await delay(20);
  }
}

const stop = new AbortController();
beforeAll(async () => {
  settlement = await createTestSettlement();
  await settlement.block(height);
  gateway = await openTestGateway(settlement.index.database.url, { chainView: () => node() });
  settler = settleOnAndOn(stop.signal);
});
beforeEach(() => {
  node = () => Promise.resolve(view);
  working = true;
});
afterAll(async () => {
  stop.abort();
  await settler;
  await gateway.close();
  await settlement.close();
});

const newAccount = (): Hex => bytesToHex(randomBytes(32));
const ss58 = (account: Hex): string => formatAccount(account, 42);

interface Shop {
  readonly id: string;
  readonly account: Hex;
  readonly key: string;
  readonly readKey: string;
}

async function openShop(): Promise<Shop> {
  const account = newAccount();
  const id = await settlement.merchant(account);
  const keyOf = (kind: 'secret' | 'read'): Promise<string> =>
    createTestKey(settlement.till, { merchantId: id, kind });
  return { id, account, key: await keyOf('secret'), readKey: await keyOf('read') };
}

interface Sent {
  readonly payer: Hex;
  readonly transferId: string;
}

interface SentHow {
  readonly payer?: Hex;
  readonly signer?: Hex | null;
  readonly callPath?: string | null;
  readonly reference?: string | null;
  readonly to?: Hex;
}

/** A final transfer that the settler has taken up. */
async function pay(shop: Shop, value: bigint, how: SentHow = {}): Promise<Sent> {
  const { payer = newAccount(), reference = null, callPath = 'balances.transferKeepAlive' } = how;
  const { signer = payer } = how;
  height += 1;
  await settlement.block(height, [
    {
      fromId: payer,
      signerId: signer,
      toId: how.to ?? shop.account,
      value: value.toString(),
      callPath,
      reference,
      pairing: reference === null ? 'none' : 'paired',
    },
  ]);
  await settled(height);
  return { payer, transferId: `${height}-0` };
}

async function settled(at: number): Promise<void> {
  for (;;) {
    const { settledHeight } = await settlement.till
      .selectFrom('instance')
      .select('settledHeight')
      .executeTakeFirstOrThrow();
    if ((settledHeight ?? 0) >= at) return;
    await delay(10);
  }
}

async function order(shop: Shop, given: Partial<GivenOrder> = {}): Promise<string> {
  const id = await settlement.order({
    merchantId: shop.id,
    payee: shop.account,
    windowFrom: height,
    expiryHeight: height + 1_000,
    ...given,
  });
  for (;;) {
    const { appliedHeight } = await settlement.till
      .selectFrom('orders')
      .select('appliedHeight')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (appliedHeight !== null) return id;
    await delay(10);
  }
}

const FIELDS = `id paymentId status payer destination asset reference amount { value } paid { value }`;
const PLAN = `mutation ($transferId: ID!, $amount: String, $destination: String, $from: String) {
  planRefund(transferId: $transferId, amount: $amount, destination: $destination, from: $from) {
    ${FIELDS} extrinsic { callData signer description genesisHash specVersion mortalBlocks }
  }
}`;
const CANCEL = `mutation ($id: ID!) { cancelRefund(id: $id) { ${FIELDS} extrinsic { callData } } }`;
const REFUND = `query ($id: ID!) { refund(id: $id) { ${FIELDS} extrinsic { callData description } } }`;
const REFUNDS = `query ($first: Int, $after: Cursor, $status: RefundStatus) {
  refunds(first: $first, after: $after, status: $status) { nodes { id status } totalCount pageInfo { endCursor hasNextPage } }
}`;

interface Planned {
  readonly id: string;
  readonly status: string;
  readonly payer: string;
  readonly destination: string;
  readonly amount: { readonly value: string };
  readonly paid: { readonly value: string };
  readonly reference: string;
  readonly extrinsic: { readonly callData: Hex; readonly signer: string; readonly description: string };
}

const ask = (query: string, variables: object, key?: string): Promise<Answer> =>
  gateway.ask(query, { ...variables }, '/graphql', key);
const codeOf = async (query: string, variables: object, key?: string): Promise<string | undefined> =>
  (await ask(query, variables, key)).errors?.[0]?.extensions.code;

async function plan(shop: Shop, variables: object): Promise<Planned> {
  const { planRefund } = await gateway.query<{ planRefund: Planned }>(PLAN, { ...variables }, shop.key);
  return planRefund;
}

async function read(shop: Shop, id: string): Promise<Planned | null> {
  const { refund } = await gateway.query<{ refund: Planned | null }>(REFUND, { id }, shop.key);
  return refund;
}

const commandCount = async (): Promise<number> =>
  (await settlement.till.selectFrom('commands').select('id').execute()).length;

describe('planRefund', () => {
  it('gives an unmatched payment back to its sender, by one batch with the reference of the refund', async () => {
    const shop = await openShop();
    const { payer, transferId } = await pay(shop, 700n);
    const refund = await plan(shop, { transferId });
    expect(refund).toMatchObject({
      paymentId: transferId,
      status: 'OPEN',
      payer: ss58(shop.account),
      destination: ss58(payer),
      asset: null,
      amount: { value: '700' },
      paid: { value: '0' },
      extrinsic: { signer: ss58(shop.account), specVersion: metadata.specVersion, mortalBlocks: 64 },
    });
    expect(refund.reference).toMatch(/^refund\.[0-9a-f]{32}$/);
    expect(metadata.registry.createType('Call', refund.extrinsic.callData).toHuman()).toMatchObject({
      method: 'batchAll',
      args: {
        calls: [
          { method: 'transferKeepAlive', args: { dest: { Id: ss58(payer) }, value: '700' } },
          { method: 'remarkWithEvent', args: { remark: `order:${refund.reference}` } },
        ],
      },
    });
    expect(await read(shop, refund.id)).toMatchObject({ extrinsic: { callData: refund.extrinsic.callData } });
  });

  it('gives back the excess of an overpaid order, by its last payment, and then asks how much more', async () => {
    const shop = await openShop();
    await order(shop, { amount: 1_000n, reference: 'over' });
    const earlier = await pay(shop, 600n, { reference: 'over' });
    const { transferId } = await pay(shop, 650n, { reference: 'over' });
    const refund = await plan(shop, { transferId });
    expect(refund.amount.value).toBe('250');
    await gateway.query(CANCEL, { id: refund.id }, shop.key);

    const again = await plan(shop, { transferId });
    expect(again.amount.value).toBe('250');
    height += 1;
    await settlement.block(height, [
      {
        fromId: shop.account,
        toId: again.destination,
        value: '250',
        reference: again.reference,
        pairing: 'paired',
      },
    ]);
    await settled(height);
    expect(await read(shop, again.id)).toMatchObject({
      status: 'DONE',
      paid: { value: '250' },
      extrinsic: null,
    });
    expect(await codeOf(PLAN, { transferId }, shop.key)).toBe('AMOUNT_REQUIRED');
    expect((await plan(shop, { transferId, amount: '400' })).amount.value).toBe('400');
    expect((await plan(shop, { transferId: earlier.transferId })).amount.value).toBe('600');
  });

  it('asks the owner to sign what is left of a refund that is paid in part', async () => {
    const shop = await openShop();
    const { transferId } = await pay(shop, 700n);
    const refund = await plan(shop, { transferId });
    height += 1;
    await settlement.block(height, [
      {
        fromId: shop.account,
        toId: refund.destination,
        value: '300',
        reference: refund.reference,
        pairing: 'paired',
      },
    ]);
    await settled(height);
    const left = await read(shop, refund.id);
    expect(left).toMatchObject({ status: 'OPEN', paid: { value: '300' } });
    const call = metadata.registry.createType('Call', left?.extrinsic.callData).toHuman();
    expect(JSON.stringify(call)).toContain('"value":"400"');
  });

  it('pays from the owner of a deposit address what came to the address', async () => {
    const shop = await openShop();
    const address = newAccount();
    await order(shop, { mode: 'address', payee: address, owner: shop.account, amount: 500n });
    const { transferId } = await pay(shop, 500n, { to: address });
    expect(await plan(shop, { transferId })).toMatchObject({
      payer: ss58(shop.account),
      amount: { value: '500' },
    });
  });

  it('can pay from another account of the merchant, to another of the payer', async () => {
    const shop = await openShop();
    const second = newAccount();
    await settlement.account(shop.id, second);
    const { transferId } = await pay(shop, 9n);
    const destination = newAccount();
    expect(await plan(shop, { transferId, destination, from: second })).toMatchObject({
      payer: ss58(second),
      destination: ss58(destination),
    });
  });

  it.each<[string, SentHow]>([
    ['somebody else signed', { signer: newAccount() }],
    ['nobody signed', { signer: null }],
    ['a proxy sent it', { callPath: 'proxy.proxy.balances.transferKeepAlive' }],
    ['it is not known by which call it came', { callPath: null }],
  ])('wants the destination named where %s', async (_what, how) => {
    const shop = await openShop();
    const { payer, transferId } = await pay(shop, 9n, how);
    const before = await commandCount();
    expect(await codeOf(PLAN, { transferId }, shop.key)).toBe('DESTINATION_REQUIRED');
    expect(await commandCount()).toBe(before);
    expect(await plan(shop, { transferId, destination: payer })).toMatchObject({ destination: ss58(payer) });
  });

  it('refuses what cannot be, and stores nothing of it', async () => {
    const [shop, rival] = [await openShop(), await openShop()];
    const { transferId } = await pay(shop, 100n);
    const deposit = newAccount();
    await order(shop, { mode: 'address', payee: deposit, owner: shop.account });
    const before = await commandCount();
    const cases: [string, object][] = [
      ['INVALID_AMOUNT', { amount: '0' }],
      ['INVALID_AMOUNT', { amount: '-5' }],
      ['INVALID_AMOUNT', { amount: '1e2' }],
      ['INVALID_AMOUNT', { amount: '1.5' }],
      ['INVALID_ADDRESS', { destination: `${ss58(rival.account).slice(0, -1)}1` }],
      ['INVALID_ADDRESS', { destination: `0x${'11'.repeat(20)}` }],
      ['INVALID_ADDRESS', { from: 'x' }],
      ['DESTINATION_IS_OWN', { destination: shop.account }],
      ['DESTINATION_IS_OWN', { destination: deposit }],
      ['PAYER_NOT_REGISTERED', { from: rival.account }],
      ['PAYER_NOT_REGISTERED', { from: newAccount() }],
      ['PAYMENT_NOT_FOUND', { transferId: '1-0' }],
      ['PAYMENT_NOT_FOUND', { transferId: "'; \u0000" }],
    ];
    for (const [code, wrong] of cases) {
      const answered = await ask(PLAN, { transferId, ...wrong }, shop.key);
      expect([code, wrong, answered.errors?.[0]?.extensions.code]).toEqual([code, wrong, code]);
    }
    expect(await commandCount()).toBe(before);
    expect(await codeOf(PLAN, { transferId, amount: '101' }, shop.key)).toBe('REFUND_TOO_LARGE');
    expect(await gateway.query(REFUNDS, {}, shop.key)).toMatchObject({ refunds: { totalCount: 0 } });
  });

  it('plans one refund of a payment at a time, also when two are asked for at once', async () => {
    const shop = await openShop();
    const { transferId } = await pay(shop, 100n);
    const codes = await Promise.all([1, 2].map(() => codeOf(PLAN, { transferId, amount: '40' }, shop.key)));
    expect(codes.sort()).toEqual(['REFUND_OPEN', undefined]);
    expect(await codeOf(PLAN, { transferId, amount: '40' }, shop.key)).toBe('REFUND_OPEN');
  });

  it('keeps the plan while no node answers, says so, and gives the extrinsic later', async () => {
    const shop = await openShop();
    const { transferId } = await pay(shop, 100n);
    node = nodeDown;
    const { data, errors } = await ask(PLAN, { transferId }, shop.key);
    const planned = data?.['planRefund'] as Planned;
    expect(planned).toMatchObject({ status: 'OPEN', extrinsic: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CHAIN_UNAVAILABLE']);
    expect(JSON.stringify(errors)).not.toContain('secret.example');
    node = () => Promise.resolve(view);
    expect((await read(shop, planned.id))?.extrinsic.description).toContain('Refund 0.0000000001 LLD');
  });

  it('says that it waits for settlement, and is done when that comes to it', async () => {
    const shop = await openShop();
    const { transferId } = await pay(shop, 100n);
    working = false;
    expect(await codeOf(PLAN, { transferId }, shop.key)).toBe('SETTLEMENT_PENDING');
    working = true;
    await eventually(async () => {
      expect(await gateway.query(REFUNDS, {}, shop.key)).toMatchObject({
        refunds: { nodes: [{ status: 'OPEN' }] },
      });
    });
  }, 20_000);

  it('is audited, with the key and the request', async () => {
    const shop = await openShop();
    const { transferId } = await pay(shop, 100n);
    const { id } = await plan(shop, { transferId });
    const line = await settlement.till
      .selectFrom('auditLog')
      .selectAll()
      .where('subjectId', '=', id)
      .executeTakeFirstOrThrow();
    expect(line).toMatchObject({
      merchantId: shop.id,
      actor: shop.key.slice(0, shop.key.lastIndexOf('_')),
      action: 'refund.plan',
      after: { transferId, amount: '100' },
      requestId: expect.any(String) as string,
    });
  });
});

describe('cancelRefund', () => {
  it('gives a refund up, after which the payment waits again', async () => {
    const shop = await openShop();
    const { transferId } = await pay(shop, 100n);
    const { id } = await plan(shop, { transferId });
    expect(await gateway.query(CANCEL, { id }, shop.key)).toMatchObject({
      cancelRefund: { id, status: 'CANCELED', extrinsic: null },
    });
    expect(await codeOf(CANCEL, { id }, shop.key)).toBe('REFUND_NOT_OPEN');
    expect(await plan(shop, { transferId })).toMatchObject({ status: 'OPEN' });
  });

  it.each(['7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11', 'x', "'\u0000"])('knows no refund %j', async (id) => {
    const shop = await openShop();
    expect(await codeOf(CANCEL, { id }, shop.key)).toBe('REFUND_NOT_FOUND');
    expect(await read(shop, id)).toBeNull();
  });
});

it('lists refunds newest first, page by page, and by status', async () => {
  const shop = await openShop();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.unshift((await plan(shop, await pay(shop, 100n))).id);
  await gateway.query(CANCEL, { id: ids[1] }, shop.key);
  interface Listed {
    readonly refunds: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
  }
  const list = async (variables: object): Promise<Listed['refunds']> =>
    (await gateway.query<Listed>(REFUNDS, { ...variables }, shop.key)).refunds;
  const first = await list({ first: 2 });
  expect(first.nodes.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  const { nodes } = await list({ first: 2, after: first.pageInfo.endCursor });
  expect(nodes.map(({ id }) => id)).toEqual(ids.slice(2));
  expect((await list({ status: 'CANCELED' })).nodes.map(({ id }) => id)).toEqual([ids[1]]);
  expect((await list({ status: 'OPEN' })).nodes.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
});

describe('other keys', () => {
  it('see and touch nothing', async () => {
    const [shop, rival] = [await openShop(), await openShop()];
    const { transferId } = await pay(shop, 100n);
    const other = await pay(shop, 100n);
    const { id } = await plan(shop, { transferId });
    expect(await codeOf(PLAN, { transferId: other.transferId }, rival.key)).toBe('PAYMENT_NOT_FOUND');
    expect(await codeOf(CANCEL, { id }, rival.key)).toBe('REFUND_NOT_FOUND');
    expect(await read(rival, id)).toBeNull();
    expect(await gateway.query(REFUNDS, {}, rival.key)).toMatchObject({
      refunds: { nodes: [], totalCount: 0 },
    });
    expect(await read(shop, id)).toMatchObject({ status: 'OPEN' });
  });

  it('that only read plan and cancel nothing, but see what there is to sign', async () => {
    const shop = await openShop();
    const { transferId } = await pay(shop, 100n);
    const { id } = await plan(shop, { transferId });
    const other = await pay(shop, 100n);
    expect(await codeOf(PLAN, { transferId: other.transferId }, shop.readKey)).toBe('FORBIDDEN');
    expect(await codeOf(CANCEL, { id }, shop.readKey)).toBe('FORBIDDEN');
    expect(await read({ ...shop, key: shop.readKey }, id)).toMatchObject({ id, status: 'OPEN' });
    for (const query of [PLAN, CANCEL, REFUND]) {
      expect(await codeOf(query, { id, transferId })).toBe('UNAUTHENTICATED');
    }
  });
});
