import { readDatabaseServer } from '../../../store/till/inspection/server.js';
import type { Check } from '../examine.js';
import { ok, problem, warning, type Remark } from '../finding.js';

/** gen_random_uuid and a trusted btree_gist are from 13 on; 13 itself is no longer maintained. */
const OLDEST = 14;
/** Of all that Postgres allows. */
const MOST_OPEN = 0.9;

export const database: Check = {
  name: 'database',
  async examine({ databases, seen }) {
    if (databases === null) {
      return [
        problem(
          'no database is named, and no instance runs on the data folder',
          'start Chaintill (npm start), name its folder with --data, or set DATABASE_URL',
        ),
      ];
    }
    const server = await readDatabaseServer(databases.till);
    seen.database = true;
    const { version, major, isStandby, maxConnections, openConnections } = server;
    const remarks: Remark[] = [];
    if (major < OLDEST) {
      remarks.push(problem(`Postgres ${version} is too old`, `use Postgres ${OLDEST} or later`));
    }
    if (isStandby) {
      remarks.push(
        problem('the database is a standby, which takes no writes', 'let DATABASE_URL name the primary'),
      );
    }
    if (openConnections > maxConnections * MOST_OPEN) {
      remarks.push(
        warning(
          `${openConnections} of ${maxConnections} connections are open`,
          'raise max_connections of Postgres, or see who holds them in pg_stat_activity',
        ),
      );
    }
    return remarks.length > 0 ? remarks : [ok(`Postgres ${version} answers`)];
  },
};
