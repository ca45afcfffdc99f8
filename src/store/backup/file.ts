/**
 * A backup as a file: a line that names the format, a line of JSON that says what it holds, a gzip of frames (frames.ts),
 * and the SHA-256 of all before it, in 32 bytes. The first two lines can be read by `head -n 2`.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';
import { damaged } from './frames.js';

const FORMAT = 'chaintill-backup 1';
const DIGEST_BYTES = 32;
const LONGEST_HEAD = 64 * 1024;

const headerSchema = z.object({
  /** Version of Chaintill that made it. */
  chaintill: z.string(),
  createdAt: z.iso.datetime(),
  network: z.string(),
  genesisHash: z.string(),
  chainIdentity: z.string(),
  /** Of the till. */
  instance: z.uuid(),
  settledHeight: z.number().int().nullable(),
  /** Names of the migrations that its tables are of, in their order. */
  migrations: z.array(z.string()).min(1),
});

export type BackupHeader = Readonly<z.infer<typeof headerSchema>>;

/**
 * Writes a file that only its owner may read. It has its name once it is whole, and on the disk.
 * @throws {ChaintillError} `BACKUP_EXISTS`, `BACKUP_FILE`, and what `frames` throws; then no file is left
 */
export async function writeBackupFile(
  path: string,
  header: BackupHeader,
  frames: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const head = Buffer.from(`${FORMAT}\n${JSON.stringify(header)}\n`);
  async function* sealed(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const hash = createHash('sha256').update(head);
    yield head;
    for await (const chunk of compressed) {
      hash.update(chunk);
      yield chunk;
    }
    yield hash.digest();
  }
  await refuseExisting(path);
  try {
    await rm(unfinished, { force: true });
    const into = createWriteStream(unfinished, { mode: 0o600, flags: 'wx', flush: true });
    await pipeline(frames, createGzip(), sealed, into, { signal });
    await rename(unfinished, path);
  } catch (failure) {
    await rm(unfinished, { force: true });
    throw explain(failure, 'written');
  }
}

/** @throws {ChaintillError} `BACKUP_EXISTS` */
export async function refuseExisting(path: string): Promise<void> {
  const there = await stat(path).then(
    () => true,
    () => false, // what else is wrong with the path, writing will say
  );
  if (there) {
    throw new ChaintillError(
      'BACKUP_EXISTS',
      'there is a file of that name, which is kept: choose another name, or move it away',
    );
  }
}

/**
 * Reads what a backup says of itself, and makes sure that the file is as it was written, to the last bit.
 * @throws {ChaintillError} `BACKUP_FORMAT`, `BACKUP_DAMAGED`, `BACKUP_FILE`
 */
export async function checkBackupFile(path: string): Promise<BackupHeader> {
  try {
    const { format, header } = await readHead(path);
    if (format !== FORMAT) {
      throw new ChaintillError(
        'BACKUP_FORMAT',
        'the file is no backup that this version can read: use a file of "chaintill backup", and the version that made it or a newer one',
      );
    }
    await checkDigest(path);
    return headerSchema.parse(JSON.parse(header));
  } catch (failure) {
    if (failure instanceof SyntaxError || failure instanceof z.ZodError) throw damaged(failure);
    throw explain(failure, 'read');
  }
}

/** The bytes of its frames, of a file that was checked. */
export async function* readCompressed(path: string): AsyncGenerator<Buffer> {
  const { length } = await readHead(path);
  const { size } = await stat(path);
  const file = createReadStream(path, { start: length, end: size - DIGEST_BYTES - 1 });
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  file.on('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (failure) {
    throw (failure as NodeJS.ErrnoException).code?.startsWith('Z_') === true ? damaged(failure) : failure;
  } finally {
    file.destroy();
  }
}

async function readHead(path: string): Promise<{ format: string; header: string; length: number }> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_HEAD), 0, LONGEST_HEAD, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const first = bytes.indexOf('\n');
    const second = bytes.indexOf('\n', first + 1);
    const format = bytes.toString('utf8', 0, Math.max(0, first));
    return { format, header: bytes.toString('utf8', first + 1, Math.max(0, second)), length: second + 1 };
  } finally {
    await file.close();
  }
}

async function checkDigest(path: string): Promise<void> {
  const content = (await stat(path)).size - DIGEST_BYTES;
  if (content <= 0) throw damaged();
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { end: content - 1 }), hash);
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(DIGEST_BYTES), 0, DIGEST_BYTES, content);
    if (!buffer.equals(hash.read() as Buffer)) throw damaged();
  } finally {
    await file.close();
  }
}

/** The system says what is wrong with a file by its code: ENOENT, EACCES, ENOSPC. */
function explain(failure: unknown, done: 'read' | 'written'): unknown {
  const { code, syscall } = failure as NodeJS.ErrnoException;
  if (failure instanceof ChaintillError || syscall === undefined || code === undefined) return failure;
  return new ChaintillError('BACKUP_FILE', `the file cannot be ${done}: ${code}`, { cause: failure });
}
