import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaintillError } from '../../domain/errors.js';
import { isThisMachine } from '../../domain/webhook/target.js';

/**
 * The addresses of a host name, at least one.
 * @throws {ChaintillError} `HOST_NOT_FOUND`
 */
export type Resolve = (host: string) => Promise<readonly string[]>;

const TIMEOUT_MS = 1_500;
const TRIES = 2;
/** How long the slower of the two questions may keep an answer waiting (some servers never answer the one for IPv6). */
const GRACE_MS = 250;

/**
 * Asks the system's DNS servers, not its `getaddrinfo`, of which a process runs four at a time: a few hosts with slow DNS
 * would hold up every delivery. So /etc/hosts is not read.
 * @param servers others than the system's, as `127.0.0.1:5353`
 */
export function createDnsResolve(servers?: readonly string[]): Resolve {
  return async (host) => {
    if (isThisMachine(host)) return ['127.0.0.1', '::1'];
    // A new one each time: it reads the system's settings, which may have changed.
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
    if (servers) resolver.setServers(servers);
    const found: string[] = [];
    const failures: unknown[] = [];
    const questions = [resolver.resolve4(host), resolver.resolve6(host)].map((question) =>
      question.then(
        (addresses) => void found.push(...addresses),
        (error: unknown) => void failures.push(error),
      ),
    );
    await Promise.race(questions);
    await Promise.race([Promise.all(questions), found.length > 0 ? sleep(GRACE_MS) : never]);
    resolver.cancel();
    if (found.length > 0) return found;
    throw new ChaintillError('HOST_NOT_FOUND', 'the host name cannot be resolved: check its spelling', {
      cause: failures[0],
    });
  };
}

const never = new Promise<never>(() => undefined);
