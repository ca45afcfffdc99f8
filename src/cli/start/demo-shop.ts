import { BOB } from '../../chain/dev/accounts.js';
import { shop } from '../../demo/shop.js';
import type { NetworkProfile } from '../../domain/network.js';
import { isLoopback } from '../../gateway/auth/dev-merchant.js';
import { DEV_KEYS } from '../../gateway/auth/key-text.js';
import type { GatewayExtension } from '../../gateway/extension.js';
import type { Config } from '../config.js';

const PREFIX = '/demo';

/** Whether there is a shop to try: its merchant is the dev merchant, whose keys work from this machine alone. */
export function hasDemoShop({ host }: Pick<Config, 'host'>, dev: boolean): boolean {
  return dev && isLoopback(host);
}

/** The demo shop of a dev chain, on the gateway's own server. It reaches the gateway by HTTP, as any shop does. */
export function demoShop(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  { native }: Pick<NetworkProfile, 'native'>,
): GatewayExtension {
  return (app, { sendPage }) => {
    if (sendPage === null) return;
    void app.register(shop, {
      prefix: PREFIX,
      apiKey: DEV_KEYS.secret.text,
      payee: BOB.publicKey,
      currency: native.symbol,
      urls() {
        const here = app.listeningOrigin;
        const outside = (publicUrl ?? here).replace(/\/+$/, '');
        return {
          gateway: here,
          webhook: `${here}${PREFIX}/webhooks`,
          shop: outside + PREFIX,
        };
      },
      sendPage,
    });
  };
}
