import { asWhoIsIn } from '../api/client.ts';
import { send } from '../api/post.ts';
import type { ImportReportFragment } from '../gql/graphql.ts';

export type Report = ImportReportFragment;

type Sending = {
  readonly effort: string;
  readonly file: File;
  readonly dryRun: boolean;
  /** The Idempotency-Key: by that it is followed and cancelled. */
  readonly id: string;
  readonly signal: AbortSignal;
};

/** Has the items of a file imported, which the browser streams. */
export const sendFile = async ({ effort, file, dryRun, id, signal }: Sending): Promise<Report> => {
  const query = new URLSearchParams({ reportingEffortId: effort, dryRun: String(dryRun) });
  const sent = { id, type: 'application/octet-stream', body: file, signal };
  const answer = await asWhoIsIn((token) => send(`/import/items?${query}`, { ...sent, token }));
  return (answer as { importItems: Report }).importItems;
};
