import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FixtureChain } from '../../fixture-chain/server.js';

/** Writes the profile of a network whose only node is a fixture chain. @returns its path, for `--network` */
export async function writeProfile(folder: string, node: FixtureChain): Promise<string> {
  const liberland = JSON.parse(await readFile('networks/liberland.json', 'utf8')) as object;
  const path = join(folder, 'fixture.json');
  const profile = {
    ...liberland,
    name: 'fixture',
    genesisHash: node.chain.genesis.hash,
    endpoints: [node.endpoint],
  };
  await writeFile(path, JSON.stringify(profile));
  return path;
}
