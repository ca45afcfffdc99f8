/**
 * The disk of Postgres is full while orders are registered, paid and settled, up to where Postgres itself ends and cannot
 * start, and then there is space again. No order may be said to be registered that is not.
 */
import pg from 'pg';
import { openChaosReport } from '../../support/chaos-report.js';
import { until } from '../../support/processes.js';
import { openSuiteFolder } from '../../support/suite-closers.js';
import { watchHealth, type HealthWatch, type Said } from './health-watch.js';
import { startInstance, type Instance } from './instance.js';
import { expectInvariants } from './invariants.js';
import { startOnSmallDisk, type SmallDisk } from './small-disk.js';
import { startTrade, type Trade } from './trade.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
const TIMES = FULL ? 3 : 1;
/** Refusals that are waited for. */
const REFUSED = FULL ? 200 : 30;
/** What `/health` says of Postgres without space, and of one that is away for the want of it. */
const NO_SPACE = /the disk of Postgres is full|the database cannot be used/;
jest.setTimeout(5 * 60_000);

const report = openChaosReport('disk-full');
const { folder, closers } = openSuiteFolder('disk-full');
afterAll(() => report.write());

let disk: SmallDisk;
let instance: Instance;
let trade: Trade;
let health: HealthWatch;

beforeAll(async () => {
  disk = await startOnSmallDisk(folder);
  closers.push(() => disk.postgres.stop());
  if (disk.emulated !== null) {
    process.stderr.write(
      `No disk can be made here (${disk.emulated}): triggers refuse what a full one would.\n`,
    );
  }
  instance = await startInstance(disk.postgres.url, 1);
  closers.push(() => instance.close());
  trade = startTrade(instance);
  closers.push(() => trade.close());
  health = watchHealth(instance.gateways);
  await health.untilWell();
});

const refusals = (): number => [...trade.refusals.values()].reduce((sum, count) => sum + count, 0);

async function moreRefusals(count: number): Promise<void> {
  const before = refusals();
  await until(`${count} more registrations are refused`, () => refusals() >= before + count);
}

async function moreOrders(): Promise<void> {
  const before = trade.told.size;
  await until('more orders are registered', () => trade.told.size > before + 5);
}

function expectNoSpaceTold(said: readonly Said[]): void {
  for (const { http, health: told } of said) {
    expect([http, told.status, told.postgres.status]).toEqual([503, 'unavailable', 'unavailable']);
    expect(told.postgres.reason).toMatch(NO_SPACE);
  }
}

/** Makes Postgres need a new file for its log, without which it ends, and cannot start. */
async function useUpLog(): Promise<void> {
  const client = new pg.Client({ connectionString: instance.databaseUrl });
  const life = { ended: false };
  client.on('error', () => (life.ended = true));
  await client.connect();
  while (!life.ended) {
    await client
      .query(`select pg_logical_emit_message(false, 'chaos', ''), pg_switch_wal()`)
      .catch(() => (life.ended = true));
  }
  await client.end().catch(() => undefined); // it ended with the server
}

test(`refuses in words what a full disk cannot take, and goes on, ${TIMES} times`, async () => {
  for (let i = 0; i < TIMES; i++) {
    await moreOrders();
    await disk.fill(instance.databaseUrl);
    report.did(disk.emulated === null ? 'disk full' : 'disk full (by triggers)', 'postgres');
    await moreRefusals(1);
    const said = await health.during(() => moreRefusals(REFUSED));
    expectNoSpaceTold(said);
    report.held('/health said that the disk is full', said.length);
    await disk.free(instance.databaseUrl);
    await health.untilWell();
    report.held('/health said that all is well again', 1);
  }
});

test('comes back after Postgres itself ended on a full disk', async () => {
  if (disk.emulated !== null) return;
  for (let i = 0; i < TIMES; i++) {
    await moreOrders();
    await disk.fill(instance.databaseUrl);
    await useUpLog();
    report.did('disk full, up to its end', 'postgres');
    // Its other processes outlive the first by a moment.
    await health.untilUnwell();
    const said = await health.during(() => moreRefusals(REFUSED));
    await disk.free(instance.databaseUrl);
    expectNoSpaceTold(said);
    report.held('/health said that Postgres is away', said.length);
    await health.untilWell();
    report.held('/health said that all is well again', 1);
  }
});

test('has lost nothing, and told everything once', async () => {
  await trade.end();
  await health.untilWell();
  expect([...trade.refusals.keys()]).toEqual(['DATABASE_UNAVAILABLE']);
  report.held('registrations refused in words', refusals());
  await expectInvariants(instance, trade, report);
});
