/** What `scripts/build.js` made of src/web: files named by their content, and which of them each page begins with. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** What a page needs before it shows anything; names of files below `/web/`. */
export interface PageFiles {
  readonly script: string;
  /** Modules that the script imports at once. */
  readonly modules: readonly string[];
  readonly styles: readonly string[];
}

export interface WebFiles {
  readonly pages: Readonly<Record<string, PageFiles>>;
  readonly files: ReadonlyMap<string, WebFile>;
}

interface WebFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/** What the build leaves beside the files. */
interface Manifest {
  readonly pages: Readonly<Record<string, PageFiles>>;
  readonly files: readonly string[];
}

/** As deep below the project, built or not. */
const FOLDER = new URL('../../../dist/web/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Reads all of it: it is little, and nothing else of the disk can be asked for. @returns null where nothing was built */
export async function readWebFiles(): Promise<WebFiles | null> {
  let text: string;
  try {
    text = await readFile(new URL('manifest.json', FOLDER), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const { pages, files } = JSON.parse(text) as Manifest;
  const read = await Promise.all(
    files.map(async (name): Promise<[string, WebFile]> => {
      const plain = await readFile(new URL(name, FOLDER));
      const type = TYPES[name.split('.').pop() ?? ''] ?? 'application/octet-stream';
      return [name, { type, plain, gzipped: await promisify(gzip)(plain, { level: 9 }) }];
    }),
  );
  return { pages, files: new Map(read) };
}

/** A file's name changes with its content, so a browser need never ask for it again. */
export function webFileRoute(app: FastifyInstance, { files }: WebFiles): void {
  const free = { config: { rate: null } };
  app.get<{ Params: { readonly name: string } }>('/web/:name', free, async ({ params, headers }, reply) => {
    const file = files.get(params.name);
    if (!file) {
      reply.callNotFound();
      return reply;
    }
    const zipped = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
    return reply
      .headers({
        'content-type': file.type,
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
        ...(zipped && { 'content-encoding': 'gzip' }),
      })
      .send(zipped ? file.gzipped : file.plain);
  });
}
