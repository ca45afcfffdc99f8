import type { Agent } from 'undici';
import { checkTarget, type TargetPolicy } from '../../domain/webhook/target.js';
import { createAgent, type AgentOptions } from './agent.js';
import { createExchange, type Exchange } from './exchange.js';
import type { Outcome } from './outcome.js';
import { createDnsResolve } from './resolve.js';

export interface Post {
  readonly url: string;
  readonly policy: TargetPolicy;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as they are. */
  readonly body: Uint8Array;
  /** After which there is an outcome, come what may. */
  readonly deadlineMs: number;
}

/** The one way by which the server reaches what somebody else named. */
export interface Egress {
  /** Posts, follows no redirect, and tells what came of it; never rejects. */
  post(request: Post): Promise<Outcome>;
  /** Closes every connection; what is under way is given up. */
  close(): Promise<void>;
}

export type EgressOptions = Pick<AgentOptions, 'connectTimeoutMs' | 'certificates'> &
  Partial<Pick<AgentOptions, 'resolve'>>;

const HEADERS = { 'user-agent': 'Chaintill', 'accept-encoding': 'identity' };

export function createEgress({ resolve = createDnsResolve(), ...options }: EgressOptions): Egress {
  // One for each policy: a connection that one policy allows must not serve another.
  const agents = new Map<string, Agent>();

  function agentOf(policy: TargetPolicy): Agent {
    const key = JSON.stringify([policy.allowHttp, policy.allowedPorts, policy.allowedCidrs]);
    const agent = agents.get(key) ?? createAgent({ ...options, policy, resolve });
    agents.set(key, agent);
    return agent;
  }

  function dispatch({ url, policy, headers, body }: Post, exchange: Exchange): void {
    try {
      const { origin, pathname, search } = checkTarget(url, policy);
      agentOf(policy).dispatch(
        { origin, path: pathname + search, method: 'POST', headers: { ...HEADERS, ...headers }, body },
        exchange.handler,
      );
    } catch (error) {
      exchange.fail(error);
    }
  }

  return {
    post(request) {
      return new Promise((done) => {
        const exchange = createExchange((outcome) => {
          clearTimeout(deadline);
          done(outcome);
        });
        const deadline = setTimeout(() => exchange.expire(), request.deadlineMs);
        dispatch(request, exchange);
      });
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}
