/** Faults that a scenario puts between a request and its answer. */

export type Fault =
  | { readonly kind: 'error'; readonly message?: string }
  /** The answer is null, as of a node that does not have the block. */
  | { readonly kind: 'null' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** No answer ever, on a connection that stays open. */
  | { readonly kind: 'hang' }
  /** The connection breaks instead of an answer. */
  | { readonly kind: 'close' };

export interface FaultOptions {
  /** How many requests it hits; without limit if not given. */
  readonly times?: number;
  /** How many requests of the method pass before it begins. */
  readonly after?: number;
}

export interface FaultHandle {
  /** How many requests it has hit. */
  readonly hits: number;
  clear(): void;
}

export interface Faults {
  /** @param method the JSON-RPC method, or `*` for all */
  readonly add: (method: string, fault: Fault, options?: FaultOptions) => FaultHandle;
  /** The fault for this request, if any; counts it. */
  readonly take: (method: string) => Fault | undefined;
}

export function createFaults(): Faults {
  interface Rule {
    readonly method: string;
    readonly fault: Fault;
    readonly times: number;
    after: number;
    hits: number;
  }
  const rules = new Set<Rule>();

  return {
    add(method, fault, { times = Infinity, after = 0 } = {}) {
      const rule: Rule = { method, fault, times, after, hits: 0 };
      rules.add(rule);
      return {
        get hits() {
          return rule.hits;
        },
        clear: () => void rules.delete(rule),
      };
    },
    take(method) {
      for (const rule of rules) {
        if (rule.method !== '*' && rule.method !== method) continue;
        if (rule.after > 0) {
          rule.after -= 1;
          continue;
        }
        rule.hits += 1;
        if (rule.hits >= rule.times) rules.delete(rule);
        return rule.fault;
      }
      return undefined;
    },
  };
}
