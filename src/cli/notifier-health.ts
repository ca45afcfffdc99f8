/** Where a notifier, which listens to nobody else, says how it is. */
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { stuckReason } from '../notify/health.js';
import type { RunningNotifier } from '../notify/start.js';
import { listenBeside, pathAsked, type SideServer } from '../telemetry/listen.js';
import type { Config } from './config.js';

/**
 * Serves `/health`, whether the notifier sends, and `/live`, whether it is to be left alone: it is, whatever Postgres does.
 * @returns null where CHAINTILL_HEALTH is not set
 * @throws {ChaintillError} `HEALTH_NOT_SERVED`
 */
export async function serveNotifierHealth(
  { health: address }: Pick<Config, 'health'>,
  notifier: Pick<RunningNotifier, 'state' | 'health'>,
  log: Logger,
): Promise<SideServer | null> {
  if (address === null) return null;
  try {
    const server = await listenBeside(address, (request, response) => {
      const path = pathAsked(request);
      if (path === '/live') {
        const reason = stuckReason(notifier.state());
        send(response, reason === null ? 200 : 503, {
          status: reason === null ? 'ok' : 'unavailable',
          ...(reason !== null && { reason }),
        });
      } else if (path === '/health') {
        notifier.health().then(
          (health) => send(response, health.status === 'ok' ? 200 : 503, health),
          (error: unknown) => {
            log.error({ err: error }, 'the health could not be told');
            response.writeHead(500).end();
          },
        );
      } else {
        response
          .writeHead(404, { 'content-type': 'text/plain' })
          .end('there is nothing here but /health and /live\n');
      }
    });
    log.info({ url: `${server.origin}/health` }, 'health is served');
    return server;
  } catch (cause) {
    throw new ChaintillError(
      'HEALTH_NOT_SERVED',
      'health cannot be served: give CHAINTILL_HEALTH an address of this machine with a port that is free',
      { cause },
    );
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
