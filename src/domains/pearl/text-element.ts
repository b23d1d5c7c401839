import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { textElements } from './tables.ts';

export const TextElement = pearl.entity('TextElement', textElements);

TextElement.implement({
  description:
    'A text that many items use: a title, a footnote, a population or a set of acronyms.',
  called: ['text element', 'text elements'],
  label: 'label',
  columns: {
    id: 'The key of the text.',
    type: 'What it is used for.',
    label: 'Its name, unique within its type whatever its case and spaces.',
    content: 'The text itself.',
    ...pearl.stamps,
  },
  read: { one: 'textElement', many: 'textElements', allow: everyone },
  search: { label: 'A', content: 'B' },
  write: { allow: admins, columns: ['type', 'label', 'content'] },
  delete: { allow: admins },
});
