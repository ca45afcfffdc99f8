import { createServer } from 'node:net';
import { startGateway, type Gateway, type GatewayOptions } from '../../gateway/server.js';
import { ChaintillError } from '../../domain/errors.js';
import { DEFAULT_PORT } from '../config.js';

const TRIES = 100;

/**
 * Starts the gateway on `port`, or, when no port was asked for, on the first free one from 4000 on.
 * @throws {ChaintillError} `PORT_TAKEN`
 */
export async function startGatewayOnPort(
  options: Omit<GatewayOptions, 'port'>,
  port: number | null,
  start = startGateway,
): Promise<Gateway> {
  for (let candidate = port ?? DEFAULT_PORT; ; candidate += 1) {
    try {
      return await start({ ...options, port: candidate });
    } catch (error) {
      const another = port === null && candidate + 1 < DEFAULT_PORT + TRIES;
      if (!another || !(error instanceof ChaintillError) || error.code !== 'PORT_TAKEN') throw error;
    }
  }
}

/**
 * Looks whether a port can be had, so that one that is taken is known before everything else is started.
 * @throws {ChaintillError} `PORT_TAKEN`
 */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      // Whatever else is wrong with the address, the gateway will say.
      if (cause.code !== 'EADDRINUSE') resolve();
      else
        reject(
          new ChaintillError('PORT_TAKEN', `port ${port} on ${host} is taken: choose another with PORT`, {
            cause,
          }),
        );
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
