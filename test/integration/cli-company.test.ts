/** `chaintill company request`, as a person types it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAccount } from '../../src/domain/account.js';
import { decodeCompanyData } from '../../src/domain/company/decode.js';
import { companySettings } from '../../src/domain/company/settings.js';
import { hexToBytes, type Hex } from '../../src/domain/hex.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { GENESIS, recordedMetadata } from '../support/chain-view.js';
import { insertCompany, registrationOf } from '../support/companies.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { network } from '../support/network.js';
import { startRecordedNode, type RecordedNode } from '../support/recorded-node.js';

const { registry } = recordedMetadata('liberland-22');
const folder = mkdtempSync(join(tmpdir(), 'chaintill-company-'));
const profile = join(folder, 'companies.json');
const draft = join(folder, 'cafe.json');

let index: TestIndex;
let gateway: TestGateway;
let node: RecordedNode;

beforeAll(async () => {
  [index, node] = await Promise.all([createTestIndex(), startRecordedNode('liberland-22')]);
  await index.setMetadata({ lastProcessedHeight: 100 });
  const owner = parseAccount(CHARLIE);
  const registration = registrationOf(
    'Café',
    [
      ['Website', 'https://cafe.example'],
      ['payment-hook', 'https://cafe.example/old'],
      ['payment-address', ALICE],
    ],
    { purpose: 'To sell coffee' },
  );
  await insertCompany(index.client, [{ block: 10, entityId: 17, owner, registration }]);
  const unreadable = { data: '0x00', editableByRegistrar: false } as const;
  await insertCompany(index.client, [{ block: 10, entityId: 18, owner, registration: unreadable }]);
  gateway = await openTestGateway(index.database.url);
  const endpoints = [node.endpoint];
  writeFileSync(profile, JSON.stringify({ ...network, name: 'companies', genesisHash: GENESIS, endpoints }));
  writeFileSync(draft, JSON.stringify({ name: 'Tea room', companyType: 'Sole trader' }));
});
afterAll(async () => {
  await Promise.all([gateway.close(), node.close()]);
  await index.close();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function request(...args: string[]): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], CHAINTILL_DATA: folder };
  const all = ['dist/cli/main.js', 'company', 'request', '--network', profile, ...args];
  return new Promise((resolve) => {
    execFile('node', all, { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    );
  });
}

/** What a wallet makes of the call data. */
function readCall(callData: string) {
  const { method, args } = registry.createType('Call', callData);
  const [, ...rest] = args.map((arg) => arg.toJSON());
  const bytes = rest.find((arg): arg is Hex => typeof arg === 'string') ?? '0x';
  const { data } = decodeCompanyData(hexToBytes(bytes));
  if (!data) throw new Error('the call has no data of a company');
  return { method, rest: rest.filter((arg) => arg !== bytes), data };
}

it('asks for a new company from a file', async () => {
  const args = ['--from', draft, '--hook', 'https://tea.example/hook', '--address', BOB];
  const { code, out, err } = await request(...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Asks for the registration of a new company');
  const { method, rest, data } = readCall(/Call data: (0x[0-9a-f]+)/.exec(out)?.[1] ?? '');
  expect([method, rest, data.name, data.companyType]).toEqual([
    'requestEntity',
    [false],
    'Tea room',
    'Sole trader',
  ]);
  expect(companySettings(data)).toMatchObject({
    hook: 'https://tea.example/hook',
    addresses: [parseAccount(BOB)],
    problems: [],
  });
}, 60_000);

const NEW_HOOK = 'https://cafe.example/new';
const change = (...more: string[]): Promise<Outcome> =>
  request('--company', '17', '--server', gateway.url, '--hook', NEW_HOOK, ...more);

it('changes a company from what it has', async () => {
  const { code, out } = await change('--editable', '--json');
  expect(code).toBe(0);
  const json = JSON.parse(out) as Readonly<Record<string, string>>;
  expect(json).toMatchObject({
    call: 'companyRegistry.requestRegistration',
    genesisHash: GENESIS,
    ownerId: CHARLIE,
    dataHash: registry.createType('Bytes', json['data']).hash.toHex(),
  });
  const { rest, data } = readCall(json['callData'] ?? '');
  expect([rest, data.name, data.purpose]).toEqual([[17, true], 'Café', 'To sell coffee']);
  expect(data.onlineAddresses).toHaveLength(3);
  expect(companySettings(data)).toMatchObject({ hook: NEW_HOOK, addresses: [parseAccount(ALICE)] });
}, 60_000);

it('says who signs, and what it is', async () => {
  const { out } = await change();
  expect(out).toContain('Asks for new data of company 0-17 (Café), in place of all that it has.');
  expect(out).toContain(`Signer: ${CHARLIE}`);
  const [, data] = / Data: (0x[0-9a-f]+)/.exec(out) ?? [];
  expect(out).toContain(`Data hash: ${registry.createType('Bytes', data).hash.toHex()}`);
}, 60_000);

it.each<[string, string[]]>([
  ['CONFIG', ['--company', 'Café']],
  ['NO_SERVER', ['--company', '17']],
  ['FILE_UNREADABLE', ['--from', '/nowhere.json']],
  ['INVALID_COMPANY_DATA', ['--from', draft, '--hook', 'ftp://tea.example']],
])(
  'refuses with %s: %j',
  async (code, args) => {
    expect(await request(...args)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(code) as string,
    });
  },
  60_000,
);

it.each([
  ['COMPANY_NOT_FOUND', '99'],
  ['COMPANY_UNREADABLE', '18'],
])(
  'refuses with %s what the gateway has nothing of',
  async (code, id) => {
    const { out, err } = await request('--company', id, '--server', gateway.url);
    expect([out, err]).toEqual(['', expect.stringContaining(code)]);
  },
  60_000,
);
