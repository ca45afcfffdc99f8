import { MIGRATION_NAMES } from '../../../store/till/migrate.js';
import { readDatabaseSchemas } from '../../../store/till/inspection/schemas.js';
import type { Check } from '../examine.js';
import { ok, problem, warning, type Remark } from '../finding.js';
import { INDEX } from '../patient.js';

/** Whether the tables are those of this version. */
export const schemas: Check = {
  name: 'schemas',
  async examine({ databases, seen }) {
    if (databases === null || !seen.database) return [];
    const { migrations, indexTables } = await readDatabaseSchemas(databases.till, INDEX);
    seen.till = migrations !== null && MIGRATION_NAMES.every((name) => migrations.includes(name));
    return [
      tillOf(migrations),
      indexTables > 0
        ? ok('schema chain is there')
        : warning('schema chain is not there: nothing is indexed yet', 'start the indexer'),
    ];
  },
};

function tillOf(migrations: readonly string[] | null): Remark {
  if (migrations === null) {
    return warning('schema till is not there: there are no orders yet', 'start the gateway, which makes it');
  }
  const newer = migrations.filter((name) => !MIGRATION_NAMES.includes(name));
  if (newer.length > 0) {
    return problem(
      `schema till is of a newer version: ${newer.join(', ')}`,
      'run that version of Chaintill, or restore a backup',
    );
  }
  const pending = MIGRATION_NAMES.filter((name) => !migrations.includes(name));
  return pending.length === 0
    ? ok('schema till is of this version')
    : problem(
        `migrations of schema till are pending: ${pending.join(', ')}`,
        'run "chaintill migrate"; every start of the gateway does so too',
      );
}
