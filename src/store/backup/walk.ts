import type { z } from 'zod';
import { readCompressed } from './file.js';
import { damaged, readFrames, type Frame } from './frames.js';
import {
  backupEnd,
  createTally,
  tableEnd,
  tableRecord,
  type BackupTotals,
  type TableRecord,
} from './records.js';

export interface WalkedTable extends TableRecord {
  /** As COPY reads them. */
  readonly rows: AsyncIterable<Buffer>;
}

/**
 * Gives the tables of a file that was checked (`checkBackupFile`) to `take`, one after the other; it reads their rows to
 * the end, which are held against their counts and hashes as they pass.
 * @param take is also told how many rows there were before
 * @throws {ChaintillError} `BACKUP_DAMAGED`
 */
export async function walkBackup(
  path: string,
  take: (table: WalkedTable, rowsBefore: number) => Promise<void>,
): Promise<BackupTotals> {
  const frames = readFrames(readCompressed(path));
  const found = { tables: 0, rows: 0 };

  async function next(): Promise<Frame> {
    const { value } = await frames.next();
    if (value === undefined) throw damaged();
    return value;
  }

  async function* rows(): AsyncGenerator<Buffer> {
    const tally = createTally();
    let frame = await next();
    for (; frame.kind === 'D'; frame = await next()) {
      tally.add(frame.content);
      yield frame.content;
    }
    const end = tally.end();
    const stated = frame.kind === 'E' ? parse(tableEnd, frame) : null;
    if (stated?.rows !== end.rows || stated.sha256 !== end.sha256) throw damaged();
    found.tables += 1;
    found.rows += end.rows;
  }

  try {
    let frame = await next();
    for (; frame.kind === 'T'; frame = await next())
      await take({ ...parse(tableRecord, frame), rows: rows() }, found.rows);
    const stated = frame.kind === 'Z' ? parse(backupEnd, frame) : null;
    if (stated?.tables !== found.tables || stated.rows !== found.rows) throw damaged();
    return found;
  } finally {
    await frames.return(undefined);
  }
}

function parse<T>(schema: z.ZodType<T>, { content }: Frame): T {
  try {
    return schema.parse(JSON.parse(content.toString('utf8')));
  } catch (failure) {
    throw damaged(failure);
  }
}
