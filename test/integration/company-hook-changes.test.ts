/** A company's hook changes on chain: who is told, once, and by which way. The real step over real Postgres. */
import { claimDeliveries, ROUND_START } from '../../src/store/till/delivery/claim.js';
import { ALICE, BOB } from '../support/accounts.js';
import { cafe, HOOK, openCompanyTill, type CompanyStep, type CompanyTill } from '../support/company-till.js';
import { expectEventsFitSchemas } from '../support/event-schema.js';
import { HEIGHT } from '../support/order-till.js';
import { askRest } from '../support/webhooks.js';

const NEW_HOOK = 'https://cafe.example/new';
const TYPE = 'company.hook_changed';
const FIRST: CompanyStep = { block: 10, registration: cafe(HOOK, ALICE, BOB) };
const next = (blocks: number, hook: string | null): CompanyStep => ({
  block: HEIGHT + blocks,
  registration: cafe(hook, ALICE, BOB),
});

let at: CompanyTill;
beforeEach(async () => {
  at = await openCompanyTill();
  await at.company(1, FIRST);
}, 60_000);
afterEach(async () => {
  await expectEventsFitSchemas(at.till);
  await at.close();
});

async function order(more: object = {}, key = at.shop.secretKey): Promise<string> {
  const { status, order: made } = await at.post(
    { orderId: at.newId(), amount: '1', company: '1', ...more },
    { key },
  );
  expect(status).toBe(201);
  return String(made['id']);
}

async function blocks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await at.block();
  await at.settle();
}

interface Told {
  readonly id: string;
  readonly height: number;
  readonly sequence: number | null;
  readonly merchantId: string;
  readonly data: object;
}

async function told(): Promise<readonly Told[]> {
  const rows = await at.till
    .selectFrom('events')
    .select(['merchantId', 'body'])
    .where('type', '=', TYPE)
    .orderBy('cursor')
    .execute();
  return rows.map(({ merchantId, body }) => ({
    merchantId,
    ...(JSON.parse(body) as Omit<Told, 'merchantId'>),
  }));
}

async function sent(): Promise<readonly { url: string; kind: string; merchantId: string }[]> {
  return at.till
    .selectFrom('deliveries as d')
    .innerJoin('endpoints as e', 'e.id', 'd.endpointId')
    .select(['e.kind', 'd.merchantId', (eb) => eb.fn.coalesce('d.url', 'e.url').as('url')])
    .where('d.type', '=', TYPE)
    .orderBy('d.id')
    .execute();
}

const endpoint = (url: string, key: string, more: object = {}) =>
  askRest(at.gateway, 'POST', '/v1/endpoints', key, { url, ...more });

it('is told to the merchant’s endpoints and to the hook before, once', async () => {
  await endpoint('https://shop.example/events', at.shop.secretKey);
  await endpoint('https://shop.example/settled', at.shop.secretKey, { types: ['order.settled'] });
  await order();
  await order();
  await blocks(1);
  await at.company(1, FIRST, next(3, NEW_HOOK));
  await blocks(1);
  expect(await told()).toEqual([]);
  await blocks(3);
  const events = await told();
  expect(events).toMatchObject([
    {
      merchantId: at.shop.merchantId,
      height: HEIGHT + 3,
      sequence: null,
      data: {
        company: { id: '0-1', name: 'Café Liberland', status: 'approved', fromBlock: HEIGHT + 3 },
        hook: NEW_HOOK,
        previousHook: HOOK,
      },
    },
  ]);
  const { merchantId } = at.shop;
  expect(await sent()).toEqual([
    { url: 'https://shop.example/events', kind: 'merchant', merchantId },
    { url: HOOK, kind: 'orders', merchantId },
  ]);
  const { deliveries } = await claimDeliveries(at.till, {
    lease: crypto.randomUUID(),
    leaseMs: 10_000,
    most: 100,
    endpoints: 'well',
    after: ROUND_START,
  });
  const toHook = deliveries.filter(({ type, url }) => type === TYPE && url === HOOK);
  expect(toHook).toMatchObject([{ hook: true, orderId: null, eventId: events[0]?.id, secrets: [{}] }]);
  // Made anew, the index says the same.
  await at.till
    .updateTable('instance')
    .set({ settledHeight: HEIGHT + 1 })
    .execute();
  await at.settle();
  expect(await told()).toEqual(events);
  expect(await sent()).toHaveLength(2);
});

it('is told to every merchant whose orders name the company, and to nobody else', async () => {
  await order();
  await order({ payee: BOB }, at.other.secretKey);
  await at.post({ orderId: at.newId(), amount: '1', webhookUrl: HOOK });
  await at.company(2, FIRST, next(1, NEW_HOOK));
  await blocks(1);
  expect(await told()).toEqual([]);
  await at.company(1, FIRST, next(2, NEW_HOOK));
  await blocks(1);
  const merchants = [at.shop.merchantId, at.other.merchantId];
  expect((await told()).map(({ merchantId }) => merchantId).sort()).toEqual([...merchants].sort());
  expect(new Set((await told()).map(({ id }) => id)).size).toBe(2);
  expect((await sent()).map(({ url, merchantId }) => [url, merchantId]).sort()).toEqual(
    merchants.map((merchantId) => [HOOK, merchantId]).sort(),
  );
});

it('is each change its own event, and none where the hook stays', async () => {
  await order();
  await at.company(
    1,
    FIRST,
    { block: HEIGHT + 1, registration: cafe(HOOK, ALICE) },
    { ...next(2, HOOK), request: cafe(NEW_HOOK) },
    next(3, NEW_HOOK),
    next(4, null),
    next(5, HOOK),
    { block: HEIGHT + 6 },
  );
  await blocks(8);
  expect((await told()).map(({ height, data }) => [height - HEIGHT, data])).toMatchObject([
    [3, { hook: NEW_HOOK, previousHook: HOOK }],
    [4, { hook: null, previousHook: NEW_HOOK }],
    [5, { hook: HOOK, previousHook: null }],
    [6, { company: { status: 'unregistered', name: null }, hook: null, previousHook: HOOK }],
  ]);
  // Nobody had an order with the hook in between, so this gateway has no leave to send there.
  expect((await sent()).map(({ url }) => url)).toEqual([HOOK, HOOK]);
});

it('up to the block of the first order is no news', async () => {
  await at.settle();
  await at.company(1, FIRST, next(1, NEW_HOOK));
  await at.block();
  await order();
  // The settler is behind: it takes the change and the order up in one step.
  await blocks(1);
  expect(await told()).toEqual([]);
});

it('is told of an order that was written while the change was settled', async () => {
  await order();
  await at.company(1, FIRST, next(1, NEW_HOOK));
  await at.block();
  // By a step that did not see the order yet.
  await at.till
    .updateTable('instance')
    .set({ settledHeight: HEIGHT + 1 })
    .execute();
  await at.settle();
  expect(await told()).toHaveLength(1);
  expect((await sent()).map(({ url }) => url)).toEqual([HOOK]);
});

it('is not sent to a hook that is gone, disabled, or in a dialect without a word for it', async () => {
  await order({ webhookDialect: 'LIBERLAND' });
  const gone = await order();
  await at.till.updateTable('orderHooks').set({ goneAt: new Date() }).where('orderId', '=', gone).execute();
  await at.company(1, FIRST, next(1, NEW_HOOK));
  await blocks(1);
  expect(await told()).toHaveLength(1);
  expect(await sent()).toEqual([]);
  await order();
  await at.till
    .updateTable('endpoints')
    .set({ status: 'disabled', disabledReason: 'merchant' })
    .where('kind', '=', 'orders')
    .execute();
  await at.company(1, FIRST, next(1, NEW_HOOK), next(2, HOOK));
  await blocks(1);
  expect(await told()).toHaveLength(2);
  expect(await sent()).toEqual([]);
});

it('of an index that knows of no companies is nothing, and money is settled', async () => {
  const id = await order();
  for (const table of ['companies', 'company_versions', 'company_addresses']) {
    await at.index.client.query(`drop table chain.${table}`);
  }
  const { orderId } = await at.till
    .selectFrom('orders')
    .select('orderId')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await at.block({ to: ALICE, value: 10n ** 12n, reference: orderId });
  await at.settle();
  const { status } = await at.till
    .selectFrom('orders')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(status).toBe('settled');
});
