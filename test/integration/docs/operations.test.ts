/** Every operation of GraphQL that a page shows is answered without errors, with what the page shows of the answer. */
import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import {
  MERCHANT_ID,
  openDocInstance,
  SECRET_KEY,
  WRITTEN_MERCHANT,
  type DocInstance,
} from '../../support/doc-instance.js';
import { openSocketClient } from '../../support/graphql-socket.js';
import { createTestOperator } from '../../support/till.js';
import { examplesToTry, type Example } from './examples.js';
import { flawsOf } from './fits.js';

jest.setTimeout(60_000);

let instance: DocInstance;
let operator: string;

beforeAll(async () => {
  instance = await openDocInstance();
  operator = await createTestOperator(instance.world.till);
});
afterAll(() => instance.close());
beforeEach(() => instance.empty());

async function paidOrder(orderId: string): Promise<void> {
  await instance.register({ orderId, amount: '1.5' });
  await instance.pay(orderId, 1_500_000_000_000n);
}

interface Setting {
  /** What the page takes for granted. */
  readonly before?: () => Promise<unknown>;
  /** Whose key it is asked with; default the shop's. */
  readonly operator?: boolean;
  /** What it says in place of what only an instance knows. */
  readonly words?: () => Promise<Readonly<Record<string, string>>>;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'README.md': {
    before: async () => {
      // It shows the fourth block of a chain.
      await instance.begin(3);
      await paidOrder('1795242599000');
    },
  },
  'docs/companies.md': {
    words: async () => {
      const { createCompany } = await instance.gateway.query<{ createCompany: { id: string } }>(
        'mutation { createCompany(input: { name: "Another" }) { id } }',
        {},
        SECRET_KEY,
      );
      return { 'local-0123456789abcdef': createCompany.id };
    },
  },
  'docs/events-live.md': { before: () => paidOrder('A-1001') },
  'docs/integrate.md': { before: () => paidOrder('A-1001') },
  'docs/quick-start.md': {
    operator: true,
    words: () => Promise.resolve({ [WRITTEN_MERCHANT]: MERCHANT_ID }),
  },
};

const EXAMPLES = examplesToTry('operation');

it('there are such operations', () => {
  expect(EXAMPLES.length).toBeGreaterThan(6);
});

const FIRST = EXAMPLES.filter(({ page }) => page === 'README.md');

it.each(FIRST)('$place', (example) => tryOut(example));

describe('on a chain with a company', () => {
  beforeAll(async () => {
    await instance.begin();
    await instance.addCompany();
  });

  it.each(EXAMPLES.filter((example) => !FIRST.includes(example)))('$place', (example) => tryOut(example));
});

async function tryOut({ page, text, answer }: Example): Promise<void> {
  const { before, words, operator: isOperators = false } = SETTINGS[page] ?? {};
  await before?.();
  const own = Object.entries((await words?.()) ?? {});
  const query = own.reduce((all, [written, known]) => all.replaceAll(written, known), text);
  const given = await answerTo(query, isOperators ? operator : SECRET_KEY);
  expect(given.errors ?? []).toEqual([]);
  expect(emptyFieldsOf(given.data)).toEqual([]);
  if (answer !== undefined) expect(flawsOf(answer, given)).toEqual([]);
}

interface Given {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

function answerTo(query: string, key: string): Promise<Given> {
  if (getOperationAST(parse(query))?.operation !== OperationTypeNode.SUBSCRIPTION)
    return instance.gateway.ask(query, {}, '/graphql', key);
  const socket = openSocketClient(instance.gateway.url, key);
  return socket.first(query, { after: '0' }).finally(() => socket.client.dispose());
}

/** What nothing was found for: an operation that finds nothing shows nothing. Lists are looked at at any depth. */
function emptyFieldsOf(data: unknown, path = ''): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
    const isEmpty =
      path === '' ? value === null : name === 'nodes' && Array.isArray(value) && value.length === 0;
    const below = `${path}.${name}`;
    return isEmpty ? [below] : emptyFieldsOf(value, below);
  });
}
