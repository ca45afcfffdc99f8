import { isLoopback } from '../../../gateway/auth/dev-merchant.js';
import type { Check } from '../examine.js';
import { ok, problem, warning, type Remark } from '../finding.js';

/** Where the gateway listens, and what strangers could do there. */
export const listening: Check = {
  name: 'listening',
  examine({ config, network }) {
    const { host, publicUrl, trustedProxies, rateLimit } = config;
    const remarks: Remark[] = [];
    const isOpen = !isLoopback(host);
    if (isOpen && network === null) {
      remarks.push(
        problem(
          `a dev chain, whose accounts are everybody's, is served at ${host}`,
          'leave out --host, or serve a real network with --network',
        ),
      );
    }
    if (isOpen && rateLimit === 'off') {
      remarks.push(
        warning(
          `requests are not limited, and strangers reach ${host}`,
          'leave out --rate-limit (docs/limits.md)',
        ),
      );
    }
    const outside = publicUrl === null ? null : new URL(publicUrl);
    if (outside?.protocol === 'http:' && !isLoopback(outside.hostname)) {
      remarks.push(
        problem(
          'the public URL is http: keys and orders can be read on the way',
          'put a proxy with TLS in front, and set CHAINTILL_PUBLIC_URL to its https address',
        ),
      );
    }
    if (outside?.protocol === 'https:' && trustedProxies.length === 0) {
      remarks.push(
        warning(
          'a proxy is in front, by the public URL, and none is trusted: all its clients share one limit',
          'set CHAINTILL_TRUSTED_PROXIES to the address of the proxy (docs/limits.md)',
        ),
      );
    }
    if (isOpen && network !== null && outside === null) {
      remarks.push(
        warning(
          `the gateway listens at ${host} without TLS, and has no public URL`,
          'set CHAINTILL_PUBLIC_URL to the https address that buyers use',
        ),
      );
    }
    return remarks.length > 0 ? remarks : [ok(`at ${host}`)];
  },
};
