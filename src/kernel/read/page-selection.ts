import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

type Wanted = {
  readonly rows: boolean;
  readonly total: boolean;
  readonly edges: boolean;
  readonly cursors: boolean;
};
const wanteds = new WeakMap<FieldNode, Wanted>();

/** Which parts of a page its selection asks for. */
export const wantedOf = ({ fieldNodes, fragments }: GraphQLResolveInfo): Wanted => {
  const [node] = fieldNodes;
  const known = node && fieldNodes.length === 1 ? wanteds.get(node) : undefined;
  if (known) return known;
  const names = new Set<string>();
  const collect = (set: SelectionSetNode | undefined, prefix: string): void => {
    for (const each of set?.selections ?? []) {
      if (each.kind === Kind.INLINE_FRAGMENT) collect(each.selectionSet, prefix);
      else if (each.kind === Kind.FRAGMENT_SPREAD) {
        collect(fragments[each.name.value]?.selectionSet, prefix);
      } else {
        names.add(prefix + each.name.value);
        if (!prefix) collect(each.selectionSet, `${each.name.value}.`);
      }
    }
  };
  for (const each of fieldNodes) collect(each.selectionSet, '');
  const wanted = {
    rows: names.has('nodes') || names.has('edges') || names.has('pageInfo'),
    total: names.has('totalCount'),
    edges: names.has('edges'),
    cursors:
      names.has('edges') || names.has('pageInfo.startCursor') || names.has('pageInfo.endCursor'),
  };
  if (node && fieldNodes.length === 1) wanteds.set(node, wanted);
  return wanted;
};
