import { createPublicKey, sign, verify } from 'node:crypto';
import type { TillDatabase } from '../../src/store/till/database.js';
import { openGatewayKeys } from '../../src/store/till/gateway-keys.js';
import { createSealer } from '../../src/store/till/sealing.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { openTestTill } from '../support/till.js';
import { refusal } from '../unit/domain/refusal.js';

const SECRET = 'a secret of at least 32 characters';
const TEXT = Buffer.from('signed');

describe("the gateway's own keys", () => {
  let database: TestDatabase;
  let tills: [TillDatabase, TillDatabase];

  beforeAll(async () => {
    database = await createTestDatabase('gateway-keys');
    tills = [await openTestTill(database.url), await openTestTill(database.url)];
  });

  afterAll(async () => {
    for (const till of tills) await till.destroy();
    await database.drop();
  });

  it('are one pair of each kind, however many instances start together, and after a restart', async () => {
    const opened = await Promise.all(
      [...tills, ...tills].map((till) => openGatewayKeys(till, createSealer(SECRET))),
    );
    opened.push(await openGatewayKeys(tills[0], createSealer(SECRET)));
    expect(new Set(opened.map(({ ed25519 }) => ed25519.whpk)).size).toBe(1);
    expect(new Set(opened.map(({ rsa }) => rsa.pem)).size).toBe(1);
    const rows = await tills[0]
      .selectFrom('gatewayKeys')
      .select(['kind', 'publicKey'])
      .orderBy('kind')
      .execute();
    expect(rows).toEqual([
      { kind: 'ed25519', publicKey: opened[0]?.ed25519.pem },
      { kind: 'rsa', publicKey: opened[0]?.rsa.pem },
    ]);
  });

  it('check what they sign, in each form in which they are shown', async () => {
    const { ed25519, rsa } = await openGatewayKeys(tills[0], createSealer(SECRET));
    expect(ed25519.whpk).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    const raw = Buffer.from(ed25519.whpk.slice('whpk_'.length), 'base64').toString('base64url');
    const forms = [
      createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' }),
      createPublicKey({ key: ed25519.jwk, format: 'jwk' }),
      createPublicKey(ed25519.pem),
    ];
    const signature = sign(null, TEXT, ed25519.privateKey);
    expect(forms.map((key) => verify(null, TEXT, key, signature))).toEqual([true, true, true]);

    expect(rsa.privateKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    const rsaForms = [createPublicKey(rsa.pem), createPublicKey({ key: rsa.jwk, format: 'jwk' })];
    const rsaSignature = sign('sha256', TEXT, rsa.privateKey);
    expect(rsaForms.map((key) => verify('sha256', TEXT, key, rsaSignature))).toEqual([true, true]);
    expect(Object.keys({ ...ed25519.jwk, ...rsa.jwk }).sort()).toEqual(['crv', 'e', 'kty', 'n', 'x']);
  });

  it('stay closed to another secret, and are not replaced then', async () => {
    const { rsa } = await openGatewayKeys(tills[0], createSealer(SECRET));
    const other = openGatewayKeys(tills[1], createSealer(`${SECRET}!`));
    await expect(other).rejects.toEqual(refusal('SECRET_KEY_WRONG', 'CHAINTILL_SECRET_KEY'));
    expect((await openGatewayKeys(tills[1], createSealer(SECRET))).rsa.pem).toBe(rsa.pem);
  });

  it('lie in the database in no form that signs', async () => {
    const { ed25519, rsa } = await openGatewayKeys(tills[0], createSealer(SECRET));
    const rows = await tills[0].selectFrom('gatewayKeys').select('sealedPrivate').execute();
    const stored = Buffer.concat(rows.map(({ sealedPrivate }) => sealedPrivate));
    for (const { privateKey } of [ed25519, rsa]) {
      const { d = '' } = privateKey.export({ format: 'jwk' });
      expect(stored.includes(Buffer.from(d, 'base64url'))).toBe(false);
    }
  });
});
