import { computed, effect, signal } from '@preact/signals';
import { realm } from '../route.ts';
import { settings } from '../settings.ts';
import { Failure } from './failure.ts';
import { post } from './post.ts';

/* Who is signed in, in each domain. All windows of a browser share it. */

export type Session = {
  readonly who: string;
  readonly accessToken: string;
  /** What the next pair is had with. A token that was given by hand has none. */
  readonly refreshToken?: string | undefined;
};

/** Null: somebody has signed out here. */
type Sessions = Readonly<Record<string, Session | null | undefined>>;

const place = 'pearl.sessions';

const stored = (): Sessions => {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}');
  } catch {
    return {};
  }
};

const sessions = signal<Sessions>(stored());

/** Why somebody has to sign in who was signed in. */
export const ending = signal('');

export const session = computed(() => sessions.value[realm.value] ?? undefined);

const keep = (of: string, next: Session | null) => {
  sessions.value = { ...stored(), [of]: next };
  localStorage.setItem(place, JSON.stringify(sessions.value));
};

window.addEventListener('storage', ({ key }) => {
  if (key === place) sessions.value = stored();
});

/** What a token says of itself; nothing if it is no JWT, such as an API key. */
const claimsOf = (token: string): { exp?: number; sub?: string } => {
  try {
    return JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return {};
  }
};

const spareMs = 20_000;
const isOver = ({ accessToken }: Session) => {
  const { exp } = claimsOf(accessToken);
  return exp !== undefined && exp * 1000 < Date.now() + spareMs;
};

/** Comes in with a token that somebody has. */
export const enter = (of: string, who: string, accessToken: string): void => {
  ending.value = '';
  keep(of, { who: who || (claimsOf(accessToken).sub ?? 'API key'), accessToken });
};

type Pair = { readonly accessToken: string; readonly refreshToken: string };

const pair = 'accessToken refreshToken';

export const signIn = async (of: string, login: string, password: string): Promise<void> => {
  const { signIn: given } = await post<{ signIn: Pair }>(
    `mutation ($login: String!, $password: String!) {
      signIn(realm: ${of.toUpperCase()}, login: $login, password: $password) { ${pair} }
    }`,
    { login, password },
  );
  ending.value = '';
  keep(of, { who: login, ...given });
};

export const signOut = async (): Promise<void> => {
  const of = realm.value;
  const { refreshToken } = session.value ?? {};
  leave(of, '');
  if (!refreshToken) return;
  await post('mutation ($refreshToken: String!) { signOut(refreshToken: $refreshToken) }', {
    refreshToken,
  });
};

const leave = (of: string, why: string) => {
  ending.value = why;
  keep(of, null);
};

/** One window at a time: the others find what it has got. */
const alone = <Result>(of: string, act: () => Promise<Result>): Promise<Result> =>
  // only secure origins have locks; elsewhere the server's patience with a used token has to do
  navigator.locks ? navigator.locks.request(`${place}.${of}`, act) : act();

const over = 'Your session has ended. Sign in again, and you will be back where you were.';

/** A token that is good for now; `used` is one that was refused. Nobody is signed in where there is none. */
export const freshToken = async (of: string, used?: string): Promise<string> => {
  const known = sessions.value[of];
  if (!known) throw new Failure('UNAUTHENTICATED', 'Nobody is signed in.', '');
  if (known.accessToken !== used && !isOver(known)) return known.accessToken;
  return alone(of, async () => {
    const now = stored()[of];
    if (!now) throw new Failure('UNAUTHENTICATED', over, '');
    if (now.accessToken !== known.accessToken && !isOver(now)) {
      sessions.value = stored();
      return now.accessToken;
    }
    try {
      const { refreshToken, who } = now; // not an older turn's
      if (!refreshToken) throw new Failure('UNAUTHENTICATED', over, '');
      const { refreshSession } = await post<{ refreshSession: Pair }>(
        `mutation ($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { ${pair} } }`,
        { refreshToken },
      );
      keep(of, { who, ...refreshSession });
      return refreshSession.accessToken;
    } catch (error) {
      if (error instanceof Failure && error.code === 'UNAUTHENTICATED') leave(of, over);
      throw error;
    }
  });
};

/** Signs the first of the demo's people in, unless somebody has signed out. */
effect(() => {
  const of = realm.value;
  const known = sessions.value[of];
  if (known === null || (known && !isOver(known))) return;
  const first = settings.demo.find((each) => each.realm === of);
  if (first && !known?.refreshToken) enter(of, first.login, first.token);
});
