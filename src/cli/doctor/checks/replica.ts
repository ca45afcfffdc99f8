import { destination, pino } from 'pino';
import { ChaintillError } from '../../../domain/errors.js';
import { readDatabaseSystem, type DatabaseSystem } from '../../../store/reads/system.js';
import { openTillDatabase } from '../../../store/till/database.js';
import type { Check } from '../examine.js';
import { ok, problem } from '../finding.js';

const VARIABLE = 'CHAINTILL_READ_DATABASE_URL';

/** Whether what is named for reads follows the server that is written to. */
export const replica: Check = {
  name: 'replica',
  async examine({ config: { readDatabaseUrl }, databases, seen }) {
    if (readDatabaseUrl === null) return [ok('none is named: all is read from the database itself')];
    if (databases === null || !seen.database) return [];
    const following = await systemAt(readDatabaseUrl);
    if (following === null) {
      return [
        problem(
          'the replica does not answer, and the gateway reads all from the primary',
          `see whether it runs, and that ${VARIABLE} names it`,
        ),
      ];
    }
    const primary = await readDatabaseSystem(databases.till);
    if (!following.follows || following.identifier !== primary.identifier) {
      return [
        problem(
          `${VARIABLE} names ${following.follows ? 'a replica of another server' : 'a server that takes writes'}: it is not read`,
          'let it name a streaming replica of the server of DATABASE_URL, or leave it out (docs/scaling.md)',
        ),
      ];
    }
    return [ok('it follows the database')];
  },
};

/** Null where nobody answers there. */
async function systemAt(url: string): Promise<DatabaseSystem | null> {
  const db = openTillDatabase({ url, log: pino({ level: 'silent' }, destination(2)), size: 1 });
  try {
    return await readDatabaseSystem(db);
  } catch (error) {
    if (error instanceof ChaintillError && error.code === 'DATABASE_UNAVAILABLE') return null;
    throw error;
  } finally {
    await db.destroy();
  }
}
