/** The list of payments that did not happen, as anybody can read it. */
import { ALICE, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import { insertFailedPayments } from '../support/failed-payments.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';

let index: TestIndex;
let gateway: TestGateway;

beforeAll(async () => {
  index = await createTestIndex();
  await insertFailedPayments(index.client, [
    { blockNumber: 5, to: BOB, reference: 'A-1', value: 1_500_000_000_000n },
    { blockNumber: 7, ordinal: 0, to: BOB, asset: '1', outcome: 'skipped', how: 'interrupted' },
    { blockNumber: 7, ordinal: 1, from: null, to: CHARLIE, value: null, errorPallet: null, errorName: null },
    { blockNumber: 9, from: CHARLIE, to: null, errorPallet: null, errorName: 'Token.FundsUnavailable' },
  ]);
  gateway = await openTestGateway(index.database.url);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});

interface List {
  failedPayments: { totalCount: number; nodes: { id: string }[] };
}

async function ids(filter: object, orderBy?: string): Promise<string[]> {
  const { failedPayments } = await gateway.query<List>(
    `query ($filter: FailedPaymentFilter, $orderBy: [FailedPaymentsOrderBy!]) {
       failedPayments(filter: $filter, orderBy: $orderBy) { totalCount nodes { id } } }`,
    { filter, orderBy: orderBy === undefined ? [] : [orderBy] },
  );
  expect(failedPayments.totalCount).toBe(failedPayments.nodes.length);
  return failedPayments.nodes.map(({ id }) => id);
}

const FIELDS = `id ordinal fromId from { publicKey } toId to { id } asset assetInfo { symbol } value formatted reference
  pairing how outcome errorPallet errorName errorDocs fee feePayerId signerId block { number } extrinsicIndex`;

describe('failedPayments', () => {
  it('come newest first', async () => {
    expect(await ids({})).toEqual(['9-0', '7-1', '7-0', '5-0']);
    expect(await ids({}, 'BLOCK_NUMBER_ASC')).toEqual(['5-0', '7-0', '7-1', '9-0']);
  });

  it.each<[string, object, string[]]>([
    ['payee', { toId: { equalTo: BOB } }, ['7-0', '5-0']],
    ['payer, in any spelling of his address', { fromId: { equalTo: ALICE_PREFIX_0 } }, ['7-0', '5-0']],
    ['payer who is not known', { fromId: { isNull: true } }, ['7-1']],
    ['order', { toId: { equalTo: BOB }, reference: { equalTo: 'A-1' } }, ['5-0']],
    ['asset', { asset: { equalTo: '1' } }, ['7-0']],
    ['the chain’s own token', { asset: { isNull: true } }, ['9-0', '7-1', '5-0']],
    ['error', { errorName: { startsWith: 'Token.' } }, ['9-0']],
    ['outcome', { outcome: { in: ['skipped'] } }, ['7-0']],
    ['block', { blockNumber: { equalTo: 7 } }, ['7-1', '7-0']],
  ])('are found by %s', async (_, filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
  });

  it('page by cursor', async () => {
    const page = `pageInfo { endCursor hasNextPage } nodes { id }`;
    const first = await gateway.query<{
      failedPayments: { pageInfo: { endCursor: string; hasNextPage: boolean }; nodes: object[] };
    }>(`{ failedPayments(first: 2) { ${page} } }`);
    expect(first.failedPayments.pageInfo.hasNextPage).toBe(true);
    const rest = await gateway.query<typeof first>(
      `query ($after: Cursor) { failedPayments(after: $after) { ${page} } }`,
      { after: first.failedPayments.pageInfo.endCursor },
    );
    expect(rest.failedPayments.nodes).toEqual([{ id: '7-0' }, { id: '5-0' }]);
  });

  it('say all that the chain tells', async () => {
    const { failedPayment } = await gateway.query<{ failedPayment: object }>(
      `{ failedPayment(id: "5-0") { ${FIELDS} } }`,
    );
    expect(failedPayment).toMatchObject({
      ordinal: 0,
      fromId: ALICE,
      toId: BOB,
      to: { id: BOB },
      asset: null,
      assetInfo: null,
      value: '1500000000000',
      formatted: expect.stringMatching(/^1\.5 /) as string,
      reference: 'A-1',
      pairing: 'paired',
      outcome: 'reverted',
      errorPallet: 'Balances',
      errorName: 'InsufficientBalance',
      errorDocs: 'Balance too low to send value.',
      fee: '157',
      feePayerId: ALICE,
      signerId: ALICE,
      block: { number: '5' },
    });
  });

  it('say null for what the chain does not tell', async () => {
    const { failedPayment } = await gateway.query<{ failedPayment: object }>(
      `{ failedPayment(id: "7-1") { ${FIELDS} } }`,
    );
    expect(failedPayment).toMatchObject({
      fromId: null,
      from: null,
      value: null,
      formatted: null,
      errorPallet: null,
      errorName: null,
    });
    expect(await gateway.query('{ failedPayment(id: "1-1\\u0000") { id } }')).toEqual({
      failedPayment: null,
    });
  });
});
