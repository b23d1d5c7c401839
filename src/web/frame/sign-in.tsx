import { useState } from 'preact/hooks';
import { type Failure, failureOf } from '../api/failure.ts';
import { ending, enter, signIn } from '../api/session.ts';
import mark from '../mark.svg';
import { realm } from '../route.ts';
import { settings } from '../settings.ts';
import { Avatar } from '../ui/marks.tsx';
import { RequestId } from '../ui/toast.tsx';

/** Signing in; who does comes to the address that was asked for. */
export const SignIn = () => {
  const of = realm.value;
  const domain = settings.domains.find(({ name }) => name === of);
  const demo = settings.demo.filter((each) => each.realm === of);
  return (
    <main class="sign-in">
      <div class="card">
        <img src={mark} alt="" width="44" height="44" />
        <h1>
          {domain?.title === 'PEARL' || of === 'pearl'
            ? 'PEARL'
            : `Sign in to ${domain?.title ?? of}`}
        </h1>
        {ending.value && (
          <p class="notice" role="status">
            {ending.value}
          </p>
        )}
        {domain?.passwords !== false ? <PasswordForm of={of} /> : <TokenForm of={of} />}
        {demo.length > 0 && (
          <section>
            <h2>This is a demo: be one of these</h2>
            <div class="people">
              {demo.map(({ login, token }) => (
                <button key={login} type="button" onClick={() => enter(of, login, token)}>
                  <Avatar name={login} />
                  <span class="name">{login}</span>
                </button>
              ))}
            </div>
          </section>
        )}
      </div>
    </main>
  );
};

const Wrong = ({ failure }: { readonly failure: Failure | undefined }) =>
  failure ? (
    <div class="wrong" role="alert">
      <p>{failure.message}</p>
      {failure.requestId && failure.code === 'INTERNAL_SERVER_ERROR' && (
        <RequestId id={failure.requestId} />
      )}
    </div>
  ) : null;

const textIn = (form: HTMLFormElement, field: string) => {
  const given = new FormData(form).get(field);
  return typeof given === 'string' ? given : '';
};

const PasswordForm = ({ of }: { readonly of: string }) => {
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await signIn(of, textIn(form, 'username'), textIn(form, 'password'));
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <label>
        User name or e-mail address
        <input
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
        />
      </label>
      <label>
        Password
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <Wrong failure={failure} />
      <button type="submit" class="primary" disabled={isBusy}>
        Sign in
      </button>
    </form>
  );
};

/** Where an identity provider makes the tokens, or keys are used: whoever has one comes in with it. */
const TokenForm = ({ of }: { readonly of: string }) => (
  <form
    onSubmit={(event) => {
      event.preventDefault();
      const token = textIn(event.currentTarget, 'token').trim();
      enter(of, '', token.replace(/^Bearer /i, ''));
    }}
  >
    <label>
      A token of your identity provider, or an API key
      <input name="token" type="password" autocomplete="off" required autofocus />
    </label>
    <button type="submit" class="primary">
      Come in
    </button>
  </form>
);
