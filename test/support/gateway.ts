import pg from 'pg';
import { pino } from 'pino';
import type { ChainView } from '../../src/chain/chain-view.js';
import type { HeadsState } from '../../src/chain/heads.js';
import { parseAccount } from '../../src/domain/account.js';
import { ChaintillError } from '../../src/domain/errors.js';
import type { NetworkProfile } from '../../src/domain/network.js';
import { createApp } from '../../src/gateway/app.js';
import { createViews } from '../../src/gateway/graphql/views.js';
import type { GatewayExtension } from '../../src/gateway/extension.js';
import type { GatewayLimits } from '../../src/gateway/limits/rates.js';
import type { LiveLimits } from '../../src/gateway/live/limits.js';
import { openLogTail } from '../../src/gateway/live/log-tail.js';
import type { ShopFrontLimits } from '../../src/gateway/shop-front/socket.js';
import type { DescribedRoute } from '../../src/gateway/rest/openapi/collect.js';
import type { ReadingLimits } from '../../src/gateway/unread-request.js';
import { openWebhookSecrets } from '../../src/gateway/webhooks/secrets.js';
import { openChannelTail } from '../../src/gateway/sockets/channel-tail.js';
import type { AssetTransferRow, RemarkRow, TransferRow } from '../../src/store/chain/tables.js';
import { openChainDatabase, type ChainDatabaseOptions } from '../../src/store/chain/database.js';
import { openTillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB } from './accounts.js';
import { chainSchemaStatements } from './chain-schema.js';
import { network } from './network.js';
import { watchContract } from './openapi/contract.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export const silent = pino({ level: 'silent' });

/** What the tests' stored secrets are encrypted with. */
export const TEST_SECRET_KEY = 'a key that only the tests have 0123456789';

/** A row as a test writes it: with the fields it is about, and accounts in any spelling. */
export type Given<Row> = Partial<Omit<Row, 'fromId' | 'toId' | 'signerId'>> & {
  readonly fromId?: string;
  readonly toId?: string;
  readonly signerId?: string | null;
};

/** The answer to a GraphQL operation. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly requestId?: string };
  }[];
}

export interface TestIndex {
  readonly database: TestDatabase;
  readonly client: pg.Client;
  insertTransfers(rows: readonly Given<TransferRow>[]): Promise<void>;
  insertAssetTransfers(rows: readonly Given<AssetTransferRow>[]): Promise<void>;
  insertRemarks(rows: readonly Given<RemarkRow>[]): Promise<void>;
  setMetadata(values: Readonly<Record<string, unknown>>): Promise<void>;
  /** Drops all that is indexed, as for indexing anew. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

/** A database with the tables that the indexer makes, and rows as a test wants them. */
export async function createTestIndex(): Promise<TestIndex> {
  const database = await createTestDatabase('gateway');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query((await chainSchemaStatements()).join('\n'));

  async function insert(table: string, rows: readonly object[]): Promise<void> {
    await client.query(
      `INSERT INTO chain.${table} SELECT * FROM jsonb_populate_recordset(null::chain.${table}, $1)`,
      [JSON.stringify(rows.map((row) => snakeKeys(row)))],
    );
  }

  return {
    database,
    client,
    insertTransfers: (rows) => insert('transfers', rows.map(completeTransfer)),
    insertAssetTransfers: (rows) =>
      insert(
        'asset_transfers',
        rows.map((row) => ({ asset: '1', ...completeTransfer(row) })),
      ),
    insertRemarks: (rows) => insert('remarks', rows.map(completeRemark)),
    async setMetadata(values) {
      for (const [key, value] of Object.entries(values)) {
        await client.query(
          `INSERT INTO chain._metadata VALUES ($1, $2, now(), now()) ON CONFLICT (key) DO UPDATE SET value = $2`,
          [key, JSON.stringify(value)],
        );
      }
    },
    async rebuild() {
      await client.query('DROP SCHEMA chain CASCADE');
      await client.query((await chainSchemaStatements()).join('\n'));
    },
    async close() {
      await client.end();
      await database.drop();
    },
  };
}

/** A row with the fields that a test does not care for filled in. */
export function completeTransfer(row: Given<TransferRow>): TransferRow {
  const { blockNumber = 1, eventIndex = 0 } = row;
  return {
    id: `${blockNumber}-${eventIndex}`,
    value: '1000000000000',
    remark: null,
    reference: null,
    pairing: 'none',
    blockId: `0x${blockNumber.toString(16).padStart(64, '0')}`,
    blockNumber,
    timestamp: null,
    eventIndex,
    extrinsicIndex: 1,
    extrinsicHash: null,
    callPath: null,
    feePayerId: null,
    fee: null,
    ...row,
    fromId: parseAccount(row.fromId ?? ALICE),
    toId: parseAccount(row.toId ?? BOB),
    signerId: row.signerId ? parseAccount(row.signerId) : null,
  };
}

function completeRemark(row: Given<RemarkRow>): RemarkRow {
  const { blockNumber = 1, ordinal = 0 } = row;
  return {
    id: `${blockNumber}-${ordinal}`,
    ordinal,
    data: '0x6f7264657220',
    size: 6,
    codec: 'text',
    text: null,
    reference: null,
    executed: 'yes',
    pairing: 'none',
    transferId: null,
    callPath: null,
    blockId: `0x${blockNumber.toString(16).padStart(64, '0')}`,
    blockNumber,
    timestamp: null,
    extrinsicIndex: 1,
    extrinsicHash: null,
    ...row,
    signerId: row.signerId ? parseAccount(row.signerId) : null,
  };
}

function snakeKeys(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, '_$&').toLowerCase(), value as unknown]),
  );
}

export interface TestGateway {
  /** Posts an operation, with an API key if one is given, and gives back its answer, whatever it is. */
  ask(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    path?: string,
    key?: string,
  ): Promise<Answer>;
  /** Posts an operation that must succeed. @returns its data */
  query<T>(query: string, variables?: Readonly<Record<string, unknown>>, key?: string): Promise<T>;
  readonly url: string;
  readonly routes: readonly DescribedRoute[];
  /** Fails where something did not fit the gateway's OpenAPI document. */
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly heads?: Partial<HeadsState>;
  readonly network?: Partial<NetworkProfile>;
  readonly database?: Partial<ChainDatabaseOptions>;
  readonly log?: typeof silent;
  /** The chain that extrinsics are built for; default a node that does not answer. */
  readonly chainView?: () => Promise<ChainView>;
  /** What stored secrets are encrypted with; null for none. */
  readonly secretKey?: string | null;
  /** Whether the keys of the dev merchant work; default false. */
  readonly dev?: boolean;
  /** Default: none. */
  readonly limits?: Partial<GatewayLimits>;
  readonly live?: Partial<LiveLimits>;
  /** Further routes. */
  readonly extensions?: readonly GatewayExtension[];
  readonly shopFront?: Partial<ShopFrontLimits>;
  readonly reading?: Partial<ReadingLimits>;
  /** Whether it may be sent, and accept, what its OpenAPI document does not name; default false. */
  readonly lenient?: boolean;
}

const noNode = (): Promise<ChainView> =>
  Promise.reject(new ChaintillError('RPC_UNREACHABLE', 'no RPC endpoint answers: ws://secret.example'));

/** The gateway on a database, on a free port, with heads that never move. */
export async function openTestGateway(url: string, options: TestGatewayOptions = {}): Promise<TestGateway> {
  const profile = { ...network, ...options.network };
  const log = options.log ?? silent;
  const chain = openChainDatabase({ url, log, ...options.database });
  const till = openTillDatabase({ url, log });
  const tail = openLogTail({ till, databaseUrl: url, log });
  const channels = openChannelTail({ till, databaseUrl: url, log });
  const state: HeadsState = {
    status: 'following',
    reason: null,
    genesisHash: null,
    best: null,
    finalized: null,
    sinceLastHead: 0,
    ...options.heads,
  };
  const app = await createApp({
    context: {
      chain,
      till,
      tail,
      network: profile,
      heads: { state: () => state },
      chainView: options.chainView ?? noNode,
      views: createViews(profile),
      webhookSecrets: openWebhookSecrets(
        till,
        options.secretKey === undefined ? TEST_SECRET_KEY : options.secretKey,
      ),
    },
    channels,
    health: () => Promise.reject(new Error('not asked for here')),
    publicUrl: 'https://pay.example',
    dev: options.dev ?? false,
    tillRefusal: () => null,
    limits: options.limits ?? {},
    ...(options.live && { live: options.live }),
    extensions: options.extensions ?? [],
    ...(options.shopFront && { shopFront: options.shopFront }),
    ...(options.reading && { reading: options.reading }),
    log,
  });

  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const contract = await watchContract(app.server, address);

  async function ask(query: string, variables = {}, path = '/graphql', key?: string): Promise<Answer> {
    const response = await fetch(address + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  }

  return {
    url: address,
    routes: app.routes,
    ask,
    async query<T>(query: string, variables = {}, key?: string) {
      const { data, errors } = await ask(query, variables, '/graphql', key);
      if (errors) throw new Error(JSON.stringify(errors));
      return data as T;
    },
    async close() {
      await app.close();
      await Promise.all([tail.close(), channels.close()]);
      await Promise.all([chain.db.destroy(), till.destroy()]);
      if (options.lenient !== true) contract.expectKept();
    },
  };
}
