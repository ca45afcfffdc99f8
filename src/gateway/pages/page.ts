/** The frame of a page that a browser draws itself. */
import type { FastifyReply } from 'fastify';
import type { PageFiles } from './web-files.js';

export interface PageOptions {
  readonly files: PageFiles;
  /** Id of the element that the script draws into, which carries the data. */
  readonly place: string;
  readonly title: string;
  readonly data: object;
  /** HTML for a browser without scripts. */
  readonly withoutScripts: string;
}

/** Nothing but what this gateway serves runs or loads, and no other site can put the page into a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');
}

export function sendPage(reply: FastifyReply, status: number, options: PageOptions): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    .send(render(options));
}

function render({ files, place, title, data, withoutScripts }: PageOptions): string {
  const { script, modules, styles } = files;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
${styles.map((name) => `<link rel="stylesheet" href="/web/${escape(name)}">`).join('\n')}
${modules.map((name) => `<link rel="modulepreload" href="/web/${escape(name)}">`).join('\n')}
<script type="module" src="/web/${escape(script)}"></script>
</head>
<body>
<div id="${escape(place)}" data-page="${escape(JSON.stringify(data))}"></div>
<noscript>${withoutScripts}</noscript>
</body>
</html>
`;
}
