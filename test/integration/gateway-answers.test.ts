/** Single rows, an account's history, assets, remarks, and what the gateway says of the chain. */
import { ALICE, ALICE_HEX, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';

const GENESIS = `0x${'ab'.repeat(32)}`;

let index: TestIndex;
let gateway: TestGateway;
beforeAll(async () => {
  index = await createTestIndex();
  gateway = await openTestGateway(index.database.url, {
    heads: { best: 1_010, finalized: 1_007, genesisHash: GENESIS },
  });
  await index.insertTransfers([
    {
      blockNumber: 10,
      eventIndex: 2,
      fromId: ALICE,
      toId: BOB,
      value: '1500000000000',
      signerId: ALICE,
      reference: 'A-1',
    },
    { blockNumber: 12, eventIndex: 1, fromId: ALICE, toId: ALICE },
    { blockNumber: 13, eventIndex: 1, fromId: BOB, toId: CHARLIE },
  ]);
  await index.insertAssetTransfers([
    { blockNumber: 10, eventIndex: 4, fromId: BOB, toId: ALICE, asset: '1', value: '2' },
    { blockNumber: 11, eventIndex: 0, fromId: BOB, toId: ALICE, asset: '7', value: '250' },
    { blockNumber: 11, eventIndex: 1, fromId: ALICE, toId: BOB, asset: '8', value: '250' },
  ]);
  await index.insertRemarks([
    {
      blockNumber: 10,
      ordinal: 0,
      reference: 'A-1',
      text: 'order:A-1',
      transferId: '10-2',
      pairing: 'paired',
      signerId: ALICE,
    },
    { blockNumber: 10, ordinal: 1, codec: 'unknown', data: '0xff' },
  ]);
  await index.client.query("insert into chain.assets values ('7', 'Seven', 'SVN', 2, 5)");
  await index.setMetadata({
    lastProcessedHeight: 1_000,
    targetHeight: 1_007,
    chain: 'Liberland',
    specName: 'Liberland',
  });
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});

it('shows a transfer with its accounts as addresses and its value as money', async () => {
  const data = await gateway.query(`{ transfer(id: "10-2") {
    id fromId from { id publicKey } to { id } value formatted reference pairing blockNumber timestamp signerId feePayerId } }`);
  expect(data).toEqual({
    transfer: {
      id: '10-2',
      fromId: ALICE,
      from: { id: ALICE, publicKey: ALICE_HEX },
      to: { id: BOB },
      value: '1500000000000',
      formatted: '1.5 LLD',
      reference: 'A-1',
      pairing: 'none',
      blockNumber: '10',
      timestamp: null,
      signerId: ALICE,
      feePayerId: null,
    },
  });
});

it("writes addresses with the network's prefix", async () => {
  const polkadot = await openTestGateway(index.database.url, { network: { ss58Prefix: 0 } });
  try {
    expect(await polkadot.query('{ transfer(id: "10-2") { fromId } }')).toEqual({
      transfer: { fromId: ALICE_PREFIX_0 },
    });
  } finally {
    await polkadot.close();
  }
});

it('shows an asset transfer in the units of its asset, as far as they are known', async () => {
  const fields = 'asset value formatted assetInfo { name symbol decimals }';
  const data = await gateway.query(`{
    merit: assetTransfer(id: "10-4") { ${fields} } seven: assetTransfer(id: "11-0") { ${fields} } eight: assetTransfer(id: "11-1") { ${fields} } }`);
  expect(data).toEqual({
    merit: {
      asset: '1',
      value: '2',
      formatted: '0.000000000002 LLM',
      assetInfo: { name: 'Liberland Merit', symbol: 'LLM', decimals: 12 },
    },
    seven: {
      asset: '7',
      value: '250',
      formatted: '2.5 SVN',
      assetInfo: { name: 'Seven', symbol: 'SVN', decimals: 2 },
    },
    eight: {
      asset: '8',
      value: '250',
      formatted: null,
      assetInfo: { name: null, symbol: null, decimals: null },
    },
  });
});

it('says what it knows of an asset', async () => {
  expect(await gateway.query('{ asset(id: 7) { id name symbol decimals } }')).toEqual({
    asset: { id: '7', name: 'Seven', symbol: 'SVN', decimals: 2 },
  });
  expect(await gateway.query('{ asset(id: "9") { id name decimals } }')).toEqual({
    asset: { id: '9', name: null, decimals: null },
  });
});

it('has null for an id that nothing has', async () => {
  const data = await gateway.query(
    '{ transfer(id: "99-0") { id } assetTransfer(id: "\\u0000") { id } remark(id: "") { id } }',
  );
  expect(data).toEqual({ transfer: null, assetTransfer: null, remark: null });
});

it('lists remarks of any codec, newest first', async () => {
  const data = await gateway.query(`{ remark(id: "10-0") { text transferId signerId block { number } }
    remarks { totalCount nodes { id codec } } tagged: remarks(filter: { reference: { equalTo: "A-1" } }) { nodes { id } } }`);
  expect(data).toEqual({
    remark: { text: 'order:A-1', transferId: '10-2', signerId: ALICE, block: { number: '10' } },
    remarks: {
      totalCount: 2,
      nodes: [
        { id: '10-1', codec: 'unknown' },
        { id: '10-0', codec: 'text' },
      ],
    },
    tagged: { nodes: [{ id: '10-0' }] },
  });
});

describe("an account's history", () => {
  const text = `query ($id: String!, $order: HistoryOrder!) { account(id: $id) { id publicKey
    history(orderBy: $order) { totalCount nodes { id direction counterpartyId asset value formatted } } } }`;

  it('has native and asset transfers of both directions in the order of the chain', async () => {
    const nodes = [
      {
        id: '10-2',
        direction: 'OUT',
        counterpartyId: BOB,
        asset: null,
        value: '1500000000000',
        formatted: '1.5 LLD',
      },
      {
        id: '10-4',
        direction: 'IN',
        counterpartyId: BOB,
        asset: '1',
        value: '2',
        formatted: '0.000000000002 LLM',
      },
      { id: '11-0', direction: 'IN', counterpartyId: BOB, asset: '7', value: '250', formatted: '2.5 SVN' },
      { id: '11-1', direction: 'OUT', counterpartyId: BOB, asset: '8', value: '250', formatted: null },
      {
        id: '12-1',
        direction: 'SELF',
        counterpartyId: ALICE,
        asset: null,
        value: '1000000000000',
        formatted: '1 LLD',
      },
    ];
    const account = { id: ALICE, publicKey: ALICE_HEX };
    expect(await gateway.query(text, { id: ALICE_PREFIX_0, order: 'OLDEST_FIRST' })).toEqual({
      account: { ...account, history: { totalCount: 5, nodes } },
    });
    expect(await gateway.query(text, { id: ALICE_HEX, order: 'NEWEST_FIRST' })).toEqual({
      account: { ...account, history: { totalCount: 5, nodes: nodes.toReversed() } },
    });
  });

  it('is empty of an account that the chain has not seen', async () => {
    const nobody = `0x${'07'.repeat(32)}`;
    const data = await gateway.query(text, { id: nobody, order: 'NEWEST_FIRST' });
    expect(data).toMatchObject({ account: { publicKey: nobody, history: { totalCount: 0, nodes: [] } } });
  });
});

describe('the chain', () => {
  it('is told with its heads, its token and how far the index is', async () => {
    const data = await gateway.query(`{ chain { network title genesisHash head finalized indexedHeight lag
      token { symbol decimals existentialDeposit } ss58Prefix blockTimeMs } }`);
    expect(data).toEqual({
      chain: {
        network: 'testnet',
        title: 'A network for tests',
        genesisHash: GENESIS,
        head: 1_010,
        finalized: 1_007,
        indexedHeight: 1_000,
        lag: 7,
        token: { symbol: 'LLD', decimals: 12, existentialDeposit: '1000000000000' },
        ss58Prefix: 42,
        blockTimeMs: 6_000,
      },
    });
  });

  it("is told as SubQuery's clients ask for it, too", async () => {
    expect(
      await gateway.query(
        '{ _metadata { lastProcessedHeight targetHeight chain specName lastProcessedTimestamp } }',
      ),
    ).toEqual({
      _metadata: {
        lastProcessedHeight: 1_000,
        targetHeight: 1_007,
        chain: 'Liberland',
        specName: 'Liberland',
        lastProcessedTimestamp: null,
      },
    });
  });

  it('is told while neither node nor index is there', async () => {
    const empty = await openTestGateway(index.database.url, { database: { schema: 'nothing_here' } });
    try {
      expect(await empty.query('{ chain { network head indexedHeight lag } _metadata { chain } }')).toEqual({
        chain: { network: 'testnet', head: null, indexedHeight: null, lag: null },
        _metadata: null,
      });
    } finally {
      await empty.close();
    }
  });
});
