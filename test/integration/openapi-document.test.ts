/** The description of the REST API: that it is one, and that it is of what is served. */
import { readFileSync } from 'node:fs';
import type { DescribedRoute } from '../../src/gateway/rest/openapi/collect.js';
import { buildDocument, pathOf, type OpenApiDocument } from '../../src/gateway/rest/openapi/document.js';
import { renderRestPage } from '../../src/gateway/rest/openapi/docs-page.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createChecker, type Checker } from '../support/openapi/document.js';
import { validityOf } from '../support/openapi/validity.js';
import { openTestTill } from '../support/till.js';

/** What is no part of the REST API: GraphQL, pages and their files. */
const OTHERS = [
  /^(?:GET|POST) \/(?:graphql(?:\/graphql)?)?$/,
  /^(?:GET|POST) \/graphql\/stream$/,
  /^GET \/(?:docs|dashboard|web\/:name|pay\/:token|home\/.*|demo.*)$/,
];

let index: TestIndex;
let gateway: TestGateway;
let checker: Checker;
let document: OpenApiDocument;

beforeAll(async () => {
  index = await createTestIndex();
  await (await openTestTill(index.database.url)).destroy();
  gateway = await openTestGateway(index.database.url, { dev: true });
  document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as OpenApiDocument;
  checker = createChecker(structuredClone(document) as never);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});

const operations = () =>
  Object.entries(checker.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

it('is an OpenAPI 3.1 document', async () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(await validityOf(document)).toEqual({ valid: true });
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(document.servers).toEqual([{ url: 'https://pay.example' }]);
});

it('has every route that is registered, and no other', () => {
  const rest = gateway.routes.filter(
    ({ method, url }) => !OTHERS.some((pattern) => pattern.test(`${method} ${url}`)),
  );
  const served = rest.map(({ method, url }) => `${method} ${pathOf(url)}`);
  expect(rest.filter(({ operation }) => !operation).map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  expect(
    operations()
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  ).toEqual(served.toSorted());
});

it('has examples that fit their schemas', () => {
  const found = examplesIn(checker.document);
  expect(found.length).toBeGreaterThan(15);
  for (const { schema, example } of found) expect(checker.flawsOf(schema, example)).toEqual([]);
});

it('names no parameter that its route does not know', async () => {
  for (const { path, method, operation } of operations()) {
    if (operation.tags.includes('Liberland') || operation.parameters.every((one) => one.in !== 'query'))
      continue;
    const query = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
    const address = gateway.url + path.replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000009');
    const keyed = operation.security.length > 0;
    const send = async (name: string): Promise<string> => {
      const response = await fetch(`${address}?${name}=`, {
        method,
        headers: keyed ? { authorization: 'Bearer sk_dev_chaintill' } : {},
      });
      return response.text();
    };
    for (const name of query) expect([path, name, await send(name)]).not.toMatchObject([path, name, UNKNOWN]);
  }
});
const UNKNOWN = expect.stringContaining('a parameter that is not known') as string;

it('is kept by whoever has it until it changes', async () => {
  for (const path of ['/openapi.json', '/schema.graphql']) {
    const first = await fetch(gateway.url + path);
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    const again = (tag: string): Promise<Response> =>
      fetch(gateway.url + path, { headers: { 'if-none-match': tag } });
    expect((await again(etag)).status).toBe(304);
    expect((await again(`"other", W/${etag}`)).status).toBe(304);
    expect((await again('"other"')).status).toBe(200);
  }
});

it('has the schema of GraphQL beside it', async () => {
  const sdl = await (await fetch(`${gateway.url}/schema.graphql`)).text();
  expect(sdl).toContain('type Order {');
});

it('leaves out the dev wallet where there is none', async () => {
  const plain = await openTestGateway(index.database.url);
  const { paths } = (await (await fetch(`${plain.url}/openapi.json`)).json()) as OpenApiDocument;
  await plain.close();
  expect(Object.keys(paths).filter((path) => path.includes('dev-wallet'))).toEqual([]);
});

/** `scripts/write-rest-page.js` writes it. */
it('is what docs/rest.md lists', () => {
  expect(readFileSync('docs/rest.md', 'utf8')).toBe(`${renderRestPage(document)}\n`);
});

it('tells a route apart whose address and description name other parameters', () => {
  const [known] = gateway.routes.filter(({ url }) => url === '/v1/orders/:orderId');
  const moved: DescribedRoute[] = known ? [{ ...known, url: '/v1/orders/:other' }] : [];
  expect(moved).toHaveLength(1);
  expect(() => buildDocument(moved, null)).toThrow('name other parameters');
});

function examplesIn(part: unknown): readonly { readonly schema: object; readonly example: unknown }[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'examples' in part && Array.isArray(part.examples) ? (part.examples as unknown[]) : [];
  const inside = Object.entries(part)
    .filter(([key]) => key !== 'examples')
    .flatMap(([, value]) => examplesIn(value));
  return [...own.map((example) => ({ schema: part, example })), ...inside];
}
