/** `chaintill accounts`, as the operator types it. */
import { randomUUID } from 'node:crypto';
import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import * as commands from '../../src/cli/commands/accounts.js';
import type { Config } from '../../src/cli/config.js';
import { ALICE, ALICE_HEX, BOB, CHARLIE } from '../support/accounts.js';
import { openOperatedInstance, type OperatedInstance } from '../support/operator.js';

jest.setTimeout(120_000);

const HEIGHT = 500;
const NOBODY = '00000000-0000-4000-8000-00000000000f';
const publicUrl = 'https://pay.example/x';

interface Account {
  readonly merchantId: string;
  readonly account: string;
  readonly provedBy: string;
  readonly toHeight: number | null;
}
interface Challenge {
  readonly message: string;
  readonly nonce: string;
}

let instance: OperatedInstance;
let config: Config;
let shop: string;
let rival: string;

beforeAll(async () => {
  await cryptoWaitReady();
  instance = await openOperatedInstance();
  config = instance.config('accounts');
  await instance.world.block(HEIGHT);
  shop = await instance.world.merchant();
  rival = await instance.world.merchant(BOB);
});
afterAll(() => instance.close());

/** What the till says of accounts that were the merchant's at any time. */
const stored = (merchantId: string) =>
  instance.world.till
    .selectFrom('accounts')
    .select(['name', 'toHeight'])
    .where('merchantId', '=', merchantId)
    .execute();

const refused = (code: string, sent: Promise<unknown>): Promise<void> =>
  expect(sent).rejects.toMatchObject({ code });

it('gives a merchant an account that signs, and takes it away again', async () => {
  const pair = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri(`//${randomUUID()}`);
  const sign = (text: string): string => u8aToHex(pair.sign(`<Bytes>${text}</Bytes>`));
  const [asked] = await instance.json<Challenge>(
    ...['accounts', 'challenge', pair.address, '--merchant', shop, '--public-url', publicUrl],
  );
  const { message, nonce } = asked ?? { message: '', nonce: '' };
  expect(message.split('\n')).toEqual(
    expect.arrayContaining([`Merchant: ${shop}`, 'Origin: https://pay.example', `Nonce: ${nonce}`]),
  );
  const signature = sign(message);
  const proof = { merchant: shop, nonce, signature };
  await refused('SIGNATURE_INVALID', commands.prove(config, { ...proof, signature: sign(`${message} `) }));
  await refused('CHALLENGE_INVALID', commands.prove(config, { ...proof, merchant: rival }));
  expect(await stored(shop)).toEqual([]);

  const words = ['--merchant', shop, '--nonce', nonce, '--signature', signature, '--name', 'Ledger'];
  expect(await instance.json('accounts', 'prove', ...words)).toMatchObject([
    {
      merchantId: shop,
      account: pair.address,
      provedBy: 'signature',
      provedCurve: 'sr25519',
      fromHeight: HEIGHT,
      toHeight: null,
      name: 'Ledger',
    },
  ]);
  await refused('CHALLENGE_INVALID', commands.prove(config, proof));
  expect(await instance.out('accounts', 'list', '--merchant', shop)).toMatch(
    new RegExp(
      `^Merchant ${shop} {2}Coffee\n${pair.address} {2}signed \\(sr25519\\) .* from block 500 on {2}Ledger$`,
    ),
  );

  await instance.world.block(HEIGHT + 10);
  const released = await instance.out('accounts', 'release', pair.address, '--merchant', shop);
  expect(released).toContain('until block 510, released');
  const list = ['accounts', 'list', '--merchant', shop];
  const [now, ever] = await Promise.all([
    instance.json<Account>(...list),
    instance.json<Account>(...list, '--released'),
  ]);
  expect(now).toEqual([]);
  expect(ever).toMatchObject([{ account: pair.address, toHeight: 510 }]);

  const audit = await instance.world.till
    .selectFrom('auditLog')
    .select(['action', 'actor'])
    .where('merchantId', '=', shop)
    .orderBy('id')
    .execute();
  expect(audit.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
    'operator account.challenge',
    'operator account.register',
    'operator account.release',
  ]);
});

it("lists what was added on the operator's word, of all merchants, and says so", async () => {
  const added = await instance.out('accounts', 'add', ALICE_HEX, '--merchant', shop, '--name', 'Multisig');
  expect(added).toMatch(new RegExp(`^${ALICE} {2}operator's word .* from block \\d+ on {2}Multisig$`));
  const all = await instance.json<Account>('accounts', 'list');
  expect(all.map(({ merchantId, account, provedBy }) => [merchantId, account, provedBy])).toEqual(
    expect.arrayContaining([
      [shop, ALICE, 'operator'],
      [rival, BOB, 'operator'],
    ]),
  );
  // The settler is told, as by the gateway: money that is there already is looked for.
  const told = await instance.world.till
    .selectFrom('commands')
    .select('kind')
    .where('merchantId', '=', shop)
    .where('actor', '=', 'operator')
    .execute();
  expect(told.map(({ kind }) => kind)).toContain('account');
});

it('takes no account from its owner, and none that an order is open on', async () => {
  const expiryHeight = HEIGHT + 1_000;
  await instance.world.order({ merchantId: rival, payee: BOB, windowFrom: HEIGHT, expiryHeight });
  await refused('ACCOUNT_TAKEN', commands.addAccount(config, BOB, { merchant: shop }));
  await refused('ACCOUNT_TAKEN', commands.challenge({ ...config, publicUrl }, BOB, { merchant: shop }));
  await refused('ACCOUNT_IN_USE', commands.release(config, BOB, { merchant: rival }));
  expect(await stored(rival)).toEqual([{ name: null, toHeight: null }]);
});

it('refuses what cannot be, in one line', async () => {
  const merchant = NOBODY;
  await refused('MERCHANT_NOT_FOUND', commands.listReceivingAccounts(config, { merchant }));
  await refused('MERCHANT_NOT_FOUND', commands.addAccount(config, CHARLIE, { merchant }));
  await refused('MERCHANT_NOT_FOUND', commands.challenge({ ...config, publicUrl }, CHARLIE, { merchant }));
  await refused('INVALID_ADDRESS', commands.addAccount(config, 'x', { merchant: shop }));
  await refused('INVALID_NAME', commands.addAccount(config, CHARLIE, { merchant: shop, name: 'a\u0007' }));
  await refused('ACCOUNT_NOT_FOUND', commands.release(config, CHARLIE, { merchant: shop }));
  await refused('CONFIG', commands.challenge(config, CHARLIE, { merchant: shop }));
  const twenty = `0x${'a1'.repeat(20)}`;
  await refused(
    'SIGNATURE_UNSUPPORTED',
    commands.challenge({ ...config, publicUrl }, twenty, { merchant: shop }),
  );
  instance.writeProfile({ genesisHash: `0x${'00'.repeat(32)}` });
  const outcome = await instance.run(['accounts', 'list']);
  instance.writeProfile({});
  expect(outcome).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/^TILL_OF_OTHER_CHAIN: [^\n]+$/) as string,
  });
});
