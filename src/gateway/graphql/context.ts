import type { ChainView } from '../../chain/chain-view.js';
import type { Heads } from '../../chain/heads.js';
import type { NetworkProfile } from '../../domain/network.js';
import type { ChainDatabase } from '../../store/chain/database.js';
import type { TillDatabase } from '../../store/till/database.js';
import type { Caller } from '../auth/caller.js';
import type { LogTail } from '../live/log-tail.js';
import type { Reads } from '../../store/reads/reads.js';
import type { WebhookSecrets } from '../webhooks/secrets.js';
import { badInput } from './input.js';
import type { Views } from './views.js';

/** What resolvers work with: the same for every request, but for the last four. */
export interface GatewayContext {
  readonly chain: ChainDatabase;
  readonly till: TillDatabase;
  /** The same two, for answers that may be a little old: use `mayBeOld`. */
  readonly reads: Reads;
  /** The event log, followed. */
  readonly tail: LogTail;
  readonly network: NetworkProfile;
  readonly heads: Pick<Heads, 'state'>;
  /** The chain's runtime and state at its last finalized block, to build extrinsics with: use `withChainView`. */
  readonly chainView: () => Promise<ChainView>;
  readonly views: Views;
  readonly webhookSecrets: WebhookSecrets;
  readonly caller: Caller;
  /** Where this gateway is reached, as a browser writes an origin. */
  readonly origin: string;
  readonly rows: RowBudget;
  readonly requestId: string;
}

/**
 * The same surroundings for an answer that may be a little old and that no money hangs on: it is read from the replica, if
 * there is one.
 */
export function mayBeOld<Surroundings extends Pick<GatewayContext, 'reads'>>(
  surroundings: Surroundings,
): Surroundings & Pick<GatewayContext, 'chain' | 'till'> {
  const { chain, till } = surroundings.reads;
  return { ...surroundings, chain, till };
}

/** How many rows one operation may still ask for. */
export interface RowBudget {
  /** @throws {ChaintillError} `BAD_USER_INPUT` when the operation asks for more than its share. */
  take(rows: number): void;
}

/** Rows that all lists of one operation may have together. */
const MOST_ROWS = 5_000;

export function createRowBudget(): RowBudget {
  let left = MOST_ROWS;
  return {
    take(rows) {
      left -= rows;
      if (left < 0) {
        throw badInput(
          `this operation asks for more than ${MOST_ROWS} rows: lower first or last, or send several operations`,
        );
      }
    },
  };
}
