import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { targetManifest } from '../../../src/cli/indexer/project.js';

describe('targetManifest', () => {
  const target = { chainId: `0x${'45'.repeat(32)}`, endpoints: ['ws://127.0.0.1:9944'], startBlock: 7 };
  const original = readFileSync('project.yaml', 'utf8');
  const before = parse(original) as Record<string, unknown> & { dataSources: object[]; network: object };
  const after = parse(targetManifest(original, target)) as typeof before;

  it('names the chain, its endpoints and the first block', () => {
    expect(after.network).toMatchObject({ chainId: target.chainId, endpoint: target.endpoints });
    expect(after.dataSources).toEqual(before.dataSources.map((source) => ({ ...source, startBlock: 7 })));
  });

  it('leaves everything else as the project has it', () => {
    expect({ ...after, network: null, dataSources: null }).toEqual({
      ...before,
      network: null,
      dataSources: null,
    });
  });
});
