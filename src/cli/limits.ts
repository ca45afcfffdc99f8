import { DEFAULT_PER_ADDRESS, DEFAULT_PER_KEY, type GatewayLimits } from '../gateway/limits/rates.js';
import { DEV_NETWORK, type Config } from './config.js';

/** Who may ask the gateway how much. A dev chain is one's own, and nobody there asks too much. */
export function limitsOf({
  network,
  rateLimit,
  keyRateLimit,
  maxConnections,
  trustedProxies,
}: Config): GatewayLimits {
  const set = (value: number | 'off' | null, fallback: number): number | null => {
    if (value !== null) return value === 'off' ? null : value;
    return network === DEV_NETWORK ? null : fallback;
  };
  return {
    perAddress: set(rateLimit, DEFAULT_PER_ADDRESS),
    perKey: set(keyRateLimit, DEFAULT_PER_KEY),
    connections: maxConnections,
    trustedProxies,
  };
}
