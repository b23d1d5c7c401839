import type { Api } from '../support/api.ts';

/* Requests with an Idempotency-Key. */

export type Request = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
};

/** Sends a request as a user, with a key or without; gives the answer as it came. */
export const send = async (
  api: Api,
  request: Request,
  key: string | undefined,
  who: string | null = 'admin',
) => {
  const headers = {
    ...(who && { authorization: `Bearer ${await api.authority.sign(who)}` }),
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  const response = await api.post(request, headers);
  return { status: response.status, text: await response.text() };
};

export const codesOf = ({ text }: { readonly text: string }): string[] =>
  (JSON.parse(text).errors ?? []).map(
    (error: { extensions: { code: string } }) => error.extensions.code,
  );

let keys = 0;
export const newKey = () => `key-${(keys += 1)}`;

export const createStudy = (label: string): Request => ({
  query: `mutation New($label: String!) {
    createStudy(input: { studyLabel: $label }) { id studyLabel version databaseReleases { totalCount } }
  }`,
  variables: { label },
});
