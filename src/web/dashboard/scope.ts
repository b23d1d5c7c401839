import type { TreeQuery } from '../gql/graphql.ts';

/* What a dashboard is about: everything, a study, a release of it, or an effort. It stands in the address. */

export const kinds = ['studies', 'releases', 'efforts'] as const;
type Kind = (typeof kinds)[number];

export const hrefOf = (kind?: Kind, id?: string): string =>
  kind && id ? `/dashboard/${kind}/${id}` : '/dashboard';

export type Place = { readonly href: string; readonly label: string };

export type Scope = Place & {
  readonly kind?: Kind;
  readonly id?: string;
  /** What it is a part of, the widest first. */
  readonly above: readonly Place[];
  /** What it consists of. */
  readonly parts: readonly Scope[];
};

/** All that can be looked at, as the tree of studies has it. */
export const scopesOf = ({ studies }: TreeQuery): Scope => {
  const all: Place = { href: hrefOf(), label: 'All studies' };
  const below = (kind: Kind, id: string, label: string, above: readonly Place[]) => ({
    kind,
    id,
    label,
    href: hrefOf(kind, id),
    above,
  });
  const parts = studies.nodes.map((study) => {
    const ofStudy = below('studies', study.id, study.studyLabel, [all]);
    const releases = study.databaseReleases.nodes.map((release) => {
      const label = release.databaseReleaseLabel;
      const ofRelease = below('releases', release.id, label, [all, ofStudy]);
      const efforts = release.reportingEfforts.nodes.map((effort) => ({
        ...below('efforts', effort.id, effort.databaseReleaseLabel, [all, ofStudy, ofRelease]),
        parts: [],
      }));
      return { ...ofRelease, parts: efforts };
    });
    return { ...ofStudy, parts: releases };
  });
  return { ...all, above: [], parts };
};

export const findScope = (within: Scope, href: string): Scope | undefined =>
  within.href === href
    ? within
    : within.parts.map((part) => findScope(part, href)).find((found) => found !== undefined);
