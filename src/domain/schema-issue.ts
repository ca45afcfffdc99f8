/** What a schema has against what was sent, as a refusal that names the place. */
import type { z } from 'zod';
import { badField } from './bad-field.js';
import type { ChaintillError } from './errors.js';

/** @param issue the first; @returns `UNKNOWN_FIELD`, else `BAD_USER_INPUT` with the schema's own words */
export function refusalOf(issue: z.core.$ZodIssue | undefined): ChaintillError {
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    // A name that no field could have is not shown.
    const name = issue.keys.find((key) => /^\w{1,64}$/.test(key));
    const field = [...path, ...(name === undefined ? [] : [name])].join('.');
    return badField(field || 'body', 'there is no such field', { code: 'UNKNOWN_FIELD' });
  }
  if (issue === undefined || path.length === 0) return badField('body', 'send an object with fields');
  return badField(path.join('.'), issue.message);
}
