import { createHash } from 'node:crypto';

type Source = {
  readonly sourceType: string;
  readonly sourceUrl?: string | null | undefined;
  readonly sourceBranch?: string | null | undefined;
  readonly localPath?: string | null | undefined;
};

/** Addresses that lead to the same repository look the same: no case in the host, no `.git`, no slash at the end. */
const normal = (address: string): string =>
  address
    .trim()
    .replace(/^[a-z]+:\/\/(?:[^@/]*@)?[^/]*/i, (start) => start.toLowerCase())
    .replace(/(\.git)?\/*$/, '');

/** What a source is known by: where it comes from. A ZIP file is known by what is in it, which the client says. */
export const hashOf = ({ sourceType, sourceUrl, sourceBranch, localPath }: Source): string =>
  createHash('sha256')
    .update(JSON.stringify([sourceType, normal(sourceUrl ?? localPath ?? ''), sourceBranch ?? '']))
    .digest('hex');
