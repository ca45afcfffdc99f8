/** Who a request comes from, as far as limits go. */
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import { isAddress, isPublicAddress } from '../../domain/webhook/public-address.js';

/**
 * Names a client by its address: one of IPv4 alone, one of IPv6 with its whole /64, which is what a provider gives to one
 * customer. What is no request of fastify's, the handshake of a socket, is named in the same way.
 */
export type ClientOf = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [start: Address, bits: number];

/** Whom a socket belongs to that is gone already, or whose peer says nothing that is an address. */
const UNKNOWN = 'unknown';
const BYTES_OF_64 = 8;
/** As some proxies write them, with the port that the client had. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;

/**
 * @param trustedProxies addresses and ranges as `isProxyRange` lets them pass: what comes from there says in
 * `X-Forwarded-For` who asks. From anywhere else, that header is not believed.
 * @param onStrangeProxy called when that header comes from this machine or its network, and from no trusted proxy
 */
export function clientsBehind(
  trustedProxies: readonly string[],
  onStrangeProxy: () => void = () => undefined,
): ClientOf {
  const ranges = trustedProxies.map(readRange);
  const isTrusted = (address: Address): boolean =>
    ranges.some(([start, bits]) => start.kind() === address.kind() && address.match(start, bits));

  return ({ headers, socket }) => {
    let client = readAddress(socket.remoteAddress ?? '');
    if (client === null) return UNKNOWN;
    const forwarded = headers['x-forwarded-for'];
    if (!isTrusted(client)) {
      if (forwarded !== undefined && !isPublicAddress(client.toString())) onStrangeProxy();
      return nameOf(client);
    }
    // Each proxy adds whom it heard it from at the end, so that the last one that nobody vouches for is who asks.
    const hops = [forwarded ?? []].flat().join(',').split(',').reverse();
    for (const hop of hops) {
      const before = readAddress(hop.trim());
      if (before === null) break;
      client = before;
      if (!isTrusted(client)) break;
    }
    return nameOf(client);
  };
}

/** Whether the text is an address, or a range as `10.0.0.0/8` or `fd00::/8`. */
export function isProxyRange(text: string): boolean {
  return isAddress(text) || ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text);
}

function readRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** An IPv4 address that is written as one of IPv6 is read as what it is. */
function readAddress(text: string): Address | null {
  const [, bracketed, plain] = WITH_PORT.exec(text) ?? [];
  const bare = bracketed ?? plain ?? text;
  return isAddress(bare) ? ipaddr.process(bare) : null;
}

function nameOf(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const network = address.toByteArray().fill(0, BYTES_OF_64);
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}
