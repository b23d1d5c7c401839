import type { FindQuery, TreeQuery } from '../gql/graphql.ts';
import type { IconName } from '../ui/icon.tsx';

/* What the palette leads to. */

export type Place = {
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
    { href: `/dashboard/studies/${id}`, icon: 'chart', label: studyLabel, hint: 'Dashboard' },
    ...databaseReleases.nodes.flatMap((release) =>
      release.reportingEfforts.nodes.map(
        (effort): Place => ({
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

type Found = FindQuery['search']['nodes'][number];

/** Where what was found is shown; nothing, where no page shows it. */
export const placeOf = (found: Found): readonly Place[] => {
  if (found.__typename === 'ReportingEffortItem') {
    const { id, itemCode, itemDescription, reportingEffort } = found;
    return [
      {
        href: `/efforts/${reportingEffort.id}?item=${id}`,
        icon: 'right',
        label: itemCode,
        hint: itemDescription ?? reportingEffort.databaseReleaseLabel,
      },
    ];
  }
  if (found.__typename !== 'TrackerComment') return [];
  const { item } = found.tracker;
  return [
    {
      href: `/efforts/${item.reportingEffort.id}?item=${item.id}&tab=threads`,
      icon: 'comment',
      label: item.itemCode,
      hint: found.commentText,
    },
  ];
};
