import type { FastifyInstance } from 'fastify';
import type { SendPage } from './pages/pages.js';

/** What the gateway's server lends to further routes on it. */
export interface ExtensionTools {
  /** Null where no page was built. */
  readonly sendPage: SendPage | null;
}

/** Adds routes of its own to the gateway's server, in a scope of their own. */
export type GatewayExtension = (app: FastifyInstance, tools: ExtensionTools) => void;
