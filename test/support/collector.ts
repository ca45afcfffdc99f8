import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { listen } from './tcp-server.js';

/** A span, with what it is written in unpacked. */
export interface CollectedSpan {
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** Of the process. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** What takes traces as OpenTelemetry's collector does: OTLP over HTTP, in JSON. */
export interface Collector {
  readonly url: string;
  readonly port: number;
  /** `silent` takes what is sent and never answers. */
  mode: 'ok' | 'refusing' | 'silent';
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Requests that wait for their answer. */
  waiting(): number;
  /** Answers those that wait. */
  release(): void;
  spans(): readonly CollectedSpan[];
  /** All that was ever sent, headers apart. */
  text(): string;
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<CollectedSpan, 'attributes' | 'failed' | 'resource'> & {
        readonly attributes: readonly Attribute[];
        readonly status: { readonly code?: number };
      })[];
    }[];
  }[];
}

const FAILED = 2;

export async function startCollector(): Promise<Collector> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const bodies: string[] = [];
  const held = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers });
      bodies.push(Buffer.concat(chunks).toString());
      if (collector.mode === 'silent') {
        held.add(response);
        response.on('close', () => held.delete(response));
      } else answer(response, collector.mode === 'ok' ? 200 : 400);
    });
  });
  const listening = await listen(server, '127.0.0.1');
  const collector: Collector = {
    ...listening,
    url: `http://127.0.0.1:${listening.port}`,
    mode: 'ok',
    requests,
    waiting: () => held.size,
    release() {
      for (const response of held) answer(response, 200);
    },
    spans: () => bodies.flatMap((body) => spansOf(JSON.parse(body) as Sent)),
    text: () => bodies.join('\n'),
  };
  return collector;
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
}

function spansOf({ resourceSpans }: Sent): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, attributes, status }) => ({
        ...{ name, kind, traceId, spanId, parentSpanId },
        attributes: unpack(attributes),
        failed: status.code === FAILED,
        resource: unpack(resource.attributes),
      })),
    ),
  );
}

function unpack(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { arrayValue } = value as { arrayValue?: { values: Attribute['value'][] } };
      return [key, arrayValue ? arrayValue.values.map(single) : single(value)];
    }),
  );
}

function single(value: Attribute['value']): unknown {
  return Object.values(value)[0];
}
