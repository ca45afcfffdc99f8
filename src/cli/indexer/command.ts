import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT } from '../folders.js';
import { indexerName } from '../postgres/index-lock.js';

/** Words that start @subql/node with `node`, and the environment it needs beside them. */
export interface IndexerCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command line of the indexer: finalized blocks only, plain keys, its pages on 127.0.0.1, and no list fetched from
 * the internet at start.
 */
export function indexerCommand(options: {
  /** The SubQuery project (project.ts). */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly port: number;
  /** That it writes; default `chain`. */
  readonly schema?: string;
}): IndexerCommand {
  const { schema = 'chain' } = options;
  const database = new URL(options.databaseUrl);
  const require = createRequire(import.meta.url);
  // SubQuery puts these into a URL as they are, tries TLS first, and sleeps three seconds when the server has none;
  // its driver takes `ssl` from that URL's query.
  const noTls = database.searchParams.get('sslmode') === 'disable' ? '?ssl=' : '';
  return {
    args: [
      ...['loopback', 'single-writer'].flatMap((name) => [
        '--import',
        pathToFileURL(join(PROJECT, 'dist', 'cli', 'indexer', `${name}.js`)).href,
      ]),
      join(dirname(require.resolve('@subql/node/package.json')), 'bin', 'run'),
      `--subquery=${options.folder}`,
      `--db-schema=${schema}`,
      '--historical=false',
      '--unfinalized-blocks=false',
      '--dictionary-registry=data:application/json,{"substrate":{}}',
      '--batch-size=30',
      '--output-fmt=json',
      `--port=${options.port}`,
    ],
    env: {
      TZ: 'UTC',
      NO_UPDATE_NOTIFIER: '1',
      DATABASE_URL: options.databaseUrl,
      INDEX_SCHEMA: schema,
      // By which all its connections are known (postgres/index-lock.ts).
      PGAPPNAME: indexerName(schema),
      DB_HOST: database.hostname,
      DB_PORT: database.port || '5432',
      DB_USER: database.username,
      DB_PASS: database.password,
      DB_DATABASE: `${database.pathname.slice(1)}${noTls}`,
    },
  };
}
