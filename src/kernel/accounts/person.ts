import { refusal } from '../errors.ts';
import { rowOf } from '../read/row-by-id.ts';
import { membersOf, viewerOf } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import { mutation } from '../write/mutation.ts';
import {
  assertMayNoMore,
  givePassword,
  passwordOf,
  passwordRule,
  replacePassword,
} from './password.ts';
import { hashOf, isPassword } from './password-hash.ts';
import { throttle } from './rate-limit.ts';

/** What a domain's people find out and change about themselves. */
export const implementPerson = (domain: Domain): void => {
  const { name, person, people } = domain;
  builder.queryField(domain.queryName('Me'), (t) =>
    t.field({
      type: person.ref,
      allow: membersOf(name),
      complexity: 1,
      description: 'Who asks.',
      resolve: async (_root, _args, ctx, info) => {
        const row = await rowOf(person, viewerOf(ctx).id, ctx, info);
        if (row) return row as never;
        throw refusal('FORBIDDEN', 'What you may read does not include your own account.');
      },
    }),
  );
  if (people.passwords) implementPasswords(domain);
};

const wrongPassword = () =>
  refusal('FORBIDDEN', 'The current password is wrong.', { field: 'currentPassword' });

const implementPasswords = (domain: Domain): void => {
  const { name, prefix, person, people } = domain;
  const algorithm = people.passwords?.algorithm;
  mutation(
    `change${prefix}Password`,
    {
      description: 'Gives yourself a new password, and ends all your sessions.',
      allow: membersOf(name),
      args: (arg) => ({
        currentPassword: arg.text('The password that you have.', { exact: true, max: 100 }),
        newPassword: arg.text('The password that you want: 8 to 100 characters.', passwordRule),
      }),
      answers: person,
      before: async (outside, { currentPassword, newPassword }) => {
        const { realm, id } = outside.viewer;
        const own = `password ${realm} ${id}`;
        const forget = await throttle(outside, own, [[own, 10]]);
        const known = await passwordOf(outside, people, id);
        if (!(await isPassword(known, currentPassword, outside.ctx, algorithm)))
          throw wrongPassword();
        return { known, hash: await hashOf(newPassword, outside.ctx, algorithm), forget };
      },
    },
    async (tx, _args, { known, hash, forget }) => {
      const { id } = tx.viewer;
      const row = await tx.lock(person, id);
      const [isReplaced] = await Promise.all([
        replacePassword(tx, people, id, known, hash),
        forget(tx),
      ]);
      if (!isReplaced) throw wrongPassword();
      return row;
    },
  );
  mutation(
    `set${prefix}Password`,
    {
      description: people.permissions
        ? 'Gives a user who may do no more than you a new password, and ends the user’s sessions.'
        : 'Gives a user a new password, and ends the user’s sessions.',
      allow: people.manage,
      args: (arg) => ({
        id: arg.id('The key of the user.', { of: person }),
        password: arg.text('The new password: 8 to 100 characters.', passwordRule),
      }),
      answers: person,
      before: (outside, { password }) => hashOf(password, outside.ctx, algorithm),
    },
    async (tx, { id }, hash) => {
      const row = await tx.lock(person, id);
      if (people.permissions) await assertMayNoMore(tx, people, id);
      await givePassword(tx, domain, id, hash);
      return row;
    },
  );
};
