/** What to pay for an order and how far that is, byte for byte. */
import { encode } from 'uqr';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { countTillRows } from '../support/till-counts.js';
import {
  insertOrders,
  insertPayments,
  insertSightings,
  type GivenOrder,
  type StoredOrder,
} from '../support/till-rows.js';
import { createTestKey, createTestMerchant, createTestOperator, openTestTill } from '../support/till.js';
import type { TestMerchant } from '../support/till.js';

const LLD = 10n ** 12n;
const FOLDED = 400;
const BEST = 410;
const HASH = `0x${'7a'.repeat(32)}`;
const IN_SIGHT = `0x${'51'.repeat(32)}`;
const TYPE = 'application/json; charset=utf-8';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let other: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: FOLDED });
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: FOLDED }).execute();
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  other = await createTestMerchant(till, { accounts: [CHARLIE] });
  gateway = await openTestGateway(index.database.url, { heads: { best: BEST } });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  await index.client.query('truncate till.orders cascade');
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function ask(path: string, key: string | null = null, init: RequestInit = {}): Promise<Answer> {
  const headers = { ...(init.headers as object), ...(key !== null && { authorization: `Bearer ${key}` }) };
  const response = await fetch(`${gateway.url}/api/orders/${path}`, { ...init, headers });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  };
}

async function insertOrder(given: Partial<GivenOrder> = {}): Promise<StoredOrder> {
  const [order] = await insertOrders(till, [{ merchantId: shop.merchantId, orderId: 'A-1', ...given }]);
  if (!order) throw new Error('no order');
  return order;
}

const counted = ({ id: orderId }: StoredOrder, more: object = {}): Promise<void> =>
  insertPayments(till, [
    { merchantId: shop.merchantId, orderId, use: 'counted', blockNumber: 390, extrinsicHash: HASH, ...more },
  ]);

const failureOf = ({ text }: Answer): unknown => {
  const { error } = JSON.parse(text) as { error: { code: string; requestId: string } };
  return error.code;
};

describe('status', () => {
  const none = '"transaction":null';
  const pending = `"transaction":{"hash":"${IN_SIGHT}","confirmations":6,"status":"pending"}`;
  const final = (word: string): string =>
    `"transaction":{"hash":"${HASH}","confirmations":21,"status":"${word}"}`;
  const part = { received: String(2n * LLD), paymentCount: 1 };
  const all = { received: String(5n * LLD), paymentCount: 1 };

  it.each<[string, Partial<GivenOrder>, bigint | null, string]>([
    ['nothing came', {}, null, `{"status":"awaiting_payment",${none}}`],
    ['all is in sight', {}, 5n * LLD, `{"status":"payment_detected",${pending}}`],
    ['a part is in sight', {}, LLD, `{"status":"payment_detected",${pending}}`],
    ['a part is final', part, null, `{"status":"payment_insufficient",${final('finalized')}}`],
    ['the rest is in sight', part, 3n * LLD, `{"status":"payment_detected",${pending}}`],
    [
      'all is final and not settled',
      { ...all, setAside: 'broken' },
      null,
      `{"status":"payment_detected",${final('finalized')}}`,
    ],
    ['it is settled', { ...all, status: 'settled' }, null, `{"status":"confirmed",${final('confirmed')}}`],
    ['more is in sight', { ...all, status: 'settled' }, LLD, `{"status":"confirmed",${final('confirmed')}}`],
    ['it was marked settled', { status: 'settled' }, null, `{"status":"confirmed",${none}}`],
    ['it is expired', { status: 'expired' }, null, `{"status":"expired",${none}}`],
    [
      'it is expired in part',
      { ...part, status: 'expired' },
      null,
      `{"status":"expired",${final('finalized')}}`,
    ],
    ['it is canceled', { status: 'canceled' }, null, `{"status":"failed",${none}}`],
    ['it is invalid', { ...all, status: 'invalid' }, null, `{"status":"failed",${final('finalized')}}`],
  ])('where %s', async (_where, given, sighted, text) => {
    const order = await insertOrder(given);
    if (order.paymentCount > 0) await counted(order);
    if (sighted !== null) {
      await insertSightings(till, [
        { orderId: order.id, blockNumber: 405, value: sighted, extrinsicHash: IN_SIGHT },
      ]);
    }
    expect(await ask(`${order.publicToken}/status`)).toEqual({ status: 200, type: TYPE, text });
  });

  it('takes no notice of another asset in sight', async () => {
    const { id, publicToken } = await insertOrder();
    await insertSightings(till, [{ orderId: id, blockNumber: 405, asset: '7', value: 5n * LLD }]);
    expect((await ask(`${publicToken}/status`)).text).toBe(`{"status":"awaiting_payment",${none}}`);
  });

  it('is of the newest of several payments, also to a deposit address', async () => {
    const order = await insertOrder({ mode: 'address', payee: BOB, ...part, paymentCount: 2 });
    await counted(order, { blockNumber: 380, extrinsicHash: IN_SIGHT, toAccount: BOB });
    await counted(order, { toAccount: BOB });
    expect((await ask(`${order.publicToken}/status`)).text).toBe(
      `{"status":"payment_insufficient",${final('finalized')}}`,
    );
  });
});

describe('payment', () => {
  /** About when the window is over, as the answer says it. */
  function withoutTime(text: string): { readonly text: string; readonly expiresIn: number } {
    const { expiresAt } = JSON.parse(text) as { expiresAt: string };
    return {
      text: text.replace(`"${expiresAt}"`, '"…"'),
      expiresIn: (Date.parse(expiresAt) - Date.now()) / 6_000,
    };
  }
  const withoutImage = (text: string): string => text.replace(/"data:[^"]*"/, '"data:…"');

  it('is an address, an amount and an image, the same by GET and by POST', async () => {
    const { publicToken } = await insertOrder({
      mode: 'address',
      payee: BOB,
      amount: '12500000000000',
      expiryHeight: BEST + 600,
    });
    const got = await ask(`${publicToken}/payment`);
    expect([got.status, got.type]).toEqual([200, TYPE]);
    const { text, expiresIn } = withoutTime(got.text);
    expect(withoutImage(text)).toBe(
      `{"address":"${BOB}","network":"testnet","coin":"LLD","amount":"12.5","qrCode":"data:…","expiresAt":"…"}`,
    );
    expect(expiresIn).toBeGreaterThan(550);
    expect(expiresIn).toBeLessThanOrEqual(600);
    for (const init of [
      {},
      { headers: { 'content-type': 'application/json' }, body: '{"currency":"LLD"}' },
    ]) {
      const posted = await ask(`${publicToken}/payment`, null, { method: 'POST', ...init });
      expect(posted.status).toBe(200);
      expect(withoutTime(posted.text).text).toBe(text);
    }
  });

  it('has what must be written beside it, where the address is not the order’s alone', async () => {
    const { publicToken } = await insertOrder({ asset: '1', expiryHeight: BEST + 600 });
    const { text } = withoutTime((await ask(`${publicToken}/payment`)).text);
    expect(withoutImage(text)).toBe(
      `{"address":"${ALICE}","network":"testnet","coin":"LLM","amount":"5","qrCode":"data:…","expiresAt":"…","remark":"order:A-1"}`,
    );
  });

  it.each(['address', 'reference'] as const)(
    'has what to scan as an image, with its quiet zone, and nothing from anywhere else: mode %s',
    async (mode) => {
      const { publicToken } = await insertOrder({ mode, payee: BOB });
      const { qrCode } = JSON.parse((await ask(`${publicToken}/payment`)).text) as { qrCode: string };
      const [head, image = ''] = qrCode.split(',');
      expect(head).toBe('data:image/svg+xml;base64');
      const svg = Buffer.from(image, 'base64').toString();
      const [, side] =
        /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1"/.exec(svg) ?? [];
      // An address that is not the order's alone would lose the order.
      const scanned = mode === 'address' ? BOB : `https://pay.example/pay/${publicToken}`;
      const { data } = encode(scanned, { ecc: 'M', border: 4 });
      expect(Number(side)).toBe(4 * data.length);
      // One square of the path for each dark module, at its place.
      const dark = data.flatMap((row, y) =>
        row.flatMap((isDark, x) => (isDark ? [`M${4 * x},${4 * y}`] : [])),
      );
      const drawn = svg.match(/M\d+,\d+/g) ?? [];
      expect(new Set(drawn)).toEqual(new Set(dark));
      expect(svg).not.toMatch(/href|url\(|script/);
    },
  );

  it.each(['settled', 'expired', 'canceled', 'invalid'] as const)(
    'of a %s order has no time left, and is there for a page that is loaded again',
    async (status) => {
      const { publicToken } = await insertOrder({ status });
      const answer = await ask(`${publicToken}/payment`);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('"expiresAt":null');
    },
  );

  it('waits for the index where nobody knows the decimals of the asset', async () => {
    const { publicToken } = await insertOrder({ asset: '77' });
    const answer = await ask(`${publicToken}/payment`);
    expect([answer.status, failureOf(answer)]).toEqual([503, 'INDEX_NOT_READY']);
  });
});

describe.each(['payment', 'status'])('who may ask for the %s', (part) => {
  it('is the merchant, by its own id with any of its keys', async () => {
    await insertOrder();
    for (const key of [shop.secretKey, shop.readKey]) {
      expect((await ask(`A-1/${part}`, key)).status).toBe(200);
    }
  });

  it('finds an id of any form, also one that looks like a token', async () => {
    for (const orderId of ['Bestellung Nr. 7/ü', 'pub_mine']) {
      await insertOrder({ orderId, reference: `r-${orderId.length}` });
      expect((await ask(`${encodeURIComponent(orderId)}/${part}`, shop.readKey)).status).toBe(200);
    }
  });

  it('is whoever has the token, with or without a key', async () => {
    const { publicToken } = await insertOrder();
    const operator = await createTestOperator(till);
    for (const key of [null, shop.readKey, other.readKey, operator]) {
      expect((await ask(`${publicToken}/${part}`, key)).status).toBe(200);
    }
  });

  it('is nobody else', async () => {
    await insertOrder();
    const scopeless = await createTestKey(till, {
      merchantId: shop.merchantId,
      kind: 'secret',
      scopes: ['keys:write'],
    });
    const operator = await createTestOperator(till);
    const answers = await Promise.all(
      [
        ['A-1', null],
        ['A-2', null],
        ['A-1', 'sk_nonsense'],
        ['A-1', scopeless],
        ['A-1', operator],
        ['A-1', other.secretKey],
        ['A-2', shop.secretKey],
        ['pub_none', null],
        ['pub_none', shop.readKey],
        ['pub_%00', null],
      ].map(async ([id, key]) => {
        const answer = await ask(`${id ?? ''}/${part}`, key);
        return [answer.status, failureOf(answer)];
      }),
    );
    expect(answers).toEqual([
      [401, 'UNAUTHENTICATED'],
      [401, 'UNAUTHENTICATED'],
      [401, 'UNAUTHENTICATED'],
      [403, 'FORBIDDEN'],
      [403, 'FORBIDDEN'],
      ...Array<unknown>(6 - 1).fill([404, 'ORDER_NOT_FOUND']),
    ]);
  });
});

it('makes nothing, whatever is asked', async () => {
  const { publicToken } = await insertOrder();
  const before = await countTillRows(index.client);
  for (const [id, key] of [
    [publicToken, null],
    ['A-1', null],
    ['A-9', null],
    ['pub_new', null],
    ['A-9', shop.readKey],
  ] as const) {
    await ask(`${id}/payment`, key, { method: 'POST' });
    await ask(`${id}/payment`, key);
    await ask(`${id}/status`, key);
  }
  expect(await countTillRows(index.client)).toEqual(before);
});

it('is enough for a page that does nothing but ask again', async () => {
  const order = await insertOrder();
  const words: unknown[] = [];
  const look = async (): Promise<void> => {
    const { text } = await ask(`${order.publicToken}/status`);
    words.push((JSON.parse(text) as { status: string }).status);
  };
  await look();
  await insertSightings(till, [{ orderId: order.id, blockNumber: 405, value: 5n * LLD }]);
  await look();
  // What the settler writes when the payment is final.
  await counted(order);
  const settled = {
    status: 'settled',
    received: String(5n * LLD),
    paymentCount: 1,
    settledHeight: 405,
  } as const;
  await till.updateTable('orders').set(settled).where('id', '=', order.id).execute();
  await look();
  await look();
  expect(words).toEqual(['awaiting_payment', 'payment_detected', 'confirmed', 'confirmed']);
});
