import type { roles, userTiers } from '../tables.ts';

type Person = {
  readonly name: string;
  readonly role: (typeof roles)[number];
  readonly tier: (typeof userTiers)[number];
};

const user = (name: string, tier: Person['tier']): Person => ({ name, role: 'user', tier });

/** Invented people. The first three are those that the demo's tokens are for. */
export const people: readonly Person[] = [
  { name: 'Ada Admin', role: 'admin', tier: 'ENTERPRISE' },
  user('Uma Userova', 'PRO'),
  user('Fred Freeling', 'FREE'),
  { name: 'Moses Moderman', role: 'moderator', tier: 'PRO' },
  user('Ayo Balewandu', 'ENTERPRISE'),
  user('Berit Sandviksen', 'PRO'),
  user('Cosmo Dellarocci', 'FREE'),
  user('Dilnoza Karimbaeva', 'PRO'),
  user('Eamon Fitzwhelan', 'FREE'),
  user('Fumiko Arasaki', 'ENTERPRISE'),
  user('Gideon Hartwellow', 'PRO'),
  user('Halima Yusufzadeh', 'FREE'),
  user('Ilmari Koskelainen', 'PRO'),
  user('Jovana Petrovska', 'FREE'),
  user('Kwabena Osei-Tutumba', 'PRO'),
  user('Leilani Kahananui', 'FREE'),
  user('Mateusz Brzozowiak', 'ENTERPRISE'),
  user('Noor van Achterberg', 'PRO'),
  user('Oriol Puigdevall', 'FREE'),
  user('Paloma Iturralde', 'PRO'),
];

/** The key of the nth of them, from 1: the same in every demo. */
export const keyOfPerson = (nth: number): string =>
  `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;
