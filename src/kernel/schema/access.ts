import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { Context, Viewer } from '../context.ts';
import { refusal } from '../errors.ts';

/** Who may use a field: a predicate over the viewer. */
export type Access = {
  readonly lets: (viewer: Viewer) => boolean;
  /** What those lack whom it does not let. */
  readonly needs: string;
  /** What it is made of: whoever it does not let is told of those of their own realm. */
  readonly each?: readonly Access[];
  /** The realm whose people it is about, if it is one. */
  readonly realm?: string;
  /** Whether it is for those, too, who have not signed in, where the realm is open to guests. */
  readonly guests?: true;
};

/** Those who have one of these roles in a realm. */
export const roles = (realm: string, ...names: readonly string[]): Access => ({
  lets: (viewer) => viewer.realm === realm && names.includes(viewer.role),
  needs: `the role ${names.join(' or ')} in ${realm}`,
  realm,
});

/** Those who have a permission, whose name begins with their realm: `genji:document:create`. */
export const can = (permission: string): Access => {
  const realm = permission.split(':')[0] ?? '';
  return {
    lets: (viewer) => viewer.realm === realm && Boolean(viewer.permissions?.includes(permission)),
    needs: `the permission ${permission}`,
    realm,
  };
};

/** All people of a realm. */
export const membersOf = (realm: string): Access => ({
  lets: (viewer) => viewer.realm === realm,
  needs: `an account in ${realm}`,
  realm,
});

/** Those whom one of these lets. */
export const anyOf = (each: readonly Access[]): Access => ({
  lets: (viewer) => each.some(({ lets }) => lets(viewer)),
  needs: neededBy(each),
  each,
});

const neededBy = (each: readonly Access[]) =>
  [...new Set(each.map(({ needs }) => needs))].join(', or ');

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      access: AccessPlugin<Types>;
    }
    interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Who may use the field. Every field of Query, Mutation and Subscription says it: nothing is open by default. */
      allow?: Access | 'anyone';
    }
  }
}

const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Who asks; nobody is refused, with what is wrong with the token if there is one. */
export const viewerOf = ({ viewer, turnedAway }: Context): Viewer => {
  if (viewer) return viewer;
  throw turnedAway ?? refusal('UNAUTHENTICATED', 'Sign in first: this needs a bearer token.');
};

/** Whether a field is for who asks. */
export const isAllowed = (ctx: Context, { lets, realm, guests }: Access): boolean => {
  if (ctx.viewer) return lets(ctx.viewer);
  return Boolean(guests && realm && !ctx.turnedAway && ctx.guests.includes(realm));
};

/** Refuses whoever a field does not allow. */
export const assertAllowed = (ctx: Context, access: Access): void => {
  if (isAllowed(ctx, access)) return;
  const { realm } = viewerOf(ctx);
  const own = access.each?.filter((each) => each.realm === realm) ?? [];
  throw refusal('FORBIDDEN', `This needs ${neededBy(own) || access.needs}.`);
};

class AccessPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>) {
    const { allow } = field.pothosOptions;
    if (!allow && roots.has(field.kind)) {
      throw new Error(`${field.parentType}.${field.name} does not say who may use it (allow).`);
    }
    // nullable, so that a refusal hides nothing of what was done beside it
    const type = { ...field.type, nullable: field.kind === 'Mutation' || field.type.nullable };
    return { ...field, type, extensions: { ...field.extensions, allow } };
  }

  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const { allow } = field.pothosOptions;
    if (!allow || allow === 'anyone' || field.kind === 'Subscription') return resolve;
    return (parent, args, ctx, info) => {
      assertAllowed(ctx as Context, allow);
      return resolve(parent, args, ctx, info);
    };
  }

  override wrapSubscribe(
    subscribe: GraphQLFieldResolver<unknown, Types['Context'], object> | undefined,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> | undefined {
    const { allow } = field.pothosOptions;
    if (!subscribe || !allow || allow === 'anyone') return subscribe;
    return (parent, args, ctx, info) => {
      assertAllowed(ctx as Context, allow);
      return subscribe(parent, args, ctx, info);
    };
  }
}

SchemaBuilder.registerPlugin('access', AccessPlugin);
