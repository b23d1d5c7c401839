import type { Row } from '../../../kernel/index.ts';
import { Package } from '../package.ts';
import { invalid } from '../rule.ts';
import { users } from '../tables.ts';
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
  refuses: async (tx, changes) => {
    const isAdmin = ({ role, isActive }: Row<typeof users>) => role === 'ADMIN' && isActive;
    const leave = changes.map(
      ({ own, values: { role = own.role } }) => isAdmin(own) && role !== 'ADMIN',
    );
    const come = changes.some(({ own, values: { role } }) => own.isActive && role === 'ADMIN');
    if (come || !leave.includes(true)) return [];
    const ids = changes.flatMap(({ own }, at) => (leave[at] ? [own.id] : []));
    const others = await tx.query(
      `select from pearl.users where role = 'ADMIN' and is_active and id <> all($1::int[]) limit 1`,
      [`{${ids.join()}}`],
    );
    return others.length > 0
      ? []
      : leave.map((leaves) =>
          leaves
            ? invalid('LAST_ADMIN', 'The last active administrator has to stay.', { field: 'role' })
            : undefined,
        );
  },
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
