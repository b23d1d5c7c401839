import {
  type DocumentNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Context, Viewer } from '../context.ts';
import { refusal } from '../errors.ts';
import { newScope } from '../read/filter.ts';
import { arrayOf, run } from '../read/query.ts';
import { inTurn } from '../read/time-slice.ts';
import { visibleSql } from '../read/visibility.ts';
import type { Entity } from '../schema/entity.ts';
import { isKey } from '../schema/key.ts';
import { rowNamedBy } from '../schema/node.ts';
import { isAmong } from '../schema/table.ts';
import type { Shows } from './progress.ts';

/*
 * An answer that is kept may be given again only to those who may still see all that it shows: while it is made, its
 * document asks for the nodeId of every row besides.
 */

/** The entities of a realm by their names. */
export type EntitiesOf = (realm: string) => ReadonlyMap<string, Entity> | undefined;

const name = '__node'; // no document can call a field so
const field = parse(`{ ${name}: nodeId }`).definitions.flatMap((each) =>
  each.kind === Kind.OPERATION_DEFINITION ? each.selectionSet.selections : [],
);

const documents = new WeakMap<DocumentNode, DocumentNode>();

export const withNodeIds = (document: DocumentNode, schema: GraphQLSchema): DocumentNode => {
  const known = documents.get(document);
  if (known) return known;
  const types = new TypeInfo(schema);
  const whole = visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: (set) => {
        const type = types.getParentType();
        const isRow =
          (isObjectType(type) || isInterfaceType(type)) && type.getFields()['nodeId'] !== undefined;
        return isRow ? { ...set, selections: [...set.selections, ...field] } : undefined;
      },
    }),
  );
  documents.set(document, whole);
  return whole;
};

const objectsAtOnce = 1000;

/** Takes the nodeIds out of an answer, in turns if it is large. */
export const takeNodeIds = async (
  answer: unknown,
  { spent }: Pick<Context, 'spent'>,
): Promise<readonly string[]> => {
  const ids = new Set<string>();
  const isObject = (each: unknown) => typeof each === 'object' && each !== null;
  const left = [answer].filter(isObject);
  let seen = 0;
  for (let each = left.pop(); each; each = left.pop()) {
    if (name in each) {
      ids.add(String(each[name]));
      Reflect.deleteProperty(each, name);
    }
    for (const value of Object.values(each)) if (isObject(value)) left.push(value);
    seen += 1;
    if (seen % objectsAtOnce === 0) await inTurn(spent, objectsAtOnce, null);
  }
  return [...ids];
};

export const rightsOf = ({ role, permissions }: Viewer): string =>
  JSON.stringify([role, [...(permissions ?? [])].sort()]);

/** Why an answer is not given again; whether it was a refusal is all that it says of it. */
export const notShown = (answer: string) => {
  const { errors = [] } = JSON.parse(answer) as Kept;
  // an error further down is about the answer to what has been done
  const isDone = errors.every(({ path }) => path !== undefined && path.length > 1);
  return refusal(
    'FORBIDDEN',
    `${
      isDone
        ? 'This was done when it came first.'
        : 'This was refused, or a part of it, when it came first: look what has been done, and send the rest with another key.'
    } Its answer is not given again: you may not see all of it any more.`,
  );
};

type Kept = { readonly errors?: readonly { readonly path?: readonly unknown[] }[] };

/** Whether somebody may see what an answer shows: what is gone since is hidden from nobody. */
export const isStillShown = async (
  ctx: Context,
  viewer: Viewer,
  { rights, rows }: Shows,
  entitiesOf: EntitiesOf,
): Promise<boolean> => {
  if (rights !== rightsOf(viewer)) return false;
  const entities = entitiesOf(viewer.realm);
  for (const [type, named] of Map.groupBy(rows.map(rowNamedBy), ([each]) => each)) {
    const entity = entities?.get(type);
    if (!entity) return false;
    const id = entity.column('id');
    const keys = named.map(([, key]) => key).filter((key) => isKey(key, id));
    const params: unknown[] = [arrayOf(keys)];
    const scope = newScope(viewer, params);
    const condition = visibleSql({ entity, alias: 't', scope });
    if (!condition) continue;
    const hidden = await run(
      ctx,
      `select from ${entity.from} t where ${isAmong(id, 't', '$1')} and (${condition}) is not true limit 1`,
      params,
      false,
    );
    if (hidden.length > 0) return false;
  }
  return true;
};
