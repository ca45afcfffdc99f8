/** What is inside a backup's gzip: frames of one byte for the kind, four for the length (big-endian), and the content. */
import { ChaintillError } from '../../domain/errors.js';

/** `T`: a table begins. `D`: rows of it, as COPY writes them. `E`: it ends. `Z`: all of them were there. */
export type FrameKind = 'T' | 'D' | 'E' | 'Z';

export interface Frame {
  readonly kind: FrameKind;
  readonly content: Buffer;
}

const HEAD = 5;
/** Larger rows come in several frames, so that neither side holds more than that. */
const LONGEST = 1 << 20;

export function* dataFrames(rows: Buffer): Generator<Buffer> {
  for (let at = 0; at < rows.length; at += LONGEST) yield frame('D', rows.subarray(at, at + LONGEST));
}

export function jsonFrame(kind: Exclude<FrameKind, 'D'>, value: object): Buffer {
  return frame(kind, Buffer.from(JSON.stringify(value)));
}

function frame(kind: FrameKind, content: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.write(kind, 'latin1');
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

/** @throws {ChaintillError} `BACKUP_DAMAGED` where bytes are no frame, or one is cut short */
export async function* readFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= HEAD) {
      const kind = rest.toString('latin1', at, at + 1);
      const length = rest.readUInt32BE(at + 1);
      if (!isKind(kind) || length > LONGEST) throw damaged();
      if (rest.length - at < HEAD + length) break;
      yield { kind, content: rest.subarray(at + HEAD, at + HEAD + length) };
      at += HEAD + length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw damaged();
}

function isKind(kind: string): kind is FrameKind {
  return kind.length === 1 && 'TDEZ'.includes(kind);
}

export function damaged(cause?: unknown): ChaintillError {
  return new ChaintillError(
    'BACKUP_DAMAGED',
    'the file is not as it was written: it was cut short or changed; use another copy',
    cause === undefined ? {} : { cause },
  );
}
