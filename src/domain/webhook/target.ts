import { ChaintillError } from '../errors.js';
import { isAddress, isAllowedAddress } from './public-address.js';

/** Where requests may go that somebody else names. */
export interface TargetPolicy {
  /** Also http://. */
  readonly allowHttp: boolean;
  /** Null for every port. */
  readonly allowedPorts: readonly number[] | null;
  /** Ranges that may be reached although they are not public, as `10.1.0.0/16`. */
  readonly allowedCidrs: readonly string[];
}

/** For a merchant's URLs: https to a public host. */
export const PUBLIC_TARGETS: TargetPolicy = {
  allowHttp: false,
  allowedPorts: [443, 8443],
  allowedCidrs: [],
};

/** On a dev chain, whose shop runs beside it: also http, every port, and this machine. */
export const DEV_TARGETS: TargetPolicy = {
  allowHttp: true,
  allowedPorts: null,
  allowedCidrs: ['127.0.0.0/8', '::1/128'],
};

/** For the URLs of a request. @param loopback on a dev chain */
export function targetsOf(loopback: boolean): TargetPolicy {
  return loopback ? DEV_TARGETS : PUBLIC_TARGETS;
}

/** A policy with an operator's exceptions for one endpoint. */
export function withExceptions(
  policy: TargetPolicy,
  { ports, cidrs }: { readonly ports: readonly number[]; readonly cidrs: readonly string[] },
): TargetPolicy {
  return {
    allowHttp: policy.allowHttp,
    allowedPorts: policy.allowedPorts && [...policy.allowedPorts, ...ports],
    allowedCidrs: [...policy.allowedCidrs, ...cidrs],
  };
}

/** The longest URL, in characters. */
export const MAX_TARGET_LENGTH = 2048;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };
/** The names that mean this machine (RFC 6761). */
const THIS_MACHINE = /(^|\.)localhost\.?$/;

/**
 * Reads the URL that a webhook goes to. Where a host name leads is checked when the connection is made; a literal address,
 * in any notation, is checked here.
 * @throws {ChaintillError} `URL_INVALID`, `URL_TOO_LONG`, `URL_NOT_HTTPS`, `URL_CREDENTIALS`, `URL_FRAGMENT`, `URL_PORT`,
 * `URL_ADDRESS`
 */
export function checkTarget(text: string, policy: TargetPolicy): URL {
  if (text.length > MAX_TARGET_LENGTH) throw tooLong();
  // The reader of URLs drops white space silently, so that what is sent to would not be what was written.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\s\x00-\x20\x7f]/.test(text) || !URL.canParse(text)) {
    throw new ChaintillError('URL_INVALID', 'this is no URL: write it as https://shop.example/webhooks');
  }
  const url = new URL(text);
  if (url.href.length > MAX_TARGET_LENGTH) throw tooLong();
  if (url.protocol !== 'https:' && !(policy.allowHttp && url.protocol === 'http:')) {
    throw new ChaintillError(
      'URL_NOT_HTTPS',
      'only https can be reached: write a URL that begins with https://',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ChaintillError(
      'URL_CREDENTIALS',
      'a URL must hold no user name and no password: leave them out, and check the signature instead',
    );
  }
  if (text.includes('#')) {
    throw new ChaintillError('URL_FRAGMENT', 'what follows "#" is never sent: leave it out of the URL');
  }
  checkPort(url, policy);
  checkLiteral(url, policy);
  return url;
}

/** The host of a URL as resolvers and sockets take it: without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether a host name means this machine, whatever a resolver says. */
export function isThisMachine(host: string): boolean {
  return THIS_MACHINE.test(host.toLowerCase());
}

function checkPort(url: URL, { allowedPorts }: TargetPolicy): void {
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  if (allowedPorts === null || (port !== undefined && allowedPorts.includes(port))) return;
  throw new ChaintillError(
    'URL_PORT',
    `this port cannot be reached: use ${allowedPorts.join(' or ')}, or ask the operator to allow the port`,
  );
}

function checkLiteral(url: URL, { allowedCidrs }: TargetPolicy): void {
  const host = hostOf(url);
  const addresses = isThisMachine(host) ? ['127.0.0.1', '::1'] : isAddress(host) ? [host] : null;
  if (addresses === null || addresses.some((address) => isAllowedAddress(address, allowedCidrs))) return;
  throw new ChaintillError(
    'URL_ADDRESS',
    'this address is not public: use a host on the internet, or ask the operator to allow the range',
  );
}

function tooLong(): ChaintillError {
  return new ChaintillError(
    'URL_TOO_LONG',
    `a URL has at most ${MAX_TARGET_LENGTH} characters: make it shorter`,
  );
}
