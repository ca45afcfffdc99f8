/** `chaintill migrate` and `chaintill keys`, as a person types them. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestGateway, createTestIndex, type TestGateway, type TestIndex } from '../support/gateway.js';

let index: TestIndex;
let gateway: TestGateway;
const empty = mkdtempSync(join(tmpdir(), 'chaintill-keys-'));

beforeAll(async () => {
  index = await createTestIndex();
  gateway = await openTestGateway(index.database.url);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
  rmSync(empty, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function chaintill(args: string[], databaseUrl = index.database.url): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, CHAINTILL_DATA: empty };
  return new Promise((resolve) => {
    execFile('node', ['dist/cli/main.js', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    );
  });
}

const CREATE_MERCHANT = `mutation { createMerchant(input: { name: "Shop" }) { id } }`;

it('migrates, and says when there is nothing to do', async () => {
  expect(await chaintill(['migrate'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('0001-till') as string,
  });
  expect(await chaintill(['migrate'])).toMatchObject({ code: 0, out: 'schema till is up to date' });
});

it("makes an operator's key, then a merchant's, lists them without secrets, and revokes them", async () => {
  const admin = await chaintill(['keys', 'create', '--admin', '--name', 'root']);
  expect(admin).toMatchObject({ code: 0, err: expect.stringContaining('shown this once') as string });
  expect(admin.out).toMatch(/^ak_[0-9a-f]{16}_[0-9a-f]{64}$/);
  const { createMerchant } = await gateway.query<{ createMerchant: { id: string } }>(
    CREATE_MERCHANT,
    {},
    admin.out,
  );

  const made = await chaintill([
    'keys',
    'create',
    '--merchant',
    createMerchant.id,
    '--read',
    '--name',
    'tv',
    '--json',
  ]);
  const key = JSON.parse(made.out) as { id: string; key: string; kind: string };
  expect(key).toMatchObject({ kind: 'read', name: 'tv', merchantId: createMerchant.id });
  expect(key).not.toHaveProperty('hash');
  const asked = (): Promise<unknown> => gateway.ask('{ merchant { id } }', {}, '/graphql', key.key);
  expect(await asked()).toEqual({ data: { merchant: { id: createMerchant.id } } });

  const all = await chaintill(['keys', 'list']);
  expect(all.out.split('\n')).toHaveLength(2);
  expect(all.out).toContain(key.id);
  expect(all.out).not.toContain(key.key);
  const its = await chaintill(['keys', 'list', '--merchant', createMerchant.id, '--json']);
  expect(JSON.parse(its.out)).toMatchObject([{ id: key.id }]);

  expect(await chaintill(['keys', 'revoke', key.id])).toMatchObject({ code: 0 });
  expect(await asked()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
}, 60_000);

it.each<[string, string[]]>([
  ['CONFIG', ['create', '--name', 'x']],
  ['CONFIG', ['create', '--name', 'x', '--admin', '--merchant', 'y']],
  ['CONFIG', ['create', '--name', 'x', '--admin', '--read']],
  ['INVALID_NAME', ['create', '--name', '', '--admin']],
  ['MERCHANT_NOT_FOUND', ['create', '--name', 'x', '--merchant', '7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11']],
  ['KEY_NOT_FOUND', ['revoke', 'sk_0123456789abcdef']],
])('refuses with %s: keys %j', async (code, args) => {
  expect(await chaintill(['keys', ...args])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining(code) as string,
  });
});

it('says what to do where no database is to be found', async () => {
  expect(await chaintill(['keys', 'list'], '')).toMatchObject({
    code: 1,
    err: expect.stringContaining('NO_DATABASE') as string,
  });
});
