/** The list of a merchant's checkout sessions. */
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';
import { ALICE } from '../support/accounts.js';

let till: SessionTill;
/** Newest first. */
const made: string[] = [];

beforeAll(async () => {
  till = await openSessionTill();
  for (let i = 0; i < 12; i++) {
    const body = { amount: '5', order_id: `o-${i}`, client_reference_id: i % 3 === 0 ? 'three' : null };
    made.unshift((await till.send('POST', '', body)).body.id);
  }
  await till.send('POST', '', { amount: '5' }, till.other.secretKey);
  // Not of sessions.
  await till.post({ orderId: 'plain', amount: '5' });
  await till.block({ to: ALICE, value: 5n * 10n ** 12n, reference: 'o-4' });
  await till.settleWhile(till.send('POST', `/${made[0] ?? ''}/expire`));
}, 60_000);
afterAll(() => till.close());

const list = async (query: string, key?: string) => (await till.send('GET', query, undefined, key)).body;
const ids = async (query: string): Promise<string[]> => (await list(query)).data.map(({ id }) => id);

it('has the newest ten, and says whether there are more', async () => {
  const page = await list('');
  expect(page).toMatchObject({ object: 'list', url: '/v1/checkout/sessions', has_more: true });
  expect(page.data.map(({ id }) => id)).toEqual(made.slice(0, 10));
  expect(page.data[1]).toEqual((await till.send('GET', `/${made[1] ?? ''}`)).body);
});

it('goes on after the last of a page, also among those of one instant', async () => {
  const { till: db } = till;
  const at = new Date('2026-01-01T00:00:00.123Z');
  await db.updateTable('orders').set({ createdAt: at }).execute();
  await db.updateTable('checkoutSessions').set({ createdAt: at }).execute();
  const found: string[] = [];
  for (let more = true; more;) {
    const after = found.length === 0 ? '' : `&starting_after=${found.at(-1) ?? ''}`;
    const page = await list(`?limit=5${after}`);
    found.push(...page.data.map(({ id }) => id));
    more = page.has_more;
  }
  expect(found).toHaveLength(12);
  expect(found.toSorted()).toEqual(made.toSorted());
});

it('can be narrowed', async () => {
  expect(await ids('?status=complete')).toEqual([made[7]]);
  expect(await ids('?status=expired')).toEqual([made[0]]);
  expect(await ids('?status=open&limit=100')).toHaveLength(10);
  const three = [0, 3, 6, 9].map((i) => made[11 - i] ?? '');
  expect((await ids('?client_reference_id=three')).toSorted()).toEqual(three.toSorted());
  expect(await ids('?client_reference_id=none')).toEqual([]);
});

it("is of the key's merchant alone", async () => {
  expect((await list('?limit=100', till.other.readKey)).data).toHaveLength(1);
  const foreign = await list(`?starting_after=${made[3] ?? ''}`, till.other.readKey);
  expect(foreign.error).toMatchObject({ code: 'SESSION_NOT_FOUND', field: 'starting_after' });
});

it.each(['limit=0', 'limit=101', 'limit=x', 'status=paid', 'after=x', 'starting_after='])(
  'refuses %s',
  async (query) => {
    expect((await list(`?${query}`)).error.code).toBe('BAD_USER_INPUT');
  },
);
