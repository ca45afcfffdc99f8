import { DEV_KEYS } from '../../../gateway/auth/key-text.js';
import { listApiKeys } from '../../../store/till/api-keys.js';
import type { Check } from '../examine.js';
import { ok, problem, warning, type Remark } from '../finding.js';

const SOON_MS = 14 * 86_400_000;
const DEV_IDS: ReadonlySet<string> = new Set(Object.values(DEV_KEYS).map(({ id }) => id));

export const apiKeys: Check = {
  name: 'API keys',
  async examine({ databases, network, seen }) {
    if (databases === null || !seen.till) return [];
    const now = Date.now();
    const keys = (await listApiKeys(databases.till, null)).filter(
      ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt.getTime() > now),
    );
    const remarks: Remark[] = [];
    if (network !== null && keys.some(({ id }) => DEV_IDS.has(id))) {
      remarks.push(
        problem(
          'the keys of the dev merchant, which everybody knows, are in the database of a real network',
          'run "chaintill keys revoke" for sk_dev, rk_dev and pk_dev',
        ),
      );
    }
    if (!keys.some(({ kind }) => kind !== 'publishable')) {
      remarks.push(
        warning('there is no key that anybody could use', 'run "chaintill keys create --admin --name …"'),
      );
    }
    const ending = keys.filter(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() < now + SOON_MS);
    if (ending.length > 0) {
      remarks.push(
        warning(
          `${ending.length} keys expire within two weeks: ${ending[0]?.id ?? ''} is one of them`,
          'make new ones with "chaintill keys create", and give them to those who use the old ones',
        ),
      );
    }
    return remarks.length > 0 ? remarks : [ok(`${keys.length} can be used`)];
  },
};
