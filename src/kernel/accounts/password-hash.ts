import argon2 from 'argon2';
import bcrypt from 'bcrypt';
import { type Claimant, FairQueue } from '../../database/fair-queue.ts';
import { refusal } from '../errors.ts';

/**
 * Argon2id or bcrypt, off the main thread, two at a time: each takes a fifth of a second and one of the four threads that
 * libuv has for files, names and keys, too. A hundred wait for 10 s.
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

const cost = 12;
/** bcrypt would leave out what comes after so many bytes. */
const mostBytes = 72;

const algorithms = {
  argon2id: (password: string) => argon2.hash(password),
  bcrypt: (password: string) => bcrypt.hash(password, cost),
};
/** With what a domain hashes new passwords. */
export type Algorithm = keyof typeof algorithms;

/** It takes its time: not for the inside of a transaction. */
export const hashOf = async (
  password: string,
  claimant: Claimant,
  algorithm: Algorithm = 'argon2id',
): Promise<string> => {
  if (algorithm === 'bcrypt' && Buffer.byteLength(password) > mostBytes) {
    throw refusal('BAD_USER_INPUT', `A password has at most ${mostBytes} bytes here.`, {
      field: 'password',
    });
  }
  return inTurn(claimant, () => algorithms[algorithm](password));
};

const decoys = new Map<Algorithm, Promise<string>>();

const decoyOf = (algorithm: Algorithm): Promise<string> => {
  const decoy = decoys.get(algorithm) ?? algorithms[algorithm]('nobody has this password');
  decoys.set(algorithm, decoy);
  return decoy;
};

/** Whether a password has this hash, of either kind. Without one it takes as long to say no. */
export const isPassword = (
  hash: string | null | undefined,
  password: string,
  claimant: Claimant,
  algorithm: Algorithm = 'argon2id',
): Promise<boolean> =>
  inTurn(claimant, async () => {
    const compared = hash ?? (await decoyOf(algorithm));
    const matches = await (/^\$2[aby]\$/.test(compared)
      ? bcrypt.compare(password, compared.replace('$2y$', '$2b$')) // the same, as PHP names it
      : argon2.verify(compared, password));
    return matches && Boolean(hash);
  });
