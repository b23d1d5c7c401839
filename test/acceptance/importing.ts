import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';

/* Files that come back in. */

export let api: Api;
export const openImports = async () => {
  api = await startApi({ MAX_BODY_BYTES: '8000000' });
};
export const closeImports = () => api.stop();

export type Report = {
  isWritten: boolean;
  rowCount: number;
  createdCount: number;
  updatedCount: number;
  unchangedCount: number;
  problemCount: number;
  ignoredColumns: string[];
  problems: {
    row: number;
    column: string | null;
    value: string | null;
    code: string;
    rule: string | null;
    message: string;
  }[];
  changes: {
    row: number;
    entityId: string | null;
    label: string;
    isNew: boolean;
    cells: { column: string; before: string | null; after: string | null }[];
  }[];
};

const report = `{ isWritten rowCount createdCount updatedCount unchangedCount problemCount ignoredColumns
  problems { row column value code rule message }
  changes { row entityId label isNew cells { column before after } } }`;

export const imported = (command: string, given: object, selection = report): Promise<Report> =>
  performed<Report>(api, 'admin', command, given, selection);

export const tried = (command: string, given: object, selection = report) =>
  perform<Report>(api, 'admin', command, given, selection);

export const counts = (made: number, changed: number, same: number) => ({
  isWritten: true,
  createdCount: made,
  updatedCount: changed,
  unchangedCount: same,
  problemCount: 0,
});

/** A file as a text, of rows of cells. */
export const csv = (...rows: readonly (readonly string[])[]) =>
  rows
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\r\n');

/** What `GET /export/…` gives. */
export const exported = async (path: string): Promise<Buffer> => {
  const token = await api.authority.sign('admin');
  const answer = await fetch(`${api.url}/export/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 200) throw new Error(await answer.text());
  return Buffer.from(await answer.arrayBuffer());
};

/** Such a file as an argument of a command. */
export const asArgument = (path: string, file: Buffer): string =>
  file.toString(path.endsWith('.xlsx') ? 'base64' : 'utf8');

export const trailLength = async () => {
  const [row] = await api.sql<[{ count: number }]>`
    select count(*)::int from pearl.audit_logs`;
  return row.count;
};

/** What takes the items of efforts, and of packages. */
export const homes = [
  {
    command: 'importItems',
    of: { reportingEffortId: '1' },
    path: 'reporting-efforts/1',
    item: 'reportingEffortItem',
  },
  {
    command: 'importPackageItems',
    of: { packageId: '1' },
    path: 'packages/1',
    item: 'packageItem',
  },
];
