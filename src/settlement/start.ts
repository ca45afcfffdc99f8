import type { Logger } from 'pino';
import { askSecondNode } from '../chain/second-opinion.js';
import { notationOf } from '../domain/events/notation.js';
import { dustOf, type NetworkProfile } from '../domain/network.js';
import { tellHints } from '../store/till/settling/hints.js';
import { startCompanySums } from './company-sums.js';
import { confirmBySecondNode } from './confirmation.js';
import { startPruner } from './pruner.js';
import { startReconciler } from './reconciler.js';
import { startRoller } from './roller.js';
import { startSettler, type Settler } from './settler.js';
import { startWatcher } from './watcher.js';

export interface SettlementOptions {
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  /** Schema of the index; default `chain`. */
  readonly schema?: string;
  readonly network: NetworkProfile;
  /** Which chain the till must belong to: its genesis hash; for a dev chain, the name of that very one. */
  readonly chainIdentity: string;
  /** RPC endpoints, tried in this order: of the nodes that are indexed from. */
  readonly endpoints: readonly string[];
  /** Endpoints of other operators, asked before a block settles money; none for no second opinion. */
  readonly secondEndpoints: readonly string[];
  readonly log: Logger;
}

/**
 * Settles orders from the index, watches best blocks for payments in sight, and compares deposit addresses with their
 * transfers, for as long as no other instance does.
 */
export function startSettlement(options: SettlementOptions): Settler {
  const { databaseUrl, schema = 'chain', chainIdentity, network, endpoints, secondEndpoints, log } = options;
  const opinion = secondEndpoints.length > 0 ? askSecondNode(endpoints, secondEndpoints, log) : null;
  const notation = notationOf(network);
  const settler = startSettler({
    databaseUrl,
    schema,
    chainIdentity,
    dustOf: (asset) => dustOf(network, asset),
    notation,
    log,
    ...(opinion && { limit: confirmBySecondNode(opinion, schema) }),
    beside: (till, epoch) => {
      const watcher = startWatcher({
        till,
        endpoints,
        genesisHash: network.genesisHash,
        blockTimeMs: network.blockTimeMs,
        log,
        onSighted: (transaction, payments) =>
          tellHints(transaction, { epoch, schema, notation }, 'order.payment.detected', payments),
        onRetracted: (transaction, payments) =>
          tellHints(transaction, { epoch, schema, notation }, 'order.payment.retracted', payments),
      });
      const reconciler = startReconciler({ till, epoch, schema, endpoints, network, log });
      const pruner = startPruner(till, log);
      const companySums = startCompanySums({ till, epoch, schema, log });
      const roller = startRoller({ till, schema, log });
      return {
        async close() {
          await Promise.all([
            roller.close(),
            watcher.close(),
            reconciler.close(),
            pruner.close(),
            companySums.close(),
          ]);
        },
      };
    },
  });
  return {
    state: () => settler.state(),
    async close() {
      await Promise.all([settler.close(), opinion?.close()]);
    },
  };
}
