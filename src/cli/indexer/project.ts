import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';
import { PROJECT } from '../folders.js';

/** What differs between the chains that one SubQuery project indexes. */
export interface ProjectTarget {
  /** Hash of block 0, as the endpoints report it. */
  readonly chainId: string;
  readonly endpoints: readonly string[];
  readonly startBlock: number;
}

const FILES = ['schema.graphql', 'dist/indexer/index.js', 'dist/indexer/processor.js'];

/** Only what is changed here; the rest passes through as it is. */
const manifestSchema = z.looseObject({
  network: z.looseObject({}),
  dataSources: z.array(z.looseObject({})).min(1),
});

/**
 * Writes the SubQuery project that one chain is indexed with into `folder`, from the project's own manifest.
 * @throws {ChaintillError} `NOT_BUILT` when dist/ is not there.
 */
export async function writeProject(folder: string, target: ProjectTarget): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const manifest = await readFile(join(PROJECT, 'project.yaml'), 'utf8');
  await writeFile(join(folder, 'project.yaml'), targetManifest(manifest, target));
  for (const file of FILES) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    try {
      await copyFile(join(PROJECT, file), join(folder, file));
    } catch (cause) {
      throw new ChaintillError(
        'NOT_BUILT',
        `${join(PROJECT, file)} is missing: run "node scripts/build.js"`,
        { cause },
      );
    }
  }
}

/** The manifest `yaml` with the chain, its endpoints and the first block of `target`. */
export function targetManifest(yaml: string, { chainId, endpoints, startBlock }: ProjectTarget): string {
  const { network, dataSources, ...rest } = manifestSchema.parse(parse(yaml));
  return stringify({
    ...rest,
    network: { ...network, chainId, endpoint: [...endpoints] },
    dataSources: dataSources.map((source) => ({ ...source, startBlock })),
  });
}
