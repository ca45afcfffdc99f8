import type { TillDatabase } from '../store/till/database.js';
import { requireTill } from '../store/till/instance.js';
import type { Config } from './config.js';
import { findServedChain, type ServedChain } from './served-chain.js';
import { withMigratedTill } from './till.js';

/**
 * The till, brought up to this version, with the chain that it is of.
 * @throws {ChaintillError} `NO_DATABASE`, `TILL_NOT_READY`, `TILL_OF_OTHER_CHAIN` where the network that is named is not that
 * of the database, and as `findServedChain`
 */
export async function withServedTill(
  config: Config,
  work: (till: TillDatabase, served: ServedChain) => Promise<void>,
): Promise<void> {
  await withMigratedTill(config, async (till) => {
    const served = await findServedChain(config);
    const { genesisHash } = served;
    // A running instance is asked itself; of a named network the database may be none.
    if (config.databaseUrl !== null && genesisHash !== null) await requireTill(till, genesisHash);
    await work(till, served);
  });
}
