/** `chaintill doctor`, as a person types it: over an instance that is well, and with one thing after the other that is not. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { findingsOf } from '../../src/cli/commands/doctor.js';
import { loadConfig } from '../../src/cli/config.js';
import { CHECKS } from '../../src/cli/doctor/checks.js';
import { openGatewayKeys } from '../../src/store/till/gateway-keys.js';
import { createSealer } from '../../src/store/till/sealing.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { createWorld } from '../fixture-chain/scenario/world.js';
import { startFixtureChain, type FixtureChain } from '../fixture-chain/server.js';
import { createTestIndex, type TestIndex } from '../support/gateway.js';
import { network } from '../support/network.js';
import { createTestKey } from '../support/till.js';

const SECRET = 'correct-horse-battery-staple-0123456789';
const folder = mkdtempSync(join(tmpdir(), 'chaintill-doctor-'));
const profile = join(folder, 'examined.json');
const log = pino({ level: 'silent' });
const runtime = loadRuntime('liberland-22');
const blocks = createWorld(runtime);

let index: TestIndex;
let till: TillDatabase;
let node: FixtureChain;

beforeAll(async () => {
  node = await startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }] });
  const genesisHash = node.chain.at(0)?.hash ?? '';
  const endpoints = [node.endpoint];
  writeFileSync(profile, JSON.stringify({ ...network, name: 'examined', genesisHash, endpoints }));

  index = await createTestIndex();
  await index.setMetadata({ genesisHash });
  const { url } = index.database;
  await migrateTill({ url, log });
  till = openTillDatabase({ url, log, size: 2 });
  await claimTill(till, { network: 'examined', genesisHash, chainIdentity: genesisHash });
  await createTestKey(till, { merchantId: null, kind: 'admin' });
  await openGatewayKeys(till, createSealer(SECRET));
});
beforeEach(() => finalize());
afterAll(async () => {
  await till.destroy();
  await index.close();
  await node.close();
  rmSync(folder, { recursive: true });
});

/** Finalizes a block, which is indexed and settled. @param aheadMs of this machine's clock */
async function finalize(aheadMs = 0): Promise<void> {
  const { script } = blocks.block({ extrinsics: [] });
  node.chain.append([{ ...script, timestamp: Date.now() + aheadMs }]);
  const height = node.chain.best;
  node.chain.setFinalized(height);
  await index.setMetadata({ lastProcessedHeight: height });
  await till.updateTable('instance').set({ settledHeight: height }).execute();
}

type Environment = Readonly<Record<string, string>>;

function environment(env: Environment): Environment {
  return { DATABASE_URL: index.database.url, CHAINTILL_SECRET_KEY: SECRET, CHAINTILL_DATA: folder, ...env };
}

/** Runs the command. */
function run(
  args: readonly string[],
  env: Environment = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const all = ['dist/cli/main.js', 'doctor', '--network', profile, ...args];
  const given = { PATH: process.env['PATH'], ...environment(env) };
  return new Promise((resolve) => {
    execFile('node', all, { env: given }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    );
  });
}

/** What is not well, by the same function. Nothing of it is secret, and for each it says what to do. */
async function complaints(env: Environment = {}, path = profile): Promise<readonly string[]> {
  const given = environment(env);
  const findings = await findingsOf(() => loadConfig('doctor', { network: path }, given));
  const secrets = [given['CHAINTILL_SECRET_KEY'], new URL(given['DATABASE_URL'] ?? '').password, 'hush-hush'];
  for (const secret of secrets) if (secret) expect(JSON.stringify(findings)).not.toContain(secret);
  return findings.flatMap(({ check, verdict, text, advice }) => {
    expect(advice === null).toBe(verdict === 'ok');
    return verdict === 'ok' ? [] : [`${verdict} ${check}: ${text}`];
  });
}

it('an instance that is well has no findings, and ends with 0', async () => {
  const { code, out, err } = await run([]);
  expect(err).toBe('');
  expect(out.split('\n').filter((line) => !line.startsWith('✓'))).toEqual(['0 problems, 0 warnings']);
  expect(code).toBe(0);
  const checks = out.split('\n').flatMap((line) => /^✓ ([^:]+): /.exec(line)?.[1] ?? []);
  expect([...new Set(checks)]).toEqual(['settings', ...CHECKS.map(({ name }) => name)]);
}, 120_000);

it('ends with 1 for a problem, and with 0 for warnings alone', async () => {
  const bad = await run(['--json'], { CHAINTILL_PUBLIC_URL: 'http://pay.example' });
  expect(bad).toMatchObject({ code: 1, err: '' });
  const { problem, findings } = JSON.parse(bad.out) as { problem: number; findings: object[] };
  expect(problem).toBe(1);
  expect(findings).toContainEqual({
    check: 'listening',
    verdict: 'problem',
    text: 'the public URL is http: keys and orders can be read on the way',
    advice: 'put a proxy with TLS in front, and set CHAINTILL_PUBLIC_URL to its https address',
  });

  const odd = await run([], { HOST: '0.0.0.0', CHAINTILL_RATE_LIMIT: 'off' });
  expect(odd).toMatchObject({ code: 0, out: expect.stringMatching(/0 problems, 2 warnings$/) as string });
}, 120_000);

describe('settings', () => {
  it.each<[string, Environment, string]>([
    [
      'cannot be read',
      { HOST: 'no host' },
      'problem settings: CONFIG: HOST "no host": expected an address or a host name',
    ],
    [
      'have no secret key',
      { CHAINTILL_SECRET_KEY: '' },
      'problem secret key: CHAINTILL_SECRET_KEY is not set',
    ],
    ['have one that may be guessed', { CHAINTILL_SECRET_KEY: 'ab'.repeat(20) }, 'warning secret key: '],
    [
      'name a proxy that nobody trusts',
      { CHAINTILL_PUBLIC_URL: 'https://pay.example' },
      'warning listening: a proxy is in front',
    ],
  ])('%s', async (_, env, expected) => {
    expect(await complaints(env)).toContainEqual(expect.stringContaining(expected));
  });

  it('name no network that there is', async () => {
    expect(await complaints({}, 'nowhere')).toEqual([
      expect.stringContaining('problem settings: NETWORK_UNKNOWN'),
    ]);
  });
});

describe('the database', () => {
  it('does not answer, and everything else is looked at all the same', async () => {
    const lines = await complaints({ DATABASE_URL: 'postgres://nobody:hush-hush@127.0.0.1:1/none' });
    expect(lines).toEqual([expect.stringContaining('problem database: DATABASE_UNAVAILABLE')]);
  });

  it('has migrations that are pending, or of a newer version', async () => {
    const { client } = index;
    await client.query(`update till.migrations set name = '9999-later' where name = '0002-delivery'`);
    try {
      expect(await complaints()).toEqual(['problem schemas: schema till is of a newer version: 9999-later']);
      await client.query(`delete from till.migrations where name = '9999-later'`);
      expect(await complaints()).toEqual([
        'problem schemas: migrations of schema till are pending: 0002-delivery',
      ]);
    } finally {
      await client.query(`delete from till.migrations where name in ('9999-later', '0002-delivery');
        insert into till.migrations (name, timestamp) values ('0002-delivery', '2026-01-01T00:00:00Z')`);
    }
  });

  it('has a user who may not do what is needed', async () => {
    const { client } = index;
    const role = `reader_${index.database.database}`;
    await client.query(
      `create role ${role} login password 'hush-hush'; grant usage on schema till, chain to ${role};
       grant select on all tables in schema till, chain to ${role}`,
    );
    try {
      const url = new URL(index.database.url);
      url.username = role;
      url.password = 'hush-hush';
      expect(await complaints({ DATABASE_URL: url.href })).toEqual([
        expect.stringMatching(/^problem privileges: the database user lacks .*delete on till\.accounts/),
      ]);
    } finally {
      await client.query(`drop owned by ${role}; drop role ${role}`);
    }
  });

  it('is of another chain, and has keys that everybody knows', async () => {
    const { chainIdentity } = await till
      .selectFrom('instance')
      .select('chainIdentity')
      .executeTakeFirstOrThrow();
    await till.updateTable('instance').set({ chainIdentity: '0x11' }).execute();
    await index.client.query(`insert into till.api_keys (id, hash, kind, name, scopes)
      values ('sk_dev', '', 'admin', 'Dev', '{}')`);
    try {
      expect(await complaints()).toEqual([
        expect.stringContaining('problem chain of the orders: TILL_OF_OTHER_CHAIN'),
        expect.stringContaining('problem API keys: the keys of the dev merchant'),
      ]);
    } finally {
      await till.updateTable('instance').set({ chainIdentity }).execute();
      await index.client.query(`delete from till.api_keys where id = 'sk_dev'`);
    }
  });

  it('has secrets that another key opens', async () => {
    const lines = await complaints({ CHAINTILL_SECRET_KEY: 'another-key-of-forty-characters-0123456789' });
    expect(lines).toEqual([expect.stringMatching(/^problem stored secrets: 2 of 2 cannot be opened/)]);
  });

  it('has an index that trails, or that is not what was settled from', async () => {
    for (let more = 0; more < 40; more++) await finalize();
    const height = node.chain.finalized;
    await index.setMetadata({ lastProcessedHeight: 1 });
    expect(await complaints()).toEqual([
      `problem indexing: at block 1, ${height - 1} finalized blocks behind`,
    ]);
    await till.updateTable('instance').set({ state: 'alarm', stateReason: 'it says otherwise' }).execute();
    try {
      expect(await complaints()).toContain('problem settlement: it says otherwise');
    } finally {
      await till.updateTable('instance').set({ state: 'settling', stateReason: null }).execute();
    }
    await index.setMetadata({ lastProcessedHeight: height });
    await till.updateTable('instance').set({ settledHeight: 1 }).execute();
    expect(await complaints()).toEqual([`problem settlement: ${height - 1} indexed blocks are not settled`]);
  });
});

describe('endpoints', () => {
  const silent = 'ws://127.0.0.1:1/?key=hush-hush';

  it('of which one does not answer are worth a warning, and all of them a problem', async () => {
    expect(await complaints({ CHAINTILL_ENDPOINTS: `${silent},${node.endpoint}` })).toEqual([
      'warning endpoints: ws://127.0.0.1:1 does not answer',
    ]);
    expect(await complaints({ CHAINTILL_ENDPOINTS: silent })).toContain(
      'problem endpoints: ws://127.0.0.1:1 does not answer',
    );
  }, 60_000);

  it('serve another chain', async () => {
    const other = join(folder, 'other.json');
    const genesisHash = `0x${'77'.repeat(32)}`;
    writeFileSync(
      other,
      JSON.stringify({ ...network, name: 'other', genesisHash, endpoints: [node.endpoint] }),
    );
    expect(await complaints({}, other)).toContainEqual(
      expect.stringContaining('it serves another chain than other'),
    );
  });

  it('have a finalized head that stands still, or a clock that is ahead', async () => {
    await finalize(-3_600_000);
    expect(await complaints()).toEqual([
      expect.stringMatching(/^problem endpoints: .*finalized up to block \d+, 36\d\d s ago$/),
    ]);
    await finalize(600_000);
    expect(await complaints()).toEqual([
      expect.stringMatching(/^problem clock: this machine's clock is \d+ s behind that of the chain$/),
    ]);
  });

  it('are no archive, answer nonsense, or have metadata that cannot be read', async () => {
    const pruned = node.fault('state_getRuntimeVersion', { kind: 'error' }, { after: 1 });
    expect(await complaints()).toEqual([expect.stringContaining('so it is no archive node')]);
    pruned.clear();
    const nonsense = node.fault('chain_getHeader', { kind: 'null' });
    expect(await complaints()).toEqual([
      expect.stringMatching(/^problem endpoints: .*this could not be looked at/),
      expect.stringContaining('how far it trails cannot be told'),
    ]);
    nonsense.clear();
    const unknown = node.fault('state_getMetadata', { kind: 'null' });
    expect(await complaints()).toEqual([expect.stringContaining('its metadata cannot be read')]);
    unknown.clear();
  });
});
