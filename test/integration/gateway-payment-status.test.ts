import type { TransferRow } from '../../src/store/chain/tables.js';
import { ALICE, ALICE_HEX, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import {
  createTestIndex,
  openTestGateway,
  type Given,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';
import { openTestTill } from '../support/till.js';

const INDEXED = 50_000;
const LLD = 1_000_000_000_000n;

let index: TestIndex;
let gateway: TestGateway;
beforeAll(async () => {
  index = await createTestIndex();
  await (await openTestTill(index.database.url)).destroy();
  gateway = await openTestGateway(index.database.url);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});
beforeEach(async () => {
  await index.client.query('truncate chain.transfers, chain.asset_transfers, chain.assets, chain._metadata');
  await index.setMetadata({ lastProcessedHeight: INDEXED });
});

const payment = (blockNumber: number, value: bigint, more: Given<TransferRow> = {}): Given<TransferRow> => ({
  blockNumber,
  value: value.toString(),
  fromId: BOB,
  toId: ALICE,
  reference: 'A-557',
  pairing: 'paired',
  ...more,
});

interface Status {
  status: string;
  unregistered: boolean;
  toId: string;
  assetId: string | null;
  expected: { value: string; formatted: string | null };
  received: { value: string; formatted: string | null };
  missing: { value: string };
  excess: { value: string };
  transferCount: number;
  transfers: { id: string }[];
  indexedHeight: number;
  window: { from: number; to: number };
}

async function status(args: Record<string, unknown> = {}): Promise<Status> {
  const { paymentStatus } = await gateway.query<{ paymentStatus: Status }>(
    `query ($orderId: String!, $toId: String!, $price: String!, $assetId: String, $fromHeight: Int) {
       paymentStatus(orderId: $orderId, toId: $toId, price: $price, assetId: $assetId, fromHeight: $fromHeight) {
         status unregistered toId assetId expected { value formatted } received { value formatted }
         missing { value } excess { value } transferCount transfers { id } indexedHeight window { from to } } }`,
    { orderId: 'A-557', toId: ALICE, price: (5n * LLD).toString(), ...args },
  );
  return paymentStatus;
}

describe('paymentStatus', () => {
  it('sums what came for the reference and says how it compares', async () => {
    expect(await status()).toMatchObject({
      status: 'NONE',
      missing: { value: '5000000000000' },
      transfers: [],
    });
    await index.insertTransfers([payment(49_000, 2n * LLD)]);
    expect(await status()).toMatchObject({
      status: 'UNDER',
      missing: { value: '3000000000000' },
      transferCount: 1,
    });
    await index.insertTransfers([payment(49_001, 3n * LLD)]);
    expect(await status()).toEqual({
      status: 'EXACT',
      unregistered: true,
      toId: ALICE,
      assetId: null,
      expected: { value: '5000000000000', formatted: '5 LLD' },
      received: { value: '5000000000000', formatted: '5 LLD' },
      missing: { value: '0' },
      excess: { value: '0' },
      transferCount: 2,
      transfers: [{ id: '49001-0' }, { id: '49000-0' }],
      indexedHeight: INDEXED,
      window: { from: 40_001, to: INDEXED },
    });
    await index.insertTransfers([payment(49_002, 1n)]);
    expect(await status()).toMatchObject({ status: 'OVER', excess: { value: '1' } });
  });

  it('counts only that reference, that payee, that asset, and nobody who pays himself', async () => {
    await index.insertTransfers([
      payment(49_000, 5n * LLD, { reference: 'a-557' }),
      payment(49_001, 5n * LLD, { reference: 'A-5570' }),
      payment(49_002, 5n * LLD, { reference: null, pairing: 'ambiguous' }),
      payment(49_003, 5n * LLD, { toId: CHARLIE }),
      payment(49_004, 5n * LLD, { fromId: ALICE }),
    ]);
    await index.insertAssetTransfers([payment(49_005, 5n * LLD)]);
    expect(await status()).toMatchObject({ status: 'NONE', transferCount: 0 });
  });

  it('looks back the order window from the indexed height, or from where it is told', async () => {
    await index.insertTransfers([
      payment(40_000, LLD),
      payment(40_001, 2n * LLD),
      payment(INDEXED, 3n * LLD),
    ]);
    expect(await status()).toMatchObject({ status: 'EXACT', transferCount: 2 });
    expect(await status({ fromHeight: 40_000 })).toMatchObject({
      status: 'OVER',
      window: { from: 40_000, to: INDEXED },
    });
    expect(await status({ fromHeight: 40_002 })).toMatchObject({ received: { value: '3000000000000' } });
  });

  it('counts nothing above the height that it answers for', async () => {
    await index.insertTransfers([payment(INDEXED + 1, 5n * LLD)]);
    expect(await status()).toMatchObject({ status: 'NONE', indexedHeight: INDEXED });
  });

  it('answers alike for every spelling of the payee', async () => {
    await index.insertTransfers([payment(49_000, 5n * LLD)]);
    const answers = await Promise.all([ALICE, ALICE_PREFIX_0, ALICE_HEX].map((toId) => status({ toId })));
    expect(answers.map((answer) => [answer.status, answer.toId])).toEqual(Array(3).fill(['EXACT', ALICE]));
  });

  it('reads assets, with the decimals of the chain before those of the profile', async () => {
    await index.insertAssetTransfers([
      payment(49_000, 5n * LLD),
      { ...payment(49_001, 5n * LLD), asset: '7' },
    ]);
    expect(await status({ assetId: '1' })).toMatchObject({ assetId: '1', received: { formatted: '5 LLM' } });
    expect(await status({ assetId: '7' })).toMatchObject({ status: 'EXACT', received: { formatted: null } });
    expect(await status({ assetId: 'Native' })).toMatchObject({ status: 'NONE', assetId: null });
    await index.client.query("insert into chain.assets values ('1', 'Merit', 'MRT', 6, 1)");
    expect(await status({ assetId: '1' })).toMatchObject({ received: { formatted: '5000000 MRT' } });
  });

  it("takes the price as PHP writes it, as exact as PHP's 14 digits are", async () => {
    await index.insertTransfers([payment(49_000, 100_057_142_857_143n)]);
    expect(await status({ price: '1.0005714285714E 14' })).toMatchObject({
      status: 'EXACT',
      expected: { value: '100057142857140' },
      received: { value: '100057142857143' },
    });
    expect(await status({ price: '100057142857140' })).toMatchObject({
      status: 'OVER',
      excess: { value: '3' },
    });
  });

  it('sums all of many transfers, and lists the newest hundred', async () => {
    await index.insertTransfers(Array.from({ length: 150 }, (_, i) => payment(45_000 + i, 10n ** 25n)));
    const answer = await status();
    expect(answer).toMatchObject({ transferCount: 150, received: { value: (150n * 10n ** 25n).toString() } });
    expect(answer.transfers).toHaveLength(100);
    expect(answer.transfers[0]?.id).toBe('45149-0');
  });

  it('says that nothing is indexed rather than that nothing came', async () => {
    await index.client.query('truncate chain._metadata');
    const { errors } = await gateway.ask(
      `{ paymentStatus(orderId: "1", toId: "${ALICE}", price: "1") { status } }`,
    );
    expect(errors?.[0]?.extensions.code).toBe('INDEX_NOT_READY');
  });

  it.each([
    ['orderId', 'order 1', 'not a reference'],
    ['orderId', 'x'.repeat(65), 'not a reference'],
    ['toId', 'not-an-address', 'toId: not an account address'],
    ['price', '5 LLD', 'price: not an amount'],
    ['price', '0', 'price: not an amount'],
    ['price', '-1', 'price: not an amount'],
    ['assetId', 'LLM', "assetId: an asset's id is a whole number"],
    ['fromHeight', -1, 'fromHeight is negative'],
  ])('refuses %s %j', async (name, value, message) => {
    await expect(status({ [name]: value })).rejects.toThrow(message);
  });
});
