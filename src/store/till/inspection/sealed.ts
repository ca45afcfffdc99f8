import type { TillDatabase } from '../database.js';
import { secretContext } from '../endpoint-secrets.js';
import { gatewayKeyContext } from '../gateway-keys.js';

/** Something that is stored encrypted, and what it was encrypted under besides the secret key. */
export interface Sealed {
  readonly context: string;
  readonly sealed: Buffer;
}

/** The gateway's own keys, and the signing secrets of webhooks. */
export async function readSealed(till: TillDatabase): Promise<readonly Sealed[]> {
  const keys = await till.selectFrom('gatewayKeys').select(['kind', 'sealedPrivate']).execute();
  const secrets = await till.selectFrom('endpointSecrets').select(['id', 'sealed']).execute();
  return [
    ...keys.map(({ kind, sealedPrivate }) => ({ context: gatewayKeyContext(kind), sealed: sealedPrivate })),
    ...secrets.map(({ id, sealed }) => ({ context: secretContext(id), sealed })),
  ];
}
