import { refusal } from '../errors.ts';
import type { Entity } from '../schema/entity.ts';
import { shownType } from '../schema/entity-type.ts';
import type { Table } from '../schema/table.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Impact } from './delete-impact.ts';

/** Rows by type and name: how many there are, and how many more than are named. None is named that is hidden from who asks. */
const inWords = (trail: AuditTrail, impacts: readonly Impact[]): string =>
  impacts
    .map(({ entityType, count, samples }) => {
      const rows = `${count} ${calledIn(trail, entityType, count)}`;
      if (samples.length === 0) return rows;
      const names = samples.join(', ');
      const more = count > samples.length ? ` and ${count - samples.length} more` : '';
      return `${rows} (${names}${more})`;
    })
    .join(', ');

/** In an error nothing turns the types' names into those of the enum. */
export const shown = (impacts: readonly Impact[]) =>
  impacts.map((each) => ({ ...each, entityType: shownType(each.entityType) }));

const calledIn = (trail: AuditTrail, entityType: string, count: number): string => {
  const [one, many] = trail.tables.get(entityType)?.called ?? [entityType, entityType];
  return count === 1 ? one : many;
};

/** What a cascade makes of what depends on a row. */
const fateOf = (trail: AuditTrail, dependents: readonly Impact[]): string => {
  const [stay, go] = ['DETACHED', 'REMOVED'].map((fate) =>
    dependents
      .filter(({ effect }) => effect === fate)
      .map(({ entityType, count }) => calledIn(trail, entityType, count)),
  ) as [string[], string[]];
  if (stay.length === 0) return 'they are deleted too';
  const kept = 'kept, but no longer refer to it';
  if (go.length === 0) return `it is deleted; they are ${kept}`;
  return `the ${go.join(', ')} are deleted too; the ${stay.join(', ')} are ${kept}`;
};

export const assertAlone = (
  trail: AuditTrail,
  entity: Entity,
  dependents: readonly Impact[],
): void => {
  if (dependents.length > 0) throw hasDependents(trail, entity, dependents);
};

export const hasDependents = (trail: AuditTrail, { name }: Entity, dependents: readonly Impact[]) =>
  refusal(
    'HAS_DEPENDENTS',
    `This ${name} cannot be deleted alone. It has ${inWords(trail, dependents)}. With "cascade: true" ${fateOf(trail, dependents)}.`,
    { dependents: shown(dependents) },
  );

export const assertUnblocked = (
  trail: AuditTrail,
  { name }: Entity,
  impacts: readonly Impact[],
  uses: readonly Table[] = [],
): void => {
  const blocking = impacts.filter(({ effect }) => effect === 'BLOCKING');
  if (blocking.length === 0) return;
  const types = uses.map((table) => trail.of(table).entity);
  const isUse = blocking.every(({ entityType }) => types.includes(entityType));
  const way = isUse ? ' With "unlink: true" it is taken from them.' : '';
  throw refusal(
    'STILL_REFERENCED',
    `This ${name} cannot be deleted while others refer to it: ${inWords(trail, blocking)}.${way}`,
    { blocking: shown(blocking) },
  );
};
