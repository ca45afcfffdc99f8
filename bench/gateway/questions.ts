/** What the benchmark asks, and what has to be in the answers. */
import type { Samples } from './samples.js';

/** A request of HTTP, as it is sent again and again. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Question {
  readonly name: string;
  /** Each of another order, reference or account; the gateway is sent them by turns. */
  readonly ours: readonly Asked[];
  /** The same for the peer; null where it has no such question. */
  readonly peers: readonly Asked[] | null;
  /** Ids that the answers must have, in this order; null where any will do. */
  readonly expected: readonly (readonly string[])[] | null;
  /** Ids in an answer. */
  readonly idsOf: (answer: unknown) => readonly string[];
}

const ROW = 'id fromId toId value reference blockNumber timestamp extrinsicHash';
/** Word for word the same for both. */
const HISTORY = `query History($to: String!) {
  transfers(filter: { toId: { equalTo: $to } }, orderBy: [BLOCK_NUMBER_DESC, EVENT_INDEX_DESC], first: 50) { nodes { ${ROW} } }
}`;
const BY_REFERENCE = `query ByReference($to: String!, $reference: String!) {
  transfers(
    filter: { reference: { equalTo: $reference }, toId: { equalTo: $to } }
    orderBy: [BLOCK_NUMBER_DESC, EVENT_INDEX_DESC]
    first: 100
  ) { nodes { ${ROW} } }
}`;
const STATUS = `query Status($to: String!, $reference: String!) {
  paymentStatus(orderId: $reference, toId: $to, price: "1000000000", fromHeight: 0) {
    status orderStatus received { value formatted } missing { value } transferCount indexedHeight
    transfers { id fromId toId value blockNumber timestamp extrinsicHash }
  }
}`;
const ORDER = `query Order($id: String!) {
  order(orderId: $id) {
    id orderId status amountState payee reference expected { value formatted } received { value formatted } missing { value }
    window { from to blocksLeft } settledHeight confirmations
  }
}`;

export function questions(samples: Samples, key: string): readonly Question[] {
  const { references, accounts, busy, orders, companies } = samples;
  const merchant = { authorization: `Bearer ${key}` };
  const byReference = references.map(({ reference, to }) => ({ reference, to }));
  const transfers = { idsOf: idsAt('data', 'transfers', 'nodes') };
  const order = { peers: null, expected: orders.map((id) => [id]) };
  return [
    {
      name: 'payment status by reference',
      ours: byReference.map((variables) => graphql(STATUS, variables, { path: '/graphql' })),
      peers: byReference.map((variables) => graphql(BY_REFERENCE, variables)),
      expected: references.map(({ ids }) => ids),
      idsOf: (answer) =>
        [idsAt('data', 'paymentStatus', 'transfers'), transfers.idsOf].flatMap((read) => read(answer)),
    },
    {
      name: 'transfers by reference',
      ...same(byReference.map((variables) => graphql(BY_REFERENCE, variables))),
      expected: references.map(({ ids }) => ids),
      ...transfers,
    },
    {
      name: 'the newest 50 of a busy account',
      ...same(busy.map(({ account }) => graphql(HISTORY, { to: account }))),
      expected: busy.map(({ ids }) => ids),
      ...transfers,
    },
    {
      name: 'the newest 50 of any account',
      ...same(accounts.map(({ account }) => graphql(HISTORY, { to: account }))),
      expected: accounts.map(({ ids }) => ids),
      ...transfers,
    },
    {
      ...order,
      name: 'order status, REST',
      ours: orders.map((id) => get(`/v1/orders/${id}`, merchant)),
      idsOf: (answer) => [String(at(answer, 'orderId'))],
    },
    {
      ...order,
      name: 'order status, GraphQL',
      ours: orders.map((id) => graphql(ORDER, { id }, { path: '/graphql', headers: merchant })),
      idsOf: (answer) => [String(at(answer, 'data', 'order', 'orderId'))],
    },
    {
      name: "a company's newest 50, REST",
      ours: companies.map((id) => get(`/v1/companies/${id}/history?limit=50`)),
      peers: null,
      expected: null,
      idsOf: idsAt('data'),
    },
  ];
}

function same(asked: readonly Asked[]): Pick<Question, 'ours' | 'peers'> {
  return { ours: asked.map((one) => ({ ...one, path: '/graphql' })), peers: asked };
}

function get(path: string, headers: Asked['headers'] = {}): Asked {
  return { method: 'GET', path, headers };
}

function graphql(
  query: string,
  variables: Readonly<Record<string, string>>,
  { path = '/', headers = {} }: Partial<Pick<Asked, 'path' | 'headers'>> = {},
): Asked {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[name],
    value,
  );
}

function idsAt(...path: readonly string[]): Question['idsOf'] {
  return (answer) => ((at(answer, ...path) ?? []) as readonly { id: string }[]).map(({ id }) => id);
}
