import type { Config } from '../config.js';
import { migrateTillOf } from '../till.js';

/** `chaintill migrate`: brings schema `till` up to this version, as every start of the gateway does. */
export async function migrate(config: Config): Promise<void> {
  const run = await migrateTillOf(config);
  console.log(run.length === 0 ? 'schema till is up to date' : `migrated schema till: ${run.join(', ')}`);
}
