import { destination, pino } from 'pino';
import { createViews } from '../../gateway/graphql/views.js';
import type { ViewSurroundings } from '../../gateway/order-answer.js';
import { openChainDatabase } from '../../store/chain/database.js';
import type { TillDatabase } from '../../store/till/database.js';
import { requireTill } from '../../store/till/instance.js';
import type { Config } from '../config.js';
import { findServedChain, type ServedChain } from '../served-chain.js';
import { tillUrl, withMigratedTill } from '../till.js';

/** What the operator's commands work with: both schemas of the instance, and its chain as far as it is known without a node. */
export interface Office extends ViewSurroundings {
  readonly till: TillDatabase;
  readonly served: ServedChain;
}

/**
 * @throws {ChaintillError} `NO_DATABASE`, `TILL_OF_OTHER_CHAIN` where the network that is named is not that of the database,
 * and as `findServedChain`
 */
export async function withOffice(config: Config, work: (office: Office) => Promise<void>): Promise<void> {
  await withMigratedTill(config, async (till) => {
    const served = await findServedChain(config);
    const { genesisHash, network } = served;
    // A running instance is asked itself; of a named network the database may be none.
    if (config.databaseUrl !== null && genesisHash !== null) await requireTill(till, genesisHash);
    const chain = openChainDatabase({
      url: await tillUrl(config),
      size: 1,
      log: pino({ level: 'warn' }, destination({ dest: 2, sync: true })),
    });
    try {
      await work({ till, chain, served, network, views: createViews(network), heads: NO_HEADS });
    } finally {
      await chain.db.destroy();
    }
  });
}

/** No node is followed: what depends on the best block is told as of the settled one. */
const NO_HEADS: ViewSurroundings['heads'] = { state: () => ({ best: null }) };
