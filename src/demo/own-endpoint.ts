/** Where the gateway posts the shop's events to. */
import type { Gateway } from '../client/index.js';

export interface OwnEndpoint {
  /**
   * Sees to it that there is one, if that is not done yet.
   * @throws {GatewayError} then the next call tries again
   */
  open(): Promise<void>;
  /** What its messages are signed with; null before it is open. */
  readonly secret: () => string | null;
}

/** @param url asked for when it is needed */
export function ownEndpoint(gateway: () => Gateway, url: () => string): OwnEndpoint {
  let secret: string | null = null;
  let opening: Promise<void> | null = null;

  async function open(): Promise<void> {
    const { endpoints } = gateway().webhooks;
    const { data } = await endpoints.list();
    const known = data.find((endpoint) => endpoint.url === url() && endpoint.status === 'ENABLED');
    // A secret is shown once, and this shop keeps nothing: for an endpoint of an earlier run it asks for a new one.
    const made = known
      ? await endpoints.rotate(known.id, { overlapSeconds: 0 })
      : await endpoints.create({ url: url(), description: 'Demo shop' });
    secret = made.secret;
  }

  return {
    async open() {
      if (secret !== null) return;
      opening ??= open().finally(() => {
        opening = null;
      });
      await opening;
    },
    secret: () => secret,
  };
}
