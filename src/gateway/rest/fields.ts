import { badField } from '../../domain/bad-field.js';

/**
 * The fields of a body.
 * @param names that the route takes
 * @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_FIELD`
 */
export function readFields(body: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badField('body', 'send an object of fields');
  }
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown === undefined) return body as Record<string, unknown>;
  throw badField(/^\w{1,64}$/.test(unknown) ? unknown : 'body', 'there is no such field', {
    code: 'UNKNOWN_FIELD',
  });
}
