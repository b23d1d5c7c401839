import type { AuditTrail } from '../trail/audit-trail.ts';
import { builder } from './builder.ts';
import { entityNamed } from './entity.ts';
import { upperCase } from './enum.ts';

type Value = { value: string; description: string; pothosOptions: object };

const values: Record<string, Value> = {};

/** The types of rows that trails record: said beside the key of a row wherever the row itself is not shown. */
export const EntityType = builder.enumType('EntityType', {
  description: 'The type of a row. Rows of two types may have the same key.',
  values: {} as Record<string, { value: string }>,
});

/** Lets the enum name what a trail records: a domain is only in the schema if it is served. */
export const nameTypesOf = ({ tables }: AuditTrail): void => {
  for (const { entity: value, about } of tables.values()) {
    const description = about ?? entityNamed(value)?.description;
    if (!description) throw new Error(`Nothing says what a ${value} is (about).`);
    values[upperCase(value)] = { value, description, pothosOptions: {} };
  }
  EntityType.updateConfig((config) => ({ ...config, values }));
};

/** How the enum names a type of a trail, for what GraphQL does not serialize. */
export const shownType = upperCase;
