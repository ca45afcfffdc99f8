import { digestJson } from '../canonical-json.js';
import { bytesToHex, type Hex } from '../hex.js';
import type { RecordFields, RecordKind, StateRecord } from './records.js';

/** An order, a payment or a refund that the till has otherwise than the replay. */
export interface RecordDifference {
  readonly kind: RecordKind;
  readonly id: string;
  /** Those that differ, with what either side has of them; null for a side that has no such record at all. */
  readonly till: RecordFields | null;
  readonly replay: RecordFields | null;
}

/** One hash for equal records, in whatever order they come: SHA-256 of their canonical JSON, sorted by kind and id. */
export function hashRecords(records: readonly StateRecord[]): Hex {
  const sorted = [...records].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return bytesToHex(digestJson(sorted));
}

/** Sorted by kind and id. */
export function compareRecords(
  till: readonly StateRecord[],
  replay: readonly StateRecord[],
): readonly RecordDifference[] {
  const tills = new Map(till.map((record) => [keyOf(record), record]));
  const replays = new Map(replay.map((record) => [keyOf(record), record]));
  return [...new Set([...tills.keys(), ...replays.keys()])]
    .sort()
    .flatMap((key) => differenceOf(tills.get(key), replays.get(key)));
}

function differenceOf(till: StateRecord | undefined, replay: StateRecord | undefined): RecordDifference[] {
  const either = till ?? replay;
  if (!either) return [];
  const { kind, id, fields } = either;
  if (!till || !replay) return [{ kind, id, till: till?.fields ?? null, replay: replay?.fields ?? null }];
  const names = Object.keys(fields).filter((name) => till.fields[name] !== replay.fields[name]);
  if (names.length === 0) return [];
  const of = ({ fields: all }: StateRecord): RecordFields =>
    Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
  return [{ kind, id, till: of(till), replay: of(replay) }];
}

function keyOf({ kind, id }: StateRecord): string {
  return `${kind} ${id}`;
}
