/** What stands around a database that has a replica: settlers, and gateways that read from it. */
import { network } from '../../support/network.js';
import { watchScript, type Watched } from '../../support/processes.js';
import { SECRET_KEY } from '../delivery-kills/parts.js';

const GATEWAY = `
  const { startGateway } = await import(dist('gateway/server.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, readDatabaseUrl, secretKey, network, endpoint] = process.argv;
  const gateway = await startGateway({
    databaseUrl, readDatabaseUrl, secretKey, network: JSON.parse(network), chainIdentity: '0x00', host: '127.0.0.1',
    port: 0, endpoints: [endpoint], indexerUrl: null, log: pino({ level: 'info' }),
  });
  console.log('listens on ' + gateway.url);
  process.on('SIGTERM', () => gateway.close());`;

/** One that also keeps the figures. */
const SETTLER = `
  const { startSettler } = await import(dist('settlement/settler.js'));
  const { startRoller } = await import(dist('settlement/roller.js'));
  const { pino } = await import('pino');
  const log = pino({ level: 'warn' });
  const notation = { ss58Prefix: 42, native: { symbol: 'LLD', decimals: 12 }, assets: new Map() };
  startSettler({
    databaseUrl: process.argv[1], schema: 'chain', chainIdentity: '0x00', dustOf: () => 0n, notation, log,
    beside: (till) => startRoller({ till, schema: 'chain', log }),
  });`;

export interface CountingSettler {
  /** Ends it in the midst of whatever it does. */
  kill(): Promise<void>;
}

export function startCountingSettler(databaseUrl: string): CountingSettler {
  const running = watchScript(SETTLER, [databaseUrl]);
  return {
    async kill() {
      running.child.kill('SIGKILL');
      await running.exited;
    },
  };
}

export interface ReadingGateway {
  readonly url: string;
  /** What it printed. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** @param endpoint of a node */
export async function startReadingGateway(
  databaseUrl: string,
  readDatabaseUrl: string,
  endpoint: string,
): Promise<ReadingGateway> {
  const args = [databaseUrl, readDatabaseUrl, SECRET_KEY, JSON.stringify(network), endpoint];
  const running: Watched = watchScript(GATEWAY, args);
  const [, url = ''] = await running.line(/listens on (\S+)/);
  return {
    url,
    lines: running.lines,
    async stop() {
      running.child.kill('SIGTERM');
      await running.exited;
    },
  };
}
