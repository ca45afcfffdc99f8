import type { NetworkProfile } from '../../domain/network.js';

/** The last word of the dev chain's process to its parent before it serves, or before it ends. */
export type DevChainMessage =
  | { readonly ready: true; readonly endpoint: string; readonly profile: NetworkProfile }
  | { readonly ready: false; readonly code: string; readonly message: string };
