import { readRawBody, type Bytes, type RawBody } from './bytes.js';
import { headerReader, type HeaderReader, type WebhookHeaders } from './headers.js';
import type { Dialect, MessageByDialect } from './messages.js';
import {
  gatewayProof,
  liberlandProof,
  publicKeyProof,
  readStandardHeaders,
  secretProof,
  type Proof,
  type StandardHeaders,
} from './proof.js';
import { isRewritten, originalsOf } from './rewritten.js';
import { WebhookError } from './webhook-error.js';

/** What to check with. Of each kind that is given, one key must have signed the message. */
export interface VerifyOptions<D extends Dialect> {
  /** `whsec_…` of the endpoint; several while one is being replaced. */
  readonly secrets?: string | readonly string[];
  /** The gateway's, `whpk_…` or PEM. They say which gateway sent the message, and not to which of its merchants. */
  readonly publicKeys?: string | readonly string[];
  /** The gateway's for dialect `liberland`, as PEM. The same holds. */
  readonly rsaPublicKeys?: string | readonly string[];
  /** How many seconds the message may be old, or ahead; default 300. */
  readonly toleranceSeconds?: number;
  /** Of the endpoint; default `standard`. */
  readonly dialect?: D;
}

interface Evidence {
  readonly proofs: readonly Proof[];
  /** Null where no time was signed. */
  readonly standard: StandardHeaders | null;
}

const TOLERANCE_S = 300;

/**
 * Checks that a webhook is what the gateway sent, and sent lately.
 * @param rawBody the body as it came, before it is parsed
 * @returns what it says. The same message can come again: do everything once for each `id`.
 * @throws {WebhookError} with a code that says what is the trouble
 */
export async function verifyWebhook<D extends Dialect = 'standard'>(
  rawBody: RawBody,
  headers: WebhookHeaders,
  options: VerifyOptions<D>,
): Promise<MessageByDialect[D]> {
  const body = readRawBody(rawBody);
  const { proofs, standard } = await evidenceOf(headerReader(headers), options);
  for (const proof of proofs) {
    if (!(await proof.confirms(body))) throw await diagnose(proof, body);
  }
  if (standard) checkTime(standard, options.toleranceSeconds ?? TOLERANCE_S);
  return JSON.parse(new TextDecoder().decode(body)) as MessageByDialect[D];
}

async function evidenceOf<D extends Dialect>(
  read: HeaderReader,
  options: VerifyOptions<D>,
): Promise<Evidence> {
  const dialect: Dialect = options.dialect ?? 'standard';
  const secrets = listOf(options.secrets);
  const publicKeys = listOf(options.publicKeys);
  const rsaPublicKeys = listOf(options.rsaPublicKeys);
  refuseUseless(dialect, { secrets, publicKeys, rsaPublicKeys });
  const rsa = rsaPublicKeys.length > 0 ? [await liberlandProof(read, rsaPublicKeys)] : [];
  if (secrets.length + publicKeys.length === 0) return { proofs: rsa, standard: null };
  // Its own header says less than those of Standard Webhooks, which a gateway sends besides.
  if (dialect === 'gateway' && publicKeys.length === 0 && read('webhook-signature') === null) {
    return { proofs: [await gatewayProof(read, secrets)], standard: null };
  }
  const standard = readStandardHeaders(read);
  const proofs = [
    ...(secrets.length > 0 ? [await secretProof(standard, secrets)] : []),
    ...(publicKeys.length > 0 ? [await publicKeyProof(standard, publicKeys)] : []),
    ...rsa,
  ];
  return { proofs, standard };
}

type Keys = Readonly<Record<'secrets' | 'publicKeys' | 'rsaPublicKeys', readonly string[]>>;

function refuseUseless(dialect: Dialect, { secrets, publicKeys, rsaPublicKeys }: Keys): void {
  if (rsaPublicKeys.length > 0 && dialect !== 'liberland') {
    throw new WebhookError('BAD_KEYS', "rsaPublicKeys: write dialect: 'liberland' too, or leave them out");
  }
  if (secrets.length + publicKeys.length + rsaPublicKeys.length > 0) return;
  throw new WebhookError(
    'BAD_KEYS',
    'there is no key to check with: give secrets (whsec_…), from when the endpoint was made',
  );
}

async function diagnose(proof: Proof, body: Bytes): Promise<WebhookError> {
  for (const original of originalsOf(body)) {
    if (!(await proof.confirms(original))) continue;
    return new WebhookError(
      'BODY_RESERIALISED',
      'the key is right, but the body was parsed and written again on its way here: give the bytes that came',
    );
  }
  if (isRewritten(body)) {
    return new WebhookError(
      'BODY_RESERIALISED',
      'this is not the text that a gateway writes: give the bytes that came, not JSON that was written again',
    );
  }
  const { trouble, advice } = proof;
  const which = trouble === 'WRONG_SECRET' ? 'none of the secrets' : 'none of the public keys';
  return new WebhookError(
    trouble,
    `${which} signed this body: ${advice}; or the body was changed on its way`,
  );
}

function checkTime({ timestamp }: StandardHeaders, toleranceSeconds: number): void {
  const age = Math.floor(Date.now() / 1000) - timestamp;
  if (Math.abs(age) <= toleranceSeconds) return;
  const when = age > 0 ? `${age} s old` : `${-age} s ahead of this machine's clock`;
  throw new WebhookError(
    'STALE_TIME',
    `the signature is right, but the message is ${when}, and ${toleranceSeconds} s are allowed: it was sent again by ` +
      'somebody else, it waited in between, or a clock is wrong',
  );
}

function listOf(keys: string | readonly string[] | undefined): readonly string[] {
  if (keys === undefined) return [];
  return typeof keys === 'string' ? [keys] : keys;
}
