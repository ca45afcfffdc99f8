/** A long list as one file: read page by page while it is sent, so that its size costs no memory. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { csvLine } from './csv.js';
import type { Column } from './export-columns.js';

export type Pages<Item> = AsyncGenerator<readonly Item[]>;

export async function* asCsv<Item>(
  pages: Pages<Item>,
  columns: readonly Column<Item>[],
): AsyncGenerator<string> {
  yield csvLine(columns.map(([name]) => name));
  for await (const items of pages) {
    yield items.map((item) => csvLine(columns.map(([, cell]) => cell(item)))).join('');
  }
}

export async function* asJson(pages: Pages<object>): AsyncGenerator<string> {
  let before = '[';
  for await (const items of pages) {
    let text = '';
    for (const item of items) {
      text += `${before}\n${JSON.stringify(item)}`;
      before = ',';
    }
    yield text;
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}

/** The first page is read before anything is sent: what is refused is refused with its own status. */
export async function sendFile(
  reply: FastifyReply,
  name: string,
  chunks: AsyncGenerator<string>,
): Promise<FastifyReply> {
  const first = await chunks.next();
  const second = await chunks.next();
  async function* all(): AsyncGenerator<string> {
    for (const { done, value } of [first, second]) if (done !== true) yield value;
    yield* chunks;
  }
  return reply
    .type(name.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(all(), { objectMode: false }));
}
