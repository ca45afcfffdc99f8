/** A company on the Liberland genesis, from its request to its end: what is known of each moment, and what it was paid. */
import { BOB, CHARLIE, DAVE } from '../../src/chain/dev/accounts.js';
import { formatAccount } from '../../src/domain/account.js';
import { hasLiberland, startLiberland, type LiberlandInstance } from '../support/liberland-instance.js';
import { until } from '../support/processes.js';
import {
  expectCompanyHasFailures,
  expectFiguresOfFailures,
  expectOrdersToldOfFailures,
} from './company/failures.js';
import { expectHistoryOfEachMoment } from './company/history.js';
import { liveCompany, type CompanyLife } from './company/life.js';
import { HOOK, NEW_HOOK, PAID_PAGE } from './company/registry.js';

const [bob, charlie, dave] = [BOB, CHARLIE, DAVE].map(({ publicKey }) => formatAccount(publicKey, 42));

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
            readonly success: string;
            readonly addresses: readonly { readonly id: string }[];
          };
        } | null;
      } | null;
      readonly addresses: readonly { readonly role: string; readonly accountId: string }[];
    }[];
  };
  readonly companyByAddress: readonly object[];
}

(hasLiberland() ? describe : describe.skip)('a company on the Liberland genesis', () => {
  let chain: LiberlandInstance;
  let life: CompanyLife;
  /** An order that was registered as soon as the company was. */
  let order: object;

  beforeAll(async () => {
    chain = await startLiberland();
    life = await liveCompany(chain, async (company) => {
      await chain.rest('POST', '/v1/orders', { orderId: 'A-1', amount: '1', company });
      order = await readOrder();
    });
  }, 900_000);
  afterAll(() => chain.close(), 30_000);

  async function readOrder(): Promise<object> {
    const found = await chain.rest<Record<string, { name: string }>>('GET', '/v1/orders/A-1');
    const { payee, webhookUrl, successUrl, company } = found;
    return { payee, webhookUrl, successUrl, name: company?.name };
  }

  it('has the settings and the addresses that were approved, for each moment', async () => {
    const { requested, approved, asked, changed, gone } = life;
    const at = async (block: number) => {
      const answer = await chain.ask<Answer>(AT, { account: charlie, block });
      const [company] = answer.companies.nodes;
      const settings = company?.version?.registration?.settings;
      return {
        status: company?.version?.status ?? null,
        request: company?.version?.request ?? null,
        owner: company?.version?.owner.id ?? null,
        hook: settings?.hook ?? null,
        success: settings?.success ?? null,
        listed: settings?.addresses.map(({ id }) => id) ?? [],
        accounts: company?.addresses.map(({ role, accountId }) => `${role} ${accountId}`).sort() ?? [],
        charlieBelongs: answer.companyByAddress.length === 1,
      };
    };
    const nobody = { hook: null, success: null, listed: [], accounts: [], charlieBelongs: false };
    const withBoth = {
      status: 'approved',
      owner: bob,
      hook: HOOK,
      success: PAID_PAGE,
      listed: [charlie, dave],
      accounts: [`owner ${bob}`, ...[charlie, dave].sort().map((id) => `payment ${id}`)],
      charlieBelongs: true,
    };
    const withOne = {
      ...withBoth,
      hook: NEW_HOOK,
      listed: [dave],
      accounts: [`owner ${bob}`, `payment ${dave}`],
      charlieBelongs: false,
    };
    expect(await at(requested - 1)).toEqual({ status: null, request: null, owner: null, ...nobody });
    const asksFirst = { status: 'requested', request: 'registration', owner: bob };
    expect(await at(requested)).toEqual({ ...asksFirst, ...nobody });
    expect(await at(approved - 1)).toEqual({ ...asksFirst, ...nobody });
    expect(await at(approved)).toEqual({ ...withBoth, request: 'none' });
    expect(await at(asked - 1)).toEqual({ ...withBoth, request: 'none' });
    expect(await at(asked)).toEqual({ ...withBoth, request: 'registration' });
    expect(await at(changed - 1)).toEqual({ ...withBoth, request: 'registration' });
    expect(await at(changed)).toEqual({ ...withOne, request: 'none' });
    expect(await at(gone - 1)).toEqual({ ...withOne, request: 'none' });
    expect(await at(gone)).toMatchObject({ status: 'unregistered', request: 'none', ...nobody });

    const now = await chain.ask<Answer>(AT, { account: charlie });
    expect(now.companies).toMatchObject({ totalCount: 1, nodes: [{ name: 'Café', status: 'unregistered' }] });
    const then = await chain.ask<Answer>(AT, { account: charlie, block: approved });
    expect(then.companyByAddress).toEqual([
      { role: 'payment', fromBlock: approved, untilBlock: changed, company: { name: 'Café' } },
    ]);
  });

  it('leaves an order as it was registered, and tells its merchant of each change of the hook', async () => {
    expect(order).toEqual({ payee: bob, name: 'Café', webhookUrl: HOOK, successUrl: PAID_PAGE });
    expect(await readOrder()).toEqual(order);
    const changes = async () =>
      (await chain.rest<{ data: object[] }>('GET', '/v1/events?types=company.hook_changed')).data;
    await until('both changes of the hook are told', async () => (await changes()).length === 2, 120_000);
    expect(await changes()).toMatchObject([
      {
        height: life.changed,
        data: { company: { name: 'Café' }, previousHook: HOOK, hook: NEW_HOOK },
      },
      {
        height: life.gone,
        data: { company: { status: 'unregistered' }, previousHook: NEW_HOOK, hook: null },
      },
    ]);
  });

  it('has moved what came and went while each account was its own', () =>
    expectHistoryOfEachMoment(chain, life));

  it(
    'failed payments are told of the orders that they were for',
    () => expectOrdersToldOfFailures(chain),
    300_000,
  );

  it('failed payments are the company’s whose account was to be paid', () =>
    expectCompanyHasFailures(chain, life));

  it(
    'failed payments are counted by error, with what is lost and what was paid in the end',
    () => expectFiguresOfFailures(chain, life),
    300_000,
  );
});
