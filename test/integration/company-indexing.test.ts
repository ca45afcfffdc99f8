/** The real @subql/node follows companies of a registry whose storage and events are known block by block. */
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { Client } from 'pg';
import { emptyCompany, type CompanyData } from '../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../src/domain/company/encode.js';
import { bytesToHex } from '../../src/domain/hex.js';
import { writeProject } from '../../src/cli/indexer/project.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import type { Event } from '../fixture-chain/build/plain.js';
import { account, ALICE, BOB } from '../fixture-chain/scenario/accounts.js';
import { companyEvent, entityOwner, registryEntry } from '../fixture-chain/scenario/registry.js';
import { createWorld } from '../fixture-chain/scenario/world.js';
import { startFixtureChain } from '../fixture-chain/server.js';
import { indexedChain } from './indexing/indexer.js';

const MINUTE = 60_000;
const TILL = account('a till of the company');
const SECOND = account('its second till');

const data = (name: string, settings: Readonly<Record<string, string | readonly string[]>>): Uint8Array => {
  const entries = Object.entries(settings).flatMap(([label, values]) =>
    [values].flat().map((value) => [label, value] as const),
  );
  const company: CompanyData = {
    ...emptyCompany(),
    name,
    onlineAddresses: entries.map(([label, value]) => ({
      description: { value: label, isEncrypted: false },
      url: { value, isEncrypted: false },
    })),
  };
  return encodeCompanyData(company);
};

const OLD = data('Old Ltd', { 'payment-hook': 'https://old.example/hook' });
const FIRST = data('Shop Ltd', {
  'payment-hook': 'https://shop.example/hook',
  'payment-success': 'https://shop.example/paid',
  'payment-failure': 'no url',
  'payment-address': [TILL, SECOND],
});
const CHANGED = data('Shop Ltd', { 'payment-hook': 'https://shop.example/new', 'payment-address': TILL });
const GARBAGE = Uint8Array.of(1, 2, 3);

/** Blocks with company events, by height; the index starts at 3. */
const EVENTS: Readonly<Record<number, readonly Event[]>> = {
  2: [companyEvent('EntityRegistered', 0), companyEvent('RegistrationRequested', 1)],
  // Two registrations in one block read the same state: the last one's.
  5: [companyEvent('EntityRegistered', 1), companyEvent('EntityRegistered', 1)],
  6: [companyEvent('RegistrationRequested', 1)],
  7: [companyEvent('EntityRegistered', 1)],
  8: [companyEvent('EntityRegistered', 0)],
  9: [companyEvent('RegistrationRequested', 2), companyEvent('RegistrationRequestCanceled', 2)],
  // Nothing has changed at its end.
  10: [companyEvent('EntityRegistered', 1)],
  11: [companyEvent('EntityUnregistered', 1)],
};
const STORAGE = [
  entityOwner(2, 0, BOB),
  registryEntry('Registries', { from: 2, entity: 0, data: OLD }),
  entityOwner(2, 1, ALICE),
  registryEntry('Requests', { from: 2, entity: 1, data: FIRST }),
  registryEntry('Registries', { from: 5, entity: 1, data: FIRST }),
  registryEntry('Requests', { from: 5, entity: 1, data: null }),
  registryEntry('Requests', { from: 6, entity: 1, data: CHANGED }),
  registryEntry('Registries', { from: 7, entity: 1, data: CHANGED }),
  registryEntry('Requests', { from: 7, entity: 1, data: null }),
  registryEntry('Registries', { from: 8, entity: 0, data: GARBAGE }),
  entityOwner(9, 2, BOB),
  registryEntry('Registries', { from: 11, entity: 1, data: null }),
];
const LENGTH = 13;

async function startRegistry() {
  await cryptoWaitReady();
  const runtime = loadRuntime('liberland-8');
  const world = createWorld(runtime);
  const blocks = Array.from(
    { length: LENGTH },
    (_, i) => world.block({ initialization: EVENTS[i + 1] ?? [] }).script,
  );
  return startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }], blocks, storage: STORAGE });
}

async function rowsOf(url: string, statement: string): Promise<readonly unknown[][]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: statement, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

it(
  'follows what was there, and every change, over a kill of the indexer',
  async () => {
    const node = await startRegistry();
    const indexed = await indexedChain(node, (folder, target) =>
      writeProject(folder, { ...target, startBlock: 3 }),
    );
    try {
      const before = await indexed.run();
      await indexed.index.reaches(7, 3 * MINUTE, before);
      await before.kill('SIGKILL');
      await indexed.index.reaches(LENGTH, 3 * MINUTE, await indexed.run());

      const versions = await rowsOf(
        indexed.databaseUrl,
        `select id, status, cause, until_block, owner_id, name, hook, success, failure, unreadable, request, request_data
       from chain.company_versions order by company_id, from_block`,
      );
      const first = ['Shop Ltd', 'https://shop.example/hook', 'https://shop.example/paid', null, null];
      const changed = ['Shop Ltd', 'https://shop.example/new', null, null, null];
      const none = [null, null, null, null, null];
      expect(versions).toEqual([
        [
          '0-0-3',
          'approved',
          'start',
          8,
          BOB,
          'Old Ltd',
          'https://old.example/hook',
          null,
          null,
          null,
          'none',
          null,
        ],
        [
          '0-0-8',
          'approved',
          'event',
          null,
          BOB,
          null,
          null,
          null,
          null,
          expect.stringContaining('zlib'),
          'none',
          null,
        ],
        ['0-1-3', 'requested', 'start', 5, ALICE, ...none, 'registration', bytesToHex(FIRST)],
        ['0-1-5', 'approved', 'event', 6, ALICE, ...first, 'none', null],
        ['0-1-6', 'approved', 'event', 7, ALICE, ...first, 'registration', bytesToHex(CHANGED)],
        ['0-1-7', 'approved', 'event', 11, ALICE, ...changed, 'none', null],
        ['0-1-11', 'unregistered', 'event', null, ALICE, ...none, 'none', null],
        ['0-2-9', 'canceled', 'event', null, BOB, ...none, 'none', null],
      ]);

      const addresses = await rowsOf(
        indexed.databaseUrl,
        `select company_id, role, account_id, from_block, until_block
       from chain.company_addresses order by company_id, from_block, role, account_id`,
      );
      const [low, high] = [TILL, SECOND].sort();
      expect(addresses).toEqual([
        ['0-0', 'owner', BOB, 3, null],
        ['0-1', 'owner', ALICE, 5, 11],
        ['0-1', 'payment', low, 5, low === TILL ? 11 : 7],
        ['0-1', 'payment', high, 5, high === TILL ? 11 : 7],
      ]);

      const companies = await rowsOf(
        indexed.databaseUrl,
        `select id, status, name, version_id, first_block, block_number from chain.companies order by id`,
      );
      expect(companies).toEqual([
        ['0-0', 'approved', 'Old Ltd', '0-0-8', 3, 8],
        ['0-1', 'unregistered', 'Shop Ltd', '0-1-11', 3, 11],
        ['0-2', 'canceled', null, '0-2-9', 9, 9],
      ]);
      const [[data, problems] = []] = await rowsOf(
        indexed.databaseUrl,
        `select data, problems from chain.company_versions where id = '0-1-5'`,
      );
      expect(data).toBe(bytesToHex(FIRST));
      expect(JSON.parse(String(problems))).toEqual([
        { place: 2, label: 'payment-failure', problem: expect.stringContaining('no URL') as unknown },
      ]);
    } finally {
      await indexed.close();
      await node.close();
    }
  },
  8 * MINUTE,
);
