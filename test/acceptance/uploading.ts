import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { vi } from 'vitest';
import { ZipFile } from 'yazl';
import { type Api, startApi } from '../support/api.ts';
import { csv, type Report } from './importing.ts';
import { name } from './new-name.ts';

/* Files that are sent by themselves, not as an argument. */

export const most = 3_000_000;
export const origin = 'https://app.example.com';
export let api: Api;
let folder: string;
export const openUploads = async () => {
  folder = mkdtempSync(join(tmpdir(), 'pearl-upload-'));
  vi.stubEnv('TMPDIR', folder); // nobody else's files are in it
  api = await startApi({
    DOMAINS: 'pearl,clinic',
    MAX_IMPORT_BYTES: String(most),
    CORS_ORIGINS: origin,
  });
};
export const closeUploads = async () => {
  vi.unstubAllEnvs();
  await api.stop();
  rmSync(folder, { recursive: true });
};

export type Options = {
  readonly who?: string | null;
  readonly method?: string;
  readonly headers?: Record<string, string>;
};
export type Answer = {
  readonly data?: Record<string, Report>;
  readonly errors?: { message: string; extensions: { code: string; field?: string } }[];
};

export const send = async (
  path: string,
  body: RequestInit['body'],
  { who = 'admin', method = 'POST', headers }: Options = {},
) => {
  const token = who && (await api.authority.sign(who));
  return fetch(`${api.url}/import/${path}`, {
    method,
    ...(method === 'POST' && { body: body ?? null, duplex: 'half' }),
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
  });
};

export const report = async (path: string, body: RequestInit['body'], options: Options = {}) => {
  const answer = await send(path, body, options);
  const { data, errors } = (await answer.json()) as Answer;
  if (answer.status !== 200 || errors) throw new Error(JSON.stringify(errors));
  return Object.values(data ?? {})[0];
};

export const leftovers = () => readdirSync(folder);
export const itemCount = async () => {
  const [row] = await api.sql<[{ count: number }]>`
    select count(*)::int from pearl.reporting_effort_items`;
  return row.count;
};

const head = ['item_code', 'tlf_type', 'title'];
export const items = (count: number) =>
  csv(
    head,
    ...Array.from({ length: count }, (_, at) => [
      `${name}.${at}`,
      'Table',
      `${name} ${at % 7} ${'x'.repeat(600)}`,
    ]),
  );
export const effort = 'items?reportingEffortId=1';

/** A workbook of one sheet. */
export const workbook = async (sheet: string): Promise<Uint8Array<ArrayBuffer>> => {
  const zip = new ZipFile();
  const add = (path: string, text: string) => zip.addBuffer(Buffer.from(text), path);
  add(
    'xl/workbook.xml',
    '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>',
  );
  add(
    'xl/_rels/workbook.xml.rels',
    '<Relationships><Relationship Id="rId1" Target="s.xml"/></Relationships>',
  );
  add('xl/s.xml', `<worksheet><sheetData>${sheet}</sheetData></worksheet>`);
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
};
