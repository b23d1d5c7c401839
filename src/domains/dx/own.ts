import { type Context, query, refusal } from '../../kernel/index.ts';
import { dx } from './domain.ts';

const tables = { DxAnalysisRun: 'dx.analysis_runs', DxConfigSet: 'dx.config_sets' };

/** Refuses to read what belongs to rows that are not in a project of who asks: as DxProject is visible. */
export const assertOwn = async (
  ctx: Context,
  type: keyof typeof tables,
  named: { readonly [field: string]: string },
): Promise<void> => {
  const found = await query<{ id: string }>(
    ctx,
    `select t.id from ${tables[type]} t join dx.projects p on p.id = t.project_id
     where t.id in (select jsonb_array_elements_text($1::jsonb)) and p.user_id = $2 and p.deleted_at is null`,
    [JSON.stringify(Object.values(named)), ctx.viewer && dx.idOf(ctx.viewer)],
  );
  for (const [field, id] of Object.entries(named)) {
    if (!found.some((row) => row.id === id)) {
      throw refusal('NOT_FOUND', `There is no ${type} ${id}.`, { field });
    }
  }
};
