import { execFileSync, spawnSync } from 'node:child_process';
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createVerify,
  generateKeyPairSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { canonicalJson } from '../../../src/domain/canonical-json.js';
import type { Dialect } from '../../../src/domain/webhook/dialect.js';
import { formatSecret, parseSecret } from '../../../src/domain/webhook/secret.js';
import { signMessage } from '../../../src/notify/signing/headers.js';
import { signStandard } from '../../../src/notify/signing/standard.js';
import { refusal } from '../domain/refusal.js';

const ed25519 = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = formatSecret(randomBytes(32));
const older = formatSecret(randomBytes(24));
const text = canonicalJson({ orderId: '557', price: '4000000000000', remark: 'Für Zoë 😀', toId: '5Cz1' });
const body = Buffer.from(text);

function sign(dialect: Dialect, signatureHeaders = false): Record<string, string> {
  return signMessage(
    { id: 'evt_1', timestamp: Math.floor(Date.now() / 1000), body },
    { dialect, secrets: [secret, older], signatureHeaders },
    { ed25519: ed25519.privateKey, rsa: rsa.privateKey },
  );
}

describe('the headers of Standard Webhooks', () => {
  it.each(['standard', 'liberland', 'gateway'] as const)(
    'of dialect %s pass its library, under each secret',
    (dialect) => {
      const headers = sign(dialect);
      for (const each of [secret, older])
        expect(new Webhook(each).verify(text, headers)).toEqual(JSON.parse(text));
      expect(() => new Webhook(formatSecret(randomBytes(32))).verify(text, headers)).toThrow(
        'No matching signature',
      );
      expect(() => new Webhook(secret).verify(`${text} `, headers)).toThrow('No matching signature');
      expect(() => new Webhook(secret).verify(text, { ...headers, 'webhook-id': 'evt_2' })).toThrow(
        'No matching signature',
      );
    },
  );

  it('carry the same ed25519 signature as other implementations, byte for byte', () => {
    const pair = Buffer.from(
      '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
      'base64',
    );
    const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
    const key = createPrivateKey({
      key: Buffer.concat([prefix, pair.subarray(0, 32)]),
      format: 'der',
      type: 'pkcs8',
    });
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: Buffer.from('{"test": 2432232314}'),
    };
    expect(signStandard(message, [], key)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature':
        'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    });
  });

  it('let anybody who has the public key check the ed25519 signature', () => {
    const headers = sign('standard');
    const [last, ...others] = (headers['webhook-signature'] ?? '').split(' ').reverse();
    expect(others.map((signature) => signature.split(',')[0])).toEqual(['v1', 'v1']);
    const [version, signature = ''] = last?.split(',') ?? [];
    expect(version).toBe('v1a');
    const { x = '' } = ed25519.publicKey.export({ format: 'jwk' });
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const signed = `${headers['webhook-id'] ?? ''}.${headers['webhook-timestamp'] ?? ''}.${text}`;
    expect(verify(null, Buffer.from(signed), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    expect(verify(null, Buffer.from(`${signed} `), publicKey, Buffer.from(signature, 'base64'))).toBe(false);
  });

  it('refuse a secret that is none', () => {
    for (const wrong of [
      '',
      'whsec_',
      'whsec_%%%',
      formatSecret(randomBytes(23)),
      formatSecret(randomBytes(65)),
    ])
      expect(() => parseSecret(wrong)).toThrow(refusal('WEBHOOK_SECRET_INVALID'));
  });
});

describe('dialect liberland', () => {
  const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();

  it('signs so that the code in its documentation accepts what a receiver parsed', () => {
    const { secret: signature = '' } = sign('liberland');
    const check = (payload: unknown): boolean =>
      createVerify('SHA256').update(JSON.stringify(payload)).end().verify(pem, signature, 'base64');
    const payload = JSON.parse(text) as Record<string, unknown>;
    expect(check(payload)).toBe(true);
    expect(check({ ...payload, price: '1' })).toBe(false);
  });

  it('signs so that openssl accepts the bytes that were sent', () => {
    if (spawnSync('openssl', ['version']).status !== 0) {
      console.warn('not tried: there is no openssl on this machine');
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'chaintill-openssl-'));
    try {
      writeFileSync(join(folder, 'key.pem'), pem);
      writeFileSync(join(folder, 'signature'), Buffer.from(sign('liberland')['secret'] ?? '', 'base64'));
      const args = ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'signature'];
      expect(execFileSync('openssl', args, { cwd: folder, input: body }).toString()).toContain('Verified OK');
      expect(spawnSync('openssl', args, { cwd: folder, input: `${text} ` }).status).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('puts the signature where the shop plugin looks only when told to', () => {
    const quiet = sign('liberland');
    expect(Object.keys(quiet)).not.toContain('signature');
    expect(Object.keys(quiet)).not.toContain('x-signature');
    const loud = sign('liberland', true);
    expect([loud['signature'], loud['x-signature']]).toEqual([quiet['secret'], quiet['secret']]);
  });
});

describe('dialect gateway', () => {
  it('signs the body with the text of the newest secret', () => {
    const digest = createHmac('sha256', secret)
      .update(JSON.stringify(JSON.parse(text)))
      .digest('hex');
    expect(sign('gateway')['x-gateway-signature']).toBe(`sha256=${digest}`);
  });
});

it('no dialect sends the headers of another', () => {
  const names = ['content-type', 'webhook-id', 'webhook-signature', 'webhook-timestamp'];
  expect(Object.keys(sign('standard', true)).sort()).toEqual(names);
  expect(Object.keys(sign('gateway', true)).sort()).toEqual([...names, 'x-gateway-signature'].sort());
  expect(Object.keys(sign('liberland')).sort()).toEqual([...names, 'secret'].sort());
});
