/**
 * A rolling upgrade: a newer version migrates the till while gateway, settler and notifier of this version work on it. The
 * gateway goes on, or refuses in words, and does not start any more once it is stopped; nothing is settled or sent until
 * those of the newer version do so.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { Client } from 'pg';
import { startGateway } from '../../../src/gateway/server.js';
import { migrateTill, MIGRATION_NAMES } from '../../../src/store/till/migrate.js';
import { openChaosReport } from '../../support/chaos-report.js';
import { createTestIndex, silent } from '../../support/gateway.js';
import { network } from '../../support/network.js';
import { until, watch, watchScript } from '../../support/processes.js';
import { openClosers } from '../../support/suite-closers.js';
import { createTestDatabase } from '../../support/postgres.js';
import { openInstance, type Instance } from './instance.js';
import { expectInvariants } from './invariants.js';
import { startTrade } from './trade.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
/** How long each migration holds the tables that all is about; longer than a statement may take in the full size. */
const HOLDS_SECONDS = FULL ? 8 : 1;
const MIGRATIONS = FULL ? 3 : 2;
jest.setTimeout(FULL ? 300_000 : 120_000);

const report = openChaosReport('old-gateway');
const closers = openClosers();
afterAll(() => report.write());

/** Of Kysely's migrator. */
const MIGRATION_LOCK = '3853314791062309107';

/** What a newer version does to a till: one that adds to each table of the old, and holds them for as long as it takes. */
const NEWER = `
  const { Kysely, Migrator, PostgresDialect, sql } = await import('kysely');
  const { default: pg } = await import('pg');
  const [, databaseUrl, known, name, seconds] = process.argv;
  const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: databaseUrl, max: 1 }) }) });
  const older = Object.fromEntries(JSON.parse(known).map((one) => [one, { up: () => Promise.reject(new Error(one)) }]));
  const column = name.replace(/[^a-z0-9]/g, '_');
  const newer = {
    async up(db) {
      for (const table of ['orders', 'events', 'payments', 'deliveries', 'commands', 'merchants', 'endpoints']) {
        await sql.raw('alter table till.' + table + ' add column ' + '"n_' + column + '" text not null default \\'new\\'').execute(db);
      }
      await sql.raw('create table till."t_' + column + '" (id integer primary key)').execute(db);
      await sql.raw('create index on till.orders ("n_' + column + '")').execute(db);
      await sql.raw('select pg_sleep(' + seconds + ')').execute(db);
    },
  };
  const migrator = new Migrator({
    db, provider: { getMigrations: async () => ({ ...older, [name]: newer }) },
    migrationTableSchema: 'till', migrationTableName: 'migrations', migrationLockTableName: 'migrations_lock',
  });
  let { error, results } = await migrator.migrateToLatest();
  // As migrateTill: who works on the tables meanwhile may hold them in another order.
  while (error?.code === '40P01') ({ error, results } = await migrator.migrateToLatest());
  console.log(error ? 'failed: ' + error : 'migrated ' + results.map((one) => one.migrationName).join());
  await db.destroy();`;

let instance: Instance;
beforeAll(async () => {
  const index = await createTestIndex();
  closers.push(() => index.close());
  instance = { ...(await openInstance(index.database.url, 1, closers)), close: () => Promise.resolve() };
});

/** What settlement and delivery have come to. */
async function whatIsDone(): Promise<unknown> {
  const { till } = instance;
  const { rows } = await sql`
    select id, status, attempts, lease, due_at from till.deliveries order by id`.execute(till);
  return { instance: await till.selectFrom('instance').selectAll().executeTakeFirst(), deliveries: rows };
}

/** What those of the newer version would do is done by ours, as soon as they know the till: they are as good. */
async function letNewerVersionSettle(names: readonly string[]): Promise<() => Promise<void>> {
  const { till } = instance;
  const { rows } = await sql<{ name: string; timestamp: string }>`
    delete from till.migrations where name = any(${names}::text[]) returning name, timestamp`.execute(till);
  return async () => {
    for (const { name, timestamp } of rows)
      await sql`insert into till.migrations (name, timestamp) values (${name}, ${timestamp})`.execute(till);
  };
}

test('what runs goes on while and after a newer version migrates the till, and leaves settling and sending to that', async () => {
  const trade = startTrade(instance);
  closers.push(() => trade.close());
  await until('the first orders are registered', () => trade.told.size > 3);
  const known = [...MIGRATION_NAMES];
  for (let i = 0; i < MIGRATIONS; i++) {
    const name = `9${i}99-newer`;
    const before = trade.told.size;
    const migration = watchScript(NEWER, [
      instance.databaseUrl,
      JSON.stringify(known),
      name,
      String(HOLDS_SECONDS),
    ]);
    const health = await (await fetch(`${instance.gateways[0]?.url() ?? ''}/health`)).json();
    expect(health).toHaveProperty('status');
    await migration.exited;
    expect(migration.lines).toContain(`migrated ${name}`);
    report.did('newer migration', 'till');
    known.push(name);
    await until('more orders are registered', () => trade.told.size > before + 3);
  }
  const newer = known.slice(MIGRATION_NAMES.length);
  // Requests to the shop that were under way are over.
  await until('all is left alone', async () => {
    const before = await whatIsDone();
    await sleep(3_000);
    return isDeepStrictEqual(before, await whatIsDone());
  });
  const left = await whatIsDone();
  const [registered, { head }] = [trade.told.size, trade];
  await until('more is registered', () => trade.told.size > registered + 3 && trade.head > head + 3);
  expect(await whatIsDone()).toEqual(left);
  report.held('nothing is settled or sent on a newer till', trade.told.size - registered);
  const migrateAgain = await letNewerVersionSettle(newer);
  await trade.end();
  await expectInvariants(instance, trade, report);
  await migrateAgain();
  // Whatever waited for the migration was told so in words, and nothing else: the trade throws at any other answer.
  for (const code of trade.refusals.keys()) expect(['QUERY_TIMEOUT', 'DATABASE_UNAVAILABLE']).toContain(code);
  const { rows } = await sql<{ named: string }>`
    select name as named from till.migrations order by name`.execute(instance.till);
  expect(rows.map(({ named }) => named)).toEqual(known);
  report.held('migrations stay as the newer version left them', known.length);
});

test('a gateway of this version does not start on it, and says why', async () => {
  const { databaseUrl, node, till } = instance;
  const before = await till.selectFrom('orders').select('id').orderBy('id').execute();
  const options = {
    ...{ host: '127.0.0.1', port: 0, databaseUrl, network, endpoints: [node.endpoint] },
    ...{ indexerUrl: null, log: silent, chainIdentity: '0x00' },
  };
  await expect(startGateway(options)).rejects.toMatchObject({
    code: 'TILL_TOO_NEW',
    message: expect.stringContaining('run that version') as string,
  });
  await expect(migrateTill({ url: databaseUrl, log: silent })).rejects.toMatchObject({
    code: 'TILL_TOO_NEW',
  });
  const command = watch(['dist/cli/main.js', 'migrate'], { env: { DATABASE_URL: databaseUrl } });
  expect(await command.exited).toEqual({ code: 1, signal: null });
  expect(command.lines.join('\n')).toContain('TILL_TOO_NEW');
  expect(await till.selectFrom('orders').select('id').orderBy('id').execute()).toEqual(before);
  report.held('an older version refuses a newer till in words', 3);
});

test('one that finds it out later serves nothing of the till, and says why', async () => {
  const { databaseUrl, node, key } = instance;
  // It starts while somebody migrates, and looks again once that is done.
  const migrating = new Client({ connectionString: databaseUrl });
  await migrating.connect();
  closers.push(() => migrating.end());
  await migrating.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
  const gateway = await startGateway({
    ...{ host: '127.0.0.1', port: 0, databaseUrl, network, endpoints: [node.endpoint] },
    ...{ indexerUrl: null, log: silent, chainIdentity: '0x00' },
  });
  closers.push(() => gateway.close());
  await migrating.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`);
  const ask = async () => {
    const answer = await fetch(`${gateway.url}/v1/orders`, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, text: await answer.text() };
  };
  await until('it has found out', async () => (await ask()).text.includes('migrated by a newer version'));
  expect((await ask()).status).toBe(503);
  expect(await gateway.health()).toMatchObject({
    status: 'unavailable',
    postgres: { status: 'unavailable', reason: expect.stringContaining('newer version') as string },
  });
  report.held('an older version refuses a newer till in words', 2);
});

test('a migration that meets a deadlock is run again', async () => {
  const database = await createTestDatabase('till');
  const { url } = database;
  closers.push(() => database.drop());
  await migrateTill({ url, log: silent, upTo: '0001-till' });
  const other = new Client({ connectionString: url });
  await other.connect();
  // The migration shall be the one that gives way.
  await other.query(`set deadlock_timeout = '60s'`);
  await other.query('begin');
  await other.query('lock table till.orders in access exclusive mode');
  const migrated = migrateTill({ url, log: silent });
  await until('the migration waits for the table', async () => {
    const { rows } = await other.query(
      `select from pg_locks where not granted and relation = 'till.orders'::regclass`,
    );
    return rows.length > 0;
  });
  await other.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  await other.query('commit');
  await other.end();
  expect((await migrated).length).toBe(MIGRATION_NAMES.length - 1);
  report.did('deadlock', 'migration');
  report.held('a migration is run in the end', 1);
});
