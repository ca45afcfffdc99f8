import type { Logger } from 'pino';
import { followHeads, type Heads } from '../chain/heads.js';
import { ChaintillError } from '../domain/errors.js';
import type { AccountHex } from '../domain/extract/block.js';
import type { NetworkProfile } from '../domain/network.js';
import { openChainDatabase, type ChainDatabase } from '../store/chain/database.js';
import { readIndexing } from '../store/chain/indexing.js';
import { openReads, readPrimary } from '../store/reads/reads.js';
import { openTillDatabase } from '../store/till/database.js';
import { readBeside } from '../store/together.js';
import { createApp, type AppOptions } from './app.js';
import { openChainViews } from './chain-view.js';
import { createDiskWatch } from './disk-watch.js';
import { isLoopback, openDevMerchant } from './auth/dev-merchant.js';
import type { GatewayExtension } from './extension.js';
import type { GatewayLimits } from './limits/rates.js';
import { createViews } from './graphql/views.js';
import { checkHealth, type Health } from './health.js';
import { keepChainIndexes } from './index-keeper.js';
import { openLogTail } from './live/log-tail.js';
import { openChannelTail } from './sockets/channel-tail.js';
import { keepTill, type TillKeeper } from './till-keeper.js';
import { waitAtMost } from './wait-at-most.js';
import { openWebhookSecrets } from './webhooks/secrets.js';

export interface GatewayOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  /** Of a streaming replica of that server, for reads that may be a little old; default none. */
  readonly readDatabaseUrl?: string | null;
  /** Schema that the indexer writes; default `chain`. */
  readonly chainSchema?: string;
  readonly network: NetworkProfile;
  /** RPC endpoints, tried in this order. */
  readonly endpoints: readonly string[];
  /** Which chain the till belongs to; default the network's genesis hash. For a dev chain, the name of that very one. */
  readonly chainIdentity?: string;
  /** Where people and shops reach the gateway: `https://pay.example`; default where it listens. */
  readonly publicUrl?: string | null;
  /** On a dev chain, and while only this machine reaches the gateway: the account of the dev merchant, whose keys work. */
  readonly devPayee?: AccountHex;
  /** What stored secrets are encrypted with; default null: what needs secrets is refused. */
  readonly secretKey?: string | null;
  /** Who may ask how much; default as much as anybody likes. */
  readonly limits?: Partial<GatewayLimits>;
  /** Base of SubQuery's own status pages, now; null where they cannot be reached, or nothing serves them yet. */
  readonly indexerUrl: string | null | (() => string | null);
  /** Told of every request that was answered. */
  readonly onAnswer?: AppOptions['onAnswer'];
  /** Further routes on the same server. */
  readonly extensions?: readonly GatewayExtension[];
  readonly log: Logger;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** What `GET /health` answers. */
  health(): Promise<Health>;
  /** Ends every connection and everything that runs beside. */
  close(): Promise<void>;
}

/** How long the start waits to learn of a wrong endpoint; a node that is down must not keep the gateway down. */
const FIRST_LOOK_MS = 3_000;
/** Connections for what one answer reads beside something else. */
const MOST_BESIDE = 4;
/** Stands in for the genesis hash of a dev chain, and for its identity where nobody gives it one. */
const DEV_IDENTITY = 'dev';

/**
 * Starts the gateway. It starts also while Postgres, the indexer or the node is down; `/health` says so.
 * @throws {ChaintillError} `PORT_TAKEN`, `LISTEN_FAILED`, `WRONG_CHAIN` (the endpoint), `INDEX_OF_OTHER_CHAIN`,
 * `TILL_OF_OTHER_CHAIN`, `TILL_TOO_NEW`, `MIGRATION_FAILED`, `INVALID_DATABASE_URL`, `INVALID_SCHEMA`,
 * `SECRET_KEY_SHORT`, `SECRET_KEY_WRONG`
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { network, log, databaseUrl } = options;
  const chain = openChainDatabase({
    url: databaseUrl,
    log,
    ...(options.chainSchema !== undefined && { schema: options.chainSchema }),
  });
  const disk = createDiskWatch();
  const till = openTillDatabase({ url: databaseUrl, log, onQuery: (statement) => disk.hear(statement) });
  const { readDatabaseUrl = null } = options;
  const ownReads =
    readDatabaseUrl === null
      ? null
      : openReads({ url: databaseUrl, replicaUrl: readDatabaseUrl, schema: chain.schema, log });
  const besides = openTillDatabase({ url: databaseUrl, log, size: MOST_BESIDE });
  const reads = ownReads ?? readPrimary(chain, till, readBeside(besides, MOST_BESIDE));
  const secretKey = options.secretKey ?? null;
  const webhookSecrets = openWebhookSecrets(till, secretKey);
  const tail = openLogTail({ till, databaseUrl, log });
  const channels = openChannelTail({ till, databaseUrl, log });
  const { endpoints, indexerUrl } = options;
  const { genesisHash, blockTimeMs } = network;
  const heads = followHeads({ endpoints, genesisHash, blockTimeMs, log });
  const chainViews = openChainViews({ endpoints, genesisHash });
  const stopKeeping = keepChainIndexes(databaseUrl, chain.schema, log);
  if (secretKey === null) {
    log.warn(
      'CHAINTILL_SECRET_KEY is not set: webhooks cannot be set up, and neither they nor the ways back to shops can be signed',
    );
  }
  const devPayee = network.genesisHash === null && isLoopback(options.host) ? options.devPayee : undefined;
  let keeper: TillKeeper | null = null;
  const tillRefusal = (): ChaintillError | null => keeper?.refusal() ?? null;
  const health = (): Promise<Health> =>
    checkHealth({
      chain,
      till,
      reads,
      network,
      heads,
      indexerUrl: typeof indexerUrl === 'function' ? indexerUrl() : indexerUrl,
      tillRefusal: () => tillRefusal() ?? disk.refusal(),
    });
  const app = await createApp({
    context: {
      chain,
      till,
      tail,
      network,
      heads,
      chainView: () => chainViews.view(),
      views: createViews(network),
      webhookSecrets,
    },
    reads,
    channels,
    publicUrl: options.publicUrl ?? null,
    health,
    ...(options.onAnswer && { onAnswer: options.onAnswer }),
    dev: devPayee !== undefined,
    tillRefusal,
    limits: options.limits ?? {},
    extensions: options.extensions ?? [],
    log,
  });

  async function close(): Promise<void> {
    chainViews.close();
    await Promise.all([
      app.close(),
      tail.close(),
      channels.close(),
      heads.close(),
      stopKeeping(),
      keeper?.stop(),
    ]);
    await Promise.all([chain.db.destroy(), till.destroy(), besides.destroy(), ownReads?.close()]);
  }

  try {
    await Promise.all([refuseOtherEndpoint(heads), refuseOtherIndex(chain, network)]);
    keeper = await keepTill({
      till,
      databaseUrl: options.databaseUrl,
      owner: {
        network: network.name,
        genesisHash: genesisHash ?? DEV_IDENTITY,
        chainIdentity: options.chainIdentity ?? genesisHash ?? DEV_IDENTITY,
      },
      async seed() {
        if (devPayee !== undefined) await openDevMerchant(till, devPayee);
        if (secretKey !== null) await webhookSecrets.keys();
      },
      log,
    });
    const url = await listen(app, options.host, options.port);
    const address = app.server.address();
    const port = typeof address === 'object' && address ? address.port : options.port;
    return { url, port, health, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function refuseOtherEndpoint(heads: Heads): Promise<void> {
  await waitAtMost(heads.checked, FIRST_LOOK_MS);
  const { status, reason } = heads.state();
  if (status === 'wrong-chain' && reason !== null) throw new ChaintillError('WRONG_CHAIN', reason);
}

async function refuseOtherIndex(chain: ChainDatabase, network: NetworkProfile): Promise<void> {
  let indexed: string | null;
  try {
    indexed = (await readIndexing(chain)).genesisHash;
  } catch (error) {
    if (error instanceof ChaintillError) return; // not there yet: /health says what is missing
    throw error;
  }
  if (indexed === null || network.genesisHash === null || indexed === network.genesisHash) return;
  throw new ChaintillError(
    'INDEX_OF_OTHER_CHAIN',
    `the database holds the index of a chain with genesis ${indexed}, not of ${network.name}: set DATABASE_URL to another database`,
  );
}

async function listen(
  app: { listen(options: { host: string; port: number }): Promise<string> },
  host: string,
  port: number,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new ChaintillError('PORT_TAKEN', `port ${port} on ${host} is taken: choose another with PORT`, {
        cause,
      });
    }
    throw new ChaintillError(
      'LISTEN_FAILED',
      `the gateway cannot listen on ${host}, port ${port}: check HOST and PORT, and that this user may use them`,
      { cause },
    );
  }
}
