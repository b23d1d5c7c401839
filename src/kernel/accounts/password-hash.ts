import argon2 from 'argon2';
import { type Claimant, FairQueue } from '../../database/fair-queue.ts';

/**
 * Argon2id, off the main thread, two at a time: each takes a fifth of a second and one of the four threads that libuv has
 * for files, names and keys, too. A hundred wait for 10 s.
 */
const queue = new FairQueue({ places: 2, mostWaiting: 100 });

const inTurn = async <Result>(claimant: Claimant, hash: () => Promise<Result>): Promise<Result> => {
  const place = await queue.enter(claimant);
  try {
    return await hash();
  } finally {
    queue.leave(place);
  }
};

/** It takes its time: not for the inside of a transaction. */
export const hashOf = (password: string, claimant: Claimant): Promise<string> =>
  inTurn(claimant, () => argon2.hash(password));

let decoy: Promise<string> | undefined;

/** Whether a password has this hash. Without one it takes as long to say no. */
export const isPassword = (
  hash: string | null | undefined,
  password: string,
  claimant: Claimant,
): Promise<boolean> =>
  inTurn(claimant, async () => {
    decoy ??= argon2.hash('nobody has this password');
    const matches = await argon2.verify(hash ?? (await decoy), password);
    return matches && Boolean(hash);
  });
