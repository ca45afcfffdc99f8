/** What the frames of a backup say, beside the rows. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const tableRecord = z.object({
  name: z.string(),
  columns: z.array(z.string()).min(1),
  /** The last number that the database gave, of each column that it numbers. */
  numbers: z.record(z.string(), z.string().regex(/^\d+$/)),
});
export type TableRecord = z.infer<typeof tableRecord>;

export const tableEnd = z.object({ rows: z.number().int(), sha256: z.string() });

export const backupEnd = z.object({ tables: z.number().int(), rows: z.number().int() });
export type BackupTotals = z.infer<typeof backupEnd>;

/** Counts and hashes a table's rows, as they pass. A row is a line: COPY writes a line break within one as `\n`. */
export function createTally(): { add(rows: Buffer): void; end(): z.infer<typeof tableEnd> } {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(chunk) {
      hash.update(chunk);
      for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, at + 1)) rows += 1;
    },
    end: () => ({ rows, sha256: hash.digest('hex') }),
  };
}
