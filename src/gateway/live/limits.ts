/** What live channels may cost. The operator can set `connections` alone. */
export interface LiveLimits {
  /** Sockets, streams and waiting requests of one API key, or of one address without a key, in this process. */
  readonly connections: number;
  /** Subscriptions of one socket. */
  readonly subscriptions: number;
  /** How long a message may wait to be taken, in milliseconds. */
  readonly stallMs: number;
  /** Bytes that may wait in a connection. */
  readonly buffered: number;
  /** How often a key is looked at again while its connections are open, in milliseconds. */
  readonly recheckMs: number;
  /** How often something is sent so that nobody in between ends the connection, in milliseconds. */
  readonly keepAliveMs: number;
}

export const LIVE_LIMITS: LiveLimits = {
  connections: 100,
  subscriptions: 100,
  stallMs: 30_000,
  buffered: 4 * 1024 * 1024,
  recheckMs: 60_000,
  keepAliveMs: 15_000,
};
