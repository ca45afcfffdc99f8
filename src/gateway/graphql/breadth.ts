import { parse, visit, type DocumentNode } from 'graphql';
import { badInput } from './input.js';
import { operationLimits } from './limits.js';

/**
 * Selections in braces of one document. Introspection has some twenty. Checking a document compares its selections with each
 * other, so that what it costs grows with the square of their number.
 */
const MOST_SELECTIONS = 100;

/** @throws {ChaintillError} `BAD_USER_INPUT` for a document that would take long to check */
export function refuseBroad(document: DocumentNode): void {
  let count = 0;
  visit(document, {
    SelectionSet() {
      count += 1;
    },
  });
  if (count <= MOST_SELECTIONS) return;
  throw badInput(
    `this document selects fields in more than ${MOST_SELECTIONS} places: write each field once, or send several operations`,
  );
}

const { parseOptions } = operationLimits();

/** The same of what a client posts; what cannot be parsed is told by whoever serves it. @throws {ChaintillError} `BAD_USER_INPUT` */
export function refuseBroadBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return;
  // Each selection begins with a brace, so that hardly any operation has to be parsed for this.
  if (body.query.split('{', MOST_SELECTIONS + 2).length <= MOST_SELECTIONS + 1) return;
  let document: DocumentNode;
  try {
    document = parse(body.query, parseOptions);
  } catch {
    return;
  }
  refuseBroad(document);
}
