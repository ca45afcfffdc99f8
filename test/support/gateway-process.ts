/** A gateway in a process of its own with little memory, which can be told from the test's. */
import { network } from './network.js';
import { watchScript } from './processes.js';

export interface GatewayProcess {
  readonly url: string;
  /** What it holds in MiB once its garbage is collected: its size as a process says more of the collector's leisure. */
  memory(): Promise<number>;
  isAlive(): boolean;
  close(): Promise<void>;
}

/** MiB of objects, above which the process ends itself: an answer to a flood does not take more either. */
const MOST_HEAP = 320;

/** Without limits of rate, so that a flood reaches what is behind them. */
const PROGRAM = `
  const { startGateway } = await import(dist('gateway/server.js'));
  const { pino } = await import('pino');
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  const [databaseUrl, network] = process.argv.slice(1);
  const gateway = await startGateway({
    host: '127.0.0.1', port: 0, databaseUrl, network: JSON.parse(network), endpoints: ['ws://127.0.0.1:1'],
    indexerUrl: null, secretKey: 'k'.repeat(40), log: pino({ level: 'fatal' }),
  });
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  let asked = 0;
  process.on('SIGUSR2', () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    console.log('holds', ++asked, heapUsed + external);
  });
  console.log('listens at ' + gateway.url);
`;

export async function startGatewayProcess(databaseUrl: string): Promise<GatewayProcess> {
  const running = watchScript(PROGRAM, [databaseUrl, JSON.stringify(network)], {
    NODE_OPTIONS: `--max-old-space-size=${MOST_HEAP}`,
  });
  const { child, exited } = running;
  let asked = 0;
  const [, url = ''] = await running.line(/listens at (\S+)/, 120_000);
  return {
    url,
    async memory() {
      asked += 1;
      child.kill('SIGUSR2');
      const [, bytes] = await running.line(new RegExp(`^holds ${asked} ([0-9]+)$`));
      return Number(bytes) / 1_024 ** 2;
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
