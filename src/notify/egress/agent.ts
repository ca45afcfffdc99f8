import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { ChaintillError } from '../../domain/errors.js';
import { isAllowedAddress } from '../../domain/webhook/public-address.js';
import type { TargetPolicy } from '../../domain/webhook/target.js';
import type { Resolve } from './resolve.js';

export interface AgentOptions {
  readonly policy: TargetPolicy;
  /** From the name to an open connection, TLS included; above one second to about half a second. */
  readonly connectTimeoutMs: number;
  readonly resolve: Resolve;
  /** Certificate authorities (PEM) in place of those that Node trusts; `NODE_EXTRA_CA_CERTS` adds to them. */
  readonly certificates?: readonly string[];
}

const MAX_HEADER_BYTES = 16_384;
/** Nobody needs more of a host, and each is tried in turn. */
const MAX_ADDRESSES = 8;
/** How long one address may keep the next waiting. Node's own 250 ms is less than the way around the world and back. */
const ATTEMPT_MS = 1_000;

/**
 * Connections to addresses that a policy allows. The address that is checked is the one that is connected to, so a name
 * that changes its mind between the two leads nowhere. Connections are kept and used again: an agent serves one policy.
 */
export function createAgent({ policy, connectTimeoutMs, resolve, certificates }: AgentOptions): Agent {
  const isAllowed = (address: string): boolean => isAllowedAddress(address, policy.allowedCidrs);
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    lookup: createLookup(resolve, isAllowed),
    // Said aloud, since NODE_TLS_REJECT_UNAUTHORIZED would turn it off.
    rejectUnauthorized: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
    ...(certificates && { ca: [...certificates] }),
  });
  return new Agent({
    maxHeaderSize: MAX_HEADER_BYTES,
    // The deadline of a request is its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      // Node looks up no literal address.
      if (isIP(options.hostname) !== 0 && !isAllowed(options.hostname)) {
        callback(refusal(), null);
        return;
      }
      connect(options, (...[error, socket]) => {
        if (error !== null) {
          callback(error, null);
        } else if (socket.remoteAddress === undefined || !isAllowed(socket.remoteAddress)) {
          socket.destroy();
          callback(refusal(), null);
        } else {
          callback(null, socket);
        }
      });
    },
  });
}

function createLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (addresses) => {
        const allowed = addresses
          .filter(isAllowed)
          .slice(0, MAX_ADDRESSES)
          .map((address) => ({ address, family: isIP(address) }));
        const [first] = allowed;
        if (!first) callback(refusal(), []);
        else if (all) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), []),
    );
  };
}

function refusal(): ChaintillError {
  return new ChaintillError('ADDRESS_REFUSED', 'the host has no address that may be reached');
}
