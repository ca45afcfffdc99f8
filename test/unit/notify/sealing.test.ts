import { createSealer } from '../../../src/store/till/sealing.js';
import { refusal } from '../domain/refusal.js';

const SECRET = 'a secret of at least 32 characters';
const PLAIN = Buffer.from('whsec_something');
const CONTEXT = 'endpoint-secret:1';

describe('createSealer', () => {
  it('gives back what was sealed, also after a restart', () => {
    const sealed = createSealer(SECRET).seal(PLAIN, CONTEXT);
    expect(createSealer(SECRET).open(sealed, CONTEXT)).toEqual(PLAIN);
    expect(sealed.includes(PLAIN)).toBe(false);
    expect(
      createSealer(SECRET).open(createSealer(SECRET).seal(Buffer.alloc(0), CONTEXT), CONTEXT),
    ).toHaveLength(0);
  });

  it('seals the same differently each time', () => {
    const sealer = createSealer(SECRET);
    expect(sealer.seal(PLAIN, CONTEXT)).not.toEqual(sealer.seal(PLAIN, CONTEXT));
  });

  it("opens neither what another key sealed nor what is somebody else's", () => {
    const sealed = createSealer(SECRET).seal(PLAIN, CONTEXT);
    const wrong = refusal('SECRET_KEY_WRONG', 'set CHAINTILL_SECRET_KEY');
    expect(() => createSealer(`${SECRET}!`).open(sealed, CONTEXT)).toThrow(wrong);
    expect(() => createSealer(SECRET).open(sealed, 'endpoint-secret:2')).toThrow(wrong);
  });

  it('opens nothing that was changed or cut, wherever', () => {
    const sealer = createSealer(SECRET);
    const sealed = sealer.seal(PLAIN, CONTEXT);
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => sealer.open(changed, CONTEXT)).toThrow(
        refusal(i === 0 ? 'SEALED_UNREADABLE' : 'SECRET_KEY_WRONG'),
      );
      expect(() => sealer.open(sealed.subarray(0, i), CONTEXT)).toThrow(
        refusal(i < 29 ? 'SEALED_UNREADABLE' : 'SECRET_KEY_WRONG'),
      );
    }
  });

  it('refuses a key that is too short', () => {
    expect(() => createSealer('x'.repeat(31))).toThrow(refusal('SECRET_KEY_SHORT', 'openssl rand'));
  });
});
