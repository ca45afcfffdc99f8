import { destination, pino } from 'pino';
import type { NetworkProfile } from '../../domain/network.js';
import { openChainDatabase, type ChainDatabase } from '../../store/chain/database.js';
import { openTillDatabase, type TillDatabase } from '../../store/till/database.js';
import { DEV_NETWORK, DEV_SECRET_KEY, type Config } from '../config.js';
import { loadProfile } from '../network.js';
import { findInstance, type Instance } from '../process/run-file.js';

/** The instance that is examined. */
export interface Patient {
  readonly config: Config;
  /** Null for a dev chain. */
  readonly network: NetworkProfile | null;
  readonly secretKey: string | null;
  readonly endpoints: readonly string[];
  /** Null where no database is named, and no instance runs here. */
  readonly databases: Databases | null;
  /** Whether the database is the one that Chaintill keeps in its data folder. */
  readonly isEmbedded: boolean;
  /** What earlier checks saw, for the later ones. */
  readonly seen: Seen;
}

export interface Databases {
  readonly till: TillDatabase;
  readonly chain: ChainDatabase;
}

export interface Seen {
  /** Whether the database answers, and has the tables of orders. */
  database: boolean;
  till: boolean;
  /** Highest finalized block of the endpoints that serve the right chain. */
  finalized: number | null;
  /** Time of that block, in milliseconds since 1970. */
  finalizedAt: number | null;
}

/** Schema of the index. */
export const INDEX = 'chain';

/** The caller closes it. @throws {ChaintillError} `NETWORK_UNKNOWN`, `NETWORK_INVALID`, `INVALID_DATABASE_URL` */
export async function openPatient(config: Config): Promise<Patient & { close(): Promise<void> }> {
  const instance = config.databaseUrl === null ? await findInstance(config.data) : null;
  const network = await findNetwork(config, instance);
  const url = config.databaseUrl ?? instance?.databaseUrl ?? null;
  // Failures are findings: the log would say them twice.
  const log = pino({ level: 'silent' }, destination(2));
  const databases =
    url === null
      ? null
      : { till: openTillDatabase({ url, log, size: 1 }), chain: openChainDatabase({ url, log, size: 1 }) };
  const named = config.endpoints.length > 0 ? config.endpoints : (network?.endpoints ?? []);
  return {
    config,
    network,
    secretKey: config.secretKey ?? (network === null ? DEV_SECRET_KEY : null),
    endpoints: named.length > 0 || instance === null ? named : [instance.endpoint],
    databases,
    isEmbedded: instance !== null,
    seen: { database: false, till: false, finalized: null, finalizedAt: null },
    async close() {
      await databases?.till.destroy();
      await databases?.chain.db.destroy();
    },
  };
}

async function findNetwork({ network }: Config, instance: Instance | null): Promise<NetworkProfile | null> {
  if (network !== DEV_NETWORK) return loadProfile(network);
  return instance === null || instance.dev ? null : loadProfile(instance.network);
}
