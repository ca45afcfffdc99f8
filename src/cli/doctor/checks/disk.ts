import { statfs } from 'node:fs/promises';
import { readDatabaseServer } from '../../../store/till/inspection/server.js';
import type { Check } from '../examine.js';
import { ok, problem, warning } from '../finding.js';

const GIB = 1024n ** 3n;
const ADVICE = 'make room, or move the data folder: a full disk stops indexing and settlement';

/** The disk of an embedded Postgres; that of another is not to be seen from here. */
export const disk: Check = {
  name: 'disk',
  async examine({ databases, isEmbedded, config, seen }) {
    if (databases === null || !seen.database) return [];
    const { size } = await readDatabaseServer(databases.till);
    if (!isEmbedded) {
      return [ok(`the database has ${gibibytes(size)}; how much its disk has left cannot be told from here`)];
    }
    const { bavail, bsize } = await statfs(config.data, { bigint: true });
    const free = bavail * bsize;
    const text = `${gibibytes(free)} are free, and the database has ${gibibytes(size)}`;
    if (free < GIB) return [problem(text, ADVICE)];
    return free < 5n * GIB ? [warning(text, ADVICE)] : [ok(text)];
  },
};

function gibibytes(bytes: bigint): string {
  const tenths = (bytes * 10n) / GIB;
  return `${tenths / 10n}.${tenths % 10n} GiB`;
}
