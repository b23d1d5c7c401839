import { loaded } from '../../src/domains/index.ts';

/** All domains, with what their types say of them. */
export const domains = await loaded();

export const tables = domains.flatMap((domain) => domain.tables);
export const trails = domains.map(({ trail }) => trail);
export const guards = domains.flatMap((domain) => domain.guards);
export const sequences = domains.flatMap((domain) => domain.sequences);
export const views = domains.flatMap((domain) => domain.views);
