/** Saves what the gateway exports. The key goes in a header, so a plain link cannot. */
import { ApiError } from '../../ask.js';
import type { Api } from './api.js';

/** What a browser that cannot write to a file holds in memory at most, in bytes. */
export const LARGEST_IN_MEMORY = 200 * 1024 * 1024;

/** The File System Access API, where there is one. */
interface FilePicker {
  readonly showSaveFilePicker?: (options: { readonly suggestedName: string }) => Promise<{
    createWritable(): Promise<WritableStream<Uint8Array>>;
  }>;
}

export const canStreamToFile = (): boolean => (window as FilePicker).showSaveFilePicker !== undefined;

/**
 * To be called by a click.
 * @returns whether it was saved; false where the reader changed their mind
 * @throws {ApiError} `TOO_LARGE` where it does not fit into memory, `BROKEN_OFF`, and what the gateway refused
 */
export async function download(
  api: Pick<Api, 'file'>,
  path: string,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const picker = window as FilePicker;
  if (picker.showSaveFilePicker) {
    let target: WritableStream<Uint8Array>;
    try {
      target = await (await picker.showSaveFilePicker({ suggestedName: name })).createWritable();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return false;
      throw new ApiError('BROKEN_OFF', 'the file cannot be written', { cause: error });
    }
    await fetchInto(api, path, target, signal);
    return true;
  }
  const { body } = await api.file(path, signal);
  const parts = await gather(body);
  save(new Blob(parts, { type: 'text/csv;charset=utf-8' }), name);
  return true;
}

async function fetchInto(
  api: Pick<Api, 'file'>,
  path: string,
  target: WritableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { body } = await api.file(path, signal);
    await (body ?? new Blob().stream()).pipeTo(target);
  } catch (cause) {
    // What was written so far goes with it; a stream that failed by itself is closed already.
    if (!target.locked) await target.abort().catch(() => undefined);
    throw cause instanceof ApiError ? cause : new ApiError('BROKEN_OFF', 'the download broke off', { cause });
  }
}

async function gather(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  if (body === null) return parts;
  const reader = body.getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parts;
      size += value.byteLength;
      if (size > LARGEST_IN_MEMORY) throw new ApiError('TOO_LARGE', 'the file is too large');
      parts.push(value);
    }
  } catch (cause) {
    await reader.cancel().catch(() => undefined);
    throw cause instanceof ApiError ? cause : new ApiError('BROKEN_OFF', 'the download broke off', { cause });
  }
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
