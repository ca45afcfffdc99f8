/** What the dashboard asks is what the API answers: every document against the schema and its limits. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { startApollo, type StartedApollo } from '../../../../src/gateway/graphql/apollo.js';
import { operationLimits } from '../../../../src/gateway/graphql/limits.js';

const FOLDER = join(__dirname, '../../../../src/web/dashboard');

async function documentsIn(folder: string): Promise<[string, string][]> {
  const exported = (await import(join(folder, 'documents.ts'))) as Record<string, unknown>;
  return Object.entries(exported).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
}

let started: StartedApollo;
let schema: GraphQLSchema;

beforeAll(async () => {
  started = await startApollo(pino({ level: 'silent' }));
  ({ schema } = started);
});
afterAll(() => started.apollo.stop());

const folders = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('documents.ts'))
  .map((file) => join(FOLDER, file, '..'));

it('has documents in each of its rooms', () => {
  expect(folders.length).toBeGreaterThan(5);
});

it.each(folders.map((folder) => [folder.slice(FOLDER.length + 1), folder]))(
  'asks in %s what the API answers',
  async (_name, folder) => {
    const documents = await documentsIn(folder);
    expect(documents).not.toEqual([]);
    const rules = [...specifiedRules, ...operationLimits().validationRules];
    const { parseOptions } = operationLimits();
    const faults = documents.flatMap(([name, text]) =>
      validate(schema, parse(text, parseOptions), rules).map(({ message }) => `${name}: ${message}`),
    );
    expect(faults).toEqual([]);
  },
);
