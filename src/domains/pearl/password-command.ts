import {
  answering,
  builder,
  hashOf,
  isPassword,
  prepared,
  refusal,
  type Tx,
  throttle,
} from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { passwordRule, replacePassword } from './password.ts';
import { User } from './user.ts';

const wrongPassword = () =>
  refusal('FORBIDDEN', 'The current password is wrong.', { field: 'currentPassword' });

const changingPassword = async (
  outside: Tx,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
) => {
  const { realm, id } = outside.viewer;
  const own = `password ${realm} ${id}`;
  const forget = await throttle(outside, own, [[own, 10]]);
  const [found] = await outside.query<{ hash: string }>(
    'select password_hash as hash from pearl.user_passwords where user_id = $1',
    [id],
  );
  if (!(await isPassword(found?.hash, currentPassword, outside.ctx))) throw wrongPassword();
  return { known: found?.hash, hash: await hashOf(newPassword, outside.ctx), forget };
};

builder.mutationField('changePassword', (t) =>
  t.field({
    type: User.ref,
    allow: everyone,
    description: 'Gives yourself a new password, and ends all your sessions.',
    args: {
      currentPassword: t.arg.string({
        required: true,
        description: 'The password that you have.',
        extensions: { rule: { exact: true, max: 100 } },
      }),
      newPassword: t.arg.string({
        required: true,
        description: 'The password that you want: 8 to 100 characters.',
        extensions: passwordRule,
      }),
    },
    resolve: answering(
      User,
      prepared(changingPassword, async (tx, _args, { known, hash, forget }) => {
        const user = await tx.lock(User, tx.viewer.id);
        const [isReplaced] = await Promise.all([
          replacePassword(tx, user.id, known, hash),
          forget(tx),
        ]);
        if (!isReplaced) throw wrongPassword();
        return user;
      }),
    ) as never,
  }),
);
