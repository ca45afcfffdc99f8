/** What the benchmark measures, and what it measures with, as processes of their own. */
import { readFile } from 'node:fs/promises';
import { network } from '../../test/support/network.js';
import { watchScript, type Watched } from '../../test/support/processes.js';

export const SECRET_KEY = 'a secret of the benchmark, long enough';

const NOTIFIER = `
  const { startNotifier } = await import(dist('notify/start.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, secretKey, network] = process.argv;
  const options = { databaseUrl, secretKey, network: JSON.parse(network), chainIdentity: '0x00' };
  const notifier = startNotifier({ ...options, log: pino({ level: 'error' }) });
  process.on('SIGTERM', () => notifier.close());`;

/** Answers at once, and notes when it was asked for what. */
const RECEIVER = `
  const { createServer } = await import('node:http');
  let arrivals = [];
  const server = createServer((request, response) => {
    const at = Date.now();
    if (request.method === 'GET') {
      response.end(JSON.stringify(arrivals));
      arrivals = [];
      return;
    }
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      response.end();
      const { type, height } = JSON.parse(body);
      arrivals.push({ at, type, height });
    });
  });
  server.listen(0, '127.0.0.1', () => console.log('listens on http://127.0.0.1:' + server.address().port));`;

const GATEWAY = `
  const { startGateway } = await import(dist('gateway/server.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, secretKey, network] = process.argv;
  const options = { databaseUrl, secretKey, network: JSON.parse(network), chainIdentity: '0x00' };
  const gateway = await startGateway({
    ...options, host: '127.0.0.1', port: 0, endpoints: ['ws://127.0.0.1:9'], indexerUrl: null, log: pino({ level: 'fatal' }),
  });
  console.log('listens on ' + gateway.url);
  process.on('SIGTERM', () => gateway.close());`;

/** Subscribes over graphql-ws, a connection each, and notes when which event came. */
const SUBSCRIBERS = `
  const { createServer } = await import('node:http');
  const { WebSocket } = await import('ws');
  const [, url, each, ...keys] = process.argv;
  let arrivals = [];
  let open = 0;
  const subscribe = (key) => new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(code + ' ' + reason)));
    socket.on('open', () => socket.send(JSON.stringify({
      type: 'connection_init', payload: { authorization: 'Bearer ' + key },
    })));
    socket.on('message', (data) => {
      const at = Date.now();
      const message = JSON.parse(data);
      if (message.type === 'connection_ack') {
        const payload = { query: 'subscription { events { type height } }' };
        socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload }), () => resolve());
      } else if (message.type === 'ping') socket.send('{"type":"pong"}');
      else if (message.type === 'next') arrivals.push({ at, ...message.payload.data.events });
      else throw new Error(String(data));
    });
  });
  for (const key of keys) {
    for (let i = 0; i < Number(each); i += 25) {
      await Promise.all(Array.from({ length: Math.min(25, Number(each) - i) }, () => subscribe(key)));
    }
  }
  const server = createServer((request, response) => {
    response.end(JSON.stringify(arrivals));
    arrivals = [];
  });
  server.listen(0, '127.0.0.1', () => console.log('listens on http://127.0.0.1:' + server.address().port));`;

export interface Arrival {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: string;
  readonly height: number;
}

export interface Part {
  /** Where it listens, if it does. */
  readonly url: string;
  /** What came since it was last asked. */
  arrivals(): Promise<readonly Arrival[]>;
  /** Resident memory, in MiB. */
  memory(): Promise<number>;
  /** Processor time used so far, in milliseconds. */
  processorMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Of Linux, in which /proc counts processor time, a second. */
const TICKS = 100;

export const startNotifier = (databaseUrl: string): Promise<Part> =>
  part(watchScript(NOTIFIER, [databaseUrl, SECRET_KEY, JSON.stringify(network)]), false);

export const startReceiver = (): Promise<Part> => part(watchScript(RECEIVER));

export const startGateway = (databaseUrl: string): Promise<Part> =>
  part(watchScript(GATEWAY, [databaseUrl, SECRET_KEY, JSON.stringify(network)]));

/** @param each subscriptions for each key */
export const startSubscribers = (url: string, each: number, keys: readonly string[]): Promise<Part> =>
  part(watchScript(SUBSCRIBERS, [url, String(each), ...keys]));

async function part(running: Watched, listens = true): Promise<Part> {
  const url = listens ? ((await running.line(/listens on (\S+)/, 120_000))[1] ?? '') : '';
  return {
    url,
    async arrivals() {
      return (await (await fetch(url)).json()) as Arrival[];
    },
    async memory() {
      const status = await readFile(`/proc/${running.pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    },
    async processorMs() {
      const [, fields = ''] = (await readFile(`/proc/${running.pid}/stat`, 'utf8')).split(') ');
      const [user, system] = fields.split(' ').slice(11, 13).map(Number);
      return (((user ?? 0) + (system ?? 0)) * 1000) / TICKS;
    },
    async stop() {
      running.child.kill('SIGTERM');
      await running.exited;
    },
  };
}
