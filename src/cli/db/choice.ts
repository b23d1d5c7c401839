import type { Choice } from '../../database/integrity/upgrade-step.ts';

/** What has been chosen for the orphans of foreign keys, by their names; `usual` is meant where none is named. */
export const choicesIn = (texts: readonly string[], usual = ''): ReadonlyMap<string, Choice> =>
  new Map(
    texts.map((text): [string, Choice] => {
      const [, name = usual, to, key] =
        /^(?:([\w.]+):)?(delete|set-null|reparent)(?:=(.+))?$/.exec(text) ?? [];
      if (name && to === 'reparent' && key !== undefined) return [name, { to, key }];
      if (name && to === 'delete' && key === undefined) return [name, { to }];
      if (name && to === 'set-null' && key === undefined) return [name, { to }];
      throw new Error(
        `--orphans takes [constraint:]delete, set-null or reparent=<key>, not "${text}".`,
      );
    }),
  );

/** What can be chosen for the orphans of a link. */
export const choiceLine = ({
  schema,
  name,
  columns,
}: {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}): string => {
  const ways = ['delete', 'set-null', ...(columns.length === 1 ? ['reparent=<key>'] : [])];
  return `  Choose: ${ways.map((each) => `--orphans ${schema}.${name}:${each}`).join(' | ')}`;
};
