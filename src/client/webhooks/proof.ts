import { concat, bytesOf, fromBase64, fromHex, type Bytes } from './bytes.js';
import { requireHeaders, type HeaderReader } from './headers.js';
import { ed25519Verifier, rsaVerifier, secretTextVerifier, secretVerifier, type Verifier } from './keys.js';
import { WebhookError } from './webhook-error.js';

/** What a message brings with it that one kind of key can confirm. */
export interface Proof {
  readonly trouble: 'WRONG_SECRET' | 'UNKNOWN_KEY';
  /** What to look at where no key confirms it. */
  readonly advice: string;
  /** Whether the body is what was signed, by any of the keys. */
  confirms(body: Bytes): Promise<boolean>;
}

/** What Standard Webhooks sends of a message. */
export interface StandardHeaders {
  readonly id: string;
  /** In seconds since 1970. */
  readonly timestamp: number;
  readonly signatures: readonly { readonly version: string; readonly bytes: Bytes }[];
}

/** A gateway sends six at most. Whoever sends more wants them all to be computed. */
const MOST_SIGNATURES = 16;
const WRONG_SECRET = 'see that it is the secret of this very endpoint, and the one in force after a rotation';
const UNKNOWN_KEY = 'take those of your gateway from /.well-known/chaintill-keys.json';

/** @throws {WebhookError} `MISSING_HEADERS`, `MALFORMED_HEADERS` */
export function readStandardHeaders(read: HeaderReader): StandardHeaders {
  const headers = requireHeaders(read, ['webhook-id', 'webhook-timestamp', 'webhook-signature']);
  const time = headers['webhook-timestamp'];
  if (!/^\d{1,12}$/.test(time)) {
    throw new WebhookError('MALFORMED_HEADERS', 'webhook-timestamp is no number of seconds since 1970');
  }
  const signatures = headers['webhook-signature'].split(' ', MOST_SIGNATURES).flatMap((part) => {
    const comma = part.indexOf(',');
    const bytes = comma === -1 ? null : fromBase64(part.slice(comma + 1));
    return bytes ? [{ version: part.slice(0, comma), bytes }] : [];
  });
  return { id: headers['webhook-id'], timestamp: Number(time), signatures };
}

/** `v1`: HMAC-SHA256 by each secret in force. */
export async function secretProof(headers: StandardHeaders, secrets: readonly string[]): Promise<Proof> {
  const verifiers = await Promise.all(secrets.map(secretVerifier));
  return standardProof(headers, 'v1', verifiers, { trouble: 'WRONG_SECRET', advice: WRONG_SECRET });
}

/** `v1a`: Ed25519 by the gateway. */
export async function publicKeyProof(headers: StandardHeaders, keys: readonly string[]): Promise<Proof> {
  const verifiers = await Promise.all(keys.map(ed25519Verifier));
  return standardProof(headers, 'v1a', verifiers, { trouble: 'UNKNOWN_KEY', advice: UNKNOWN_KEY });
}

/** RSA-SHA256 over the body, in the header of Liberland's middleware, or in those that its shop plugin looks in. */
export async function liberlandProof(read: HeaderReader, keys: readonly string[]): Promise<Proof> {
  const sent = ['secret', 'signature', 'x-signature'].flatMap((name) => read(name) ?? []);
  const [first] = sent;
  if (first === undefined) requireHeaders(read, ['secret']);
  const signatures = sent.flatMap((text) => fromBase64(text) ?? []);
  const verifiers = await Promise.all(keys.map(rsaVerifier));
  return {
    trouble: 'UNKNOWN_KEY',
    advice: 'take that of your gateway from /.well-known/chaintill-rsa.pem',
    confirms: (body) => someConfirms(verifiers, signatures, body),
  };
}

/** HMAC-SHA256 over the body by the text of the secret, in hex. */
export async function gatewayProof(read: HeaderReader, secrets: readonly string[]): Promise<Proof> {
  const { 'x-gateway-signature': sent } = requireHeaders(read, ['x-gateway-signature']);
  const signature = sent.startsWith('sha256=') ? fromHex(sent.slice('sha256='.length)) : null;
  if (!signature) {
    throw new WebhookError('MALFORMED_HEADERS', 'x-gateway-signature is not sha256= and then hex');
  }
  const verifiers = await Promise.all(secrets.map(secretTextVerifier));
  return {
    trouble: 'WRONG_SECRET',
    advice: WRONG_SECRET,
    confirms: (body) => someConfirms(verifiers, [signature], body),
  };
}

/** @throws {WebhookError} `MISSING_HEADERS` where nothing is signed in this way */
function standardProof(
  { id, timestamp, signatures }: StandardHeaders,
  version: 'v1' | 'v1a',
  verifiers: readonly Verifier[],
  rest: Pick<Proof, 'trouble' | 'advice'>,
): Proof {
  const own = signatures.filter((signature) => signature.version === version).map(({ bytes }) => bytes);
  if (own.length === 0) {
    throw new WebhookError('MISSING_HEADERS', `webhook-signature has no signature ${version},…`);
  }
  const head = bytesOf(`${id}.${timestamp}.`);
  return { ...rest, confirms: (body) => someConfirms(verifiers, own, concat(head, body)) };
}

async function someConfirms(
  verifiers: readonly Verifier[],
  signatures: readonly Bytes[],
  signed: Bytes,
): Promise<boolean> {
  const tries = verifiers.flatMap((verify) => signatures.map((signature) => verify(signature, signed)));
  return (await Promise.all(tries)).includes(true);
}
