import { migrateTill } from '../../store/till/migrate.js';
import type { Config } from '../config.js';
import { withTill } from '../till.js';

/** `chaintill migrate`: brings schema `till` up to this version, as every start of the gateway does. */
export async function migrate(config: Config): Promise<void> {
  await withTill(config, async (till) => {
    const run = await migrateTill(till);
    console.log(run.length === 0 ? 'schema till is up to date' : `migrated schema till: ${run.join(', ')}`);
  });
}
