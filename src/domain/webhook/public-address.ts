import ipaddr from 'ipaddr.js';
import { ChaintillError } from '../errors.js';

/** The only part of IPv6 that is given out as unicast; ::/96, 100::/8, 5f00::/16 and the like lie outside. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by its number, and yet answered inside a machine: the platform's own agent on Azure. */
const PLATFORM = ipaddr.IPv4.parseCIDR('168.63.129.16/32');

/**
 * Whether an IP address is one of the public internet: neither private, shared (CGNAT), loopback, link-local, multicast,
 * reserved, for documentation or benchmarks, nor an IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4, Teredo).
 * @param text an address as resolvers and sockets give it; false for anything else
 */
export function isPublicAddress(text: string): boolean {
  if (!isAddress(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv6 ? address.match(GLOBAL_UNICAST) : !address.match(PLATFORM);
}

/**
 * Whether a request may go to an IP address: it is public, or in one of the ranges that were allowed by name.
 * @param allowedCidrs as `checkCidr` lets them pass
 */
export function isAllowedAddress(text: string, allowedCidrs: readonly string[]): boolean {
  if (isPublicAddress(text)) return true;
  return isAddress(text) && allowedCidrs.some((cidr) => isInside(text, cidr));
}

/**
 * Checks a range of addresses, `10.0.0.0/8` or `fd00::/8`.
 * @throws {ChaintillError} `CIDR_INVALID`
 */
export function checkCidr(text: string): void {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text) && !ipaddr.IPv6.isValidCIDR(text)) {
    throw new ChaintillError(
      'CIDR_INVALID',
      'a range of addresses is written as 10.0.0.0/8 or fd00::/8: write it so',
    );
  }
}

/** Whether the text is an IPv4 address of four decimal parts or an IPv6 address. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function isInside(text: string, cidr: string): boolean {
  const address = ipaddr.parse(text);
  const [start, bits] = ipaddr.parseCIDR(cidr);
  // By its own kind: a mapped address is not in the IPv4 range that it stands for.
  return address.kind() === start.kind() && address.match(start, bits);
}
