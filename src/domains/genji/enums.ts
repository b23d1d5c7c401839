import { genji } from './domain.ts';
import {
  accessLevels,
  annotationStatuses,
  objectTypes,
  receiverTypes,
  textDirections,
  visibilities,
} from './tables.ts';

genji.enum('GenjiVisibility', visibilities, 'Who sees a collection.', {
  public: 'Everybody.',
  private: 'Its owner alone.',
  shared: 'Its owner, and those with whom it is shared. It follows from the shares.',
});

genji.enum('GenjiTextDirection', textDirections, 'The direction in which a text is read.', {
  ltr: 'From the left to the right.',
  rtl: 'From the right to the left.',
});

export const ObjectType = genji.enum('GenjiObjectType', objectTypes, 'What can be shared.', {
  document: 'A single document, with its elements.',
  collection: 'A collection, with its documents.',
});

export const ReceiverType = genji.enum(
  'GenjiReceiverType',
  receiverTypes,
  'With whom something is shared.',
  { user: 'A person.', group: 'A group, with all its members.' },
);

export const AccessLevel = genji.enum(
  'GenjiAccessLevel',
  accessLevels,
  'How far somebody gets. Each level includes those before it.',
  {
    view: 'Reads and annotates.',
    edit: 'Changes the texts, too.',
    manage: 'Shares them with others, too.',
  },
);

genji.enum('GenjiAnnotationStatus', annotationStatuses, 'The status of an annotation.', {
  active: 'It is there.',
  resolved: 'It has been dealt with, and is not answered any more.',
  deleted: 'It has been deleted: only those who may restore it see it.',
});
