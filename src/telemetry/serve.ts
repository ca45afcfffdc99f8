import type { Logger } from 'pino';
import type { Instruments } from './instruments.js';
import { listenBeside, pathAsked, type ListenAddress } from './listen.js';

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` for Prometheus, on an address of its own: what it says of the instance is for its operator alone.
 * @throws the system's error where it cannot listen there
 */
export async function serveMetrics(
  address: ListenAddress,
  instruments: Instruments,
  log: Logger,
): Promise<MetricsServer> {
  const server = await listenBeside(address, (request, response) => {
    if (pathAsked(request) !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('there is nothing here but /metrics\n');
      return;
    }
    instruments.scrape().then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'the metrics could not be read');
        response.writeHead(500).end();
      },
    );
  });
  return { url: `${server.origin}/metrics`, close: () => server.close() };
}
