/** What Liberland's middleware and front end send, unchanged: the texts are theirs, only what they fill in is ours. */
import { ALICE, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';

const PRICE = '4000000000000';
const REMARK = '0x789cd3656200030dffa294d42205655353730017590338';

let index: TestIndex;
let gateway: TestGateway;
beforeAll(async () => {
  index = await createTestIndex();
  gateway = await openTestGateway(index.database.url);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});

describe.each(['/', '/graphql', '/graphql/graphql'])(
  "the middleware's verification, posted to %s",
  (path) => {
    beforeAll(async () => {
      await index.client.query('truncate chain.transfers, chain.asset_transfers');
      const paid = { toId: BOB, fromId: ALICE, value: PRICE, remark: REMARK };
      await index.insertTransfers([
        { ...paid, blockNumber: 20_001 },
        { ...paid, blockNumber: 20_000 },
        { ...paid, blockNumber: 20_002, remark: null },
        { ...paid, blockNumber: 20_003, value: '4000000000001' },
        { ...paid, blockNumber: 20_004, toId: CHARLIE },
      ]);
      await index.insertAssetTransfers([
        { ...paid, blockNumber: 20_001, eventIndex: 9, asset: '7' },
        { ...paid, blockNumber: 20_005, asset: '8' },
      ]);
    });

    it('finds the payment of the native token', async () => {
      const { data } = await gateway.ask(
        `query Verification { transfers(filter: { remark: { isNull: false }, toId: { equalTo: "${BOB}" },
  value: { equalTo: "${PRICE}" }, blockNumber: { greaterThan: "20000" } }) { nodes { remark fromId } } }`,
        undefined,
        path,
      );
      expect(data).toEqual({ transfers: { nodes: [{ remark: REMARK, fromId: ALICE }] } });
    });

    it('finds the payment of an asset', async () => {
      const { data } = await gateway.ask(
        `query AssetVerification { assetTransfers(filter: { remark: {isNull:false}, asset: {equalTo:"7"}
  toId: { equalTo: "${BOB}" }, value: { equalTo: "${PRICE}" }, blockNumber: { greaterThan: "20000" } }) { nodes { remark fromId } } }`,
        undefined,
        path,
      );
      expect(data).toEqual({ assetTransfers: { nodes: [{ remark: REMARK, fromId: ALICE }] } });
    });
  },
);

describe("the verification's page", () => {
  it('has a hundred rows, the newest, so that who just paid is among them', async () => {
    await index.client.query('truncate chain.transfers');
    await index.insertTransfers(
      Array.from({ length: 120 }, (_, i) => ({
        blockNumber: 100 + i,
        value: PRICE,
        remark: REMARK,
        toId: BOB,
      })),
    );
    const { transfers } = await gateway.query<{ transfers: { nodes: { blockNumber: string }[] } }>(
      `{ transfers(filter: { toId: { equalTo: "${BOB}" }, value: { equalTo: "${PRICE}" } }) { nodes { blockNumber } } }`,
    );
    expect(transfers.nodes).toHaveLength(100);
    expect(transfers.nodes[0]?.blockNumber).toBe('219');
  });
});

describe("the front end's history of an account", () => {
  const fields =
    'nodes { type: __typename id fromId toId value extrinsicIndex eventIndex block { id number timestamp } }';
  const CombinedQuery = `query CombinedQuery(
      $transfersFilter: TransferFilter, $transfersOrder: [TransfersOrderBy!],
      $meritsFilter: MeritFilter, $meritsOrder: [MeritsOrderBy!],
      $assetsFilter: AssetTransferFilter, $assetsOrder: [AssetTransfersOrderBy!]
    ) {
      transfers(filter: $transfersFilter, orderBy: $transfersOrder) { ${fields} }
      merits(filter: $meritsFilter, orderBy: $meritsOrder) { ${fields} }
      assetTransfers(filter: $assetsFilter, orderBy: $assetsOrder) { asset ${fields} }
    }`.replace('asset nodes {', 'nodes { asset');

  it('has both directions, newest first, with blocks', async () => {
    await index.client.query('truncate chain.transfers, chain.asset_transfers');
    const timestamp = '2026-11-21T12:00:00.000Z';
    await index.insertTransfers([
      { fromId: ALICE, toId: BOB, blockNumber: 5, eventIndex: 1, timestamp },
      { fromId: BOB, toId: ALICE, blockNumber: 5, eventIndex: 2 },
      { fromId: ALICE, toId: ALICE, blockNumber: 6 },
      { fromId: BOB, toId: CHARLIE, blockNumber: 7 },
    ]);
    await index.insertAssetTransfers([
      { fromId: BOB, toId: ALICE, blockNumber: 8, asset: '1' },
      { fromId: ALICE, toId: BOB, blockNumber: 9, asset: '2' },
    ]);
    const filter = { or: [{ fromId: { equalTo: ALICE_PREFIX_0 } }, { toId: { equalTo: ALICE } }] };
    const order = ['BLOCK_NUMBER_DESC', 'EVENT_INDEX_DESC'];
    const data = await gateway.query<Record<string, { nodes: Record<string, unknown>[] }>>(CombinedQuery, {
      transfersFilter: filter,
      transfersOrder: order,
      meritsFilter: filter,
      meritsOrder: order,
      assetsFilter: filter,
      assetsOrder: order,
    });
    expect(data['transfers']?.nodes.map(({ id }) => id)).toEqual(['6-0', '5-2', '5-1']);
    expect(data['merits']?.nodes.map(({ id }) => id)).toEqual(['8-0']);
    expect(data['assetTransfers']?.nodes.map(({ asset, id }) => [asset, id])).toEqual([
      ['2', '9-0'],
      ['1', '8-0'],
    ]);
    const block = `0x${'5'.padStart(64, '0')}`;
    expect(data['transfers']?.nodes[2]).toEqual({
      type: 'Transfer',
      id: '5-1',
      fromId: ALICE,
      toId: BOB,
      value: '1000000000000',
      extrinsicIndex: 1,
      eventIndex: 1,
      block: { id: block, number: '5', timestamp: '2026-11-21T12:00:00Z' },
    });
    expect(data['merits']?.nodes[0]?.['type']).toBe('Merit');
  });
});

describe("the middleware's other questions", () => {
  beforeAll(async () => {
    await index.client.query('truncate chain.transfers, chain.asset_transfers');
    await index.insertTransfers(
      Array.from({ length: 40 }, (_, i) => ({ blockNumber: i + 1, fromId: ALICE })),
    );
    await index.insertAssetTransfers([
      { blockNumber: 1, eventIndex: 5, fromId: ALICE, asset: '1' },
      { blockNumber: 2, eventIndex: 5, fromId: ALICE, asset: '2', remark: REMARK },
    ]);
  });

  it('what an account spent, page by page', async () => {
    const text = `query Spending($userId: String!, $offset: Int!) {
        merits(first: 30, offset: $offset, orderBy: BLOCK_NUMBER_DESC, filter: { fromId: { equalTo: $userId } }) {
          nodes { id toId value remark block { number timestamp } } }
        transfers(first: 30, offset: $offset, orderBy: BLOCK_NUMBER_DESC, filter: { fromId: { equalTo: $userId } }) {
          nodes { id toId value remark block { number timestamp } } }
        assetTransfers(first: 30, offset: $offset, orderBy: BLOCK_NUMBER_DESC,
          filter: { asset: { notEqualTo: "1" }, fromId: { equalTo: $userId } }) {
          nodes { id asset toId value remark block { number timestamp } } }
      }`;
    const data = await gateway.query<Record<string, { nodes: { id: string }[] }>>(text, {
      userId: ALICE,
      offset: 30,
    });
    expect(data['transfers']?.nodes.map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, i) => `${10 - i}-0`),
    );
    const first = await gateway.query<Record<string, { nodes: object[] }>>(text, {
      userId: ALICE,
      offset: 0,
    });
    expect(first['merits']?.nodes).toMatchObject([{ id: '1-5' }]);
    expect(first['assetTransfers']?.nodes).toMatchObject([{ id: '2-5', asset: '2', remark: REMARK }]);
  });

  it('how often the faucet gave, since a block', async () => {
    const text = `query Faucet($from: String!, $to: String!, $x: BigFloat!) {
        transfers(filter: { fromId: { equalTo: $from }, toId: { equalTo: $to }, blockNumber: { greaterThan: $x } }) { totalCount }
      }`;
    const ask = (x: unknown): Promise<unknown> => gateway.query(text, { from: ALICE, to: BOB, x });
    expect(await ask('30')).toEqual({ transfers: { totalCount: 10 } });
    expect(await ask(39)).toEqual({ transfers: { totalCount: 1 } });
  });
});
