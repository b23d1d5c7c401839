/* Keys are places in these lists, from 1. All people are invented. */
export const people = [
  ['admin', 'Mara', 'Lindqvist'],
  ['instructor', 'Tomas', 'Okafor'],
  ['student', 'Ines', 'Ferreira'],
  ['noor', 'Noor', 'Haddad'],
  ['jonas', 'Jonas', 'Weber'],
  ['priya', 'Priya', 'Raman'],
  ['leo', 'Leo', 'Marchetti'],
] as const;
export const [admin, instructor, student, noor, jonas, priya, leo] = [1, 2, 3, 4, 5, 6, 7] as const;
