/**
 * Somebody else takes every connection of Postgres while orders are registered, paid and settled, and gives them back. The
 * gateway must say so, and all must go on by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openChaosReport } from '../../support/chaos-report.js';
import { until } from '../../support/processes.js';
import { openSuiteFolder } from '../../support/suite-closers.js';
import { startPostgresPart } from '../settlement-kills/parts.js';
import { watchHealth, type HealthWatch } from './health-watch.js';
import { takeAllConnections } from './hog.js';
import { startInstance, type Instance } from './instance.js';
import { expectInvariants } from './invariants.js';
import { startTrade, type Trade } from './trade.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
const TIMES = FULL ? 8 : 2;
const HELD_MS = FULL ? 5_000 : 1_500;
jest.setTimeout(5 * 60_000);

const report = openChaosReport('full-pool');
const { folder, closers } = openSuiteFolder('full-pool');
afterAll(() => report.write());

let instance: Instance;
let trade: Trade;
let health: HealthWatch;

beforeAll(async () => {
  const postgres = await startPostgresPart(folder, { settings: { max_connections: '50' } });
  closers.push(() => postgres.stop());
  instance = await startInstance(postgres.url, 1);
  closers.push(() => instance.close());
  trade = startTrade(instance);
  closers.push(() => trade.close());
  health = watchHealth(instance.gateways);
  await health.untilWell();
});

async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${instance.gateways[0]?.url() ?? ''}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${instance.key}`, 'content-type': 'application/json' },
  });
  return { status: answer.status, body: await answer.json() };
}

test(`says that the database cannot be used while others have all connections, ${TIMES} times`, async () => {
  for (let i = 0; i < TIMES; i++) {
    const before = trade.told.size;
    await until('more orders are registered', () => trade.told.size > before + 5);
    const hog = await takeAllConnections(instance.databaseUrl);
    report.did('all connections taken', 'postgres');
    const refused = trade.refusals.get('DATABASE_UNAVAILABLE') ?? 0;
    const said = await health.during(async () => {
      expect(await ask('/v1/orders')).toMatchObject({
        status: 503,
        body: { error: { code: 'DATABASE_UNAVAILABLE' } },
      });
      const query = JSON.stringify({ query: '{ orders { totalCount } }' });
      expect(JSON.stringify(await ask('/graphql', { method: 'POST', body: query }))).toContain(
        'DATABASE_UNAVAILABLE',
      );
      await until(
        'a registration is refused',
        () => (trade.refusals.get('DATABASE_UNAVAILABLE') ?? 0) > refused,
      );
      await sleep(HELD_MS);
    });
    await hog.release();
    for (const { http, health: told } of said) {
      expect([http, told.status, told.postgres.status]).toEqual([503, 'unavailable', 'unavailable']);
      expect(told.postgres.reason).toContain('the database cannot be used');
    }
    report.held('/health said that Postgres cannot be used', said.length);
    await health.untilWell();
    report.held('/health said that all is well again', 1);
  }
  expect([...trade.refusals.keys()]).toEqual(['DATABASE_UNAVAILABLE']);
  report.held('registrations refused in words', trade.refusals.get('DATABASE_UNAVAILABLE') ?? 0);
});

test('has lost nothing, and told everything once', async () => {
  await trade.end();
  await health.untilWell();
  await expectInvariants(instance, trade, report);
});
