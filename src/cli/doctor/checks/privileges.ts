import { readDatabaseSchemas } from '../../../store/till/inspection/schemas.js';
import type { Check } from '../examine.js';
import { ok, problem } from '../finding.js';
import { INDEX } from '../patient.js';

/** Of what is lacking, named. */
const MOST = 5;

export const privileges: Check = {
  name: 'privileges',
  async examine({ databases, seen }) {
    if (databases === null || !seen.database) return [];
    const { migrations, indexTables, mayCreate, lacking } = await readDatabaseSchemas(databases.till, INDEX);
    if (lacking.length > 0) {
      const named = lacking.slice(0, MOST).join(', ');
      const more = lacking.length > MOST ? `, and ${lacking.length - MOST} more` : '';
      return [
        problem(
          `the database user lacks ${named}${more}`,
          'use the user that made the tables, or grant it what it lacks',
        ),
      ];
    }
    if (!mayCreate && (migrations === null || indexTables === 0)) {
      return [
        problem(
          'the database user may not make schemas, and some are not there yet',
          'run "grant create on database … to …", or make it the owner of the database',
        ),
      ];
    }
    return [ok('the database user may do what is needed')];
  },
};
