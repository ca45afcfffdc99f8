/** What goes over the wire between clients and a gateway, seen from the gateway's own server. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export interface Exchange {
  readonly method: string;
  /** As it was sent, with the query. */
  readonly url: string;
  readonly requestType: string;
  readonly requestBody: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Of an answer: larger ones are long pages and exports, whose items are like those of short ones. */
const LARGEST = 256 * 1024;

/** Tells of each request when its answer is whole. Nothing of what is sent or read is changed. */
export function watchExchanges(server: Server, tell: (exchange: Exchange) => void): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const sent = tapped(request, 'push');
    const answered = tapped(response, 'write');
    const last = tapped(response, 'end');
    const type = tappedType(response);
    response.once('finish', () => {
      const body = answered() + last();
      if (body.length > LARGEST) return;
      tell({
        method: request.method ?? '',
        url: request.url ?? '',
        requestType: mediaType(request.headers['content-type']),
        requestBody: sent(),
        status: response.statusCode,
        type: mediaType(type()),
        body,
      });
    });
  });
}

/** Reads along with what a method is given. */
function tapped<Name extends string>(
  stream: Readonly<Record<Name, (...given: never[]) => unknown>>,
  name: Name,
): () => string {
  const chunks: Buffer[] = [];
  const original = stream[name].bind(stream) as (...given: unknown[]) => unknown;
  const along = (...given: unknown[]): unknown => {
    const [chunk] = given;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    return original(...given);
  };
  Object.assign(stream, { [name]: along });
  return () => Buffer.concat(chunks).toString();
}

/** Headers that are written with the status are nowhere else to be seen. */
function tappedType(response: ServerResponse): () => unknown {
  let type: unknown;
  const original = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  const along = (...given: unknown[]): ServerResponse => {
    const headers = given.find((one) => typeof one === 'object' && one !== null);
    type = (headers as Readonly<Record<string, unknown>> | undefined)?.['content-type'];
    return original(...given);
  };
  Object.assign(response, { writeHead: along });
  return () => type ?? response.getHeader('content-type');
}

function mediaType(header: unknown): string {
  return typeof header === 'string' ? (header.split(';')[0]?.trim() ?? '') : '';
}
