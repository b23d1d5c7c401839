import type { FindQuery, TreeQuery } from '../gql/graphql.ts';
import type { IconName } from '../ui/icon.tsx';

/* What the palette leads to. */

export type Place = {
  /** What it is: nothing else has the same. */
  readonly key: string;
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  /** Where it is, or what it says. */
  readonly hint?: string | null | undefined;
};

/** The studies and efforts whose names have all words. */
export const placesIn = ({ studies }: TreeQuery, text: string): readonly Place[] => {
  const words = text.toLowerCase().split(/\s+/);
  const all = studies.nodes.flatMap(({ id, studyLabel, databaseReleases }): readonly Place[] => [
    {
      key: `Study ${id}`,
      href: `/dashboard/studies/${id}`,
      icon: 'chart',
      label: studyLabel,
      hint: 'Dashboard',
    },
    ...databaseReleases.nodes.flatMap((release) =>
      release.reportingEfforts.nodes.map(
        (effort): Place => ({
          key: `Effort ${effort.id}`,
          href: `/efforts/${effort.id}`,
          icon: 'board',
          label: effort.databaseReleaseLabel,
          hint: `${studyLabel} › ${release.databaseReleaseLabel}`,
        }),
      ),
    ),
  ]);
  return all.filter(({ label, hint }) => {
    const name = `${label} ${hint ?? ''}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
};

type Found = FindQuery['work']['nodes'][number];

/** Where what was found is shown; nothing, where no page shows it. */
export const placeOf = (found: Found): readonly Place[] => {
  switch (found.__typename) {
    case 'ReportingEffortItem': {
      const { id, itemCode: label, itemDescription, reportingEffort: effort } = found;
      const hint = itemDescription ?? effort.databaseReleaseLabel;
      return [
        { key: keyOf(found), href: `/efforts/${effort.id}?item=${id}`, icon: 'right', label, hint },
      ];
    }
    case 'TrackerComment': {
      const { itemCode: label, id, reportingEffort: effort } = found.tracker.item;
      const href = `/efforts/${effort.id}?item=${id}&tab=threads`;
      return [{ key: keyOf(found), href, icon: 'comment', label, hint: found.commentText }];
    }
    case 'Package': {
      const { id, packageName: label, studyIndication: hint } = found;
      return [{ key: keyOf(found), href: `/pearl/packages/${id}`, icon: 'domains', label, hint }];
    }
    case 'PackageItem': {
      const { id, itemCode: label, itemDescription, package: of } = found;
      const hint = [of.packageName, itemDescription].filter(Boolean).join(' › ');
      return [{ key: keyOf(found), href: `/pearl/packageItems/${id}`, icon: 'right', label, hint }];
    }
    case 'TextElement': {
      const { id, label, content: hint } = found;
      return [{ key: keyOf(found), href: `/pearl/textElements/${id}`, icon: 'text', label, hint }];
    }
    case 'Study': // the tree has them
      return [];
  }
};

const keyOf = ({ __typename, id }: Exclude<Found, { __typename: 'Study' }>) =>
  `${__typename} ${id}`;
