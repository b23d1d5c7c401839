import { ask, asWhoIsIn } from '../api/client.ts';
import { send } from '../api/post.ts';
import { ImportItemsDocument, type ImportItemsMutation } from '../gql/graphql.ts';
import { settings } from '../settings.ts';
import { fileText } from './file-text.ts';

/** As JSON a text may take twice its bytes, and the document that takes it stands beside it. */
export const fitsIntoVariables = (file: Blob): boolean =>
  2 * file.size + 2000 < settings.maxBodyBytes;

type Sending = {
  readonly effort: string;
  readonly file: File;
  readonly dryRun: boolean;
  /** The Idempotency-Key of one that is sent by itself: by that it is followed and cancelled. */
  readonly id: string;
  readonly signal: AbortSignal;
};

type Answer = ImportItemsMutation['importItems'];

/** Has the items of a file imported: with the command if it fits, else as a body of its own, which the browser streams. */
export const sendFile = async (sending: Sending): Promise<Answer> => {
  const { effort, file, dryRun, id, signal } = sending;
  const text = fitsIntoVariables(file) ? await fileText(file) : undefined;
  if (text !== undefined) {
    const variables = { effort, file: text, dryRun };
    return (await ask(ImportItemsDocument, variables, { signal })).importItems;
  }
  const query = new URLSearchParams({ reportingEffortId: effort, dryRun: String(dryRun) });
  const sent = { id, type: 'application/octet-stream', body: file, signal };
  const answer = await asWhoIsIn((token) => send(`/import/items?${query}`, { ...sent, token }));
  return (answer as ImportItemsMutation).importItems;
};
