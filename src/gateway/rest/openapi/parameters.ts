import type { JsonSchema } from '../../../domain/events/json-schema.js';
import { IDEMPOTENCY_KEY } from '../../idempotency-key.js';
import type { Components } from './components.js';
import type { Fields, Operation } from './operation.js';

/**
 * The parameters of an operation.
 * @throws {Error} where the path has one that the operation does not describe, or the other way round: a mistake in the code
 */
export function parametersOf(path: string, operation: Operation, components: Components): readonly object[] {
  const { params = {}, query = {}, idempotent } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (inPath.toSorted().join() !== Object.keys(params).toSorted().join()) {
    throw new Error(`${path} and its description name other parameters`);
  }
  return [
    ...listOf(params, 'path', components),
    ...listOf(query, 'query', components),
    ...(idempotent ? [IDEMPOTENCY] : []),
  ];
}

const IDEMPOTENCY = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  description: 'Sent again under the same key, the request is done once and answered the same.',
  schema: { type: 'string', pattern: IDEMPOTENCY_KEY.source, examples: ['first-try'] },
};

function listOf(fields: Fields, place: 'path' | 'query', components: Components): readonly object[] {
  return Object.entries(fields).map(([name, type]) => {
    const { description, ...schema } = components.schemaOf(type);
    return {
      name,
      in: place,
      required: place === 'path' || !type.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      ...(isList(schema) && { style: 'form', explode: false }),
      schema,
    };
  });
}

/** Values joined by commas. */
function isList({ type }: JsonSchema): boolean {
  return type === 'array';
}
