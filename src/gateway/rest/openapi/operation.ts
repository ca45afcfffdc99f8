/** What a REST route takes and answers: it stands at the route's registration, and the document is made of it. */
import type { z } from 'zod';
import type { Scope } from '../../auth/caller.js';
import type { RateClass } from '../../limits/rates.js';
import type { Tag } from './tags.js';

/** Fields by name, as of an address. */
export type Fields = Readonly<Record<string, z.ZodType>>;

export interface Operation {
  /** Its name in generated clients, once in the document; in camelCase. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  /** In Markdown. */
  readonly description?: string;
  /** What a key needs; null where nobody needs one. */
  readonly scope: Scope | null;
  /** What goes in place of a key: the order's token in the path, or a header of LNbits' clients. */
  readonly orBy?: 'token' | 'x-api-key';
  readonly params?: Fields;
  readonly query?: Fields;
  /** What a request without a key costs; `read` if left out, null where no request costs anything. */
  readonly rate?: RateClass | null;
  /** Whether `idempotency-key` is looked at. */
  readonly idempotent?: true;
  readonly body?: Body;
  /** By status, those that are no failure. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes besides those that every route of its kind has. Null for a route that writes failures in another way. */
  readonly errors: readonly string[] | null;
}

export interface Body {
  readonly schema: z.ZodType;
  /** Whether it may be left out. */
  readonly optional?: true;
  /** Media types besides JSON. */
  readonly alsoAs?: readonly string[];
}

export interface Answer {
  readonly means: string;
  /** Media type; JSON if left out. */
  readonly type?: string;
  /** Left out where there is no body. */
  readonly schema?: z.ZodType;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route that the OpenAPI document has. */
    operation?: Operation;
  }
}

/** The options of a route that carry its description. Fastify checks nothing by it: routes read what they get themselves. */
export function described(operation: Operation): { readonly config: { readonly operation: Operation } } {
  return { config: { operation } };
}
