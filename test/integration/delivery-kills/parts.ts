/** Notifiers and gateways as processes of their own, each of which can be killed at any moment and started again. */
import type { TillDatabase } from '../../../src/store/till/database.js';
import { createEndpoint } from '../../../src/store/till/endpoints.js';
import { drawSecret } from '../../../src/store/till/endpoint-secrets.js';
import { createSealer } from '../../../src/store/till/sealing.js';
import { network } from '../../support/network.js';
import { watchScript, type Watched } from '../../support/processes.js';
import { TEST_ACTOR } from '../../support/till.js';
import { killable, type Killable } from '../settlement-kills/parts.js';

/** What secrets are encrypted under. */
export const SECRET_KEY = 'a secret of the test, long enough';

/** As fast as a request may be given up, and retries may come, without another meaning of either. */
const NOTIFIER = `
  const { startNotifier } = await import(dist('notify/start.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, secretKey, network] = process.argv;
  const notifier = startNotifier({
    databaseUrl, secretKey, network: JSON.parse(network), chainIdentity: '0x00', log: pino({ level: 'warn' }),
    deadlineMs: 1_500, leaseMs: 4_000, pace: 0.005,
  });
  process.on('SIGTERM', () => notifier.close());`;

const GATEWAY = `
  const { startGateway } = await import(dist('gateway/server.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, secretKey, network, endpoint] = process.argv;
  const gateway = await startGateway({
    databaseUrl, secretKey, network: JSON.parse(network), chainIdentity: '0x00', host: '127.0.0.1', port: 0,
    endpoints: [endpoint], indexerUrl: null, log: pino({ level: 'warn' }),
  });
  console.log('listens on ' + gateway.url);
  process.on('SIGTERM', () => gateway.close());`;

export function startNotifierPart(databaseUrl: string): Killable {
  return killable(() => watchScript(NOTIFIER, [databaseUrl, SECRET_KEY, JSON.stringify(network)]));
}

export interface GatewayPart extends Killable {
  /** Of the one that runs; while it starts, of the one before. */
  url(): string;
}

/** @param endpoint of a node */
export async function startGatewayPart(databaseUrl: string, endpoint: string): Promise<GatewayPart> {
  let url = '';
  async function listening(running: Watched): Promise<void> {
    url = (await running.line(/listens on (\S+)/))[1] ?? '';
  }
  const args = [databaseUrl, SECRET_KEY, JSON.stringify(network), endpoint];
  let first: Promise<void> = Promise.resolve();
  const part = killable(() => {
    const running = watchScript(GATEWAY, args);
    // One that is killed before it listens has no line: the next has.
    first = listening(running).catch(() => undefined);
    return running;
  });
  await first;
  return { ...part, url: () => url };
}

/** A webhook endpoint that hears all of a merchant's events. @returns its signing secret */
export async function subscribe(till: TillDatabase, merchantId: string, url: string): Promise<string> {
  const { secret, text } = drawSecret(createSealer(SECRET_KEY));
  const rest = { types: null, dialect: 'standard', description: null, signatureHeaders: false } as const;
  await createEndpoint(
    till,
    { merchantId, secret, url, ...rest, allowedCidrs: [], allowedPorts: [] },
    TEST_ACTOR,
  );
  return text;
}
