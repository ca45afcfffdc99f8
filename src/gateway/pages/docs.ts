/** The page that shows `/openapi.json` to people: `GET /docs`. */
import type { FastifyInstance } from 'fastify';
import type { SendPage } from './pages.js';

const WITHOUT_SCRIPTS =
  '<p>This page needs JavaScript. The same is in <a href="/openapi.json">openapi.json</a>.</p>' +
  '<p lang="de">Diese Seite braucht JavaScript. Dasselbe steht in <a href="/openapi.json">openapi.json</a>.</p>';

export function docsPage(app: FastifyInstance, sendPage: SendPage): void {
  app.get('/docs', { exposeHeadRoute: false }, (_request, reply) =>
    sendPage(reply, 200, { page: 'docs', title: 'Chaintill API', data: {}, withoutScripts: WITHOUT_SCRIPTS }),
  );
}
