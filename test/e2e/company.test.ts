import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import { blake2AsHex } from '@polkadot/util-crypto';
import { ALICE, BOB, CHARLIE, DAVE } from '../../src/chain/dev/accounts.js';
import { formatAccount } from '../../src/domain/account.js';
import { emptyCompany } from '../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../src/domain/company/encode.js';
import { bytesToHex, type Hex } from '../../src/domain/hex.js';
import { freePort } from '../../src/cli/process/port.js';
import { DEV_KEYS } from '../../src/gateway/auth/key-text.js';
import { connectApi, included, signer } from '../support/dev-chain.js';
import { until, watch, type Watched } from '../support/processes.js';

const SPEC = resolve('..', 'shared', 'chains', 'liberland-mainnet.raw.json');
const present = existsSync(SPEC);
if (!present) console.log(`skipped: companies on the Liberland genesis, as there is no ${SPEC}`);

const [bob, charlie, dave] = [BOB, CHARLIE, DAVE].map(({ publicKey }) => formatAccount(publicKey, 42));
const HOOK = 'https://cafe.example/hook';
const NEW_HOOK = 'https://cafe.example/new-hook';
const PAID = 'https://cafe.example/paid';

/** A company's data with its payment settings. */
function cafe(hook: string, addresses: readonly Hex[]): Hex {
  const entries = [
    ['Website', 'https://cafe.example'],
    ['payment-hook', hook],
    ['payment-success', PAID],
    ...addresses.map((address) => ['payment-address', formatAccount(address, 56)]),
  ];
  const open = (value = '') => ({ value, isEncrypted: false });
  const onlineAddresses = entries.map(([label, url]) => ({ description: open(label), url: open(url) }));
  return bytesToHex(encodeCompanyData({ ...emptyCompany(), name: 'Café', onlineAddresses }));
}

/** What the registrar approves a request by: the hash of its bytes with their length. */
function requestHash(api: ApiPromise, data: Hex): Hex {
  return blake2AsHex(api.registry.createType('Bytes', data).toU8a());
}

const AT = `query At($account: String!, $block: Int) {
  companies { totalCount nodes { id name status version(atBlock: $block) {
    status request owner { id } registration { settings { hook success failure addresses { id } problems { problem } } }
  } addresses(atBlock: $block) { role accountId } } }
  companyByAddress(account: $account, atBlock: $block) { role fromBlock untilBlock company { name } }
}`;

interface Answer {
  readonly companies: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly id: string;
      readonly name: string;
      readonly status: string;
      readonly version: {
        readonly status: string;
        readonly request: string;
        readonly owner: { readonly id: string };
        readonly registration: {
          readonly settings: {
            readonly hook: string;
            readonly addresses: readonly { readonly id: string }[];
          };
        } | null;
      } | null;
      readonly addresses: readonly { readonly role: string; readonly accountId: string }[];
    }[];
  };
  readonly companyByAddress: readonly object[];
}

(present ? describe : describe.skip)('a company on the Liberland genesis', () => {
  let data: string;
  let instance: Watched;
  let url: string;
  let api: ApiPromise;

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'chaintill-company-'));
    chmodSync(data, 0o755);
    const port = ['--indexer-port', String(await freePort())];
    instance = watch(['dist/cli/main.js', 'start', '--data', data, '--chain-spec', SPEC, ...port]);
    url = (await instance.line(/Health +(http:.*)\/health/, 120_000))[1] ?? '';
    await instance.line(/^Ready/);
    const { endpoint } = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as { endpoint: string };
    api = await connectApi(endpoint);
  }, 180_000);
  afterAll(async () => {
    await api.disconnect();
    instance.child.kill('SIGINT');
    await instance.exited;
    rmSync(data, { recursive: true, force: true });
  }, 30_000);

  function tx(pallet: string, name: string, ...args: readonly unknown[]): SubmittableExtrinsic<'promise'> {
    const made = api.tx[pallet]?.[name]?.(...args);
    if (!made) throw new Error(`this runtime has no ${pallet}.${name}`);
    return made;
  }

  /** @returns the height of the block it is in */
  async function send(
    from: { readonly uri: string },
    extrinsic: SubmittableExtrinsic<'promise'>,
  ): Promise<number> {
    const { block, events } = await included(extrinsic, signer(from.uri));
    const failed = events.find(({ event }) => event.method === 'ExtrinsicFailed');
    if (failed) throw new Error(`it failed: ${failed.event.data.toString()}`);
    return (await api.rpc.chain.getHeader(block)).number.toNumber();
  }

  async function ask(query: string, variables: object): Promise<Answer> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data: answer, errors } = (await response.json()) as { data: Answer; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return answer;
  }

  async function rest(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${DEV_KEYS.secret.text}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return (await fetch(url + path, init)).json();
  }

  const indexed = (height: number): Promise<void> =>
    until(`block ${height} is indexed`, async () => {
      const { _metadata } = (await ask('{ _metadata { lastProcessedHeight } }', {})) as unknown as {
        _metadata: { lastProcessedHeight: number };
      };
      return _metadata.lastProcessedHeight >= height;
    });

  /** An order of the dev merchant, whose account is Bob's; registered for a company where one is given. */
  async function orderOf(orderId: string, company?: string): Promise<object> {
    const made = company === undefined ? null : { orderId, amount: '1', company };
    const found = await (made ? rest('POST', '/v1/orders', made) : rest('GET', `/v1/orders/${orderId}`));
    const { payee, webhookUrl, successUrl, company: named } = found as Record<string, { name: string }>;
    return { payee, webhookUrl, successUrl, name: named?.name };
  }

  async function hookChanges(): Promise<readonly object[]> {
    const { data: events } = (await rest('GET', '/v1/events?types=company.hook_changed')) as {
      data: readonly object[];
    };
    return events;
  }

  it('has the settings and the addresses that were approved, for each moment', async () => {
    const first = cafe(HOOK, [CHARLIE.publicKey, DAVE.publicKey]);
    const second = cafe(NEW_HOOK, [DAVE.publicKey]);
    await send(ALICE, tx('sudo', 'sudo', tx('companyRegistry', 'addRegistry', ALICE.publicKey)));
    const requested = await send(BOB, tx('companyRegistry', 'requestEntity', 0, first, false));
    const [key] = (await api.query['companyRegistry']?.['requests']?.keys()) ?? [];
    const entity = Number(String(key?.args[1]));
    const approve = (of: Hex) => tx('companyRegistry', 'registerEntity', 0, entity, requestHash(api, of));
    const approved = await send(ALICE, approve(first));
    await indexed(approved);
    const order = await orderOf('A-1', `0-${entity}`);
    expect(order).toEqual({ payee: bob, name: 'Café', webhookUrl: HOOK, successUrl: PAID });
    const asked = await send(BOB, tx('companyRegistry', 'requestRegistration', 0, entity, second, false));
    const changed = await send(ALICE, approve(second));
    const gone = await send(ALICE, tx('companyRegistry', 'unregister', 0, entity));
    await indexed(gone);
    // The order keeps what it has, and its merchant hears of each change.
    expect(await orderOf('A-1')).toEqual(order);
    await until('both changes of the hook are told', async () => (await hookChanges()).length === 2);
    expect(await hookChanges()).toMatchObject([
      { height: changed, data: { company: { name: 'Café' }, previousHook: HOOK, hook: NEW_HOOK } },
      { height: gone, data: { company: { status: 'unregistered' }, previousHook: NEW_HOOK, hook: null } },
    ]);

    const at = async (block: number) => {
      const answer = await ask(AT, { account: charlie, block });
      const [company] = answer.companies.nodes;
      const settings = company?.version?.registration?.settings;
      return {
        status: company?.version?.status ?? null,
        request: company?.version?.request ?? null,
        owner: company?.version?.owner.id ?? null,
        hook: settings?.hook ?? null,
        listed: settings?.addresses.map(({ id }) => id) ?? [],
        accounts: company?.addresses.map(({ role, accountId }) => `${role} ${accountId}`).sort() ?? [],
        charlieBelongs: answer.companyByAddress.length === 1,
      };
    };
    const both = { hook: HOOK, listed: [charlie, dave] };
    const one = { hook: NEW_HOOK, listed: [dave] };
    const withBoth = {
      accounts: [`owner ${bob}`, ...[charlie, dave].sort().map((id) => `payment ${id}`)],
      charlieBelongs: true,
    };
    const nobody = { hook: null, listed: [], accounts: [], charlieBelongs: false };
    expect(await at(requested - 1)).toEqual({ status: null, request: null, owner: null, ...nobody });
    expect(await at(requested)).toEqual({
      status: 'requested',
      request: 'registration',
      owner: bob,
      ...nobody,
    });
    expect(await at(approved)).toEqual({
      status: 'approved',
      request: 'none',
      owner: bob,
      ...both,
      ...withBoth,
    });
    expect(await at(asked)).toEqual({
      status: 'approved',
      request: 'registration',
      owner: bob,
      ...both,
      ...withBoth,
    });
    expect(await at(changed - 1)).toMatchObject(both);
    expect(await at(changed)).toEqual({
      status: 'approved',
      request: 'none',
      owner: bob,
      ...one,
      accounts: [`owner ${bob}`, `payment ${dave}`],
      charlieBelongs: false,
    });
    expect(await at(gone - 1)).toMatchObject(one);
    expect(await at(gone)).toMatchObject({ status: 'unregistered', request: 'none', ...nobody });

    const now = await ask(AT, { account: charlie });
    expect(now.companies).toMatchObject({ totalCount: 1, nodes: [{ name: 'Café', status: 'unregistered' }] });
    const then = await ask(AT, { account: charlie, block: approved });
    expect(then.companyByAddress).toEqual([
      { role: 'payment', fromBlock: approved, untilBlock: changed, company: { name: 'Café' } },
    ]);
  }, 300_000);
});
