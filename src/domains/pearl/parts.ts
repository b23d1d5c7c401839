const always = 'true';

/** What somebody has read, and who is mentioned, goes with what is said. */
export const commentParts = { ReadMark: always, Mention: always };

/** An item's tracker is a part of it until somebody works on it; what has been said there is not. */
export const itemParts = {
  ReportingEffortTlfDetails: always,
  ReportingEffortDatasetDetails: always,
  ReportingEffortItemTextElement: always,
  Tracker: 'primary_programmer_id is null and qc_programmer_id is null',
  TrackerTag: always,
  ...commentParts,
};

export const packageItemParts = {
  PackageTlfDetails: always,
  PackageDatasetDetails: always,
  PackageItemTextElement: always,
};

export const userParts = { UserPassword: always, Session: always, ...commentParts };
