import type { NetworkProfile } from '../domain/network.js';

/** What a person sees who opens the address in a browser. */
export function landing(network: NetworkProfile): object {
  return {
    name: 'Chaintill',
    network: network.name,
    graphql: 'POST /graphql',
    orders: 'POST /v1/orders, GET /v1/orders, GET /v1/orders/<orderId>; with a key',
    dashboard: 'GET /dashboard, in a browser; with a key',
    health: 'GET /health',
    example: `curl -H 'content-type: application/json' -d '{"query":"{ chain { title indexedHeight } }"}' <this address>/graphql`,
  };
}
