import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning, thisProcess } from './lock.js';

const schema = z.object({
  /** Of the gateway. */
  url: z.url(),
  /** Of Postgres, with its password: the file is for its owner's eyes only. */
  databaseUrl: z.string(),
  /** RPC endpoint of the chain. */
  endpoint: z.string(),
  /** Name of the network, as in its profile. */
  network: z.string(),
  /** Whether the chain is the embedded dev chain. */
  dev: z.boolean(),
  pid: z.number().int(),
  startTime: z.string().nullable(),
});

/** Where a running instance can be found: `run.json` in its data folder. */
export type Instance = z.infer<typeof schema>;

export async function announce(folder: string, instance: Omit<Instance, 'pid' | 'startTime'>): Promise<void> {
  const path = join(folder, 'run.json');
  const text = `${JSON.stringify({ ...instance, ...(await thisProcess()) }, null, 2)}\n`;
  // The mode counts only where the file is made.
  await rm(`${path}.new`, { force: true });
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function withdraw(folder: string): Promise<void> {
  await rm(join(folder, 'run.json'), { force: true });
}

/** The instance that runs on this data folder, if one does. */
export async function findInstance(folder: string): Promise<Instance | null> {
  let text: string;
  try {
    text = await readFile(join(folder, 'run.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const instance = schema.parse(JSON.parse(text));
  return (await isRunning(instance)) ? instance : null;
}
