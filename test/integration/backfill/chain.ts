/** A fixture chain with everything in it that an index holds: payments of every shape, companies, two runtime upgrades. */
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../../src/domain/company/encode.js';
import { hexToBytes } from '../../../src/domain/hex.js';
import type { BlockScript, Event } from '../../fixture-chain/build/plain.js';
import { loadRuntime, readRuntime, type Runtime } from '../../fixture-chain/build/runtime.js';
import { ALICE, BOB } from '../../fixture-chain/scenario/accounts.js';
import { mixedStretch } from '../../fixture-chain/scenario/mixed.js';
import { companyEvent, entityOwner, registryEntry } from '../../fixture-chain/scenario/registry.js';
import { startFixtureChain, type FixtureChain } from '../../fixture-chain/server.js';

/** The blocks that bring another runtime; they themselves are still of the one before. */
export const UPGRADES = [70, 130] as const;
export const LENGTH = 190;

const data = (name: string): Uint8Array => encodeCompanyData({ ...emptyCompany(), name });
const [OLD, NEW] = [data('Old Ltd'), data('New Ltd')];

/** The index begins at block 1, so what is registered there is the beginning's. */
const COMPANIES: Readonly<Record<number, readonly Event[]>> = {
  30: [companyEvent('RegistrationRequested', 2)],
  // The block of an upgrade.
  70: [companyEvent('EntityRegistered', 2)],
  100: [companyEvent('EntityRegistered', 1), companyEvent('EntityUnregistered', 1)],
  170: [companyEvent('EntityUnregistered', 2)],
};
const STORAGE = [
  entityOwner(1, 1, BOB),
  registryEntry('Registries', { from: 1, entity: 1, data: OLD }),
  entityOwner(30, 2, ALICE),
  registryEntry('Requests', { from: 30, entity: 2, data: NEW }),
  registryEntry('Requests', { from: 70, entity: 2, data: null }),
  registryEntry('Registries', { from: 70, entity: 2, data: NEW }),
  registryEntry('Registries', { from: 100, entity: 1, data: null }),
  registryEntry('Registries', { from: 170, entity: 2, data: null }),
];

/** @param finalized height of the finalized head to begin with */
export async function startHistory(finalized: number): Promise<FixtureChain> {
  await cryptoWaitReady();
  const first = loadRuntime('liberland-8');
  const second = loadRuntime('liberland-22');
  // The metadata of the first under a version above the second's: whoever mistakes one for the other reads nonsense.
  const third = readRuntime(hexToBytes(first.metadata), { ...first.version, specVersion: 30 });
  const [one, two] = UPGRADES;
  const stretch = (runtime: Runtime, from: number, to: number) =>
    mixedStretch(runtime, from, to - from + 1, 2).blocks.map(({ script }) => script);
  const blocks = [
    ...stretch(first, 1, one),
    ...stretch(second, one + 1, two),
    ...stretch(third, two + 1, LENGTH),
  ];
  return startFixtureChain({
    runtimes: [
      { runtime: first, appliedIn: 0 },
      { runtime: second, appliedIn: one },
      { runtime: third, appliedIn: two },
    ],
    blocks: blocks.map(withCompanies),
    storage: STORAGE,
    finalized,
  });
}

function withCompanies(script: BlockScript, i: number): BlockScript {
  const events = COMPANIES[i + 1];
  return events ? { ...script, initialization: [...(script.initialization ?? []), ...events] } : script;
}
