/** Operations that were read and checked before. */
import type { ApolloServerOptions } from '@apollo/server';
import type { GatewayContext } from './context.js';

type DocumentStore = NonNullable<ApolloServerOptions<GatewayContext>['documentStore']>;
type Document = NonNullable<Awaited<ReturnType<DocumentStore['get']>>>;

/** More operations than front ends have, and together no more than some 20 MB when they are as large as they may be. */
const MOST_KEPT = 100;
/** Characters of an operation's text; what is longer is read anew each time. Introspection has 1,500. */
const LONGEST_KEPT = 8 * 1024;

/**
 * Keeps the operations that were asked last. Apollo's own store measures what it keeps by the syntax alone, while each
 * operation holds on to its whole text: strangers could fill the memory with comments.
 */
export function createDocumentStore(): DocumentStore {
  const kept = new Map<string, Document>();
  return {
    get(key) {
      const document = kept.get(key);
      if (document) {
        // Last used comes last, so that the first one is the oldest.
        kept.delete(key);
        kept.set(key, document);
      }
      return Promise.resolve(document);
    },
    set(key, document) {
      if ((document.loc?.source.body.length ?? Infinity) <= LONGEST_KEPT) {
        kept.set(key, document);
        const [oldest] = kept.keys();
        if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      }
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(kept.delete(key)),
  };
}
