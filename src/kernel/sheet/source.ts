import { createReadStream } from 'node:fs';
import { fromBufferPromise, openPromise, type ZipFile } from 'yauzl';

/** A file that can be read more than once: all of its bytes in their order, or as an archive in any. */
export type Source = {
  readonly size: number;
  readonly chunks: () => AsyncIterable<Buffer>;
  readonly zip: () => Promise<ZipFile>;
};

const chunkBytes = 65_536;
const options = { lazyEntries: true, autoClose: false } as const;

export const inMemory = (file: Buffer): Source => ({
  size: file.length,
  chunks: async function* () {
    for (let at = 0; at < file.length; at += chunkBytes) yield file.subarray(at, at + chunkBytes);
  },
  zip: () => fromBufferPromise(file, options),
});

export const onDisk = (path: string, size: number): Source => ({
  size,
  chunks: () => createReadStream(path, { highWaterMark: chunkBytes }),
  zip: () => openPromise(path, options),
});
