import { destination, pino } from 'pino';
import { createViews } from '../../gateway/graphql/views.js';
import type { ViewSurroundings } from '../../gateway/order-answer.js';
import { openChainDatabase } from '../../store/chain/database.js';
import type { TillDatabase } from '../../store/till/database.js';
import type { Config } from '../config.js';
import type { ServedChain } from '../served-chain.js';
import { withServedTill } from '../served-till.js';
import { tillUrl } from '../till.js';

/** What the operator's commands work with: both schemas of the instance, and its chain as far as it is known without a node. */
export interface Office extends ViewSurroundings {
  readonly till: TillDatabase;
  readonly served: ServedChain;
}

/** @throws {ChaintillError} as `withServedTill` */
export async function withOffice(config: Config, work: (office: Office) => Promise<void>): Promise<void> {
  await withServedTill(config, async (till, served) => {
    const { network } = served;
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
