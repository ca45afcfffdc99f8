/** Whether somebody is let in: every field of the GraphQL API and every operation of the REST API, asked with some key. */
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import type { TestGateway } from './gateway.js';
import { openSocketClient, refusalOf } from './graphql-socket.js';
import { operationsOf, subscriptionsOf, type GivenValues } from './operations.js';
import type { DocumentedOperation, TestDocument } from './openapi/document.js';

/** What becomes of a request: `let in` also where it then turns out that what it names is not there. */
export type Outcome = 'no key' | 'forbidden' | 'let in' | 'failed';

export interface Answered {
  readonly outcome: Outcome;
  readonly text: string;
}

/** Something that can be asked for. */
export interface Askable {
  /** `query orders`, `subscription events`, or the id of an operation of REST. */
  readonly name: string;
  readonly ask: (key: string | undefined) => Promise<Answered>;
}

export interface AskableOfRest extends Askable {
  readonly method: string;
  readonly operation: DocumentedOperation;
}

/** @param given what arguments are called with, by their names */
export async function graphqlAskables(gateway: TestGateway, given: GivenValues): Promise<readonly Askable[]> {
  const schema = buildClientSchema(await gateway.query<IntrospectionQuery>(getIntrospectionQuery()));
  const posted = operationsOf(schema, given).map(({ kind, field, text, variables }) => ({
    name: `${kind} ${field}`,
    async ask(key: string | undefined): Promise<Answered> {
      const answer = await gateway.ask(text, variables, '/graphql', key);
      return answered(answer.errors?.[0]?.extensions.code, answer);
    },
  }));
  const subscribed = subscriptionsOf(schema, { orderId: 'none', ...given }).map(
    ({ field, text, variables }) => ({
      name: `subscription ${field}`,
      async ask(key: string | undefined): Promise<Answered> {
        const socket = openSocketClient(gateway.url, key);
        const heard = socket.first(text, variables);
        const code = await refusalOf(heard);
        const answer = code?.startsWith('closed') ? code : await heard.catch((error: unknown) => error);
        await socket.client.dispose();
        return answered(code, answer);
      },
    }),
  );
  return [...posted, ...subscribed];
}

export interface Naming {
  /** What everything in a path and every id in a query is called. */
  readonly name: string;
  /** Whether it names the merchant, so that queries say nothing else. */
  readonly isMerchant: boolean;
  /** By the id of an operation; default an empty object. */
  readonly bodies?: Readonly<Record<string, object>>;
}

/**
 * @param naming without it, nothing is there by what paths say, and queries are left out; with it, operations that it changes
 * nothing for are left out, but where it names the merchant
 */
export async function restAskables(gateway: TestGateway, naming?: Naming): Promise<readonly AskableOfRest[]> {
  const { name = 'none', isMerchant = false, bodies = {} } = naming ?? {};
  const { paths } = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as TestDocument;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([small, operation]) => {
      const method = small.toUpperCase();
      const ids = operation.parameters.filter(
        (one) =>
          one.in === 'query' && (isMerchant ? one.name === 'merchantId' : /(?<!merchant)Id$/.test(one.name)),
      );
      if (naming && !isMerchant && ids.length === 0 && !path.includes('{')) return [];
      const query = naming ? ids.map((one) => `${one.name}=${name}`).join('&') : '';
      const url = `${gateway.url}${path.replace(/\{\w+\}/g, name)}?${query}`;
      const askable: AskableOfRest = {
        name: operation.operationId,
        method,
        operation,
        async ask(key: string | undefined): Promise<Answered> {
          const response = await fetch(url, {
            method,
            headers: {
              ...(key !== undefined && { authorization: `Bearer ${key}` }),
              ...(method !== 'GET' && { 'content-type': 'application/json' }),
            },
            ...(method !== 'GET' && { body: JSON.stringify(bodies[operation.operationId] ?? {}) }),
          });
          return answered(String(response.status), await response.text());
        },
      };
      return [askable];
    }),
  );
}

/** @param code of GraphQL, of a socket that closed, or a status; undefined for data */
function answered(code: string | undefined, answer: unknown): Answered {
  return { outcome: OUTCOMES.get(code ?? '') ?? 'let in', text: JSON.stringify(answer) };
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['UNAUTHENTICATED', 'no key'],
  ['closed 4401', 'no key'],
  ['401', 'no key'],
  ['FORBIDDEN', 'forbidden'],
  ['403', 'forbidden'],
  ['INTERNAL_SERVER_ERROR', 'failed'],
  ['500', 'failed'],
]);
