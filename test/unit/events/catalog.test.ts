import { readFileSync } from 'node:fs';
import { EVENT_TYPES, EVENTS } from '../../../src/domain/events/catalog.js';
import { renderEventsPage } from '../../../src/domain/events/docs-page.js';
import { eventJsonSchema } from '../../../src/domain/events/json-schema.js';
import { flawsOf } from '../../support/event-schema.js';

/** `scripts/write-events-page.js` writes it. */
it('docs/events.md is the page that the catalog gives', () => {
  expect(readFileSync('docs/events.md', 'utf8')).toBe(`${renderEventsPage()}\n`);
});

it('has a schema of each type that names it and takes fields of later versions', () => {
  for (const type of EVENT_TYPES) {
    const schema = eventJsonSchema(type);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: type,
      properties: { type: { const: type } },
    });
    expect(schema['description']).toContain(EVENTS[type].summary);
    expect(JSON.stringify(schema)).not.toContain('additionalProperties');
  }
});

describe('a body', () => {
  const test = {
    id: `evt_${'0'.repeat(40)}`,
    type: 'endpoint.test',
    cursor: '4c1d2b8e-1111-4222-8333-abcdefabcdef:7',
    sequence: null,
    height: 3,
    createdAt: '2026-01-02T03:04:05.678Z',
    data: {
      endpoint: {
        id: '4c1d2b8e-1111-4222-8333-abcdefabcdef',
        url: 'https://shop.example/hook',
        dialect: 'standard',
      },
      message: 'hello',
    },
  };

  it('fits its schema', () => {
    expect(flawsOf(JSON.stringify(test))).toEqual([]);
  });

  it.each([
    ['another id', { id: 'evt_1' }],
    ['a cursor without its epoch', { cursor: '7' }],
    ['a moment without its zone', { createdAt: '2026-01-02T03:04:05.678' }],
    ['a sequence of 0', { sequence: 0 }],
    ['a field that nobody knows', { secret: 'x' }],
    ['data of another type', { data: { order: {} } }],
    ['a type that does not exist', { type: 'order.payed' }],
  ])('with %s does not', (_what, change) => {
    expect(flawsOf(JSON.stringify({ ...test, ...change }))).not.toEqual([]);
  });
});
