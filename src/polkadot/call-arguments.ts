import type { AnyTuple, CallBase } from '@polkadot/types/types';
import type { SiLookupTypeId } from '@polkadot/types/interfaces';

type Lookup = CallBase<AnyTuple>['registry']['lookup'];

/** Positions of the arguments that can hold calls, by runtime version and call index. */
const known = new Map<string, readonly number[]>();

/**
 * Which arguments of this call can hold other calls, told by the runtime's type metadata. Most calls have none, and
 * their arguments need not be looked at.
 */
export function argumentsWithCalls(call: CallBase<AnyTuple>, specVersion: number): readonly number[] {
  const key = `${specVersion}/${call.callIndex.join('.')}`;
  let positions = known.get(key);
  if (!positions) {
    const lookup = call.registry.lookup;
    const seen = new Map<number, boolean>();
    positions = [...call.meta.fields].flatMap((field, i) =>
      holdsCalls(lookup, field.type, seen) ? [i] : [],
    );
    known.set(key, positions);
  }
  return positions;
}

/** @param seen answers so far; a type that contains itself counts as holding none by that way */
function holdsCalls(lookup: Lookup, id: SiLookupTypeId, seen: Map<number, boolean>): boolean {
  const index = id.toNumber();
  const answer = seen.get(index);
  if (answer !== undefined) return answer;
  seen.set(index, false);
  const { def, path } = lookup.getSiType(id);
  const name = path.length > 0 ? path[path.length - 1]?.toString() : undefined;
  const holds =
    name === 'RuntimeCall' || (name === 'Call' && def.isVariant)
      ? true
      : partsOf(def).some((part) => holdsCalls(lookup, part, seen));
  seen.set(index, holds);
  return holds;
}

type TypeDefinition = ReturnType<Lookup['getSiType']>['def'];

function partsOf(def: TypeDefinition): SiLookupTypeId[] {
  if (def.isComposite) return def.asComposite.fields.map((field) => field.type);
  if (def.isVariant)
    return def.asVariant.variants.flatMap((variant) => variant.fields.map((field) => field.type));
  if (def.isSequence) return [def.asSequence.type];
  if (def.isArray) return [def.asArray.type];
  if (def.isTuple) return [...def.asTuple];
  return [];
}
