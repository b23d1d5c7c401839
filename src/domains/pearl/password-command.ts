import { hashOf, isPassword, mutation, refusal, throttle } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { passwordRule, replacePassword } from './password.ts';
import { User } from './user.ts';

const wrongPassword = () =>
  refusal('FORBIDDEN', 'The current password is wrong.', { field: 'currentPassword' });

mutation(
  'changePassword',
  {
    description: 'Gives yourself a new password, and ends all your sessions.',
    allow: everyone,
    args: (arg) => ({
      currentPassword: arg.text('The password that you have.', { exact: true, max: 100 }),
      newPassword: arg.text('The password that you want: 8 to 100 characters.', passwordRule),
    }),
    answers: User,
    before: async (outside, { currentPassword, newPassword }) => {
      const { realm, id } = outside.viewer;
      const own = `password ${realm} ${id}`;
      const forget = await throttle(outside, own, [[own, 10]]);
      const [found] = await outside.query<{ hash: string }>(
        'select password_hash as hash from pearl.user_passwords where user_id = $1',
        [id],
      );
      if (!(await isPassword(found?.hash, currentPassword, outside.ctx))) throw wrongPassword();
      return { known: found?.hash, hash: await hashOf(newPassword, outside.ctx), forget };
    },
  },
  async (tx, _args, { known, hash, forget }) => {
    const user = await tx.lock(User, tx.viewer.id);
    const [isReplaced] = await Promise.all([replacePassword(tx, user.id, known, hash), forget(tx)]);
    if (!isReplaced) throw wrongPassword();
    return user;
  },
);
