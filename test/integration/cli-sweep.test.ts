/** `chaintill sweep`, as a person types it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { deriveAddress } from '../../src/domain/deposit-address.js';
import type { Hex } from '../../src/domain/hex.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, ALICE_HEX, BOB } from '../support/accounts.js';
import { GENESIS, recordedMetadata } from '../support/chain-view.js';
import { createTestIndex, type TestIndex } from '../support/gateway.js';
import { network } from '../support/network.js';
import { startRecordedNode, type RecordedNode } from '../support/recorded-node.js';
import { createTestMerchant, insertTestOrder, openTestTill } from '../support/till.js';

const metadata = recordedMetadata('liberland-22');
const folder = mkdtempSync(join(tmpdir(), 'chaintill-sweep-'));
const profile = join(folder, 'sweeping.json');

let index: TestIndex;
let till: TillDatabase;
let node: RecordedNode;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  await becomeTillOf(GENESIS);
  node = await startRecordedNode('liberland-22');
  writeProfile(profile, GENESIS);
  const { merchantId } = await createTestMerchant(till, { accounts: [ALICE] });
  for (const last of [1, 2]) {
    const depositPath = [7, 8, last];
    const payee = deriveAddress(ALICE_HEX, depositPath);
    await insertTestOrder(till, {
      merchantId,
      owner: ALICE,
      payee,
      mode: 'address',
      reference: null,
      depositScheme: 'derivative',
      depositPath,
    });
    const key = metadata.storageMap('system.account')?.key(payee);
    const account = { providers: 1, data: { free: BigInt(last) * 10n ** 12n } };
    if (key) node.storage.set(key, metadata.registry.createType('FrameSystemAccountInfo', account).toHex());
  }
});
afterAll(async () => {
  await node.close();
  await till.destroy();
  await index.close();
  rmSync(folder, { recursive: true });
});

async function becomeTillOf(chainIdentity: Hex): Promise<void> {
  await till.updateTable('instance').set({ chainIdentity }).execute();
}

/** A network file for the chain with that genesis, at the test's node. */
function writeProfile(path: string, genesisHash: Hex): void {
  const endpoints = [node.endpoint];
  writeFileSync(path, JSON.stringify({ ...network, name: basename(path, '.json'), genesisHash, endpoints }));
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function sweep(args: string[], databaseUrl = index.database.url): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, CHAINTILL_DATA: folder };
  return new Promise((resolve) => {
    execFile('node', ['dist/cli/main.js', 'sweep', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    );
  });
}

it('prints what the owner signs, in words and as call data', async () => {
  const { code, out, err } = await sweep(['--account', ALICE, '--network', profile]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`Sweep deposit addresses (2) to ${ALICE}: 3 LLD.`);
  expect(out).toContain(`Signer: ${ALICE}`);
  const callData = /Call data: (0x[0-9a-f]+)/.exec(out)?.[1];
  expect(metadata.registry.createType('Call', callData).toHuman()).toMatchObject({ method: 'forceBatch' });

  const json = await sweep(['--account', ALICE_HEX, '--network', profile, '--json']);
  expect(JSON.parse(json.out)).toMatchObject({
    addresses: 2,
    funding: [],
    batches: [{ callData, signer: ALICE }],
    children: [],
    notes: [],
  });
}, 60_000);

it('says so where there is nothing to sweep', async () => {
  expect(await sweep(['--account', BOB, '--network', profile])).toMatchObject({
    code: 0,
    out: 'Nothing to sweep: of 0 deposit addresses, none holds what can be moved.',
  });
}, 60_000);

it('refuses the database and the endpoint of another chain', async () => {
  const other = join(folder, 'other.json');
  const genesisHash: Hex = `0x${'00'.repeat(32)}`;
  writeProfile(other, genesisHash);
  const refusal = (code: string): object => ({
    code: 1,
    out: '',
    err: expect.stringMatching(new RegExp(`^\\s*${code}: `)) as string,
  });
  const asked = ['--account', ALICE, '--network', other];
  expect(await sweep(asked)).toMatchObject(refusal('TILL_OF_OTHER_CHAIN'));
  await becomeTillOf(genesisHash);
  try {
    expect(await sweep(asked)).toMatchObject(refusal('GENESIS_MISMATCH'));
  } finally {
    await becomeTillOf(GENESIS);
  }
}, 60_000);

it.each<[string, string[], string | undefined]>([
  ['INVALID_ADDRESS', ['--account', 'x', '--network', profile], undefined],
  ['CONFIG', ['--account', ALICE], undefined],
  ['NO_DATABASE', ['--account', ALICE], ''],
])(
  'refuses with %s: sweep %j',
  async (code, args, databaseUrl) => {
    expect(await sweep(args, databaseUrl)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(code) as string,
    });
  },
  60_000,
);
