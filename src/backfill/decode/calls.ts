/** Reads calls: their names, the arguments that the extractor asks for, and the calls in their arguments. */
import { stringCamelCase } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import type { CallData, Field } from '../../domain/extract/block.js';
import { callFields, needsInnerHash } from '../../domain/extract/fields.js';
import { byte, length, pass, ScaleError, type Cursor } from './cursor.js';
import type { FieldReaders, Read } from './fields.js';
import type { RuntimeTypes, TypeDefinition, TypeId, Variant } from './runtime-types.js';
import { isOpaque, type Skip, type Skipping } from './skip.js';

/** @throws {ScaleError} on bytes that are no call of the runtime */
export type ReadCall = (cursor: Cursor) => CallData;

/** Reads a value for the calls in it, in their order; their hashes as well where these are asked for. */
type Collect = (cursor: Cursor, into: CallData[], hashed: boolean) => void;

interface Argument {
  /** Null for an argument that the extractor does not ask for. */
  readonly read: Read | null;
  /** Null for one without calls. */
  readonly collect: Collect | null;
  readonly skip: Skip;
}

interface CallPlan {
  readonly name: string;
  readonly args: readonly Argument[];
  /** Passes over all of them; null where one is of interest. */
  readonly skip: Skip | null;
  /** How many fields the extractor asks for. */
  readonly wanted: number;
  readonly hashesInner: boolean;
}

export function callReader(runtime: RuntimeTypes, skips: Skipping, readers: FieldReaders): ReadCall {
  const outer = runtime.extrinsic.call;
  const holds = callHolders(runtime);
  const collectors = new Map<TypeId, Collect>();
  const plans = new Map<number, CallPlan>();
  const variants = new Map(
    runtime.pallets.flatMap(({ name, index, calls }) =>
      calls.map((call) => [index * 256 + call.index, { pallet: stringCamelCase(name), call }] as const),
    ),
  );

  function planOf(index: number): CallPlan {
    const known = plans.get(index);
    if (known) return known;
    const found = variants.get(index);
    if (!found) throw new ScaleError('a call that the metadata does not have');
    const plan = makePlan(`${found.pallet}.${stringCamelCase(found.call.name)}`, found.call);
    plans.set(index, plan);
    return plan;
  }

  function makePlan(name: string, { fields }: Variant): CallPlan {
    const kinds = callFields(name);
    const args = fields.map(({ type }, i): Argument => {
      const kind = kinds[i];
      return {
        read: kind === undefined || kind === 'skip' ? null : readers(kind, type),
        collect: holds(type) ? collector(type) : null,
        skip: skips.skipper(type),
      };
    });
    const isQuiet = args.every(({ read, collect }) => !read && !collect);
    return {
      name,
      args,
      skip: isQuiet ? skips.skipAll(fields.map(({ type }) => type)) : null,
      wanted: kinds.length,
      hashesInner: needsInnerHash(name),
    };
  }

  function readCall(cursor: Cursor): CallData {
    const { name, args, skip, wanted, hashesInner } = planOf(byte(cursor) * 256 + byte(cursor));
    const fields: Field[] = new Array<Field>(wanted).fill(null);
    const calls: CallData[] = [];
    if (skip) skip(cursor);
    else {
      for (let i = 0; i < args.length; i++) {
        const arg = args[i];
        if (arg?.read) fields[i] = arg.read(cursor);
        else if (arg?.collect) arg.collect(cursor, calls, hashesInner);
        else arg?.skip(cursor);
      }
    }
    return { name, fields, calls };
  }

  function readHashed(cursor: Cursor): CallData {
    const from = cursor.at;
    const call = readCall(cursor);
    const hash = blake2AsHex(cursor.bytes.subarray(from, cursor.at));
    return { ...call, hash };
  }

  function collector(id: TypeId): Collect {
    const known = collectors.get(id);
    if (known) return known;
    collectors.set(id, (cursor, into, hashed) => collectors.get(id)?.(cursor, into, hashed));
    const made = makeCollector(id);
    collectors.set(id, made);
    return made;
  }

  function makeCollector(id: TypeId): Collect {
    if (id === outer)
      return (cursor, into, hashed) => void into.push(hashed ? readHashed(cursor) : readCall(cursor));
    const entry = runtime.types[id];
    if (!entry || !holds(id)) {
      const skip = skips.skipper(id);
      return (cursor) => skip(cursor);
    }
    const { definition } = entry;
    if (isOpaque(entry.name)) return opaque(definition);
    switch (definition.kind) {
      case 'composite':
        return inTurn(definition.fields.map(({ type }) => collector(type)));
      case 'variant':
        return chosen(definition.variants, (fields) => inTurn(fields.map(({ type }) => collector(type))));
      case 'sequence':
        return repeated(collector(definition.of), length);
      case 'array':
        return repeated(collector(definition.of), () => definition.length);
      default:
        return () => undefined;
    }
  }

  /** A call behind its length. Whoever submits it may put any bytes there; those that are no call hold none. */
  function opaque(definition: TypeDefinition): Collect {
    const content = definition.kind === 'composite' ? definition.fields[1] : undefined;
    const collect = content && collector(content.type);
    return (cursor, into, hashed) => {
      const size = length(cursor);
      const from = pass(cursor, size);
      const found: CallData[] = [];
      try {
        collect?.({ bytes: cursor.bytes, at: from, end: from + size }, found, hashed);
      } catch (error) {
        if (!(error instanceof ScaleError)) throw error;
        return;
      }
      into.push(...found);
    };
  }

  return readCall;
}

/** Which types hold calls of the runtime. A type that contains itself counts as holding none by that way. */
function callHolders({ types, extrinsic }: RuntimeTypes): (id: TypeId) => boolean {
  const known = new Map<TypeId, boolean>([[extrinsic.call, true]]);
  function holds(id: TypeId): boolean {
    const answer = known.get(id);
    if (answer !== undefined) return answer;
    known.set(id, false);
    const definition = types[id]?.definition;
    const found = definition ? partsOf(definition).some(holds) : false;
    known.set(id, found);
    return found;
  }
  return holds;
}

function partsOf(definition: TypeDefinition): readonly TypeId[] {
  switch (definition.kind) {
    case 'composite':
      return definition.fields.map(({ type }) => type);
    case 'variant':
      return definition.variants.flatMap(({ fields }) => fields.map(({ type }) => type));
    case 'sequence':
    case 'array':
      return [definition.of];
    default:
      return [];
  }
}

function inTurn(collectors: readonly Collect[]): Collect {
  return (cursor, into, hashed) => {
    for (const collect of collectors) collect(cursor, into, hashed);
  };
}

function repeated(collect: Collect, times: (cursor: Cursor) => number): Collect {
  return (cursor, into, hashed) => {
    const count = times(cursor);
    for (let i = 0; i < count; i++) collect(cursor, into, hashed);
  };
}

function chosen(variants: readonly Variant[], collect: (fields: Variant['fields']) => Collect): Collect {
  const table = new Map(variants.map(({ index, fields }) => [index, collect(fields)]));
  return (cursor, into, hashed) => {
    const variant = table.get(byte(cursor));
    if (!variant) throw new ScaleError('an enum with a variant that the metadata does not have');
    variant(cursor, into, hashed);
  };
}
