import type { FieldRef, OutputRef } from '@pothos/core';
import type { Filter } from '../read/filter.ts';
import { predicateOf } from '../read/predicate.ts';
import type { Types } from './builder.ts';
import type { Field } from './entity.ts';
import type { Scalar } from './table.ts';

/** What a computed value is. */
type Shown = Scalar | 'Float' | OutputRef;

/** A value that follows from columns of its own row. */
export const computed = <Parent, K extends keyof Parent & string>(
  type: Shown | [Shown],
  needs: readonly K[],
  description: string,
  compute: (row: Pick<Parent, K>) => unknown,
  { nullable = false } = {},
): Field<Parent> => ({
  build: (t) =>
    t.field({
      type: type as 'String',
      nullable,
      description,
      extensions: { needs },
      resolve: (row: Pick<Parent, K>) => compute(row) as string,
    }) as FieldRef<Types>,
});

/** Whether a row fulfils a condition on its own columns: one definition, for the value and for filters. */
export const condition = <Parent, K extends keyof Parent & string>(
  needs: readonly K[],
  description: string,
  means: Filter,
): Field<Parent> => ({
  ...computed<Parent, K>('Boolean', needs, description, predicateOf(means)),
  compared: { description, means },
});
