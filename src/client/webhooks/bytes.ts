import { WebhookError } from './webhook-error.js';

/** Bytes of their own, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

export type RawBody = string | Uint8Array | ArrayBuffer;

const HOW =
  'give the bytes that came, before anything parses them: in Express, express.raw({ type: "application/json" }) on ' +
  'this route and request.body; with node:http, the chunks of the request; with fetch handlers, await request.text()';

/** @throws {WebhookError} `BODY_NOT_RAW` for what was parsed, or is not there */
export function readRawBody(body: unknown): Bytes {
  if (typeof body === 'string') return bytesOf(body);
  if (ArrayBuffer.isView(body)) {
    return Uint8Array.from(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  }
  // Buffers of another realm are of another class.
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]') {
    return Uint8Array.from(new Uint8Array(body as ArrayBuffer));
  }
  const what = body === undefined || body === null ? 'there is no body' : 'the body was parsed already';
  throw new WebhookError('BODY_NOT_RAW', `${what}: ${HOW}`);
}

export function bytesOf(text: string): Bytes {
  return Uint8Array.from(new TextEncoder().encode(text));
}

export function concat(first: Bytes, second: Bytes): Bytes {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** @returns null for what is no base64 */
export function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null; // the caller says what is wrong
  }
}

/** @returns null for what is no hex */
export function fromHex(text: string): Bytes | null {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
