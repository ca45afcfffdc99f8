import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { stringify } from 'yaml';
import type { ProjectTarget } from '../../../src/cli/indexer/project.js';

const SOURCE = join(process.cwd(), 'bench', 'tail', 'minimal');

/** Writes the minimal SubQuery project into `folder`: the two handlers behind SubQuery's own filters. */
export async function writeMinimalProject(
  folder: string,
  { chainId, endpoints, startBlock }: ProjectTarget,
): Promise<void> {
  await copyFile(join(SOURCE, 'schema.graphql'), join(folder, 'schema.graphql'));
  await build({
    entryPoints: [join(SOURCE, 'handlers.ts')],
    outfile: join(folder, 'handlers.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  const manifest = {
    specVersion: '1.0.0',
    name: 'minimal',
    version: '0.1.0',
    runner: {
      node: { name: '@subql/node', version: '*', options: { historical: false, unfinalizedBlocks: false } },
      query: { name: '@subql/query', version: '*' },
    },
    schema: { file: './schema.graphql' },
    network: { chainId, endpoint: [...endpoints] },
    dataSources: [
      {
        kind: 'substrate/Runtime',
        startBlock,
        mapping: {
          file: './handlers.js',
          handlers: [
            {
              handler: 'handleTransfer',
              kind: 'substrate/EventHandler',
              filter: { module: 'balances', method: 'Transfer' },
            },
            {
              handler: 'handleBatch',
              kind: 'substrate/CallHandler',
              filter: { module: 'utility', method: 'batchAll', success: true },
            },
          ],
        },
      },
    ],
  };
  await writeFile(join(folder, 'project.yaml'), stringify(manifest));
}
