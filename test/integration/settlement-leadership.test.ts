/** One settler leads; the others stand by, and none settles a till that is not its chain's. */
import { pino } from 'pino';
import { notationOf } from '../../src/domain/events/notation.js';
import { startSettler, type Settler } from '../../src/settlement/settler.js';
import { BOB } from '../support/accounts.js';
import { openChaosReport } from '../support/chaos-report.js';
import { network } from '../support/network.js';
import { until } from '../support/processes.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';

jest.setTimeout(60_000);

const log = pino({ level: 'silent' });
const report = openChaosReport('settlement-leadership');
let world: TestSettlement;
let settlers: Settler[] = [];

beforeEach(async () => {
  world = await createTestSettlement();
});
afterEach(async () => {
  for (const settler of settlers) await settler.close();
  settlers = [];
  await world.close();
});
afterAll(() => report.write());

function settler(chainIdentity = '0x00'): Settler {
  const databaseUrl = world.index.database.url;
  const started = startSettler({
    databaseUrl,
    schema: 'chain',
    chainIdentity,
    dustOf: () => 0n,
    notation: notationOf(network),
    log,
  });
  settlers.push(started);
  return started;
}

const leads = (one: Settler): boolean => one.state().state === 'settling';

it('of two settlers one leads, and the other takes over when it ends', async () => {
  await world.block(1);
  const [first, second] = [settler(), settler()];
  await until('one leads and one stands by', () => {
    const states = [first, second].map((one) => one.state().state).sort();
    return states.join() === 'settling,standby';
  });
  const [leader, other] = leads(first) ? [first, second] : [second, first];
  report.did('two at once', 'settler');
  await leader.close();
  report.did('stop', 'settler that leads');
  await until('the other leads', () => leads(other), 10_000);
  const shop = await world.merchant(BOB);
  const order = await world.order({ merchantId: shop, payee: BOB });
  await world.block(2, [payment(BOB, 1000n, 'A-1')]);
  await until('the order is settled', async () => (await world.readOrder(order)).status === 'settled');
  report.held('settled by the settler that took over', 1);
});

it('a leader whose connection is cut leads again, under another epoch', async () => {
  await world.block(1);
  const only = settler();
  await until('it leads', () => leads(only));
  const epoch = async (): Promise<number> =>
    Number((await world.till.selectFrom('instance').select('epoch').executeTakeFirstOrThrow()).epoch);
  const before = await epoch();
  await world.index.client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'chaintill settler'`,
  );
  report.did('connection cut', 'settler that leads');
  await until('it leads anew', async () => (await epoch()) > before && leads(only));
  const shop = await world.merchant(BOB);
  const order = await world.order({ merchantId: shop, payee: BOB });
  await world.block(2, [payment(BOB, 1000n, 'A-1')]);
  await until('the order is settled', async () => (await world.readOrder(order)).status === 'settled');
  report.held('settled under a new epoch', 1);
});

it('wakes for a command and for a flush of the index, also after the index was rebuilt', async () => {
  await world.block(1);
  const only = settler();
  await until('it leads', () => leads(only));
  const triggers = async (): Promise<number> => {
    const { rowCount } = await world.index.client.query(
      `select from pg_trigger where tgrelid = to_regclass('chain._metadata') and tgname = 'chaintill_wake'`,
    );
    return rowCount ?? 0;
  };
  await until('it hears of flushes', async () => (await triggers()) === 1);
  await world.index.rebuild();
  await until('it hears of them again', async () => (await triggers()) === 1, 15_000);
});

it("does not touch another chain's till", async () => {
  await world.block(1);
  const stranger = settler('0x77');
  await until('it refuses', () => stranger.state().reason?.includes('another chain') === true);
  const row = await world.till.selectFrom('instance').select(['epoch', 'settledHeight']).executeTakeFirst();
  expect(row).toEqual({ epoch: '0', settledHeight: null });
  report.did('till of another chain', 'settler');
  report.held("another chain's till was left alone", 1);
});
