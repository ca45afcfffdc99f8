/** docs/events.md, written from the catalog. */
import { EVENT_TYPES, EVENTS } from './catalog.js';
import { eventJsonSchema } from './json-schema.js';

/** The parts of a JSON Schema that are made here. */
interface Part {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Part[];
  readonly items?: Part;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly $defs?: Readonly<Record<string, Part>>;
  readonly description?: string;
}

/** The page, in Markdown. */
export function renderEventsPage(): string {
  const schemas = EVENT_TYPES.map((type) => eventJsonSchema(type) as Part);
  const objects = new Map(schemas.flatMap(({ $defs }) => Object.entries($defs ?? {})));
  return [
    INTRODUCTION,
    table(
      ['Type', 'What happened', 'When it is sent', '`data`'],
      EVENT_TYPES.map((type, i) => [
        `\`${type}\`${'hint' in EVENTS[type] ? ' (hint)' : ''}`,
        EVENTS[type].summary,
        EVENTS[type].when,
        fieldsOf(schemas[i]?.properties?.['data'])
          .map(([name, field]) => `\`${name}\`: ${typeOf(field)}`)
          .join('; '),
      ]),
    ),
    ENVELOPE,
    fieldTable(schemas[0]),
    OBJECTS,
    ...[...objects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, object]) => [`### ${name}\n\n${object.description ?? ''}`, fieldTable(object)]),
  ].join('\n\n');
}

const INTRODUCTION = `# Events

Everything that happens to an order is one line in an append-only log, and every channel (webhooks, subscriptions, sockets,
\`GET /v1/events\`) reads that log. What moves an order is in [orders.md](orders.md). This page is written from
\`src/domain/events/catalog.ts\`; the JSON Schema of each type is at \`GET /v1/event-schemas/<type>\`, their list at
\`GET /v1/event-schemas\`.

Amounts are decimal text of the asset's smallest unit, accounts are SS58 in the network's prefix, moments are ISO 8601 in
UTC. Every field is always there; what is not known is null. Later versions may add fields and types, so leave alone what
you do not know.

A *hint* tells of a best block, which the chain may still leave. Deliver on \`order.settled\` alone.

## Types`;

const ENVELOPE = `## The body

In this order, whatever the type:`;

const OBJECTS = '## Objects in `data`';

function fieldTable(part: Part | undefined): string {
  return table(
    ['Field', 'Type', 'Meaning'],
    fieldsOf(part).map(([name, field]) => [`\`${name}\``, typeOf(field), field.description ?? '']),
  );
}

function fieldsOf(part: Part | undefined): readonly (readonly [string, Part])[] {
  return Object.entries(part?.properties ?? {});
}

/** What kind of value it is, in words. */
function typeOf(part: Part): string {
  if (part.$ref !== undefined) return linkTo(part.$ref.split('/').at(-1) ?? '');
  if (part.anyOf) return part.anyOf.map(typeOf).join(' or ');
  if (part.const !== undefined) return 'text';
  if (part.enum) return part.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (part.items) return `list of ${typeOf(part.items)}`;
  if (part.properties) return 'object';
  const kinds = typeof part.type === 'string' ? [part.type] : (part.type ?? ['any']);
  return kinds.map((kind) => WORDS[part.format ?? kind] ?? WORDS[kind] ?? kind).join(' or ');
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'number',
  boolean: 'true or false',
  any: 'any JSON',
  'date-time': 'moment',
  uuid: 'UUID',
};

function linkTo(object: string): string {
  return `[${object}](#${object.toLowerCase()})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
