import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { type Query, useQuery } from '../api/use-query.ts';
import { TreeChangedDocument, TreeDocument, type TreeQuery } from '../gql/graphql.ts';

const none: Query<TreeQuery> = { data: undefined, failure: undefined, again: () => {} };

/** The studies, their releases and their efforts, for all who show something of them: the sidebar asks, and follows them. */
export const tree = signal(none);

/** Asks for the tree as long as it is used. */
export const useTree = (): Query<TreeQuery> => {
  const query = useQuery(TreeDocument, {}, [[TreeChangedDocument, {}]]);
  useLayoutEffect(() => {
    tree.value = query;
  }, [query.data, query.failure]);
  useLayoutEffect(
    () => () => {
      tree.value = none;
    },
    [],
  );
  return query;
};
