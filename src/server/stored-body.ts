import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { refusal } from '../kernel/errors.ts';
import { StoredFile } from '../kernel/sheet/sent-file.ts';
import { onDisk } from '../kernel/sheet/source.ts';

/** The body of a request as a file on disk, while `use` needs it; one that is too long is refused as soon as it is. */
export const withStoredBody = async <Result>(
  req: IncomingMessage,
  most: number,
  use: (file: StoredFile) => Promise<Result>,
): Promise<Result> => {
  if (Number(req.headers['content-length'] ?? 0) > most) throw tooLong(most);
  const folder = await mkdtemp(join(tmpdir(), 'pearl-import-'));
  try {
    const path = join(folder, 'file');
    const hash = createHash('sha256');
    let size = 0;
    const counted = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > most) throw tooLong(most);
        hash.update(chunk);
        yield chunk;
      }
    };
    const body = req.iterator({ destroyOnReturn: false }); // a refusal is to be answered
    await pipeline(body, counted, createWriteStream(path, { mode: 0o600 }));
    return await use(new StoredFile(onDisk(path, size), hash.digest('hex')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const tooLong = (most: number) =>
  refusal('BAD_USER_INPUT', `A file may have at most ${most} bytes: send it in parts.`, {
    field: 'file',
    http: { status: 413 },
  });
