import type { Logger } from 'pino';
import { askSecondNode } from '../chain/second-opinion.js';
import { dustOf, type NetworkProfile } from '../domain/network.js';
import { tellHints } from '../store/till/settling/hints.js';
import { confirmBySecondNode } from './confirmation.js';
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
 * Settles orders from the index, and watches best blocks for payments in sight, for as long as no other instance does.
 */
export function startSettlement(options: SettlementOptions): Settler {
  const { databaseUrl, schema = 'chain', chainIdentity, network, endpoints, secondEndpoints, log } = options;
  const opinion = secondEndpoints.length > 0 ? askSecondNode(endpoints, secondEndpoints, log) : null;
  const settler = startSettler({
    databaseUrl,
    schema,
    chainIdentity,
    dustOf: (asset) => dustOf(network, asset),
    log,
    ...(opinion && { limit: confirmBySecondNode(opinion, schema) }),
    beside: (till, epoch) =>
      startWatcher({
        till,
        endpoints,
        genesisHash: network.genesisHash,
        blockTimeMs: network.blockTimeMs,
        log,
        onSighted: (transaction, payments) =>
          tellHints(transaction, epoch, 'order.payment.detected', payments),
        onRetracted: (transaction, payments) =>
          tellHints(transaction, epoch, 'order.payment.retracted', payments),
      }),
  });
  return {
    state: () => settler.state(),
    async close() {
      await Promise.all([settler.close(), opinion?.close()]);
    },
  };
}
