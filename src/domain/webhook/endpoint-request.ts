/** What is asked for when an endpoint is made or changed. Unknown fields are refused. */
import { z } from 'zod';
import { badField, readField } from '../bad-field.js';
import type { ChaintillError } from '../errors.js';
import { isEventType } from '../events/catalog.js';
import { sendsOf, TEST_TYPE, type Dialect } from './dialect.js';
import { DIALECT_CONSTANTS, dialectOf } from './dialect-constant.js';
import { checkCidr } from './public-address.js';
import { checkTarget, withExceptions, type TargetPolicy } from './target.js';

/** What an endpoint is set to. */
export interface EndpointSettings {
  /** As `URL` writes it. */
  readonly url: string;
  /** Null for all that the dialect sends. */
  readonly types: readonly string[] | null;
  readonly dialect: Dialect;
  readonly description: string | null;
  readonly signatureHeaders: boolean;
  readonly allowedCidrs: readonly string[];
  readonly allowedPorts: readonly number[];
}

/** What was sent, each field by itself of the right form; what was left out is undefined. */
export type EndpointRequest = z.infer<typeof endpointRequestSchema>;

const LONGEST_DESCRIPTION = 200;
const MOST_EXCEPTIONS = 20;
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;
const TYPES = 'write a list of types of events, or leave it out for all';

const text = (error: string): z.ZodString => z.string({ error });
const flag = z.boolean({ error: 'write true or false' });
const dialect = z
  .enum(DIALECT_CONSTANTS, { error: `write ${DIALECT_CONSTANTS.join(', ')}` })
  .transform(dialectOf);

export const endpointRequestSchema = z.strictObject({
  url: text('write a URL as a string')
    .optional()
    .describe('https on port 443 or 8443 of a public host; needed for a new endpoint'),
  types: z
    .array(text(TYPES), { error: TYPES })
    .min(1, TYPES)
    .max(100, 'write each type once')
    .nullish()
    .describe('Types of events; all that the dialect has words for if left out'),
  dialect: dialect.nullish().describe('How events are written; default `STANDARD`'),
  description: text('write a text')
    .max(LONGEST_DESCRIPTION, `write at most ${LONGEST_DESCRIPTION} characters`)
    .regex(ONE_LINE, 'leave out control characters and line breaks')
    .nullish()
    .describe('One line'),
  signatureHeaders: flag.nullish().describe('Only with dialect `LIBERLAND`'),
  enabled: flag.optional().describe('Only to change one'),
  allowedCidrs: z
    .array(text('write a list of ranges, as ["10.1.0.0/16"]'), { error: 'write a list of ranges' })
    .max(MOST_EXCEPTIONS, `write at most ${MOST_EXCEPTIONS} ranges`)
    .nullish()
    .describe('Only for the operator: addresses that it may have although they are not public'),
  allowedPorts: z
    .array(z.int({ error: 'write ports from 1 to 65535' }).min(1).max(65535), {
      error: 'write a list of ports',
    })
    .max(MOST_EXCEPTIONS, `write at most ${MOST_EXCEPTIONS} ports`)
    .nullish()
    .describe('Only for the operator: ports that it may have'),
});

/** @throws {ChaintillError} with the field: `UNKNOWN_FIELD`, `CIDR_INVALID`, else `BAD_USER_INPUT` */
export function readEndpointRequest(input: unknown): EndpointRequest {
  const result = endpointRequestSchema.safeParse(input);
  if (!result.success) throw refuse(result.error.issues[0]);
  for (const cidr of result.data.allowedCidrs ?? []) readField('allowedCidrs', () => checkCidr(cidr));
  return result.data;
}

const NEW: Omit<EndpointSettings, 'url'> = {
  types: null,
  dialect: 'standard',
  description: null,
  signatureHeaders: false,
  allowedCidrs: [],
  allowedPorts: [],
};

export interface EndpointRules {
  /** Where any endpoint may be. */
  readonly policy: TargetPolicy;
  /** Where the types of events are listed. */
  readonly typesUrl: string;
}

/**
 * What an endpoint is to be, all parts together.
 * @param before what it is; null for a new one
 * @throws {ChaintillError} with the field: `UNKNOWN_EVENT_TYPE`, what `checkTarget` throws, else `BAD_USER_INPUT`
 */
export function settleEndpoint(
  request: EndpointRequest,
  before: EndpointSettings | null,
  { policy, typesUrl }: EndpointRules,
): EndpointSettings {
  const base = before ?? NEW;
  const values = {
    types: request.types === undefined ? base.types : request.types && [...new Set(request.types)],
    dialect: request.dialect ?? base.dialect,
    description: request.description === undefined ? base.description : request.description,
    signatureHeaders: request.signatureHeaders ?? base.signatureHeaders,
    allowedCidrs: request.allowedCidrs ?? base.allowedCidrs,
    allowedPorts: request.allowedPorts ?? base.allowedPorts,
  };
  checkTypes(values, typesUrl);
  if (values.signatureHeaders && values.dialect !== 'liberland') {
    throw badField('signatureHeaders', 'only dialect LIBERLAND has them: leave it out');
  }
  const url = request.url ?? before?.url;
  if (url === undefined) throw badField('url', 'write where events are to be posted to');
  const allowed = withExceptions(policy, { cidrs: values.allowedCidrs, ports: values.allowedPorts });
  return { ...values, url: readField('url', () => checkTarget(url, allowed)).href };
}

function checkTypes({ types, dialect }: Pick<EndpointSettings, 'types' | 'dialect'>, typesUrl: string): void {
  for (const type of types ?? []) {
    if (!isEventType(type) || type === TEST_TYPE) {
      throw badField('types', `one of them is no type that can be asked for: see ${typesUrl}`, {
        code: 'UNKNOWN_EVENT_TYPE',
      });
    }
    if (!sendsOf(dialect, type)) {
      throw badField('types', `dialect ${dialect.toUpperCase()} has no word for ${type}: leave it out`);
    }
  }
}

function refuse(issue: z.core.$ZodIssue | undefined): ChaintillError {
  const [first] = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const name = issue.keys.find((key) => /^\w{1,64}$/.test(key));
    return badField(name ?? 'body', 'there is no such field', { code: 'UNKNOWN_FIELD' });
  }
  if (issue === undefined || first === undefined) return badField('body', 'send an object with fields');
  return badField(first, issue.message);
}
