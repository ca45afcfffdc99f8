/** Reads `System.Events`: every event by name and phase, with the fields that the extractor asks for. */
import { stringCamelCase } from '@polkadot/util';
import type { EventData, Field, Phase } from '../../domain/extract/block.js';
import { eventFields } from '../../domain/extract/fields.js';
import { byte, length, pass, ScaleError, type Cursor } from './cursor.js';
import type { FieldReaders, Read } from './fields.js';
import type { RuntimeTypes, TypeField, TypeId, Variant } from './runtime-types.js';
import type { Skip, Skipping } from './skip.js';

export interface BlockEvents {
  /** All events of the block, in order. */
  readonly events: readonly EventData[];
  /**
   * Whether an extrinsic is anything but an inherent, which the author of the block puts there and which pays nobody: an
   * inherent alone has dispatch class Mandatory.
   */
  readonly hasTransactions: boolean;
  /** How many extrinsics ended, well or not: all of the block, as each says so once. */
  readonly extrinsics: number;
}

/** @throws {ScaleError} on bytes that are no events of the runtime */
export type ReadEvents = (cursor: Cursor) => BlockEvents;

interface EventPlan {
  readonly name: string;
  readonly reads: readonly Read[];
  /** How many fields the extractor asks for; the event of an older runtime may have fewer. */
  readonly wanted: number;
  /** Passes over the other fields. */
  readonly skip: Skip;
  /** Of an extrinsic's success: reads all fields, and says whether it is an inherent. */
  readonly readInherent: ((cursor: Cursor) => boolean) | null;
}

const NO_FIELDS: readonly Field[] = [];
const SUCCESS = 'system.ExtrinsicSuccess';
const FAILURE = 'system.ExtrinsicFailed';

export function eventsReader(runtime: RuntimeTypes, skips: Skipping, readers: FieldReaders): ReadEvents {
  const plans = new Map<number, EventPlan>();
  const skipTopics = skips.skipper(runtime.topics);
  const variants = new Map(
    runtime.pallets.flatMap(({ name, index, events }) =>
      events.map((event) => [index * 256 + event.index, { pallet: stringCamelCase(name), event }] as const),
    ),
  );

  function planOf(index: number): EventPlan {
    const known = plans.get(index);
    if (known) return known;
    const found = variants.get(index);
    if (!found) throw new ScaleError('an event that the metadata does not have');
    const plan = makePlan(`${found.pallet}.${found.event.name}`, found.event);
    plans.set(index, plan);
    return plan;
  }

  function makePlan(name: string, { fields }: Variant): EventPlan {
    const kinds = eventFields(name);
    const ids = fields.map(({ type }) => type);
    return {
      name,
      reads: ids.slice(0, kinds.length).map((id, i) => readers(kinds[i] ?? 'skip', id)),
      wanted: kinds.length,
      skip: skips.skipAll(ids.slice(kinds.length)),
      readInherent: name === SUCCESS ? inherentReader(ids) : null,
    };
  }

  /** Of `ExtrinsicSuccess(DispatchInfo { weight, class, paysFee })`. */
  function inherentReader([info, ...more]: readonly TypeId[]): (cursor: Cursor) => boolean {
    const fields = fieldsOf(info);
    const at = fields.findIndex(({ name }) => name === 'class');
    const dispatchClass = runtime.types[fields[at]?.type ?? -1]?.definition;
    const mandatory =
      dispatchClass?.kind === 'variant'
        ? dispatchClass.variants.find(({ name }) => name === 'Mandatory')?.index
        : undefined;
    const before = skips.skipAll(fields.slice(0, Math.max(at, 0)).map(({ type }) => type));
    const after = skips.skipAll([...fields.slice(at + 1).map(({ type }) => type), ...more]);
    return (cursor) => {
      before(cursor);
      const found = at < 0 ? undefined : byte(cursor);
      after(cursor);
      return found !== undefined && found === mandatory;
    };
  }

  function fieldsOf(id: TypeId | undefined): readonly TypeField[] {
    const definition = id === undefined ? undefined : runtime.types[id]?.definition;
    return definition?.kind === 'composite' ? definition.fields : [];
  }

  function readFields({ reads, wanted, skip }: EventPlan, cursor: Cursor): readonly Field[] {
    if (wanted === 0) {
      skip(cursor);
      return NO_FIELDS;
    }
    const fields = new Array<Field>(wanted).fill(null);
    for (let i = 0; i < reads.length; i++) fields[i] = reads[i]?.(cursor) ?? null;
    skip(cursor);
    return fields;
  }

  return (cursor) => {
    const events: EventData[] = [];
    let hasTransactions = false;
    let extrinsics = 0;
    const count = length(cursor);
    for (let i = 0; i < count; i++) {
      const phase = readPhase(cursor);
      const plan = planOf(byte(cursor) * 256 + byte(cursor));
      const { name, readInherent } = plan;
      if (readInherent || name === FAILURE) extrinsics += 1;
      if (readInherent) {
        if (!readInherent(cursor)) hasTransactions = true;
        events.push({ name, phase, fields: NO_FIELDS });
      } else {
        if (name === FAILURE) hasTransactions = true;
        events.push({ name, phase, fields: readFields(plan, cursor) });
      }
      skipTopics(cursor);
    }
    if (cursor.at !== cursor.end) throw new ScaleError('events with bytes behind them');
    return { events, hasTransactions, extrinsics };
  };
}

function readPhase(cursor: Cursor): Phase {
  switch (byte(cursor)) {
    case 0:
      return cursor.bytes.readUInt32LE(pass(cursor, 4));
    case 1:
      return 'finalization';
    case 2:
      return 'initialization';
    default:
      throw new ScaleError('an event in no phase of a block');
  }
}
