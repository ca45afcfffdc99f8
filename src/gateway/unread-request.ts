/** What is answered to requests that no route can be found for, since they cannot be read, or do not come to an end. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a client may take to send a request, in milliseconds. Answers, streams and sockets may take as long as they like. */
export interface ReadingLimits {
  /** Until its headers are there, counted from the connection's begin or from the request's first byte. */
  readonly headersMs: number;
  /** Until its body is there as well. */
  readonly requestMs: number;
  /** How often it is looked who is late. */
  readonly checkMs: number;
}

/** A body of 100 KiB at 20 kbit/s is there in time. */
export const READING_LIMITS: ReadingLimits = { headersMs: 20_000, requestMs: 60_000, checkMs: 5_000 };

/** Of a request's line and headers together, in bytes; Node's own default, which no flag can raise here. */
const LARGEST_HEADERS = 16 * 1024;
/** Node's default; 20 leaves out what is more, later ones refuse it. */
const MOST_FIELDS = '1,000';

/** Node's options for a server that waits no longer than that. */
export function readingOptions({ headersMs, requestMs, checkMs }: ReadingLimits) {
  return {
    requestTimeout: requestMs,
    http: {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkMs,
      maxHeaderSize: LARGEST_HEADERS,
    },
  };
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const NOT_HTTP: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'this is no request of HTTP/1.1: check its first line, its headers and the length of its body',
};

/** By Node's code for what is wrong. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'REQUEST_TIMEOUT',
    message: 'the request took too long to arrive: send it again on a new connection, without pauses',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: `the address and the headers are too large: send at most ${LARGEST_HEADERS / 1024} KiB in ${MOST_FIELDS} fields, and the rest as body`,
  },
};

/** Answers a connection on which no request can be read, and ends it. */
export function refuseConnection({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const { status, ...refusal } = REFUSALS[code ?? ''] ?? NOT_HTTP;
  const body = JSON.stringify(outsideRest(refusal));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Access-Control-Allow-Origin: *',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.once('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const REST_PATH = /^\/(?:v1|api)\//;

/** Answers a request whose address cannot be read, as REST does where it begins like one of REST. */
export function refuseAddress(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const code = 'BAD_REQUEST';
  const message =
    'the address cannot be read: write each % of a path as %25, and no part of it longer than it can be';
  void reply
    .code(400)
    .header('x-request-id', request.id)
    .header('access-control-allow-origin', '*')
    .send(
      REST_PATH.test(request.url)
        ? { error: { code, message, requestId: request.id } }
        : outsideRest({ code, message }),
    );
}

function outsideRest({ code, message }: Pick<Refusal, 'code' | 'message'>): object {
  return { errors: [{ message, extensions: { code } }] };
}
