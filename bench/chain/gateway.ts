/** A gateway as a process of its own, asked over HTTP. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { network } from '../../test/support/network.js';
import { watchScript } from '../../test/support/processes.js';

/** As the image runs it. */
const GATEWAY = `
  process.env.NODE_ENV = 'production';
  const { startGateway } = await import(dist('gateway/server.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, network] = process.argv;
  const gateway = await startGateway({
    databaseUrl, network: JSON.parse(network), chainIdentity: '0x00', host: '127.0.0.1', port: 0,
    endpoints: ['ws://127.0.0.1:9'], indexerUrl: null, log: pino({ level: 'fatal' }),
  });
  console.log('listens on ' + gateway.url);
  process.on('SIGTERM', () => gateway.close());`;

export interface BenchGateway {
  readonly url: string;
  readonly pid: number;
  /** Reads an answer to its end. @throws where it is no success */
  ask(path: string, key?: string): Promise<string>;
  /** Reads a file without keeping it. */
  download(path: string): Promise<Download>;
  stop(): Promise<void>;
}

export interface Download {
  readonly bytes: number;
  readonly lines: number;
  readonly seconds: number;
  /** Resident memory of the gateway in MiB: before, and the most that was seen in each quarter of the time. */
  readonly before: number;
  readonly during: readonly number[];
}

const LOOK_MS = 100;
const NEWLINE = 10;

export async function startBenchGateway(databaseUrl: string): Promise<BenchGateway> {
  const running = watchScript(GATEWAY, [databaseUrl, JSON.stringify(network)]);
  const url = (await running.line(/listens on (\S+)/, 120_000))[1] ?? '';

  async function memory(): Promise<number> {
    const status = await readFile(`/proc/${running.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }

  async function get(path: string, key?: string): Promise<Response> {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(url + path, { headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  return {
    url,
    pid: running.pid,
    ask: async (path, key) => (await get(path, key)).text(),
    async download(path) {
      const before = await memory();
      const seen: number[] = [];
      const started = performance.now();
      const response = await get(path);
      let [bytes, lines, ended] = [0, 0, false];
      const watching = (async () => {
        while (!ended) {
          seen.push(await memory());
          await sleep(LOOK_MS);
        }
      })();
      for await (const chunk of response.body ?? []) {
        const part = chunk as Uint8Array;
        bytes += part.length;
        for (const byte of part) if (byte === NEWLINE) lines += 1;
      }
      const seconds = (performance.now() - started) / 1_000;
      ended = true;
      await watching;
      const quarter = Math.ceil(seen.length / 4);
      const during = [0, 1, 2, 3].map((i) => Math.max(0, ...seen.slice(i * quarter, (i + 1) * quarter)));
      return { bytes, lines, seconds, before, during };
    },
    async stop() {
      running.child.kill('SIGTERM');
      await running.exited;
    },
  };
}
