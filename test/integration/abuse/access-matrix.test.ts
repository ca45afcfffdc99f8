/**
 * Every query, mutation and subscription of the schema and every operation of the OpenAPI document, with every kind of key:
 * who is let in is what the tables say. Whatever is added needs a row.
 */
import { SCOPES, type Scope } from '../../../src/gateway/auth/caller.js';
import {
  graphqlAskables,
  restAskables,
  type Askable,
  type AskableOfRest,
  type Outcome,
} from '../../support/access.js';
import { createTestKey } from '../../support/till.js';
import { openTwoMerchants, type TwoMerchants } from '../../support/two-merchants.js';

/** All scopes that are needed, and whether the operator's key will do as well; `all` for whoever asks, also without a key. */
type Need = 'all' | 'operator' | `${Scope}${'' | ' or operator'}` | 'accounts:read keys:write or operator';
type Table = Readonly<Partial<Record<Need, readonly string[]>>>;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const fields = (kind: string, text: string): readonly string[] =>
  words(text).map((field) => `${kind} ${field}`);

const GRAPHQL: Table = {
  all: [
    ...fields('query', 'transfer assetTransfer remark transfers assetTransfers merits remarks account chain'),
    ...fields('query', 'paymentStatus asset _metadata failedPayment failedPayments publicOrder'),
    ...fields('query', 'company companies companyByAddress'),
    'subscription publicOrder',
  ],
  operator: [
    'query merchants',
    ...fields('mutation', 'createMerchant setAllowsUnregistered registerAccount'),
  ],
  // The operation asks for the merchant's accounts and keys as well.
  'accounts:read keys:write or operator': ['query merchant'],
  'keys:write or operator': ['mutation createKey', 'mutation revokeKey'],
  'audit:read or operator': ['query auditLog'],
  'orders:read': [
    ...fields('query', 'order orderById orders orderCounts unmatched refund refunds product products'),
    'subscription order',
  ],
  'orders:read or operator': [
    ...fields('query', 'events paymentMetrics depositDifferences'),
    'subscription events',
  ],
  'orders:write': [
    ...fields('mutation', 'registerOrder cancelOrder markOrder assignPayment dismissPayment'),
    ...fields('mutation', 'createProduct updateProduct deactivateProduct'),
  ],
  'orders:write or operator': ['mutation acknowledgeDepositDifference'],
  'accounts:read or operator': ['query depositSweep', 'query deposits'],
  'accounts:write': ['mutation requestAccountChallenge', 'mutation proveAccount'],
  'accounts:write or operator': [
    ...fields('mutation', 'releaseAccount requestDepositProof enableDeposits createCompany updateCompany'),
    ...fields('mutation', 'removeCompany addCompanyAddress releaseCompanyAddress'),
  ],
  'refunds:write': ['mutation planRefund', 'mutation cancelRefund'],
  'webhooks:read or operator': fields('query', 'endpoint endpoints delivery deliveries'),
  'webhooks:write or operator': [
    ...fields('mutation', 'createEndpoint updateEndpoint deleteEndpoint rotateEndpointSecret testEndpoint'),
    ...fields('mutation', 'rotateOrderWebhookSecret redeliver recoverEndpoint'),
  ],
};

const REST: Table = {
  all: words(`
    listCompanyHistory listCompanyFailedPayments listCompanyStatements exportCompanyHistoryCsv exportCompanyHistoryJson
    exportCompanyFailedPaymentsCsv exportCompanyFailedPaymentsJson listEventTypes getEventSchema getPublicOrder
    followPublicOrder reportCheckoutStep getPaymentLink listLinkPayerAccounts buildLinkPayment submitLinkPayment
    listOrderPayerAccounts buildOrderPayment submitOrderPayment getPublicKeys getRsaKey getOpenApi getGraphqlSchema getLiveness
    verifyPurchase verifyPostedPurchase createPurchase`),
  'orders:read': words(`
    getOrder listOrders listOrderPayments listOrderFailedPayments listOrderTimeline listUnmatched getReceipt
    listCheckoutSessions getCheckoutSession exportOrdersCsv exportOrdersJson exportPaymentsCsv exportPaymentsJson
    exportFailedPaymentsCsv exportFailedPaymentsJson getOrderPayment createOrderPayment getPaymentProgress listProducts
    getProduct`),
  'orders:read or operator': ['listEvents', 'getPaymentMetrics'],
  'orders:write': words(`
    registerOrder cancelOrder markOrder createCheckoutSession expireCheckoutSession pushToChannel pushToChannelByGet
    createProduct updateProduct deactivateProduct`),
  'audit:read or operator': ['exportAuditCsv', 'exportAuditJson'],
  'webhooks:read or operator': words('listEndpoints getEndpoint listDeliveries getDelivery'),
  'webhooks:write or operator': words(`
    createEndpoint updateEndpoint deleteEndpoint rotateEndpointSecret rotateOrderWebhookSecret testEndpoint
    recoverEndpoint redeliver`),
};
/** They ask the process how it is, which the gateways of tests cannot say. */
const OF_THE_PROCESS = ['getHealth', 'healthcheck'];
/** For everybody where they name a company. */
const ALSO_OPEN = ['getPaymentMetrics'];

interface Key {
  readonly text: string | undefined;
  /** Of a merchant's key. */
  readonly scopes: readonly Scope[];
  readonly kind: 'none' | 'revoked' | 'merchant' | 'publishable' | 'operator';
}

let two: TwoMerchants;
let keys: Readonly<Record<string, Key>>;

beforeAll(async () => {
  two = await openTwoMerchants();
  const { first, second, operator } = two;
  const reads = SCOPES.filter((scope) => scope.endsWith(':read'));
  const of = (kind: Key['kind'], text?: string, scopes: readonly Scope[] = []): Key => ({
    kind,
    text,
    scopes,
  });
  keys = {
    'no key': of('none'),
    'a revoked key': of('revoked', await two.firstKey('revoked')),
    'a secret key': of('merchant', first.secretKey, SCOPES),
    'a read-only key': of('merchant', first.readKey, reads),
    'a publishable key': of('publishable', await two.firstKey('publishable')),
    'a key without scopes': of('merchant', await two.firstKey('without scopes')),
    'the operator’s': of('operator', operator),
    'another’s secret key': of('merchant', second.secretKey, SCOPES),
    'another’s read-only key': of('merchant', second.readKey, reads),
  };
}, 120_000);
afterAll(() => two.close());

/** What the documented scopes say. */
function expected(need: Need, { kind, scopes }: Key): Outcome {
  if (kind === 'revoked') return 'no key';
  if (need === 'all') return 'let in';
  if (kind === 'none') return 'no key';
  const [, needed = '', operator] = /^(.*?)( or operator)?$/.exec(need) ?? [];
  if (kind === 'operator') return need === 'operator' || operator !== undefined ? 'let in' : 'forbidden';
  if (kind === 'publishable' || need === 'operator') return 'forbidden';
  return words(needed).every((scope) => scopes.includes(scope as Scope)) ? 'let in' : 'forbidden';
}

const tables = Object.entries({ GraphQL: GRAPHQL, REST });
const needsOf = (table: Table): ReadonlyMap<string, Need> =>
  new Map(
    (Object.entries(table) as [Need, readonly string[]][]).flatMap(([need, names]) =>
      names.map((name) => [name, need]),
    ),
  );

async function restOfTable(): Promise<readonly AskableOfRest[]> {
  return (await restAskables(two.gateway)).filter(({ name }) => !OF_THE_PROCESS.includes(name));
}

const askablesOf = (api: string): Promise<readonly Askable[]> =>
  api === 'REST' ? restOfTable() : graphqlAskables(two.gateway, {});

it.each(tables)(
  '%s lets in whom its table says, and has nothing without a row',
  async (api, table) => {
    const needs = needsOf(table);
    const askables = await askablesOf(api);
    expect(askables.map(({ name }) => name).sort()).toEqual([...needs.keys()].sort());
    for (const [whose, key] of Object.entries(keys)) {
      const found: Record<string, Outcome> = {};
      for (const { name, ask } of askables) found[name] = (await ask(key.text)).outcome;
      const wanted = askables.map(({ name }) => [name, expected(needs.get(name) ?? 'all', key)]);
      expect([whose, found]).toEqual([whose, Object.fromEntries(wanted)]);
    }
  },
  120_000,
);

it.each(tables)(
  '%s needs each scope of its table, and no other',
  async (api, table) => {
    const { merchantId } = two.first;
    const made = new Map<string, string>();
    const keyWith = async (scopes: readonly Scope[]): Promise<string> => {
      const key =
        made.get(scopes.join()) ?? (await createTestKey(two.till, { merchantId, kind: 'secret', scopes }));
      made.set(scopes.join(), key);
      return key;
    };
    const needs = needsOf(table);
    for (const { name, ask } of await askablesOf(api)) {
      const needed = SCOPES.filter((scope) => words(needs.get(name) ?? '').includes(scope));
      if (needed.length === 0) continue;
      expect([name, (await ask(await keyWith(needed))).outcome]).toEqual([name, 'let in']);
      for (const scope of needed) {
        const others = await keyWith(SCOPES.filter((other) => other !== scope));
        expect([name, scope, (await ask(others)).outcome]).toEqual([name, scope, 'forbidden']);
      }
    }
  },
  120_000,
);

it('the OpenAPI document names the scopes of the table', async () => {
  const needs = needsOf(REST);
  for (const { name, operation } of await restOfTable()) {
    const [scope = 'all'] = words(needs.get(name) ?? '');
    const said = [...new Set(operation.security.flatMap(({ key = [] }) => key))];
    expect([name, said]).toEqual([name, scope === 'all' || ALSO_OPEN.includes(name) ? [] : [scope]]);
  }
});
