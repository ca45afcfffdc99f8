/** src/client/events.ts, written from the catalog: the types of events for whoever imports the SDK. */
import { EVENT_TYPES, EVENTS } from './catalog.js';
import { eventJsonSchema } from './json-schema.js';

/** The parts of a JSON Schema that are made here. */
interface Part {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Part[];
  readonly items?: Part;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly $defs?: Readonly<Record<string, Part>>;
  readonly description?: string;
}

/** The file, as TypeScript that is still to be formatted. */
export function renderClientTypes(): string {
  const schemas = EVENT_TYPES.map((type) => [type, eventJsonSchema(type) as Part] as const);
  const objects = new Map(schemas.flatMap(([, { $defs }]) => Object.entries($defs ?? {})));
  const envelope = Object.entries(schemas[0]?.[1].properties ?? {});
  const own = envelope.filter(([name]) => name !== 'type' && name !== 'data');
  return [
    HEAD,
    ...[...objects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, part]) => `${comment(part.description)}export interface ${nameOf(name)} ${fieldsOf(part)}`,
      ),
    `/** What each type tells, in its \`data\`. */\nexport interface EventDataByType {\n${schemas
      .map(([type, { properties }]) => {
        const { summary, when } = EVENTS[type];
        return `/**\n * ${summary}\n * ${when}\n */\nreadonly '${type}': ${typeOf(properties?.['data'] ?? {})};`;
      })
      .join('\n')}\n}`,
    `/** What an event is, whatever its type. */\nexport interface EventEnvelope ${fieldsOf({ properties: Object.fromEntries(own) })}`,
    TAIL,
  ].join('\n\n');
}

const HEAD = `/** Types of events. Written from src/domain/events/catalog.ts by scripts/write-client-types.js; docs/events.md explains them. */`;

const TAIL = `export type EventType = keyof EventDataByType;

/** An event of one type, or of one of several. */
export type EventOf<Type extends EventType> = {
  readonly [Each in Type]: EventEnvelope & { readonly type: Each; readonly data: EventDataByType[Each] };
}[Type];

/** Any event. Later versions may add types: leave alone what you do not know. */
export type GatewayEvent = EventOf<EventType>;
`;

function fieldsOf({ properties }: Part): string {
  const fields = Object.entries(properties ?? {}).map(
    ([name, field]) => `${comment(field.description)}readonly ${name}: ${typeOf(field)};`,
  );
  return `{\n${fields.join('\n')}\n}`;
}

function typeOf(part: Part): string {
  if (part.$ref !== undefined) return nameOf(part.$ref.split('/').at(-1) ?? '');
  if (part.anyOf) return part.anyOf.map(typeOf).join(' | ');
  if (part.enum) return part.enum.map((value) => `'${String(value)}'`).join(' | ');
  if (part.items) return `readonly (${typeOf(part.items)})[]`;
  if (part.properties) return fieldsOf(part);
  const kinds = typeof part.type === 'string' ? [part.type] : (part.type ?? ['any']);
  return kinds.map(wordOf).join(' | ');
}

function wordOf(kind: string): string {
  if (kind === 'integer') return 'number';
  return kind === 'any' ? 'unknown' : kind;
}

/** The API's own order has other words, so these are told apart. */
function nameOf(object: string): string {
  return `${object}Data`;
}

function comment(text: string | undefined): string {
  return text === undefined ? '' : `/** ${text} */\n`;
}
