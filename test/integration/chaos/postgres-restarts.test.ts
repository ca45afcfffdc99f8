/**
 * Postgres is stopped in every way, is away for a while and comes back, while orders are registered, paid and settled. Each
 * gateway must say so for as long as it lasts, and all must go on by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openChaosReport } from '../../support/chaos-report.js';
import { until } from '../../support/processes.js';
import { openSuiteFolder } from '../../support/suite-closers.js';
import { startPostgresPart, type PostgresPart } from '../settlement-kills/parts.js';
import { watchHealth, type HealthWatch } from './health-watch.js';
import { startInstance, type Instance } from './instance.js';
import { expectInvariants } from './invariants.js';
import { startTrade, type Trade } from './trade.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
const ROUNDS = FULL ? 5 : 1;
const AWAY_MS = FULL ? 2_000 : 500;
jest.setTimeout(5 * 60_000);

/** How Postgres is stopped: in its own words, and by which signal. */
const WAYS: readonly (readonly [what: string, signal: NodeJS.Signals])[] = [
  ['fast stop and start', 'SIGINT'],
  ['immediate stop and start', 'SIGQUIT'],
  ['kill -9 and start', 'SIGKILL'],
];

const report = openChaosReport('postgres-restarts');
const { folder, closers } = openSuiteFolder('restarts');
afterAll(() => report.write());

let postgres: PostgresPart;
let instance: Instance;
let trade: Trade;
let health: HealthWatch;

beforeAll(async () => {
  postgres = await startPostgresPart(folder);
  closers.push(() => postgres.stop());
  instance = await startInstance(postgres.url, 2);
  closers.push(() => instance.close());
  trade = startTrade(instance);
  closers.push(() => trade.close());
  health = watchHealth(instance.gateways);
  await health.untilWell();
});

test(`each gateway tells that Postgres is away, and when it is back, ${ROUNDS * WAYS.length} times`, async () => {
  for (const [what, signal] of Array.from({ length: ROUNDS }, () => WAYS).flat()) {
    const before = trade.told.size;
    await until('more orders are registered', () => trade.told.size > before + 5);
    await postgres.goAway(signal);
    report.did(what, 'postgres');
    const said = await health.during(() => sleep(AWAY_MS));
    await postgres.comeBack();
    for (const { http, health: told } of said) {
      expect([http, told.status, told.postgres.status]).toEqual([503, 'unavailable', 'unavailable']);
      expect(told.postgres.reason).toContain('the database cannot be used');
    }
    report.held('/health said that Postgres is away', said.length);
    await health.untilWell();
    report.held('/health said that all is well again', instance.gateways.length);
  }
  expect(trade.refusals.get('DATABASE_UNAVAILABLE')).toBeGreaterThan(0);
  expect([...trade.refusals.keys()]).toEqual(['DATABASE_UNAVAILABLE']);
  report.held('registrations refused in words', trade.refusals.get('DATABASE_UNAVAILABLE') ?? 0);
});

test('has lost nothing, and told everything once', async () => {
  await trade.end();
  await health.untilWell();
  await expectInvariants(instance, trade, report);
});
