/** What src/notify signs, the SDK verifies; what is wrong, it names. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { webhooks, WebhookError, type Dialect, type VerifyOptions } from '../../../src/client/index.js';
import { renderBody } from '../../../src/domain/webhook/render-body.js';
import { formatSecret } from '../../../src/domain/webhook/secret.js';
import { signMessage } from '../../../src/notify/signing/headers.js';
import { orderDataOf, paymentDataOf } from '../../support/event-data.js';

const DIALECTS = ['standard', 'liberland', 'gateway'] as const;

const ed25519 = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangeEd25519 = generateKeyPairSync('ed25519').publicKey;
const strangeRsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const secret = formatSecret(randomBytes(32));
const older = formatSecret(randomBytes(24));
const strange = formatSecret(randomBytes(32));

const pemOf = (key: typeof strangeRsa): string => key.export({ format: 'pem', type: 'spki' }).toString();
const whpkOf = (key: typeof strangeEd25519): string =>
  `whpk_${Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`;
const whpk = whpkOf(ed25519.publicKey);
const pem = pemOf(rsa.publicKey);

const metadata = { zone: 'Zürich 🛒', items: [{ b: 1, a: 2 }] };
const stored = JSON.stringify({
  id: `evt_${'ab'.repeat(20)}`,
  type: 'order.settled',
  cursor: '00000000-0000-4000-8000-000000000000:7',
  sequence: 2,
  height: 100,
  createdAt: '2026-11-21T12:00:00.000Z',
  data: {
    order: orderDataOf({ status: 'settled', metadata }),
    payment: paymentDataOf({ remarkText: 'Für Zoë/2' }),
    command: null,
  },
});

interface Sent {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

const now = (): number => Math.floor(Date.now() / 1000);

/** A webhook as the notifier sends it. */
function send(dialect: Dialect, timestamp = now(), signatureHeaders = false): Sent {
  const text = renderBody(dialect, stored);
  const headers = signMessage(
    { id: 'evt_1', timestamp, body: Buffer.from(text) },
    { dialect, secrets: [secret, older], signatureHeaders },
    { ed25519: ed25519.privateKey, rsa: rsa.privateKey },
  );
  return { text, headers };
}

function without(headers: Sent['headers'], ...names: string[]): Sent['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

const STANDARD_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** What is said of a webhook that is refused. */
async function refused(
  body: unknown,
  headers: Sent['headers'],
  options: VerifyOptions<Dialect>,
): Promise<{ code: string; message: string }> {
  const outcome = await webhooks.verify(body as string, headers, options).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof WebhookError)) throw new Error(`it was not refused: ${String(outcome)}`);
  return { code: outcome.code, message: outcome.message };
}

const code = async (...args: Parameters<typeof refused>): Promise<string> => (await refused(...args)).code;

describe.each(DIALECTS)('dialect %s', (dialect) => {
  it('is verified by each secret in force, and by the gateway`s key', async () => {
    const { text, headers } = send(dialect);
    for (const options of [
      { secrets: secret },
      { secrets: [strange, older] },
      { publicKeys: whpk },
      { publicKeys: pemOf(ed25519.publicKey) },
      { secrets: [secret], publicKeys: [whpkOf(strangeEd25519), whpk] },
    ]) {
      expect(await webhooks.verify(text, headers, { dialect, ...options })).toEqual(JSON.parse(text));
    }
  });

  it('takes text, bytes and buffers, and headers of every kind', async () => {
    const { text, headers } = send(dialect);
    const bytes = new TextEncoder().encode(text);
    for (const body of [text, bytes, Buffer.from(text), bytes.buffer]) {
      expect(await webhooks.verify(body, headers, { dialect, secrets: secret })).toEqual(JSON.parse(text));
    }
    const shouted = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const listed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    for (const each of [new Headers(headers), shouted, listed]) {
      expect(await webhooks.verify(text, each, { dialect, secrets: secret })).toEqual(JSON.parse(text));
    }
  });

  it('needs every kind of key that is given', async () => {
    const { text, headers } = send(dialect);
    const strangers = { publicKeys: whpkOf(strangeEd25519) };
    expect(await code(text, headers, { dialect, secrets: secret, ...strangers })).toBe('UNKNOWN_KEY');
    expect(await code(text, headers, { dialect, secrets: strange, publicKeys: whpk })).toBe('WRONG_SECRET');
  });

  it('tells a wrong secret and an unknown key', async () => {
    const { text, headers } = send(dialect);
    expect(await refused(text, headers, { dialect, secrets: strange })).toMatchObject({
      code: 'WRONG_SECRET',
      message: expect.stringMatching(/secret of this very endpoint/) as string,
    });
    expect(await refused(text, headers, { dialect, publicKeys: whpkOf(strangeEd25519) })).toMatchObject({
      code: 'UNKNOWN_KEY',
      message: expect.stringMatching(/chaintill-keys\.json/) as string,
    });
  });

  it('tells a body that was written again, from a key that is right', async () => {
    const { text, headers } = send(dialect);
    const parsed = JSON.parse(text) as Record<string, unknown>;
    const escaped = text.replace(
      /[^\x20-\x7e]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    for (const again of [
      JSON.stringify(parsed, null, 2),
      text.replaceAll('":', '": ').replaceAll(',"', ', "'),
      escaped.replaceAll('/', '\\/'),
      `${text}\n`,
    ]) {
      for (const keys of [{ secrets: secret }, { publicKeys: whpk }]) {
        const said = await refused(again, headers, { dialect, ...keys });
        expect(said).toEqual({
          code: 'BODY_RESERIALISED',
          message: expect.stringMatching(/^the key is right/) as string,
        });
      }
    }
    const backwards = JSON.stringify(Object.fromEntries(Object.entries(parsed).reverse()));
    expect(await code(backwards, headers, { dialect, secrets: secret })).toBe('BODY_RESERIALISED');
  });

  it('tells an object from bytes, and how to get those', async () => {
    const { text, headers } = send(dialect);
    for (const body of [JSON.parse(text), undefined, null, 7]) {
      const said = await refused(body, headers, { dialect, secrets: secret });
      expect(said).toMatchObject({
        code: 'BODY_NOT_RAW',
        message: expect.stringMatching(/express\.raw/) as string,
      });
    }
  });

  it('does not believe another body', async () => {
    const { text, headers } = send(dialect);
    for (const other of [text.replace('A-1001', 'A-1002'), '{}', '', 'x', '['.repeat(100_000)]) {
      expect(await code(other, headers, { dialect, secrets: secret })).toBe('WRONG_SECRET');
    }
  });

  it('tells the time only where the signature is right', async () => {
    for (const [timestamp, words] of [
      [now() - 301, /30[1-5] s old/],
      [now() + 310, /s ahead/],
    ] as const) {
      const { text, headers } = send(dialect, timestamp);
      expect(await refused(text, headers, { dialect, secrets: secret })).toEqual({
        code: 'STALE_TIME',
        message: expect.stringMatching(words) as string,
      });
      expect(await code(text, headers, { dialect, secrets: strange })).toBe('WRONG_SECRET');
      await webhooks.verify(text, headers, { dialect, secrets: secret, toleranceSeconds: 600 });
    }
    const { text, headers } = send(dialect, now() - 290);
    await webhooks.verify(text, headers, { dialect, secrets: secret });
    const younger = { ...headers, 'webhook-timestamp': String(now()) };
    expect(await code(text, younger, { dialect, secrets: secret })).toBe('WRONG_SECRET');
    const nameless = { ...headers, 'webhook-id': 'evt_2' };
    expect(await code(text, nameless, { dialect, secrets: secret })).toBe('WRONG_SECRET');
  });
});

describe('headers', () => {
  it.each(STANDARD_HEADERS)('say so where %s is missing', async (name) => {
    const { text, headers } = send('standard');
    for (const rest of [without(headers, name), { ...headers, [name]: '' }]) {
      expect(await refused(text, rest, { secrets: secret })).toEqual({
        code: 'MISSING_HEADERS',
        message: expect.stringContaining(`no ${name}:`) as string,
      });
    }
  });

  it('say so where nothing is signed by that kind of key', async () => {
    const { text, headers } = send('standard');
    const [v1 = '', , v1a = ''] = headers['webhook-signature']?.split(' ') ?? [];
    const only = (signature: string): Sent['headers'] => ({ ...headers, 'webhook-signature': signature });
    await webhooks.verify(text, only(`v9,AAAA junk ${v1}`), { secrets: secret });
    expect(await code(text, only(v1a), { secrets: secret })).toBe('MISSING_HEADERS');
    expect(await code(text, only(v1), { publicKeys: whpk })).toBe('MISSING_HEADERS');
    expect(await code(text, only('v1,%%%'), { secrets: secret })).toBe('MISSING_HEADERS');
    // A signature of one kind is none of the other.
    expect(await code(text, only(v1a.replace('v1a', 'v1')), { secrets: secret })).toBe('WRONG_SECRET');
  });

  it('say so where they are nonsense', async () => {
    const { text, headers } = send('standard');
    for (const time of ['soon', '-1', '1e9', '99999999999999']) {
      const wrong = { ...headers, 'webhook-timestamp': time };
      expect(await code(text, wrong, { secrets: secret })).toBe('MALFORMED_HEADERS');
    }
  });
});

describe('keys', () => {
  it('must be keys, and of use', async () => {
    const { text, headers } = send('standard');
    for (const [options, words] of [
      [{}, /^there is no key/],
      [{ secrets: [] }, /^there is no key/],
      [{ secrets: '' }, /^secrets: /],
      [{ secrets: secret.slice(0, 20) }, /^secrets: /],
      [{ secrets: 'whsec_%%%' }, /^secrets: /],
      [{ publicKeys: secret }, /^publicKeys: /],
      [{ publicKeys: 'whpk_AAAA' }, /^publicKeys: /],
      [{ publicKeys: pem }, /^publicKeys: /],
      [{ secrets: secret, rsaPublicKeys: pem }, /^rsaPublicKeys: /],
      [{ rsaPublicKeys: 'x', dialect: 'liberland' }, /^rsaPublicKeys: /],
      [{ rsaPublicKeys: pemOf(ed25519.publicKey), dialect: 'liberland' }, /^rsaPublicKeys: /],
    ] as const) {
      const said = await refused(text, { ...headers, secret: 'AAAA' }, options);
      expect(said).toEqual({ code: 'BAD_KEYS', message: expect.stringMatching(words) as string });
      expect(said.message).not.toContain(secret.slice(6));
    }
  });
});

describe("Liberland's header", () => {
  const dialect = 'liberland';
  const options = { dialect, rsaPublicKeys: pem } as const;

  it('is enough, under each of its names', async () => {
    const { text, headers } = send(dialect, now(), true);
    const all = ['secret', 'signature', 'x-signature'];
    for (const name of all) {
      const only = without(headers, ...STANDARD_HEADERS, ...all.filter((other) => other !== name));
      const message = await webhooks.verify(text, only, {
        ...options,
        rsaPublicKeys: [pemOf(strangeRsa), pem],
      });
      expect(message).toMatchObject({ orderId: 'A-1001', price: '5000', assetId: 'Native' });
    }
  });

  it('is needed beside a secret, where both are given', async () => {
    const { text, headers } = send(dialect);
    await webhooks.verify(text, headers, { ...options, secrets: secret });
    expect(await code(text, without(headers, 'secret'), { ...options, secrets: secret })).toBe(
      'MISSING_HEADERS',
    );
    const alone = without(headers, ...STANDARD_HEADERS);
    expect(await code(text, alone, { ...options, secrets: secret })).toBe('MISSING_HEADERS');
  });

  it('tells an unknown key, a body that was written again, another body', async () => {
    const { text, headers } = send(dialect);
    expect(await code(text, headers, { dialect, rsaPublicKeys: pemOf(strangeRsa) })).toBe('UNKNOWN_KEY');
    expect(await code(text.replace('5000', '1'), headers, options)).toBe('UNKNOWN_KEY');
    expect(await code(text, { ...headers, secret: 'null' }, options)).toBe('UNKNOWN_KEY');
    const unsorted = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse()));
    expect(await refused(unsorted, headers, options)).toMatchObject({
      code: 'BODY_RESERIALISED',
      message: expect.stringMatching(/^the key is right/) as string,
    });
  });
});

describe('x-gateway-signature', () => {
  const options = { dialect: 'gateway', secrets: secret } as const;
  const { text, headers: all } = send('gateway');
  const headers = without(all, ...STANDARD_HEADERS);

  it('is enough where the other headers are lost', async () => {
    const message = await webhooks.verify(text, headers, options);
    expect(message).toMatchObject({
      event: 'transaction.confirmed',
      data: { metadata: { order_id: 'A-1001' } },
    });
  });

  it('tells what is wrong', async () => {
    expect(await code(text, headers, { ...options, secrets: strange })).toBe('WRONG_SECRET');
    expect(await code(`${text} `, headers, options)).toBe('BODY_RESERIALISED');
    expect(await code(text.replace('5000', '1'), headers, options)).toBe('WRONG_SECRET');
    expect(await code(text, {}, options)).toBe('MISSING_HEADERS');
    const malformed = { 'x-gateway-signature': 'sha256=xyz' };
    expect(await code(text, malformed, options)).toBe('MALFORMED_HEADERS');
  });
});

it('a test is verified in every dialect', async () => {
  const body = Buffer.from(
    JSON.stringify({ id: 'evt_1', type: 'endpoint.test', data: { message: 'hello' } }),
  );
  for (const dialect of DIALECTS) {
    const headers = signMessage(
      { id: 'evt_1', timestamp: now(), body },
      { dialect, secrets: [secret], signatureHeaders: false },
      { ed25519: ed25519.privateKey, rsa: rsa.privateKey },
    );
    const keys = dialect === 'liberland' ? { rsaPublicKeys: pem } : { secrets: secret };
    const message = await webhooks.verify(body, headers, { dialect, ...keys });
    expect(message).toMatchObject({ type: 'endpoint.test' });
  }
});
