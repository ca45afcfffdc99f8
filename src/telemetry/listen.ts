import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** A small server beside what a process is for. */
export interface SideServer {
  /** Without a path. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Whoever asks comes every few seconds; one that reads nothing must not stay. */
const TIMEOUT_MS = 10_000;

/** @throws the system's error where it cannot listen there */
export async function listenBeside(
  { host, port }: ListenAddress,
  answer: RequestListener,
): Promise<SideServer> {
  const server = createServer(answer);
  server.requestTimeout = TIMEOUT_MS;
  server.setTimeout(TIMEOUT_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The path that is asked for; null where something is to be changed. */
export function pathAsked({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): string | null {
  return method === 'GET' || method === 'HEAD' ? (url.split('?', 1)[0] ?? '') : null;
}
