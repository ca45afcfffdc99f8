import { DEV_SECRET_KEY } from '../../config.js';
import type { Check } from '../examine.js';
import { ok, problem, warning } from '../finding.js';

const MAKE_ONE = 'set it to what "openssl rand -hex 32" prints, and keep a copy apart from the database';
/** Fewer than this is no random text: 32 hex digits have about 14. */
const LEAST_CHARACTERS = 8;

export const secretKey: Check = {
  name: 'secret key',
  examine({ secretKey: key, network }) {
    if (key === null) return [problem('CHAINTILL_SECRET_KEY is not set', MAKE_ONE)];
    if (network === null) {
      return key === DEV_SECRET_KEY
        ? [ok('the one of the dev chain, which everybody knows')]
        : [ok('CHAINTILL_SECRET_KEY is set')];
    }
    if (key === DEV_SECRET_KEY) {
      return [problem('CHAINTILL_SECRET_KEY is the one of the dev chain, which everybody knows', MAKE_ONE)];
    }
    return new Set(key).size < LEAST_CHARACTERS
      ? [warning('CHAINTILL_SECRET_KEY has few different characters, so it may be guessed', MAKE_ONE)]
      : [ok('CHAINTILL_SECRET_KEY is set')];
  },
};
