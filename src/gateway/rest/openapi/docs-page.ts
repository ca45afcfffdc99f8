/** docs/rest.md, written from the document. */
import type { OpenApiDocument, OperationObject } from './document.js';
import { renderGuide } from './guide.js';
import type { Tag } from './tags.js';

/** Not of every gateway. */
const SOMETIMES: Tag = 'Dev chain';

/** The page, in Markdown; the same for every gateway. */
export function renderRestPage({ tags, paths }: Pick<OpenApiDocument, 'tags' | 'paths'>): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );
  const groups = tags.filter(({ name }) => name !== SOMETIMES);
  return [
    INTRODUCTION,
    renderGuide('##'),
    OPERATIONS,
    ...groups.map(({ name, description }) => {
      const rows = operations
        .filter((operation) => operation.tags.includes(name))
        .map(
          ({ method, path, summary, security }) =>
            `| \`${method} ${path}\` | ${summary} | ${keyOf(security)} |`,
        );
      return [
        `### ${name}`,
        description,
        ['| operation | | key |', '|---|---|---|', ...rows].join('\n'),
      ].join('\n\n');
    }),
  ].join('\n\n');
}

const INTRODUCTION = `# REST

\`/docs\` on any gateway shows each operation with its parameters, answers, failures and an example to copy;
\`/openapi.json\` is the same as an OpenAPI 3.1 document, for generators of clients. Both are made from the code that serves
the routes, and the tests check every answer against them. This page is written by \`scripts/write-rest-page.js\` from that
document. GraphQL can do more (accounts, keys, refunds, the inbox): its schema is at \`/schema.graphql\`.`;

const OPERATIONS = `## Operations

The last column has the scope that a key needs.`;

function keyOf(ways: OperationObject['security']): string {
  const scopes = new Set(ways.flatMap((way) => Object.values(way).flat()));
  if (scopes.size === 0) return '';
  const open = ways.some((way) => Object.keys(way).length === 0);
  return `${[...scopes].map((scope) => `\`${scope}\``).join(', ')}${open ? ', or the order’s token' : ''}`;
}
