import { refusal } from '../errors.ts';
import type { Keyed } from '../read/relation.ts';
import { rowOf } from '../read/row-by-id.ts';
import { type Access, assertAllowed, viewerOf } from './access.ts';
import { builder } from './builder.ts';
import type { Entity } from './entity.ts';
import { type Key, keyOf } from './key.ts';

/*
 * Global object identification, as Relay wants it: beside `id`, which is the row's own key, every row has a `nodeId` that
 * no row of another type has.
 */

/** A type that `node` finds rows of, for those who may use its own root fields. */
type NodeType = { readonly entity: Entity; readonly allow: Access };

export const Node = builder.interfaceRef<{ readonly nodeId: string }>('Node').implement({
  description: 'A row that can be found by one id among the rows of all types.',
  fields: (t) => ({
    nodeId: t.exposeID('nodeId', { description: 'Its id among the rows of all types.' }),
  }),
});

/** The same for a row at all times. It means nothing to clients. */
export const nodeIdOf = (typeName: string, id: Key): string =>
  Buffer.from(`${typeName}:${id}`).toString('base64url');

/** The type and the key that a row's `nodeId` is made of, as far as it is one. */
export const rowNamedBy = (nodeId: string): readonly [type: string, key: string] => {
  const text = Buffer.from(nodeId, 'base64url').toString();
  const end = text.indexOf(':');
  return [text.slice(0, end), text.slice(end + 1)];
};

/** Makes the rows of an entity nodes. */
export const implementNode = (entity: Entity): void => {
  entity.ref.addInterfaces([Node]);
  builder.objectField(entity.ref, 'nodeId', (t) =>
    t.field({
      type: 'ID',
      description: 'Its id among the rows of all types: `node` finds it by that.',
      extensions: { needs: ['id'] },
      resolve: (row) => nodeIdOf(entity.name, (row as Keyed).id),
    }),
  );
};

/** Finds the types of a realm's nodes by their names. */
type TypesOf = (realm: string) => ReadonlyMap<string, NodeType> | undefined;

export const implementNodeField = (typesOf: TypesOf): void =>
  builder.queryField('node', (t) =>
    t.field({
      type: Node,
      nullable: true,
      allow: 'anyone', // the type that the id names says who
      complexity: 1,
      description:
        'The row with a `nodeId`, of any type; null when there is none. It is for those who may use the root fields of its type.',
      args: {
        nodeId: t.arg.id({ required: true, description: 'The `nodeId` of the row to find.' }),
      },
      resolve: async (_root, { nodeId }, ctx, info) => {
        const { realm } = viewerOf(ctx);
        const { entity, allow, key } = parsed(String(nodeId), typesOf(realm));
        assertAllowed(ctx, allow);
        const row = await rowOf(entity, key, ctx, info);
        return row && ({ ...row, __typename: entity.name } as never);
      },
    }),
  );

const parsed = (nodeId: string, types: ReturnType<TypesOf>) => {
  const [name, id] = rowNamedBy(nodeId);
  const node = types?.get(name);
  const key = node && keyIn(id, node.entity);
  if (node && key !== undefined && nodeIdOf(name, key) === nodeId) return { ...node, key };
  throw refusal('BAD_USER_INPUT', '"nodeId" is not the `nodeId` of a row.', { field: 'nodeId' });
};

const keyIn = (id: string, entity: Entity): Key | undefined => {
  try {
    return keyOf(id, entity.column('id'));
  } catch {
    return undefined;
  }
};
