/** A whole instance but for its indexer, in processes of its own, with a shop that gets its webhooks. */
import { pino } from 'pino';
import { openTillDatabase, type TillDatabase } from '../../../src/store/till/database.js';
import { claimTill } from '../../../src/store/till/instance.js';
import { migrateTill } from '../../../src/store/till/migrate.js';
import { account } from '../../fixture-chain/scenario/accounts.js';
import { createIndexDatabase } from '../../support/server-databases.js';
import { insertAccount } from '../../support/settlement.js';
import type { Closers } from '../../support/suite-closers.js';
import { startStubNode, type StubNode } from '../../support/stub-node.js';
import { createTestKey } from '../../support/till.js';
import { startGatewayPart, startNotifierPart, subscribe, type GatewayPart } from '../delivery-kills/parts.js';
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
  const closers: Closers = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const databaseUrl = await createIndexDatabase(server, 'chaos');
    return { ...(await openInstance(databaseUrl, gatewayCount, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param databaseUrl of a database with the tables of the index */
export async function openInstance(
  databaseUrl: string,
  gatewayCount: number,
  closers: Closers,
): Promise<Omit<Instance, 'close'>> {
  const node = await startStubNode();
  closers.push(() => node.close());
  const { till, merchantId, key } = await openShop(databaseUrl, closers);
  const receiver = await startReceiver(() => 'taking');
  closers.push(() => receiver.close());
  await subscribe(till, merchantId, receiver.url);
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

interface Shop {
  readonly till: TillDatabase;
  readonly merchantId: string;
  /** With every scope. */
  readonly key: string;
}

/** A till with one merchant, who is paid at `PAYEE`. */
export async function openShop(databaseUrl: string, closers: Closers): Promise<Shop> {
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
  return { till, merchantId, key: await createTestKey(till, { merchantId, kind: 'secret' }) };
}
