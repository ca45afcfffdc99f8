import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FixtureChain } from '../../test/fixture-chain/server.js';
import { writeProfile } from '../../test/integration/backfill/network.js';
import { createTestDatabase } from '../../test/support/postgres.js';

export interface Filled {
  readonly blocks: number;
  readonly rows: number;
  /** From its connection to the node to the commit of the last block. */
  readonly seconds: number;
  /** Of its process. */
  readonly peakMegabytes: number;
}

/** Runs the command itself, in a process and a database of its own. @throws {Error} with what it said, where it fails */
export async function measureBackfill(node: FixtureChain): Promise<Filled> {
  const database = await createTestDatabase('backfill');
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-backfill-'));
  try {
    const profile = await writeProfile(folder, node);
    const args = ['dist/cli/main.js', 'backfill', '--json', '--network', profile, '--data', folder];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], DATABASE_URL: `${database.url}?sslmode=disable` },
    });
    let last = '';
    let complaints = '';
    createInterface({ input: child.stdout }).on('line', (line) => (last = line));
    child.stderr.on('data', (data: Buffer) => (complaints += data.toString('utf8')));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`the backfill ended with ${String(code)}: ${complaints}`);
    const filled = JSON.parse(last) as Filled & { readonly height: number };
    if (filled.height !== node.chain.finalized)
      throw new Error(`the backfill ended at block ${filled.height}`);
    return filled;
  } finally {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}
