import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/**
 * Whether the operation asks for a field below the one that is resolved, directly or in a fragment. A field that a
 * directive leaves out counts as asked for.
 * @param path names of fields, outermost first
 */
export function selects(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  return info.fieldNodes.some((node) => node.selectionSet && isIn(node.selectionSet, path, info));
}

function isIn(set: SelectionSetNode, path: readonly string[], info: GraphQLResolveInfo): boolean {
  const [name, ...rest] = path;
  return set.selections.some((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        if (selection.name.value !== name) return false;
        return (
          rest.length === 0 || (selection.selectionSet ? isIn(selection.selectionSet, rest, info) : false)
        );
      case Kind.INLINE_FRAGMENT:
        return isIn(selection.selectionSet, path, info);
      case Kind.FRAGMENT_SPREAD: {
        const fragment = info.fragments[selection.name.value];
        return fragment ? isIn(fragment.selectionSet, path, info) : false;
      }
    }
  });
}
