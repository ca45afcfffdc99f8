/** What the gateway encrypts and signs webhooks with. */
import { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase } from '../../store/till/database.js';
import { openGatewayKeys, type GatewayKeys } from '../../store/till/gateway-keys.js';
import { createSealer, type Sealer } from '../../store/till/sealing.js';

export interface WebhookSecrets {
  /** @throws {ChaintillError} `SECRET_KEY_MISSING` */
  sealer(): Sealer;
  /**
   * The gateway's key pairs, made when they are first asked for.
   * @throws {ChaintillError} `SECRET_KEY_MISSING`, `SECRET_KEY_WRONG`, `DATABASE_UNAVAILABLE`
   */
  keys(): Promise<GatewayKeys>;
}

/** @param secretKey null where none is set: what needs it is refused. @throws {ChaintillError} `SECRET_KEY_SHORT` */
export function openWebhookSecrets(till: TillDatabase, secretKey: string | null): WebhookSecrets {
  const known = secretKey === null ? null : createSealer(secretKey);
  let keys: GatewayKeys | null = null;

  function sealer(): Sealer {
    if (known) return known;
    throw new ChaintillError(
      'SECRET_KEY_MISSING',
      'the gateway has no key to encrypt secrets with: its operator must set CHAINTILL_SECRET_KEY and start it again',
    );
  }

  return {
    sealer,
    async keys() {
      keys ??= await openGatewayKeys(till, sealer());
      return keys;
    },
  };
}
