import type { ApolloServerOptionsWithTypeDefs } from '@apollo/server';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { GatewayContext } from './context.js';

type Limits = Required<
  Pick<
    ApolloServerOptionsWithTypeDefs<GatewayContext>,
    'validationRules' | 'parseOptions' | 'allowBatchedHttpRequests'
  >
>;

/**
 * What one operation may be, before anything is read for it. Calibrated on Liberland's front end and on introspection,
 * with room above both; lists are bounded besides by their page sizes and a budget of rows (context.ts).
 */
export function operationLimits(): Limits {
  const { validationRules } = new ApolloArmor({
    // A literal `first` multiplies the cost, a variable does not: this leaves room for three full pages of literals.
    costLimit: { maxCost: 250_000, ignoreIntrospection: true },
    maxDepth: { n: 10, ignoreIntrospection: true, flattenFragments: true },
    maxAliases: { n: 15 },
    maxDirectives: { n: 20 },
    // Its answer to a long document is a failure of the server; the parser's own limit is one of the user.
    maxTokens: { enabled: false },
    // The schema is public: a suggestion says what to change.
    blockFieldSuggestion: { enabled: false },
  }).protect();
  return { validationRules, parseOptions: { maxLexicalTokens: 1_000 }, allowBatchedHttpRequests: false };
}
