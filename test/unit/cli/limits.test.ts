import { loadConfig } from '../../../src/cli/config.js';
import { limitsOf } from '../../../src/cli/limits.js';
import { ChaintillError } from '../../../src/domain/errors.js';

const limitsWith = (environment: Readonly<Record<string, string>>, network = 'liberland'): unknown =>
  limitsOf(
    loadConfig(
      'gateway',
      { network },
      { DATABASE_URL: 'postgres://db.example/till', CHAINTILL_SECRET_KEY: 'x'.repeat(32), ...environment },
    ),
  );

describe('limits', () => {
  it('are the defaults on a real chain', () => {
    expect(limitsWith({})).toEqual({
      perAddress: 3_000,
      perKey: 6_000,
      connections: null,
      trustedProxies: [],
    });
  });

  it('are none on a dev chain, unless they are set', () => {
    const none = { perAddress: null, perKey: null };
    expect(limitsOf(loadConfig('start', {}, {}))).toMatchObject(none);
    expect(limitsOf(loadConfig('start', { rateLimit: '100' }, {}))).toMatchObject({
      ...none,
      perAddress: 100,
    });
  });

  it('are what is set', () => {
    expect(
      limitsWith({
        CHAINTILL_RATE_LIMIT: '100',
        CHAINTILL_KEY_RATE_LIMIT: 'off',
        CHAINTILL_MAX_CONNECTIONS: '7',
        CHAINTILL_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
      }),
    ).toEqual({
      perAddress: 100,
      perKey: null,
      connections: 7,
      trustedProxies: ['127.0.0.1', '10.0.0.0/8'],
    });
  });

  it.each([
    ['CHAINTILL_RATE_LIMIT', '0', 'expected a whole number from 1 to 1000000, or off'],
    ['CHAINTILL_RATE_LIMIT', 'none', 'expected a whole number from 1 to 1000000, or off'],
    ['CHAINTILL_KEY_RATE_LIMIT', '1.5', 'expected a whole number from 1 to 1000000, or off'],
    ['CHAINTILL_MAX_CONNECTIONS', '0', 'expected 1 or more'],
    ['CHAINTILL_TRUSTED_PROXIES', '10.0.0.0/8,nginx', 'expected an address, or a range as 10.0.0.0/8'],
  ])('cannot be %s=%s', (variable, value, expected) => {
    const load = (): unknown => limitsWith({ [variable]: value });
    expect(load).toThrow(ChaintillError);
    expect(load).toThrow(expected);
  });
});
