import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { TillDatabase } from './database.js';
import type { Sealer } from './sealing.js';
import type { GatewayKeyTable } from './tables.js';

export interface GatewayKey {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo. */
  readonly pem: string;
  /** JWK thumbprint (RFC 7638), in base64url. */
  readonly kid: string;
  readonly jwk: JsonWebKey;
}

/** The key pairs that the gateway signs webhooks with; the same for all instances over one database. */
export interface GatewayKeys {
  /** `whpk` is the public key as Standard Webhooks writes it: `whpk_` and base64. */
  readonly ed25519: GatewayKey & { readonly whpk: string };
  /** 2048 bits. */
  readonly rsa: GatewayKey;
}

type Kind = GatewayKeyTable['kind'];

const generate = promisify(generateKeyPair);
const RSA_BITS = 2048;

/**
 * Makes the key pairs at the first start, and opens them at every start. Instances may start together.
 * @throws {ChaintillError} `SECRET_KEY_WRONG` if they were stored under another secret.
 */
export async function openGatewayKeys(till: TillDatabase, sealer: Sealer): Promise<GatewayKeys> {
  const [ed25519, rsa] = await Promise.all([openKey(till, sealer, 'ed25519'), openKey(till, sealer, 'rsa')]);
  const raw = Buffer.from(ed25519.jwk.x ?? '', 'base64url');
  return { ed25519: { ...ed25519, whpk: `whpk_${raw.toString('base64')}` }, rsa };
}

async function openKey(till: TillDatabase, sealer: Sealer, kind: Kind): Promise<GatewayKey> {
  const sealed = (await readKey(till, kind)) ?? (await makeKey(till, sealer, kind));
  const der = sealer.open(sealed, gatewayKeyContext(kind));
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const jwk = publicKey.export({ format: 'jwk' });
  return { privateKey, pem: pemOf(publicKey), kid: thumbprintOf(jwk), jwk };
}

async function readKey(till: TillDatabase, kind: Kind): Promise<Buffer | null> {
  const row = await till
    .selectFrom('gatewayKeys')
    .select('sealedPrivate')
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.sealedPrivate ?? null;
}

/** @returns the pair that is stored, whoever was first. */
async function makeKey(till: TillDatabase, sealer: Sealer, kind: Kind): Promise<Buffer> {
  const { privateKey, publicKey } = await (kind === 'rsa'
    ? generate('rsa', { modulusLength: RSA_BITS })
    : generate('ed25519', {}));
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  await till
    .insertInto('gatewayKeys')
    .values({ kind, publicKey: pemOf(publicKey), sealedPrivate: sealer.seal(der, gatewayKeyContext(kind)) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { sealedPrivate } = await till
    .selectFrom('gatewayKeys')
    .select('sealedPrivate')
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow();
  return sealedPrivate;
}

/** Over what a public key of its kind has, in the order of the names. */
function thumbprintOf(jwk: JsonWebKey): string {
  return createHash('sha256').update(canonicalJson(jwk)).digest('base64url');
}

function pemOf(publicKey: KeyObject): string {
  return publicKey.export({ format: 'pem', type: 'spki' }).toString();
}

/** What a key pair's private half is sealed under. */
export function gatewayKeyContext(kind: Kind): string {
  return `gateway-key:${kind}`;
}
