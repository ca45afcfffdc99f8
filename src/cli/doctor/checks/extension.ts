import { readDatabaseSchemas } from '../../../store/till/inspection/schemas.js';
import type { Check } from '../examine.js';
import { ok, problem } from '../finding.js';
import { INDEX } from '../patient.js';

export const extension: Check = {
  name: 'extension',
  async examine({ databases, seen }) {
    if (databases === null || !seen.database) return [];
    const { btreeGist, mayCreate } = await readDatabaseSchemas(databases.till, INDEX);
    if (btreeGist === 'installed') return [ok('btree_gist is installed')];
    if (btreeGist === 'missing') {
      return [
        problem(
          'Postgres does not have btree_gist',
          "install the package of Postgres' contrib modules on its machine",
        ),
      ];
    }
    return mayCreate
      ? [ok('btree_gist is there, and is installed at the first start')]
      : [
          problem(
            'btree_gist is not installed in this database, and its user may not install it',
            'run "create extension btree_gist" as a superuser',
          ),
        ];
  },
};
