import { Package } from '../package.ts';
import { TextElement } from '../text-element.ts';
import { User } from '../user.ts';
import { textsMeant } from './meant-text.ts';

/* Users, packages and texts out of files: rows that are little but their columns. */

User.imported({
  command: 'importUsers',
  description:
    'Makes the users of a file, and changes those that are there already. A new user has no password: it is set by `setPassword`.',
  by: ['username'],
  called: { username: ['user name', 'user', 'login'] },
});

Package.imported({
  command: 'importPackages',
  description: 'Makes the packages of a file, and changes those that are there already.',
  by: ['packageName'],
  called: {
    packageName: ['package', 'name'],
    studyIndication: ['indication'],
    therapeuticArea: ['area'],
  },
});

TextElement.imported({
  command: 'importTextElements',
  description:
    'Makes the texts of a file, and changes what those say that are there already. A row with a label or a content alone means a text that says so or is called so; a new one has it as both.',
  by: ['type', 'label'],
  called: { content: ['text'] },
  complete: async (tx, rows) => {
    const alone = rows.map(({ type, label, content }) => {
      const only = label && content ? undefined : (content ?? label);
      return type && only ? { type, content: only } : undefined;
    });
    const meant = await textsMeant(
      tx,
      alone.flatMap((saying) => saying ?? []),
    );
    return rows.map((row, at) => {
      const saying = alone[at];
      if (!saying) return row;
      const { id: _id, ...text } = meant(saying);
      return { type: saying.type, ...text };
    });
  },
});
