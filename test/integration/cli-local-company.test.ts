/** `chaintill company add`, `change`, `address` and `remove`, as a person types them. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE } from '../support/accounts.js';
import { createTestIndex, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

const empty = mkdtempSync(join(tmpdir(), 'chaintill-companies-'));
let index: TestIndex;
let till: TillDatabase;
let shop: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 100 });
  till = await openTestTill(index.database.url);
  shop = await createTestMerchant(till, { accounts: [ALICE] });
});
afterAll(async () => {
  await till.destroy();
  await index.close();
  rmSync(empty, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function company(...args: string[]): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: index.database.url, CHAINTILL_DATA: empty };
  return new Promise((resolve) => {
    execFile('node', ['dist/cli/main.js', 'company', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    );
  });
}

it('registers a company, gives it an account, changes it, releases the account, and takes it out', async () => {
  const made = await company('add', '--merchant', shop.merchantId, '--name', 'Café', '--json');
  expect([made.code, made.err]).toEqual([0, '']);
  const { id } = JSON.parse(made.out) as { id: string };
  expect(await company('address', id, ALICE, '--from-block', '7')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^0x[0-9a-f]{64} {2}local-[0-9a-f]{16} {2}from block 7 on$/) as string,
  });
  expect(await company('change', id, '--hook', 'https://cafe.example/hook')).toMatchObject({
    code: 0,
    out: `${id}  registered  merchant ${shop.merchantId}  Café`,
  });
  const released = await company('address', id, ALICE, '--release', '--json');
  expect(JSON.parse(released.out)).toMatchObject({ fromBlock: 7, untilBlock: 100, provedBy: 'operator' });
  expect(await company('remove', id)).toMatchObject({
    code: 0,
    out: expect.stringContaining('taken out') as string,
  });
  const audit = await till
    .selectFrom('auditLog')
    .select(['action', 'actor'])
    .where('subjectId', '=', id)
    .execute();
  expect(audit.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
    'operator company.create',
    'operator company.address.add',
    'operator company.update',
    'operator company.address.release',
    'operator company.remove',
  ]);
}, 120_000);

const NOBODY = '00000000-0000-4000-8000-00000000000f';
const UNKNOWN = `local-${'0'.repeat(16)}`;

it.each<[string, string[]]>([
  ['MERCHANT_NOT_FOUND', ['add', '--merchant', NOBODY, '--name', 'Café']],
  ['COMPANY_NOT_FOUND', ['change', UNKNOWN, '--name', 'Bar']],
  ['COMPANY_NOT_FOUND', ['address', UNKNOWN, ALICE]],
  ['INVALID_ADDRESS', ['address', UNKNOWN, 'nobody']],
  ['CONFIG', ['address', UNKNOWN, ALICE, '--from-block', 'x']],
  ['CONFIG', ['address', UNKNOWN, ALICE, '--release', '--from-block', '1']],
  ['COMPANY_NOT_FOUND', ['remove', '0-17']],
])(
  'refuses with %s: %j',
  async (code, args) => {
    expect(await company(...args)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(code) as string,
    });
  },
  60_000,
);
