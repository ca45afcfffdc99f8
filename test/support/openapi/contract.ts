/** Every answer that a test gets from a gateway by REST, and every request that it accepts, against its OpenAPI document. */
import type { Server } from 'node:http';
import { createChecker, type Checker, type DocumentedOperation, type TestDocument } from './document.js';
import { watchExchanges, type Exchange } from './exchange.js';

export interface Contract {
  /** @throws {Error} that says what did not fit */
  expectKept(): void;
}

/** One document for all gateways of a test file that serve the same. */
const checkers = new Map<string, Checker>();

/** @param url where the server listens */
export async function watchContract(server: Server, url: string): Promise<Contract> {
  const body = await (await fetch(`${url}/openapi.json`)).text();
  const checker = checkers.get(body) ?? createChecker(withAnyEvent(JSON.parse(body) as TestDocument));
  checkers.set(body, checker);
  const broken = new Set<string>();
  watchExchanges(server, (exchange) => {
    for (const flaw of flawsOf(checker, exchange)) broken.add(flaw);
  });
  return {
    expectKept() {
      if (broken.size === 0) return;
      throw new Error(`the OpenAPI document says otherwise:\n${[...broken].join('\n')}`);
    },
  };
}

/** Tests write events with data of their own; test/support/event-schema.ts checks those that settlement writes. */
function withAnyEvent({ components, ...document }: TestDocument): TestDocument {
  return { ...document, components: { ...components, schemas: { ...components.schemas, Event: {} } } };
}

function flawsOf(checker: Checker, exchange: Exchange): readonly string[] {
  const { method, url, status } = exchange;
  const [path = '', query = ''] = url.split('?');
  const operation = checker.find(method, path);
  if (!operation) return [];
  const flaws = answerFlaws(checker, operation, exchange);
  if (status < 300) {
    flaws.push(...bodyFlaws(checker, operation, exchange), ...queryFlaws(operation, query));
  }
  return flaws.map((flaw) => `${operation.operationId}, ${status}: ${flaw}`);
}

/** What is wrong with an answer. */
export function answerFlaws(
  checker: Checker,
  operation: DocumentedOperation,
  { status, type, body }: Pick<Exchange, 'status' | 'type' | 'body'>,
): string[] {
  const answer = operation.responses[status];
  if (!answer) return [`no such status: ${body.slice(0, 200)}`];
  if (!answer.content) return body === '' ? [] : ['it has a body'];
  const media = answer.content[type];
  if (!media) return [`no such type: ${type}`];
  if (!media.schema || !/json$/.test(type)) return [];
  return checker.flawsOf(media.schema, JSON.parse(body)).map((flaw) => `answer ${flaw}`);
}

function bodyFlaws(checker: Checker, operation: DocumentedOperation, exchange: Exchange): readonly string[] {
  const { requestBody: text, requestType } = exchange;
  const { requestBody } = operation;
  if (text === '') return requestBody?.required ? ['accepted without a body'] : [];
  const schema = requestBody?.content[requestType]?.schema;
  if (!schema) return [`accepted a body of ${requestType}`];
  const form = requestType === 'application/x-www-form-urlencoded';
  const value: unknown = form ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
  return checker.flawsOf(schema, value).map((flaw) => `accepted body ${flaw}`);
}

/** Shops append parameters of their own to the addresses of Liberland's middleware, so those pass. */
function queryFlaws({ parameters, tags }: DocumentedOperation, query: string): readonly string[] {
  if (tags.includes('Liberland')) return [];
  const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
  return [...new URLSearchParams(query).keys()]
    .filter((name) => !known.has(name))
    .map((name) => `accepted the parameter ${name}`);
}
