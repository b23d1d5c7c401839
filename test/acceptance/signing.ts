import type { Api } from '../support/api.ts';

/* Sessions from the outside. */

export type Refusal = { readonly code: string; readonly [key: string]: unknown };

export type Outcome<Data> = {
  readonly data: Data | undefined;
  readonly error: Refusal | undefined;
  readonly text: string;
};

export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly user: { readonly username: string };
};

/** Runs a document whose only field is `name`, with a token or without. */
export const call = async <Data>(
  api: Api,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome<Data>> => {
  const response = await api.post({ query: document, variables }, headers);
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  const [error] = errors ?? [];
  return {
    data: (data && Object.values(data)[0]) ?? undefined,
    error: error && { ...error.extensions, message: error.message },
    text,
  };
};

export const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });

const tokens = '{ accessToken refreshToken expiresIn user { username } }';

export const signIn = (
  api: Api,
  username: string,
  password: string,
  headers?: Readonly<Record<string, string>>,
) =>
  call<Tokens>(
    api,
    `mutation ($username: String!, $password: String!) {
      signIn(username: $username, password: $password) ${tokens}
    }`,
    { username, password },
    headers,
  );

export const refresh = (api: Api, refreshToken: string | undefined) =>
  call<Tokens>(
    api,
    `mutation ($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) ${tokens} }`,
    { refreshToken },
  );

export const signOut = (api: Api, refreshToken: string | undefined) =>
  call<boolean>(api, 'mutation ($refreshToken: String!) { signOut(refreshToken: $refreshToken) }', {
    refreshToken,
  });

/** Whom an access token lets in. */
export const me = (api: Api, accessToken: string | undefined) =>
  call<{ readonly username: string }>(api, '{ me { username } }', {}, bearer(accessToken));

/** What an administrator does. */
export const asAdmin = async (api: Api, field: string, who = 'admin') =>
  call<{ readonly id: string }>(
    api,
    `mutation { ${field} { ${field.startsWith('delete') ? 'id: entityId' : 'id'} } }`,
    {},
    bearer(await api.authority.sign(who)),
  );
