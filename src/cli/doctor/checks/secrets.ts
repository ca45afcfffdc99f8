import { ChaintillError } from '../../../domain/errors.js';
import { readSealed } from '../../../store/till/inspection/sealed.js';
import { createSealer } from '../../../store/till/sealing.js';
import type { Check } from '../examine.js';
import { ok, problem } from '../finding.js';

/** Whether what is stored encrypted can be opened with the secret key. */
export const secrets: Check = {
  name: 'stored secrets',
  async examine({ databases, secretKey, seen }) {
    if (databases === null || !seen.till || secretKey === null) return [];
    const sealer = createSealer(secretKey);
    const sealed = await readSealed(databases.till);
    const closed = sealed.filter((one) => {
      try {
        sealer.open(one.sealed, one.context);
        return false;
      } catch (error) {
        if (error instanceof ChaintillError) return true;
        throw error;
      }
    });
    if (closed.length === 0) return [ok(`all ${sealed.length} can be opened with the secret key`)];
    return [
      problem(
        `${closed.length} of ${sealed.length} cannot be opened: ${closed[0]?.context ?? ''} is one of them`,
        closed.length === sealed.length
          ? 'set CHAINTILL_SECRET_KEY to what it was when they were stored: webhooks cannot be signed without'
          : 'rotate the secrets of those endpoints: they are damaged, or were stored under another key',
      ),
    ];
  },
};
