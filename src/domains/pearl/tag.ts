import { count } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { tags, trackerTags } from './tables.ts';
import { Tracker } from './tracker/type.ts';

export const Tag = pearl.entity('Tag', tags);

Tag.implement({
  description: 'A label to group trackers by, such as “Topline” or “Batch 1”.',
  called: ['tag', 'tags'],
  label: 'name',
  isFew: true,
  columns: {
    id: 'The key of the tag.',
    name: 'Its name, unique whatever its case and spaces.',
    color: 'Its colour, as `#RRGGBB`.',
    description: 'What it is for.',
    ...pearl.stamps,
  },
  fields: () => ({
    usageCount: count(
      Tracker,
      { link: trackerTags, near: 'tagId', far: 'trackerId' },
      'How many trackers have it.',
    ),
  }),
  read: { one: 'tag', many: 'tags', allow: everyone },
  write: {
    allow: admins,
    columns: ['name', 'color', 'description'],
    rules: {
      name: { max: 100 },
      color: { pattern: /^#[0-9A-Fa-f]{6}$/, meaning: 'a colour such as #3B82F6' },
    },
  },
  delete: { allow: admins },
});
