/** An endpoint in front of a node, whose faults are switched while clients are at it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

/** What a node said, and of what it was asked; a notification has the name of its subscription and was not asked for. */
export interface Said {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly result: unknown;
}

export type Behaviour =
  | { readonly kind: 'faithful' }
  /** Takes connections and requests, and never answers; it answers pings all the same. */
  | { readonly kind: 'hanging' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** Answers 429 to new connections, and to every request of those that are open. */
  | { readonly kind: 'limiting' }
  /** Ends each connection after so many answers. */
  | { readonly kind: 'closing'; readonly after: number }
  /** Tells what `lie` makes of what the node says; `undefined` to tell the truth. */
  | { readonly kind: 'lying'; readonly lie: (said: Said) => unknown };

export interface FaultyEndpoint {
  readonly endpoint: string;
  behave(behaviour: Behaviour): void;
  /** How many connections or requests each kind of fault met; `faithful` counts requests that met none. */
  readonly met: ReadonlyMap<Behaviour['kind'] | 'dead', number>;
  /** Ends all connections and listens no more. */
  die(): Promise<void>;
  /** Listens where it listened. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** Makes answers of requests that are refused. */
const LIMITED = { code: 429, message: 'Too Many Requests: try again in a moment' };

/** @param target the WebSocket endpoint of the node */
export async function startFaultyEndpoint(target: string): Promise<FaultyEndpoint> {
  let behaviour: Behaviour = { kind: 'faithful' };
  let port = 0;
  let server = createServer();
  const clients = new Set<WebSocket>();
  const met = new Map<Behaviour['kind'] | 'dead', number>();
  const meet = (kind: Behaviour['kind'] | 'dead'): void => void met.set(kind, (met.get(kind) ?? 0) + 1);

  function serve(client: WebSocket): void {
    clients.add(client);
    const node = new WebSocket(target);
    const asked = new Map<number, Message>();
    const waiting: string[] = [];
    let answers = 0;
    const end = (): void => {
      clients.delete(client);
      client.terminate();
      node.terminate();
    };
    for (const side of [client, node]) side.on('close', end).on('error', end);
    node.on('open', () => {
      for (const text of waiting) node.send(text);
      waiting.length = 0;
    });
    client.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const body = JSON.parse(text) as Message | Message[];
      const messages = [body].flat();
      if (behaviour.kind === 'hanging') {
        meet('hanging');
        return;
      }
      if (behaviour.kind === 'limiting') {
        meet('limiting');
        const refusals = messages.map(({ id }) => ({ jsonrpc: '2.0', id, error: LIMITED }));
        client.send(JSON.stringify(Array.isArray(body) ? refusals : refusals[0]));
        return;
      }
      if (behaviour.kind === 'faithful') meet('faithful');
      for (const message of messages) if (message.id !== undefined) asked.set(message.id, message);
      if (node.readyState === WebSocket.OPEN) node.send(text);
      else waiting.push(text);
    });
    node.on('message', (data: Buffer) => {
      const now = behaviour;
      if (now.kind === 'hanging') return;
      const body = JSON.parse(data.toString('utf8')) as Message | Message[];
      const told = now.kind === 'lying' ? changed(body, (said) => lieOf(now, said)) : body;
      const text = JSON.stringify(told);
      if (now.kind === 'closing' && ++answers > now.after) {
        meet('closing');
        end();
      } else if (now.kind === 'slow') {
        meet('slow');
        setTimeout(() => client.send(text), now.ms);
      } else client.send(text);
    });

    function changed(body: Message | Message[], lie: (said: Said) => unknown): unknown {
      if (Array.isArray(body)) return body.map((one) => changed(one, lie));
      const request = asked.get(body.id ?? -1);
      if (request) {
        const said = { method: request.method ?? '', params: listOf(request.params), result: body.result };
        return { ...body, result: lie(said) };
      }
      if (body.method === undefined) return body;
      const params = body.params as { readonly subscription: string; readonly result: unknown };
      const result = lie({ method: body.method, params: [], result: params.result });
      return { ...body, params: { ...params, result } };
    }
  }

  function lieOf({ lie }: Extract<Behaviour, { kind: 'lying' }>, said: Said): unknown {
    const result = lie(said);
    if (result === undefined) return said.result;
    meet('lying');
    return result;
  }

  async function listen(): Promise<void> {
    server = createServer();
    const sockets = new WebSocketServer({
      server,
      verifyClient: (_info, answer: (taken: boolean, status?: number, reason?: string) => void) => {
        if (behaviour.kind !== 'limiting') {
          answer(true);
          return;
        }
        meet('limiting');
        answer(false, 429, 'Too Many Requests');
      },
    });
    sockets.on('connection', serve);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  }

  async function die(): Promise<void> {
    for (const client of clients) client.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  await listen();
  return {
    endpoint: `ws://127.0.0.1:${port}`,
    met,
    behave: (next) => void (behaviour = next),
    async die() {
      meet('dead');
      await die();
    },
    comeBack: listen,
    close: die,
  };
}

function listOf(params: unknown): readonly unknown[] {
  return Array.isArray(params) ? (params as readonly unknown[]) : [];
}
