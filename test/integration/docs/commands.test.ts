/** Every command of a page runs, and every one that a page names, also in passing, is one that the program knows. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig } from '../../../src/cli/config.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { createWorld } from '../../fixture-chain/scenario/world.js';
import { startFixtureChain, type FixtureChain } from '../../fixture-chain/server.js';
import { flawsOfCommandLines } from '../../support/command-lines.js';
import { docBlocks, docCode, placeOf, type DocCode } from '../../support/doc-blocks.js';
import { readCommands } from '../../support/doc-commands.js';
import {
  MERCHANT_ID,
  openDocInstance,
  READ_KEY,
  WRITTEN_MERCHANT,
  type DocInstance,
} from '../../support/doc-instance.js';
import { network } from '../../support/network.js';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.js';
import { watch } from '../../support/processes.js';
import { startReceiver, type Receiver } from '../../support/receiver.js';
import { examplesToTry, MAIN } from './examples.js';
import { flawsOf } from './fits.js';

jest.setTimeout(120_000);

const PROGRAM = resolve('dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'chaintill-commands-'));
const profile = join(folder, 'examined.json');

let instance: DocInstance;
let node: FixtureChain;
let restored: TestDatabase;
let receiver: Receiver;

beforeAll(async () => {
  // Where the tests run as root, Postgres runs as a user who must reach it.
  chmodSync(folder, 0o755);
  const runtime = loadRuntime('liberland-22');
  node = await startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }] });
  node.chain.append([createWorld(runtime).block({ extrinsics: [] }).script]);
  node.chain.setFinalized(1);
  const genesisHash = node.chain.at(0)?.hash ?? '';
  writeFileSync(
    profile,
    JSON.stringify({ ...network, name: 'examined', genesisHash, endpoints: [node.endpoint] }),
  );
  writeFileSync(join(folder, 'cafe.json'), JSON.stringify({ name: 'Café', companyType: 'Sole trader' }));
  instance = await openDocInstance();
  const { till, index } = instance.world;
  await till.updateTable('instance').set({ genesisHash, chainIdentity: genesisHash }).execute();
  await index.setMetadata({ genesisHash });
  await instance.begin();
  await instance.addCompany();
  await instance.register({ orderId: 'A-1001', amount: '1.5' });
  await instance.pay('A-1001', 1_500_000_000_000n);
  const receipt = await fetch(`${instance.gateway.url}/v1/orders/A-1001/receipt`, {
    headers: { authorization: `Bearer ${READ_KEY}` },
  });
  writeFileSync(join(folder, 'receipt.json'), await receipt.text());
  restored = await createTestDatabase('restored');
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await restored.drop();
  await instance.close();
  await node.close();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What only an instance knows, by what stands in the pages. */
const own: Record<string, string> = {};

/** Words behind the program's name, for this instance. */
function ours(words: readonly string[]): readonly string[] {
  const known = Object.entries({
    [WRITTEN_MERCHANT]: MERCHANT_ID,
    'https://pay.example': instance.gateway.url,
    'http://127.0.0.1:3000': receiver.url,
    ...own,
  });
  return words.slice(MAIN.length).map((word) => {
    if (word === 'liberland') return profile;
    return known.reduce((all, [written, real]) => all.replaceAll(written, real), word);
  });
}

function environment(settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    CHAINTILL_DATA: join(folder, 'data'),
    CHAINTILL_NETWORK: profile,
    CHAINTILL_SERVER: instance.gateway.url,
    CHAINTILL_API_KEY: READ_KEY,
    // A page that says which database means another one than that of the instance.
    DATABASE_URL: 'DATABASE_URL' in settings ? restored.url : instance.world.index.database.url,
  };
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Outcome> {
  return new Promise((finish) => {
    execFile('node', [PROGRAM, ...args], { env, cwd: folder }, (error, out, err) =>
      finish({ code: error ? Number(error.code) : 0, out: out.trim(), err: err.trim() }),
    );
  });
}

/** What is looked at besides the exit code 0, by what the command begins with. */
const CHECKS: Readonly<Record<string, (outcome: Outcome) => void>> = {
  'keys create --admin': ({ out }) => expect(out).toMatch(/^ak_/),
  'company add': ({ out }) => {
    const [id = ''] = /local-[0-9a-f]{16}/.exec(out) ?? [];
    expect(id).not.toBe('');
    own['local-0123456789abcdef'] = id;
  },
  'company request': ({ out }) => expect(out).toMatch(/0x[0-9a-f]{64}/),
  // Its instance has the keys of a dev chain; that every problem is told and counted is enough here.
  doctor: ({ code, out }) => {
    const [, problems = ''] =
      /^(\d+) problems, \d+ warnings$/m.exec(out) ?? /"problem": ?(\d+)/.exec(out) ?? [];
    expect([out, code]).toEqual([out, Number(problems) > 0 ? 1 : 0]);
    expect(out).toContain('settlement');
  },
  'replay --check': ({ out }) => expect(out).not.toBe(''),
  verify: ({ out }) => expect(out).not.toBe(''),
};

/** Each once, though several pages have it. */
const COMMANDS = examplesToTry('command').filter(
  ({ command, text }, i, all) =>
    (command?.words.length ?? 0) > 0 && all.findIndex((one) => one.text === text) === i,
);
const isListening = (words: readonly string[]): boolean => words[MAIN.length] === 'listen';

it('there are such commands', () => {
  expect(COMMANDS.length).toBeGreaterThan(12);
});

it.each(COMMANDS.filter(({ command }) => !isListening(command?.words ?? [])))(
  '$place $text',
  async ({ command }) => {
    const args = ours(command?.words ?? []);
    const outcome = await run(args, environment(command?.settings));
    const check = Object.entries(CHECKS).find(([begin]) => args.join(' ').startsWith(begin));
    if (check?.[0] !== 'doctor') expect(outcome).toMatchObject({ code: 0 });
    check?.[1](outcome);
  },
);

it.each(COMMANDS.filter(({ command }) => isListening(command?.words ?? [])))(
  '$place $text posts what happened',
  async ({ command }) => {
    const before = receiver.received.length;
    const listening = watch([PROGRAM, ...ours(command?.words ?? []), '--after', '0'], {
      env: environment(),
    });
    await listening.line(/order\.settled .* -> {2}200/);
    expect(receiver.received.length).toBeGreaterThan(before);
    listening.child.kill('SIGKILL');
    await listening.exited;
  },
);

it.each(examplesToTry('command').filter(({ command }) => command?.words.length === 0))(
  '$place is a setting that the gateway takes',
  ({ command }) => {
    const env = { ...environment(), CHAINTILL_SECRET_KEY: 'k'.repeat(40) };
    const given = loadConfig('gateway', {}, { ...env, ...command?.settings });
    expect(given).not.toEqual(loadConfig('gateway', {}, env));
  },
);

it('the first lines of a backup are as docs/backup.md has them', () => {
  const [shown] = examplesToTry('message').filter(({ page }) => page === 'docs/backup.md');
  const [, header = ''] = readFileSync(join(folder, 'till-2026-11-21.backup'), 'latin1').split('\n', 2);
  const names = (text: string): readonly string[] => Object.keys(JSON.parse(text) as object);
  expect(names(shown?.text ?? '{}')).toEqual(names(header));
  expect(flawsOf({ createdAt: '…', migrations: '…' }, JSON.parse(header))).toEqual([]);
});

it('whatever command a page names, the program knows it with its options', async () => {
  const linesIn = (examples: readonly DocCode[], isWhole: boolean) =>
    examples.flatMap(({ text, page, line }) =>
      linesOf(text).map((words) => ({ place: placeOf({ page, line }), words, isWhole })),
    );
  const named = [...linesIn(docBlocks(), true), ...linesIn(docCode(), false)];
  expect(named.length).toBeGreaterThan(30);
  const flaws = await flawsOfCommandLines(named.map(({ words }) => words));
  const unknown = named.flatMap(({ place, words, isWhole }, i) => {
    const flaw = flaws[i] ?? null;
    // In passing, a command may be named without all that it needs.
    if (flaw === null || (!isWhole && /required (?:option|argument)/.test(flaw))) return [];
    return [`${place}: ${words.join(' ')}: ${flaw}`];
  });
  expect(unknown).toEqual([]);
});

/** Words behind the program's name, of each line that begins with it or with what npm calls it. */
function linesOf(text: string): readonly (readonly string[])[] {
  const joined = text.replace(/\\\n\s*/g, ' ');
  const found = joined.matchAll(
    /^(?:[A-Z_]+=\S+ )*(?:node dist\/cli\/main\.js|chaintill|npm (start)(?: --)?)(?: ([^\n|]*))?$/gm,
  );
  return [...found].flatMap(([, start = '', rest = '']) => {
    const [command] = readCommands(rest.replace(/[<>…]/g, '_'));
    return [[...(start === '' ? [] : [start]), ...(command?.words ?? [])]];
  });
}
