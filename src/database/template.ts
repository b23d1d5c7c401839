import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * An empty embedded database, which every new data folder gets a copy of: to make one takes ten times as long. `npm ci`
 * makes it, in the package that it is of, lest it outlives that.
 */
export const template = fileURLToPath(
  new URL('../../node_modules/@electric-sql/pglite/.empty', import.meta.url),
);

/** Makes it, unless it is there. */
export const makeTemplate = async (): Promise<void> => {
  if (existsSync(template)) return;
  const { PGlite } = await import('@electric-sql/pglite');
  const draft = await mkdtemp(`${template}-`);
  await (await PGlite.create(draft)).close();
  await rename(draft, template).catch(() => rm(draft, { recursive: true })); // somebody was faster
};

if (import.meta.main) await makeTemplate();
