/** `chaintill backup` and `chaintill restore`: what comes back is what was there, and what is not whole is refused. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { backUp } from '../../src/store/backup/back-up.js';
import { checkBackup } from '../../src/store/backup/check.js';
import { restoreTill } from '../../src/store/backup/restore.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { silent } from '../support/gateway.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';
import { createTestKey } from '../support/till.js';
import { readTill } from './backup/read-till.js';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const { signal } = new AbortController();
let folder: string;
let world: TestSettlement;
let shop: string;
/** Of the till as it is after `beforeAll`. */
let file: string;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chaintill-backup-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  // Where the tests run as root, Postgres runs as a user who must reach it.
  await chmod(folder, 0o755);
  world = await createTestSettlement();
  closers.push(() => world.close());
  shop = await world.merchant(BOB);
  await createTestKey(world.till, { merchantId: shop, kind: 'secret' });
  for (const reference of ['A-1', 'A-2', 'A-3'])
    await world.order({ merchantId: shop, payee: BOB, reference });
  await fillWebhooks();
  await world.block(2, [
    payment(BOB, 400n, 'A-1', { eventIndex: 1 }),
    payment(BOB, 1_000n, 'A-2', { eventIndex: 2 }),
    payment(BOB, 7n, null, { eventIndex: 3, remark: '0x5c0a090d' }),
  ]);
  await world.settle();
  // Of another day, as most orders of a backup.
  await world.till
    .updateTable('orders')
    .set({ createdAt: new Date(Date.now() - 86_400_000) })
    .where('reference', '=', 'A-3')
    .execute();
  file = join(folder, 'till.backup');
  expect(await chaintill(['backup', file], world.index.database.url)).toMatchObject({ code: 0, err: '' });
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

/** Secrets as bytes, text with all that COPY must escape, and numbers that the database gives. */
async function fillWebhooks(): Promise<void> {
  const { till } = world;
  await till
    .insertInto('gatewayKeys')
    .values({ kind: 'ed25519', publicKey: 'key', sealedPrivate: randomBytes(200) })
    .execute();
  const { id } = await till
    .insertInto('endpoints')
    .values({
      merchantId: shop,
      kind: 'merchant',
      url: 'https://a.example',
      description: 'tab\t\\N\n\\.\n"ü"',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await till
    .insertInto('endpointSecrets')
    .values({ merchantId: shop, endpointId: id, sealed: randomBytes(64) })
    .execute();
}

async function emptyDatabase(): Promise<TestDatabase & { readonly client: Client }> {
  const database = await createTestDatabase('restored');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  closers.push(async () => {
    await client.end();
    await database.drop();
  });
  return { ...database, client };
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** @param databaseUrl none: the embedded Postgres of the test's folder */
function chaintill(args: readonly string[], databaseUrl = ''): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, CHAINTILL_DATA: join(folder, 'data') };
  return new Promise((resolve) => {
    execFile('node', ['dist/cli/main.js', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    );
  });
}

/** As the command does. */
async function restored(path: string, databaseUrl: string): Promise<readonly string[]> {
  return restoreTill({ databaseUrl, path, checked: await checkBackup(path), log: silent, signal });
}

async function hasTill(client: Client): Promise<boolean> {
  return (await client.query(`select from pg_namespace where nspname = 'till'`)).rowCount === 1;
}

it('says what it kept, in a file that nobody else can read, beside nothing unfinished', async () => {
  const [format, header] = (await readFile(file, 'latin1')).split('\n', 2);
  expect(format).toBe('chaintill-backup 1');
  expect(JSON.parse(header ?? '')).toMatchObject({
    network: 'testnet',
    genesisHash: '0x00',
    settledHeight: 2,
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  const again = await chaintill(['backup', file], world.index.database.url);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('BACKUP_EXISTS') as string });
});

it('brings every table back as it was, and refuses to do so a second time', async () => {
  const target = await emptyDatabase();
  const { code, out } = await chaintill(['restore', file, '--json'], target.url);
  expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({ code: 0, restored: true, migrated: [] });
  const [before, after] = [await readTill(world.index.client), await readTill(target.client)];
  expect(after).toEqual(before);
  expect(Object.values(before.tables).filter((rows) => rows.length > 0).length).toBeGreaterThan(10);

  const again = await chaintill(['restore', file], target.url);
  expect(again).toMatchObject({
    code: 1,
    err: expect.stringContaining('RESTORE_TARGET_NOT_EMPTY') as string,
  });
  expect(await readTill(target.client)).toEqual(before);
});

it('brings it into the embedded Postgres of a folder on which nothing runs', async () => {
  expect(await chaintill(['restore', file])).toMatchObject({ code: 0, err: '' });
  const again = await chaintill(['restore', file]);
  expect(again).toMatchObject({
    code: 1,
    err: expect.stringContaining('RESTORE_TARGET_NOT_EMPTY') as string,
  });
});

it('goes on from there: another epoch of the log, numbers above those given, and orders settled from the index', async () => {
  const target = await createTestSettlement();
  closers.push(() => target.close());
  await target.index.client.query(
    `drop schema till cascade; comment on schema chain is 'chaintill index: {"genesisHash":"0x00"}'`,
  );
  await target.index.insertTransfers([
    payment(BOB, 400n, 'A-1', { blockNumber: 2, eventIndex: 1 }),
    payment(BOB, 1_000n, 'A-2', { blockNumber: 2, eventIndex: 2 }),
    payment(BOB, 7n, null, { blockNumber: 2, eventIndex: 3, remark: '0x5c0a090d' }),
  ]);
  expect(await restored(file, target.index.database.url)).toEqual([]);
  const { rows } = await target.index.client.query(
    `select action, id = (select max(id) from till.audit_log) as newest from till.audit_log where action = 'till.restore'`,
  );
  expect(rows).toEqual([{ action: 'till.restore', newest: true }]);
  const late = [payment(BOB, 600n, 'A-1', { eventIndex: 0 })];
  for (const till of [world, target]) {
    await till.block(3, late);
    expect(await till.settle()).toMatchObject({ state: 'settling' });
  }
  const ids = (till: TestSettlement): Promise<unknown> =>
    till.till.selectFrom('events').select(['id', 'type', 'cursor']).orderBy('cursor').execute();
  expect(await ids(target)).toEqual(await ids(world));
  expect(await target.events()).toContain('order.settled');

  const epochs = await Promise.all(
    [world, target].map(({ till }) =>
      till.selectFrom('instance').select('logEpoch').executeTakeFirstOrThrow(),
    ),
  );
  expect(epochs[0]).not.toEqual(epochs[1]);
});

it('does not write where the index is that of another chain', async () => {
  const target = await emptyDatabase();
  await target.client.query(
    `create schema chain; comment on schema chain is 'chaintill index: {"genesisHash":"0x01"}'`,
  );
  await expect(restored(file, target.url)).rejects.toMatchObject({ code: 'BACKUP_OF_OTHER_CHAIN' });
  expect(await hasTill(target.client)).toBe(false);
});

it('refuses a file that was cut short or changed in any place, and one of another format', async () => {
  const whole = await readFile(file);
  const head = whole.indexOf('\n') + 1;
  const path = join(folder, 'changed.backup');
  const refusal = async (bytes: Buffer): Promise<unknown> => {
    await writeFile(path, bytes);
    return checkBackup(path).then(
      () => 'taken',
      (error: unknown) => (error as { code: unknown }).code,
    );
  };
  for (const length of [head, head + 10, whole.length - 32, whole.length - 1])
    expect([length, await refusal(whole.subarray(0, length))]).toEqual([length, 'BACKUP_DAMAGED']);
  expect(await refusal(Buffer.concat([whole, Buffer.from('x')]))).toBe('BACKUP_DAMAGED');
  for (let at = head; at < whole.length; at += Math.ceil(whole.length / 200)) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(whole.readUInt8(at) ^ (1 << (at % 8)), at);
    expect([at, await refusal(flipped)]).toEqual([at, 'BACKUP_DAMAGED']);
  }
  const other = Buffer.concat([Buffer.from('chaintill-backup 2\n'), whole.subarray(head)]);
  for (const bytes of [other, Buffer.from('hello'), Buffer.alloc(0)])
    expect(await refusal(bytes)).toBe('BACKUP_FORMAT');

  const target = await emptyDatabase();
  await writeFile(path, whole.subarray(0, whole.length - 100));
  for (const args of [['--check'], []]) {
    const refused = await chaintill(['restore', path, ...args], target.url);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('BACKUP_DAMAGED') as string });
  }
  expect(await hasTill(target.client)).toBe(false);
});

it('leaves nothing where loading fails, and clears away what a restore left that was killed', async () => {
  const target = await emptyDatabase();
  const checked = await checkBackup(file);
  const lies = { ...checked, rows: checked.rows + 1 };
  const loading = restoreTill({ databaseUrl: target.url, path: file, checked: lies, log: silent, signal });
  await expect(loading).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  expect(await hasTill(target.client)).toBe(false);

  await target.client.query(
    `create schema till; comment on schema till is 'chaintill restore, not finished'; create table till.orders ()`,
  );
  expect(await restored(file, target.url)).toEqual([]);
  expect((await readTill(target.client)).tables['orders']).toHaveLength(3);
});

it('brings the tables of an older version up to this one', async () => {
  const old = await emptyDatabase();
  await migrateTill({ url: old.url, log: silent, upTo: '0007-companies' });
  await old.client.query(
    `insert into till.instance (network, genesis_hash, chain_identity) values ('testnet', '0x00', '0x00');
     insert into till.merchants (name) values ('Coffee')`,
  );
  const path = join(folder, 'old.backup');
  await backUp({ databaseUrl: old.url, path, version: '0.0.1', signal });
  const target = await emptyDatabase();
  expect((await restored(path, target.url))[0]).toBe('0008-metrics');
  expect((await readTill(target.client)).tables['merchants']).toMatchObject([{ name: 'Coffee' }]);
  expect(await migrateTill({ url: target.url, log: silent })).toEqual([]);
});

it('is of one moment, though rows are written all the while', async () => {
  const { till, index } = world;
  const writes: Promise<unknown>[] = [];
  const write = async (): Promise<void> => {
    const merchantId = await world.merchant();
    await createTestKey(till, { merchantId, kind: 'read' });
    await world.order({
      merchantId,
      payee: writes.length % 2 === 0 ? ALICE : CHARLIE,
      reference: merchantId,
    });
  };
  const path = join(folder, 'busy.backup');
  const done = await backUp({
    databaseUrl: index.database.url,
    path,
    version: '0.1.0',
    signal,
    onTable: () => void writes.push(write()),
  });
  await Promise.all(writes);
  expect(writes).toHaveLength(done.tables);
  const target = await emptyDatabase();
  await restored(path, target.url);
  const { tables } = await readTill(target.client);
  // One that came with any of the writes would be there without its key and its order.
  expect(tables['merchants']).toMatchObject([{ id: shop }]);
  expect(tables['orders']).toHaveLength(3);
  expect((await readTill(index.client)).tables['merchants']?.length).toBe(writes.length + 1);
});
