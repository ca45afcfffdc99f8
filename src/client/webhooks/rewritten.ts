/** What becomes of a body that was parsed and written again, and how to tell. */
import { bytesOf, type Bytes } from './bytes.js';

/** Bodies are compact JSON that begins with one of these, in the three dialects. */
const BEGINNING = /^\{"(?:id|assetId|event)":/;
/** By which a body is one of them in whatever order. */
const FIELDS: readonly (readonly string[])[] = [
  ['id', 'type', 'data'],
  ['orderId', 'price', 'toId'],
  ['event', 'data'],
];

/** A body as JSON says it. */
interface Reading {
  readonly text: string;
  readonly parsed: unknown;
  /** Without blanks and needless escapes. */
  readonly compact: string;
  /** The same with the keys of every object sorted. */
  readonly sorted: string;
}

/** Texts that the body may have been before it was written again. */
export function originalsOf(body: Bytes): readonly Bytes[] {
  const reading = read(body);
  return reading ? [bytesOf(reading.compact), bytesOf(reading.sorted)] : [];
}

/** Whether the body says what a gateway says, but not in the text that a gateway writes. */
export function isRewritten(body: Bytes): boolean {
  const { parsed, text, compact } = read(body) ?? {};
  if (typeof parsed !== 'object' || parsed === null || text === undefined) return false;
  if (!FIELDS.some((names) => names.every((name) => name in parsed))) return false;
  return !BEGINNING.test(text) || compact !== text;
}

function read(body: Bytes): Reading | null {
  const text = new TextDecoder().decode(body);
  try {
    const parsed = JSON.parse(text) as unknown;
    return { text, parsed, compact: JSON.stringify(parsed), sorted: JSON.stringify(sort(parsed)) };
  } catch {
    return null; // no JSON, or nested so deep that no gateway wrote it
  }
}

function sort(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sort);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sort(inner)]));
}
