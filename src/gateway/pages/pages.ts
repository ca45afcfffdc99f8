/** The pages of src/web, as scripts/build.js made them. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendPage, type PageOptions } from './page.js';
import { readWebFiles, webFileRoute } from './web-files.js';

export interface PageContent extends Omit<PageOptions, 'files' | 'place'> {
  /** A folder of src/web; the script draws into the element of the same id. */
  readonly page: string;
}

/** @throws {Error} for a page that src/web does not have */
export type SendPage = (reply: FastifyReply, status: number, content: PageContent) => FastifyReply;

/** Serves the files that pages load. @returns null where nothing was built */
export async function openPages(app: FastifyInstance): Promise<SendPage | null> {
  const web = await readWebFiles();
  if (web === null) return null;
  webFileRoute(app, web);
  return (reply, status, { page, ...content }) => {
    const files = web.pages[page];
    if (!files) throw new Error(`there is no page ${page}: src/web/${page}/main.tsx is not built`);
    return sendPage(reply, status, { ...content, files, place: page });
  };
}
