/** The page where merchants and analysts see what was paid: `GET /dashboard`. What it shows, it asks for with their key. */
import type { FastifyInstance } from 'fastify';
import type { NetworkProfile } from '../../domain/network.js';
import { DEV_KEYS } from '../auth/key-text.js';
import { networkFacts } from './checkout.js';
import type { SendPage } from './pages.js';

export interface DashboardOptions {
  readonly network: NetworkProfile;
  readonly sendPage: SendPage;
  /** Whether the keys of the dev merchant work. */
  readonly dev: boolean;
}

/** What the page begins with; src/web/dashboard/page-data.ts reads it. */
interface PageData {
  /** Known to everybody, and to this page only where they work. */
  readonly devKeys: { readonly secret: string; readonly read: string } | null;
  readonly network: object;
}

const WITHOUT_SCRIPTS =
  '<p>This page needs JavaScript. It loads nothing from other sites. The same is in the <a href="/docs">API</a>.</p>' +
  '<p lang="de">Diese Seite braucht JavaScript. Sie lädt nichts von anderen Seiten. Dasselbe steht in der <a href="/docs">API</a>.</p>';

export function dashboardPage(app: FastifyInstance, { network, sendPage, dev }: DashboardOptions): void {
  const data: PageData = {
    devKeys: dev ? { secret: DEV_KEYS.secret.text, read: DEV_KEYS.read.text } : null,
    network: networkFacts(network),
  };
  app.get('/dashboard', { exposeHeadRoute: false }, (_request, reply) =>
    sendPage(reply, 200, {
      page: 'dashboard',
      title: 'Chaintill dashboard',
      data,
      withoutScripts: WITHOUT_SCRIPTS,
    }),
  );
}
