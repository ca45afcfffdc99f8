import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AckPolicy, jetstreamManager, jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { sql } from 'kysely';
import { freePort } from '../../src/cli/process/port.js';
import { startPublisher, type Publisher } from '../../src/notify/nats/publisher.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { appendTestEvents } from '../support/event-log.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { until } from '../support/processes.js';
import { createTestMerchant, openTestTill } from '../support/till.js';

jest.setTimeout(60_000);

const BINARIES = ['nats-server', '/usr/sbin/nats-server'];
const binary = BINARIES.find((path) => spawnSync(path, ['--version']).status === 0);
const folder = mkdtempSync(join(tmpdir(), 'chaintill-nats-'));

let index: TestIndex;
let till: TillDatabase;
let port: number;
let server: ChildProcess;
let merchantId: string;
const publishers: Publisher[] = [];

async function up(): Promise<void> {
  server = spawn(
    binary ?? '',
    ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder, '--user', 'till', '--pass', 'a b'],
    {
      stdio: 'ignore',
    },
  );
  await until('NATS answers', async () => {
    try {
      await (await client()).close();
      return true;
    } catch {
      return false;
    }
  });
}

async function down(): Promise<void> {
  server.kill('SIGKILL');
  await once(server, 'exit');
}

function client(): Promise<NatsConnection> {
  return connect({ servers: `127.0.0.1:${port}`, user: 'till', pass: 'a b', reconnect: false });
}

function publish(): Publisher {
  const natsUrl = `nats://till:a%20b@127.0.0.1:${port}`;
  const publisher = startPublisher({ databaseUrl: index.database.url, natsUrl, log: silent });
  publishers.push(publisher);
  return publisher;
}

interface Published {
  readonly subject: string;
  readonly id: string | undefined;
  readonly body: string;
}

/** Everything that the stream has. */
async function stored(): Promise<readonly Published[]> {
  const connection = await client();
  try {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info('CHAINTILL');
    if (state.messages === 0) return [];
    await manager.consumers.add('CHAINTILL', { name: 'test', ack_policy: AckPolicy.None });
    const consumer = await jetstream(connection).consumers.get('CHAINTILL', 'test');
    const messages: Published[] = [];
    for await (const message of await consumer.fetch({ max_messages: state.messages })) {
      messages.push({
        subject: message.subject,
        id: message.headers?.get('Nats-Msg-Id'),
        body: message.string(),
      });
    }
    await manager.consumers.delete('CHAINTILL', 'test');
    return messages;
  } finally {
    await connection.close();
  }
}

async function logged(): Promise<readonly Published[]> {
  const rows = await till.selectFrom('events').selectAll().orderBy('cursor').execute();
  return rows.map((row) => ({
    subject: `chaintill.${row.merchantId}.${row.type}`,
    id: row.id,
    body: row.body,
  }));
}

const append = (count: number): Promise<bigint[]> =>
  appendTestEvents(
    till,
    Array.from({ length: count }, () => ({ merchantId })),
  );

async function published(): Promise<bigint> {
  const row = await till.selectFrom('publications').select('cursor').executeTakeFirst();
  return BigInt(row?.cursor ?? 0);
}

async function untilAll(): Promise<void> {
  const count = BigInt((await logged()).length);
  await until('all is published', async () => (await published()) >= count);
}

if (binary === undefined)
  console.warn('the tests of NATS are skipped: there is no nats-server on this machine');

(binary === undefined ? describe.skip : describe)('events in NATS', () => {
  beforeAll(async () => {
    index = await createTestIndex();
    till = await openTestTill(index.database.url);
    merchantId = (await createTestMerchant(till)).merchantId;
    port = await freePort();
    await up();
  });
  afterEach(async () => {
    for (const publisher of publishers.splice(0)) await publisher.close();
  });
  afterAll(async () => {
    await down();
    await till.destroy();
    await index.close();
    rmSync(folder, { recursive: true });
  });

  it('are what the log has, in its order, by merchant and type, also what was there before', async () => {
    await append(3);
    publish();
    await untilAll();
    await appendTestEvents(till, [{ merchantId, type: 'order.expired' }]);
    await untilAll();
    expect(await stored()).toEqual(await logged());
  });

  it('come once, whoever of several publishes, and another goes on when that one ends', async () => {
    const first = publish();
    publish();
    await append(250);
    await until('some are published', async () => (await published()) > 50n);
    publishers.splice(publishers.indexOf(first), 1);
    await first.close();
    await append(50);
    await untilAll();
    expect(await stored()).toEqual(await logged());
  });

  it('come once where the cursor was lost after they were published', async () => {
    const before = await published();
    await append(20);
    const first = publish();
    await untilAll();
    await first.close();
    publishers.splice(0);
    await till
      .updateTable('publications')
      .set({ cursor: String(before) })
      .execute();
    publish();
    await untilAll();
    expect(await stored()).toEqual(await logged());
  });

  it('wait in the log while it is one of a newer version, whose publisher finds the place free', async () => {
    publish();
    await append(5);
    await untilAll();
    await sql`insert into till.migrations values ('9999-newer', now()::text)`.execute(till);
    await until('nobody publishes', async () => {
      const { rows } = await sql`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'chaintill publisher'`.execute(till);
      return rows.length === 0;
    });
    const before = await published();
    await append(5);
    publish();
    await sleep(2_500);
    expect(await published()).toBe(before);
    await sql`delete from till.migrations where name = '9999-newer'`.execute(till);
    await untilAll();
    expect(await stored()).toEqual(await logged());
  });

  it('wait in the log while NATS is down', async () => {
    publish();
    await append(5);
    await untilAll();
    await down();
    await append(20);
    expect(await published()).toBeLessThan(BigInt((await logged()).length));
    await up();
    await untilAll();
    expect(await stored()).toEqual(await logged());
  });
});
