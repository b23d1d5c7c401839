import type { Audited } from '../trail/audit-trail.ts';
import { builder } from './builder.ts';
import { upperCase } from './enum.ts';

/** The types of rows that trails record: said beside the key of a row wherever the row itself is not shown. */
export const EntityType = builder.enumType('EntityType', {
  description: 'The type of a row. Rows of two types may have the same key.',
  values: {} as Record<string, { value: string }>,
});

/** Lets the enum name what the trails of the domains that are served record. */
export const nameTypes = (types: readonly Pick<Audited, 'entity' | 'about'>[]): void => {
  const values = Object.fromEntries(
    types.map(({ entity: value, about: description }) => [
      upperCase(value),
      { value, description, pothosOptions: {} },
    ]),
  );
  EntityType.updateConfig((config) => ({ ...config, values }));
};

/** How the enum names a type of a trail, for what GraphQL does not serialize. */
export const shownType = upperCase;
