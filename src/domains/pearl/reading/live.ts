import { live } from '../../../live/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { Mention } from './mention.ts';
import { ReadMark } from './read-mark.ts';

live(pearl, 'myReadingChanged', {
  allow: everyone,
  description:
    'Tells you, and nobody else, of comments that mention you, and of what you have marked as read, also elsewhere.',
  of: [Mention, ReadMark],
});
