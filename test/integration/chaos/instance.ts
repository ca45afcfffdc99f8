/** A whole instance but for its indexer, in processes of its own, with a shop that gets its webhooks. */
import pg from 'pg';
import { pino } from 'pino';
import { openTillDatabase, type TillDatabase } from '../../../src/store/till/database.js';
import { createEndpoint } from '../../../src/store/till/endpoints.js';
import { drawSecret } from '../../../src/store/till/endpoint-secrets.js';
import { claimTill } from '../../../src/store/till/instance.js';
import { migrateTill } from '../../../src/store/till/migrate.js';
import { createSealer } from '../../../src/store/till/sealing.js';
import { account } from '../../fixture-chain/scenario/accounts.js';
import { chainSchemaStatements } from '../../support/chain-schema.js';
import { insertAccount } from '../../support/settlement.js';
import { startStubNode, type StubNode } from '../../support/stub-node.js';
import { createTestKey, TEST_ACTOR } from '../../support/till.js';
import {
  SECRET_KEY,
  startGatewayPart,
  startNotifierPart,
  type GatewayPart,
} from '../delivery-kills/parts.js';
import { startReceiver, type Receiver } from '../delivery-kills/receiver.js';
import { startSettlerPart } from '../settlement-kills/parts.js';

export const PAYEE = account('shop');

export interface Instance {
  readonly databaseUrl: string;
  /** The test's own connections. */
  readonly till: TillDatabase;
  readonly node: StubNode;
  readonly gateways: readonly GatewayPart[];
  /** Of the shop, with every scope. */
  readonly key: string;
  readonly receiver: Receiver;
  /** What the processes printed, for the message of a failure. */
  output(): string;
  close(): Promise<void>;
}

/** Characters of what each process printed last. */
const TAIL = 1_500;

/** @param server the maintenance database of a Postgres */
export async function startInstance(server: string, gatewayCount: number): Promise<Instance> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    return { ...(await openInstance(server, gatewayCount, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openInstance(
  server: string,
  gatewayCount: number,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<Instance, 'close'>> {
  const node = await startStubNode();
  closers.push(() => node.close());
  const databaseUrl = await createDatabase(server);
  const log = pino({ level: 'silent' });
  const till = openTillDatabase({ url: databaseUrl, log, size: 4 });
  closers.push(() => till.destroy());
  await migrateTill({ url: databaseUrl, log });
  await claimTill(till, { network: 'testnet', genesisHash: '0x00', chainIdentity: '0x00' });
  const { id: merchantId } = await till
    .insertInto('merchants')
    .values({ name: 'Shop' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertAccount(till, merchantId, PAYEE);
  const key = await createTestKey(till, { merchantId, kind: 'secret' });
  const receiver = await startReceiver(() => 'taking');
  closers.push(() => receiver.close());
  const { secret } = drawSecret(createSealer(SECRET_KEY));
  const endpoint = { types: null, dialect: 'standard', description: null, signatureHeaders: false } as const;
  await createEndpoint(
    till,
    { merchantId, url: receiver.url, secret, ...endpoint, allowedCidrs: [], allowedPorts: [] },
    TEST_ACTOR,
  );
  const gateways = await Promise.all(
    Array.from({ length: gatewayCount }, () => startGatewayPart(databaseUrl, node.endpoint)),
  );
  const parts = [...gateways, startSettlerPart(databaseUrl), startNotifierPart(databaseUrl)];
  for (const part of parts) closers.push(() => part.stop());
  const output = (): string => parts.map((part) => part.output().slice(-TAIL)).join('\n---\n');
  if (gateways.some((gateway) => gateway.url() === '')) {
    throw new Error(`a gateway does not listen:\n${output()}`);
  }
  return { databaseUrl, till, node, gateways, key, receiver, output };
}

async function createDatabase(server: string): Promise<string> {
  const url = new URL(server);
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query('create database chaos');
  await admin.end();
  url.pathname = '/chaos';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query('create extension btree_gist');
  await client.query((await chainSchemaStatements()).join('\n'));
  await client.end();
  return url.href;
}
