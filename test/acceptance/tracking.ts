import { expect } from 'vitest';
import { api, csv, imported } from './importing.ts';
import { name } from './new-name.ts';

/* Trackers that a file is to change. */

export const effort = { reportingEffortId: '1' };
export const take = (file: string, more: object = {}) =>
  imported('importTrackers', { ...effort, file, ...more });

/** New items of the effort, by their codes. */
export const items = async (...endings: readonly string[]): Promise<string[]> => {
  const codes = endings.map((ending) => `${name}.${ending}`);
  const made = await imported('importItems', {
    ...effort,
    file: csv(['item_code', 'item_type'], ...codes.map((code) => [code, 'TLF'])),
  });
  expect(made.problems).toEqual([]);
  return codes;
};

export const trackerOf = async (code: string) => {
  const { data } = await api
    .as('viewer')
    .run<
      { reportingEffortItems: { nodes: { tracker: Record<string, unknown> }[] } },
      never
    >(`{ reportingEffortItems(filter: { itemCode: { eq: "${code}" } }) { nodes { tracker { id version primaryStatus qcStatus
    dueDate priority qcLevel inProduction primaryProgrammer { username } qcProgrammer { username } tags { name } } } } }`);
  return data.reportingEffortItems.nodes[0]?.tracker ?? {};
};
