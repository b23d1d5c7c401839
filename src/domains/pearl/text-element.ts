import { entity, root, writable } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { stamps } from './stamps.ts';
import { textElements } from './tables.ts';

export const TextElement = entity('TextElement', textElements);

TextElement.implement({
  description:
    'A text that many items use: a title, a footnote, a population or a set of acronyms.',
  columns: {
    id: 'The key of the text.',
    type: 'What it is used for.',
    label: 'Its name, unique within its type whatever its case and spaces.',
    content: 'The text itself.',
    ...stamps,
  },
});

root(TextElement, { one: 'textElement', many: 'textElements', allow: everyone });
writable(TextElement, { allow: admins, columns: ['type', 'label', 'content'] });
