/** Subscriptions as a client of `graphql-ws` has them. */
import { createClient, type Client, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface SubscriptionResult {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export interface SocketClient {
  readonly client: Client;
  /** How the socket closed last. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Results as they come. Ends when the reader stops, or the subscription does. */
  subscribe(query: string, variables?: Record<string, unknown>): AsyncGenerator<SubscriptionResult>;
  /** The first result. */
  first(query: string, variables?: Record<string, unknown>): Promise<SubscriptionResult>;
}

/** @param key sent as a shop does, in `authorization`; undefined for none */
export function openSocketClient(url: string, key?: string, params?: Record<string, unknown>): SocketClient {
  let note: (closed: { code: number; reason: string }) => void;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => (note = resolve));
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    connectionParams: params ?? (key === undefined ? {} : { authorization: `Bearer ${key}` }),
    onNonLazyError: () => undefined,
    on: { closed: (event) => note(event as { code: number; reason: string }) },
  });

  async function* subscribe(
    query: string,
    variables: Record<string, unknown> = {},
  ): AsyncGenerator<SubscriptionResult> {
    const results: AsyncIterable<FormattedExecutionResult> = client.iterate({ query, variables });
    for await (const result of results) yield result as SubscriptionResult;
  }

  return {
    client,
    closed,
    subscribe,
    async first(query, variables) {
      for await (const result of subscribe(query, variables)) return result;
      throw new Error('the subscription ended without a result');
    },
  };
}

/** The code of what a subscription is refused with, be it before it is executed or by its first result. */
export async function refusalOf(first: Promise<SubscriptionResult>): Promise<string | undefined> {
  try {
    return (await first).errors?.[0]?.extensions?.code;
  } catch (error) {
    // Errors of the document come as a list; a closed socket as an event.
    if (Array.isArray(error)) {
      return (error as NonNullable<SubscriptionResult['errors']>)[0]?.extensions?.code;
    }
    return `closed ${String((error as { code?: unknown }).code)}`;
  }
}
