/** Many connections that ask a server without a pause. */
import autocannon from 'autocannon';
import { readFile } from 'node:fs/promises';
import type { Asked } from './questions.js';

export interface Server {
  /** Without a path. */
  readonly url: string;
  readonly pid: number;
}

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Of each answer, in milliseconds. */
  readonly latencies: readonly number[];
  /** Answers that are no success, GraphQL's among them, and requests without one. */
  readonly errors: number;
  /** Processor time of the server's process, without its database, in milliseconds. */
  readonly processorMs: number;
}

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
}

/** Every connection sends all requests, one after the other, each from another place on. */
export async function load(
  server: Server,
  asked: readonly Asked[],
  { connections, seconds }: LoadOptions,
): Promise<Load> {
  const requests = asked.map((one) => ({ ...one }));
  let connection = 0;
  const latencies: number[] = [];
  const before = await processorMs(server.pid);
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options: autocannon.Options = {
      url: server.url,
      connections,
      duration: seconds,
      setupClient(client) {
        const first = Math.floor((connection++ * requests.length) / connections);
        client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
      },
      verifyBody: (body) => !String(body).startsWith('{"errors"'),
    };
    const running = autocannon(options, (failure: Error | null, done) => {
      if (failure) reject(failure);
      else resolve(done);
    });
    running.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  });
  return {
    requests: latencies.length,
    seconds: result.duration,
    latencies,
    errors: result.errors + result.non2xx + result.mismatches,
    processorMs: (await processorMs(server.pid)) - before,
  };
}

/** Linux counts it in hundredths of a second: fields 14 and 15 of /proc/PID/stat, after a name in brackets. */
async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
