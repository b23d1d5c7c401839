import { admin, instructor, jonas, noor, priya, student } from './people.ts';

type Said = {
  readonly by: number;
  readonly motivation: string;
  readonly quote?: string;
  /** The annotation that it answers. */
  readonly to?: number;
  readonly says?: string;
  readonly in?: number;
};

/** What has been said; what it quotes tells of which element. */
export const said: readonly Said[] = [
  {
    by: instructor,
    motivation: 'commenting',
    quote: 'what is the use of a book',
    says: 'She asks for two things that a printed page cannot easily give: images and voices. Keep this in mind for the trial scene.',
    in: 1,
  },
  {
    by: student,
    motivation: 'replying',
    to: 1,
    says: 'And this book has both, on nearly every page.',
  },
  {
    by: noor,
    motivation: 'questioning',
    quote: 'took a watch out of its waistcoat-pocket',
    says: 'Why is it the watch that startles her, and not that the Rabbit speaks?',
    in: 1,
  },
  {
    by: instructor,
    motivation: 'replying',
    to: 3,
    says: 'Good question. Look at what the narrator calls remarkable, and what not.',
  },
  {
    by: jonas,
    motivation: 'replying',
    to: 3,
    says: 'A watch means that the Rabbit has duties, as adults have.',
  },
  { by: priya, motivation: 'upvoting', to: 5 },
  {
    by: student,
    motivation: 'highlighting',
    quote: 'never once considering how in the world she was to get out again',
  },
  { by: priya, motivation: 'tagging', quote: 'Curiouser and curiouser!', says: 'wordplay' },
  { by: instructor, motivation: 'tagging', quote: 'the green light', says: 'symbolism' },
  {
    by: student,
    motivation: 'commenting',
    quote: 'boats against the current',
    says: 'This passage demonstrates the theme of the American Dream.',
    in: 1,
  },
  {
    by: jonas,
    motivation: 'replying',
    to: 10,
    says: 'Or of the impossibility of repeating the past.',
  },
  {
    by: admin,
    motivation: 'scholarly',
    quote: 'a truth universally acknowledged',
    says: 'The most quoted irony of the English novel: the sentence asserts what the chapter undoes.',
  },
];
