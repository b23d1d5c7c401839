/*
 * Texts whose copyright has ended: Lewis Carroll, Alice's Adventures in Wonderland (1865), Jane Austen, Pride and Prejudice
 * (1813), and F. Scott Fitzgerald, The Great Gatsby (1925).
 */

export type Work = {
  readonly title: string;
  readonly language: string;
  readonly hierarchy: object;
  readonly metadata: object;
  readonly chapters: readonly { readonly title: string; readonly paragraphs: readonly string[] }[];
};

const book = (...levels: readonly string[]) => ({ type: 'book', levels });

export const alice: Work = {
  title: 'Alice’s Adventures in Wonderland',
  language: 'en',
  hierarchy: { ...book('chapter', 'paragraph'), chapter_count: 12 },
  metadata: {
    author: 'Lewis Carroll',
    year: 1865,
    genre: 'Novel',
    tags: ['english-literature', 'children', 'nonsense'],
  },
  chapters: [
    {
      title: 'Down the Rabbit-Hole',
      paragraphs: [
        'Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or twice she had peeped into the book her sister was reading, but it had no pictures or conversations in it, “and what is the use of a book,” thought Alice “without pictures or conversations?”',
        'So she was considering in her own mind (as well as she could, for the hot day made her feel very sleepy and stupid), whether the pleasure of making a daisy-chain would be worth the trouble of getting up and picking the daisies, when suddenly a White Rabbit with pink eyes ran close by her.',
        'There was nothing so very remarkable in that; nor did Alice think it so very much out of the way to hear the Rabbit say to itself, “Oh dear! Oh dear! I shall be late!” But when the Rabbit actually took a watch out of its waistcoat-pocket, and looked at it, and then hurried on, Alice started to her feet.',
        'In another moment down went Alice after it, never once considering how in the world she was to get out again.',
        'The rabbit-hole went straight on like a tunnel for some way, and then dipped suddenly down, so suddenly that Alice had not a moment to think about stopping herself before she found herself falling down a very deep well.',
        'Down, down, down. Would the fall never come to an end?',
      ],
    },
    {
      title: 'The Pool of Tears',
      paragraphs: [
        '“Curiouser and curiouser!” cried Alice (she was so much surprised, that for the moment she quite forgot how to speak good English); “now I’m opening out like the largest telescope that ever was! Good-bye, feet!”',
        '“I wish I hadn’t cried so much!” said Alice, as she swam about, trying to find her way out. “I shall be punished for it now, I suppose, by being drowned in my own tears! That will be a queer thing, to be sure! However, everything is queer to-day.”',
      ],
    },
  ],
};

export const pride: Work = {
  title: 'Pride and Prejudice',
  language: 'en',
  hierarchy: { ...book('chapter', 'paragraph'), chapter_count: 61 },
  metadata: {
    author: 'Jane Austen',
    year: 1813,
    genre: 'Novel',
    tags: ['english-literature', 'manners', 'classic'],
  },
  chapters: [
    {
      title: 'Chapter 1',
      paragraphs: [
        'It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.',
        'However little known the feelings or views of such a man may be on his first entering a neighbourhood, this truth is so well fixed in the minds of the surrounding families, that he is considered as the rightful property of some one or other of their daughters.',
        '“My dear Mr. Bennet,” said his lady to him one day, “have you heard that Netherfield Park is let at last?”',
        'Mr. Bennet replied that he had not.',
        '“But it is,” returned she; “for Mrs. Long has just been here, and she told me all about it.”',
        'Mr. Bennet made no answer.',
        '“Do not you want to know who has taken it?” cried his wife impatiently.',
        '“You want to tell me, and I have no objection to hearing it.”',
        'This was invitation enough.',
      ],
    },
  ],
};

export const gatsby: Work = {
  title: 'The Great Gatsby',
  language: 'en',
  hierarchy: { ...book('chapter', 'section', 'paragraph'), chapter_count: 9 },
  metadata: {
    author: 'F. Scott Fitzgerald',
    year: 1925,
    genre: 'Novel',
    tags: ['american-literature', '1920s', 'classic'],
  },
  chapters: [
    {
      title: 'Chapter 1',
      paragraphs: [
        'In my younger and more vulnerable years my father gave me some advice that I’ve been turning over in my mind ever since.',
        '“Whenever you feel like criticizing anyone,” he told me, “just remember that all the people in this world haven’t had the advantages that you’ve had.”',
      ],
    },
    {
      title: 'Chapter 9',
      paragraphs: [
        'Gatsby believed in the green light, the orgastic future that year by year recedes before us. It eluded us then, but that’s no matter—tomorrow we will run faster, stretch out our arms further… And one fine morning—',
        'So we beat on, boats against the current, borne back ceaselessly into the past.',
      ],
    },
  ],
};
