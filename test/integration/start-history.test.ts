/** `chaintill start` on a chain with a history: what it serves until that is indexed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FixtureChain } from '../fixture-chain/server.js';
import { TEST_SECRET_KEY } from '../support/gateway.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until, watch, type Watched } from '../support/processes.js';
import { LENGTH, startHistory } from './backfill/chain.js';
import { writeProfile } from './backfill/network.js';

jest.setTimeout(300_000);

/** What is finalized when it starts. */
const HISTORY = 160;

let folder: string;
let node: FixtureChain;
let database: TestDatabase;
let instance: Watched;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chaintill-start-history-'));
  node = await startHistory(HISTORY);
  database = await createTestDatabase();
});
afterAll(async () => {
  instance.child.kill('SIGINT');
  await instance.exited;
  await node.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

it('answers with what is indexed, and says how much is missing', async () => {
  const slow = node.fault('chain_getBlock', { kind: 'slow', ms: 5_000 });
  instance = watch(
    [
      'dist/cli/main.js',
      'start',
      '--network',
      await writeProfile(folder, node),
      '--data',
      join(folder, 'data'),
    ],
    { env: { DATABASE_URL: database.url, CHAINTILL_SECRET_KEY: TEST_SECRET_KEY } },
  );
  url = (await instance.line(/✓ Gateway: (http:\S+)/, 120_000))[1] ?? '';
  await instance.line(/… History/, 60_000);
  const health = async (): Promise<Response> => fetch(`${url}/health`);
  await until('tables are there', async () => (await health()).status === 503, 60_000);
  expect(await (await health()).json()).toMatchObject({
    status: 'unavailable',
    postgres: { status: 'ok' },
    indexer: { status: 'unavailable', indexedHeight: null },
    chain: { finalized: HISTORY },
  });
  expect((await fetch(`${url}/live`)).status).toBe(200);
  expect(instance.lines.join('\n')).not.toContain('Ready');
  slow.clear();
});

it('hands over to the indexer, and is ready', async () => {
  await instance.line(new RegExp(`✓ History: indexed up to block ${HISTORY}`), 120_000);
  node.chain.setFinalized(LENGTH);
  await instance.line(/✓ Indexer: /, 120_000);
  await instance.line(/^Ready/, 30_000);
  await until(
    'the indexer has the rest',
    async () => {
      const { indexer } = (await (await fetch(`${url}/health`)).json()) as { indexer: object };
      return JSON.stringify(indexer) === JSON.stringify(UP_TO_DATE);
    },
    60_000,
  );
});
const UP_TO_DATE = { status: 'ok', reason: null, indexedHeight: LENGTH, lag: 0 };
