/** What came of deposit addresses: which a sweep has emptied, and money there that no transfer explains. */
import { randomUUID } from 'node:crypto';
import { formatAccount } from '../../src/domain/account.js';
import { deriveAddress } from '../../src/domain/deposit-address.js';
import type { Hex } from '../../src/domain/hex.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, ALICE_HEX } from '../support/accounts.js';
import {
  createTestIndex,
  openTestGateway,
  type Answer,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';
import {
  createTestMerchant,
  createTestOperator,
  insertTestOrder,
  openTestTill,
  type TestMerchant,
} from '../support/till.js';

const HEIGHT = 500;
const LLD = 10n ** 12n;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let operator: string;
let shop: TestMerchant;
let rival: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: HEIGHT });
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  operator = await createTestOperator(till);
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  shop = await createTestMerchant(till);
  rival = await createTestMerchant(till);
});

const DEPOSITS = `query ($account: String!, $first: Int, $after: Cursor, $merchantId: ID) {
  deposits(account: $account, first: $first, after: $after, merchantId: $merchantId) {
    height
    nodes {
      orderId address scheme derivation
      holdings {
        asset state received { value formatted } moved { value } left { value }
        lastMove { id blockNumber extrinsicHash value }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;
const DIFFERENCES = `query ($first: Int, $after: Cursor, $waiting: Boolean! = true, $merchantId: ID) {
  depositDifferences(first: $first, after: $after, waiting: $waiting, merchantId: $merchantId) {
    nodes { id orderId address asset amount { value formatted } reason height expected found acknowledgedAt note }
    pageInfo { hasNextPage endCursor }
  }
}`;
const ACKNOWLEDGE = `mutation ($id: ID!, $note: String, $merchantId: ID) {
  acknowledgeDepositDifference(id: $id, note: $note, merchantId: $merchantId) {
    id acknowledgedAt acknowledgedBy note
  }
}`;

const ask = (query: string, variables: object, key?: string): Promise<Answer> =>
  gateway.ask(query, { ...variables }, '/graphql', key);
const codeOf = async (query: string, variables: object, key?: string): Promise<string | undefined> =>
  (await ask(query, variables, key)).errors?.[0]?.extensions.code;

let made = 0;

async function deposit(
  merchantId = shop.merchantId,
): Promise<{ readonly id: string; readonly orderId: string; readonly address: Hex }> {
  made += 1;
  const [id, orderId, depositPath] = [randomUUID(), `order-${made}`, [7, 8, made]];
  const address = deriveAddress(ALICE_HEX, depositPath);
  await insertTestOrder(till, {
    id,
    orderId,
    merchantId,
    owner: ALICE,
    payee: address,
    mode: 'address',
    reference: null,
    depositScheme: 'derivative',
    depositPath,
  });
  return { id, orderId, address };
}

let events = 0;

/** A transfer of the chain's own token, or of an asset. */
async function transfer(
  blockNumber: number,
  fields: { fromId?: string; toId?: string; asset?: string; extrinsicHash?: string },
  value: bigint,
): Promise<string> {
  events += 1;
  const { asset, ...rest } = fields;
  const row = {
    id: `${blockNumber}-${events}`,
    blockNumber,
    eventIndex: events,
    value: String(value),
    ...rest,
  };
  await (asset === undefined
    ? index.insertTransfers([row])
    : index.insertAssetTransfers([{ ...row, asset }]));
  return row.id;
}

interface Listed<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
interface Deposit {
  readonly orderId: string;
  readonly address: string;
  readonly holdings: readonly Readonly<Record<string, unknown>>[];
}

async function deposits(variables: object = {}, key = shop.secretKey): Promise<Listed<Deposit>> {
  return (await gateway.query<{ deposits: Listed<Deposit> }>(DEPOSITS, { account: ALICE, ...variables }, key))
    .deposits;
}

describe('deposits', () => {
  it('tells which addresses a sweep has emptied, and which it has not', async () => {
    const [swept, failed, refilled, unused] = [
      await deposit(),
      await deposit(),
      await deposit(),
      await deposit(),
    ];
    const extrinsicHash = `0x${'5e'.repeat(32)}`;
    for (const { address } of [swept, failed, refilled]) await transfer(10, { toId: address }, 2n * LLD);
    await transfer(10, { toId: swept.address, asset: '1' }, 50n);
    await transfer(20, { fromId: swept.address, toId: ALICE, asset: '1', extrinsicHash }, 50n);
    const id = await transfer(20, { fromId: swept.address, toId: ALICE, extrinsicHash }, 2n * LLD);
    await transfer(20, { fromId: refilled.address, toId: ALICE, extrinsicHash }, 2n * LLD);
    await transfer(30, { toId: refilled.address }, 1n * LLD);
    // Not indexed yet as far as anybody may say.
    await transfer(HEIGHT + 1, { fromId: failed.address, toId: ALICE }, 2n * LLD);

    const { nodes } = await deposits();
    const states = nodes.map(({ orderId, holdings }) => [
      orderId,
      holdings.map(({ asset, state, left }) => [asset, state, (left as { value: string }).value]),
    ]);
    expect(states).toEqual([
      [
        swept.orderId,
        [
          [null, 'SWEPT', '0'],
          ['1', 'SWEPT', '0'],
        ],
      ],
      [failed.orderId, [[null, 'HELD', String(2n * LLD)]]],
      [refilled.orderId, [[null, 'PARTLY_SWEPT', String(LLD)]]],
      [unused.orderId, []],
    ]);
    expect(nodes[0]).toMatchObject({
      address: formatAccount(swept.address, 42),
      scheme: 'DERIVATIVE',
      derivation: expect.stringMatching(/^\/7\/8\/\d+$/) as string,
      holdings: [
        {
          received: { value: String(2n * LLD), formatted: '2 LLD' },
          moved: { value: String(2n * LLD) },
          lastMove: { id, blockNumber: 20, extrinsicHash, value: String(2n * LLD) },
        },
        {},
      ],
    });
  });

  it('counts what was noticed besides transfers', async () => {
    const { id, address } = await deposit();
    await transfer(10, { toId: address }, 2n * LLD);
    await notice(id, address, { amount: '-7', reason: 'fee' });
    await transfer(20, { fromId: address, toId: ALICE }, 2n * LLD - 7n);
    await notice(id, address, { asset: '9', amount: '30' });
    const [{ holdings } = { holdings: [] }] = (await deposits()).nodes;
    expect(holdings).toMatchObject([
      { asset: null, state: 'SWEPT', left: { value: '0' } },
      { asset: '9', state: 'HELD', left: { value: '30' } },
    ]);
  });

  it('pages, and shows each merchant its own orders', async () => {
    const own = [await deposit(), await deposit(), await deposit()];
    const others = await deposit(rival.merchantId);
    const first = await deposits({ first: 2 }, shop.readKey);
    const second = await deposits({ first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes].map(({ orderId }) => orderId)).toEqual(
      own.map(({ orderId }) => orderId),
    );
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    expect((await deposits({}, rival.secretKey)).nodes).toMatchObject([{ orderId: others.orderId }]);
    const named = { account: ALICE, merchantId: shop.merchantId };
    expect((await deposits(named, operator)).nodes).toHaveLength(3);
    expect(await codeOf(DEPOSITS, named, rival.secretKey)).toBe('MERCHANT_NOT_FOUND');
    expect(await codeOf(DEPOSITS, { account: ALICE })).toBe('UNAUTHENTICATED');
    expect(await codeOf(DEPOSITS, { account: ALICE, after: 'x' }, shop.secretKey)).toBe('BAD_USER_INPUT');
  });
});

/** As reconciliation keeps it. */
async function notice(
  orderId: string,
  address: Hex,
  given: { asset?: string; amount: string; reason?: 'unexplained' | 'fee' | 'dust' },
  merchantId = shop.merchantId,
): Promise<string> {
  const { id } = await till
    .insertInto('depositDifferences')
    .values({
      merchantId,
      orderId,
      address,
      asset: null,
      height: 400,
      blockHash: `0x${'b1'.repeat(32)}`,
      expected: '0',
      found: given.amount.replace('-', ''),
      reason: 'unexplained',
      noticedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, 0, (events += 1))),
      ...given,
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

interface Difference {
  readonly id: string;
}

async function differences(variables: object = {}, key = shop.secretKey): Promise<Listed<Difference>> {
  return (await gateway.query<{ depositDifferences: Listed<Difference> }>(DIFFERENCES, { ...variables }, key))
    .depositDifferences;
}

describe('depositDifferences', () => {
  it('lists what waits, newest first, until it is acknowledged, which is audited', async () => {
    const { id: order, orderId, address } = await deposit();
    const gift = await notice(order, address, { amount: String(5n * LLD) });
    await notice(order, address, { amount: '-7', reason: 'fee' });
    const loss = await notice(order, address, { amount: '-40', asset: '1' });
    expect((await differences()).nodes).toMatchObject([
      { id: loss, asset: '1', amount: { value: '-40' }, reason: 'UNEXPLAINED' },
      {
        id: gift,
        orderId,
        address: formatAccount(address, 42),
        asset: null,
        amount: { value: String(5n * LLD), formatted: '5 LLD' },
        height: 400,
        expected: '0',
        found: String(5n * LLD),
        acknowledgedAt: null,
      },
    ]);
    const answer = await gateway.query(ACKNOWLEDGE, { id: gift, note: 'by XCM' }, shop.secretKey);
    const by = shop.secretKey.slice(0, shop.secretKey.lastIndexOf('_'));
    expect(answer).toEqual({
      acknowledgeDepositDifference: {
        id: gift,
        note: 'by XCM',
        acknowledgedBy: by,
        acknowledgedAt: expect.stringMatching(/Z$/) as string,
      },
    });
    expect(await gateway.query(ACKNOWLEDGE, { id: gift, note: 'again' }, shop.secretKey)).toEqual(answer);
    expect((await differences()).nodes).toMatchObject([{ id: loss }]);
    expect((await differences({ waiting: false })).nodes).toHaveLength(3);
    const lines = await till
      .selectFrom('auditLog')
      .select(['actor', 'action', 'merchantId', 'after'])
      .where('subjectId', '=', gift)
      .execute();
    expect(lines).toEqual([
      {
        actor: by,
        action: 'depositDifference.acknowledge',
        merchantId: shop.merchantId,
        after: { acknowledged: true, note: 'by XCM' },
      },
    ]);
  });

  it('pages', async () => {
    const { id, address } = await deposit();
    for (const amount of ['1', '2', '3']) await notice(id, address, { amount });
    const first = await differences({ first: 2 });
    const second = await differences({ first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes]).toMatchObject(
      ['3', '2', '1'].map((value) => ({ amount: { value } })),
    );
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it('are of one merchant, and of the operator who names it', async () => {
    const { id, address } = await deposit();
    const difference = await notice(id, address, { amount: '9' });
    expect((await differences({}, rival.secretKey)).nodes).toEqual([]);
    expect(await codeOf(ACKNOWLEDGE, { id: difference }, rival.secretKey)).toBe('DIFFERENCE_NOT_FOUND');
    const named = { id: difference, merchantId: shop.merchantId };
    expect(await codeOf(ACKNOWLEDGE, named, rival.secretKey)).toBe('MERCHANT_NOT_FOUND');
    expect(await codeOf(ACKNOWLEDGE, { id: difference }, shop.readKey)).toBe('FORBIDDEN');
    expect(await codeOf(ACKNOWLEDGE, { id: difference })).toBe('UNAUTHENTICATED');
    expect(await codeOf(ACKNOWLEDGE, { id: 'x' }, shop.secretKey)).toBe('DIFFERENCE_NOT_FOUND');
    expect(await codeOf(ACKNOWLEDGE, { id: difference, note: 'a\nb' }, shop.secretKey)).toBe(
      'BAD_USER_INPUT',
    );
    expect((await differences({}, shop.readKey)).nodes).toHaveLength(1);
    expect((await differences({ merchantId: shop.merchantId }, operator)).nodes).toHaveLength(1);
    expect(await codeOf(ACKNOWLEDGE, named, operator)).toBeUndefined();
    expect((await differences()).nodes).toEqual([]);
  });
});
