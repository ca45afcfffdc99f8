/** The schema is put together of many files: a type that two of them define would become both at once, without a word. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'graphql';

const FOLDER = 'src/gateway/graphql';

it('defines each type once', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'));
  const names = files.flatMap((file) =>
    parse(readFileSync(`${FOLDER}/${file}`, 'utf8')).definitions.flatMap((definition) =>
      'name' in definition && definition.kind.endsWith('Definition') ? [definition.name.value] : [],
    ),
  );
  expect(names.length).toBeGreaterThan(100);
  const roots = new Set(['Query', 'Mutation', 'Subscription']);
  const twice = names.filter((name, at) => names.indexOf(name) !== at && !roots.has(name));
  expect(twice).toEqual([]);
});
