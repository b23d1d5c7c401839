/*
 * Who may use which field of Query, Mutation and Subscription, and what they answer with. A field or a type that is in no row, or a row
 * without one, fails the tests.
 */

export const who = [null, 'viewer', 'analyst', 'admin'] as const;
export type Who = (typeof who)[number];
const no = 'UNAUTHENTICATED';

const anyone = ['yes', 'yes', 'yes', 'yes'] as const;
const everyone = [no, 'yes', 'yes', 'yes'] as const;
const analysts = [no, 'FORBIDDEN', 'yes', 'yes'] as const;
const admins = [no, 'FORBIDDEN', 'FORBIDDEN', 'yes'] as const;

type Rows = Record<string, readonly string[]>;

export const queries: Rows = {
  auditLogGroups: admins,
  auditLogs: admins,
  auditSummary: admins,
  burndown: everyone,
  changeCursor: everyone,
  compareEffortWithPackage: everyone,
  compareEfforts: everyone,
  dashboard: everyone,
  databaseRelease: everyone,
  databaseReleaseGroups: everyone,
  databaseReleases: everyone,
  deletePreview: admins,
  forecast: everyone,
  foreignKeys: admins,
  indexUsage: admins,
  me: everyone,
  mention: everyone, // one's own
  myMentions: everyone, // one's own
  myWork: everyone,
  node: everyone, // and those of each type who may use its root fields
  orphans: admins,
  package: everyone,
  packageGroups: everyone,
  packageItem: everyone,
  packageItemGroups: everyone,
  packageItems: everyone,
  packages: everyone,
  readMark: everyone, // one's own
  readMarks: everyone, // one's own
  reportingEffort: everyone,
  reportingEffortGroups: everyone,
  reportingEffortItem: everyone,
  reportingEffortItemGroups: everyone,
  reportingEffortItems: everyone,
  reportingEfforts: everyone,
  search: everyone,
  studies: everyone,
  study: everyone,
  studyGroups: everyone,
  tableSizes: admins,
  tag: everyone,
  tagGroups: everyone,
  tags: everyone,
  textElement: everyone,
  textElementGroups: everyone,
  textElements: everyone,
  throughput: everyone,
  timeInStatus: everyone,
  tracker: everyone,
  trackerComment: everyone,
  trackerCommentGroups: everyone,
  trackerComments: everyone,
  trackerGroups: everyone,
  trackers: everyone,
  unusedIndexes: admins,
  user: everyone,
  userGroups: everyone,
  users: everyone,
};

export const mutations: Rows = {
  refreshSession: anyone,
  signIn: anyone,
  signOut: anyone,

  addComment: everyone,
  cancel: everyone, // one's own
  changePassword: everyone,
  editComment: everyone, // one's own
  markRead: everyone, // for oneself
  streamTicket: everyone,

  assignProgrammer: analysts,
  resolveComment: analysts,
  returnToPrimary: analysts,
  setTrackerStatus: analysts,
  tagTracker: analysts,
  unassignProgrammer: analysts,
  unresolveComment: analysts,
  untagTracker: analysts,
  updateTracker: analysts,

  assignProgrammers: admins,
  copyItems: admins,
  createDatabaseRelease: admins,
  createPackage: admins,
  createPackageItem: admins,
  createPackageItems: admins,
  createReportingEffort: admins,
  createReportingEffortItem: admins,
  createReportingEffortItems: admins,
  createStudy: admins,
  createTag: admins,
  createTextElement: admins,
  createUser: admins,
  deactivateUser: admins,
  deleteComment: admins,
  deleteDatabaseRelease: admins,
  deletePackage: admins,
  deletePackageItem: admins,
  deleteReportingEffort: admins,
  deleteReportingEffortItem: admins,
  deleteReportingEffortItems: admins,
  deleteStudy: admins,
  deleteTag: admins,
  deleteTextElement: admins,
  deleteUser: admins,
  importItems: admins,
  importPackageItems: admins,
  importPackages: admins,
  importTextElements: admins,
  importTrackers: admins,
  importUsers: admins,
  mergeTextElements: admins,
  reactivateUser: admins,
  setPassword: admins,
  setTrackerStatuses: admins,
  tagTrackers: admins,
  undoDelete: admins,
  updateDatabaseRelease: admins,
  updatePackage: admins,
  updatePackageItem: admins,
  updateReportingEffort: admins,
  updateReportingEffortItem: admins,
  updateStudy: admins,
  updateTag: admins,
  updateTextElement: admins,
  updateTrackers: admins,
  updateUser: admins,
};

/** Who gets what is no row of a table: whoever may use any of the fields that answer with it. */
export const results: Rows = {
  AuditCount: admins,
  AuditLogGroup: admins,
  AuditLogGroupKeys: admins,
  AuditSummary: admins,
  BulkOutcome: admins,
  BurndownCount: everyone,
  BurndownSummary: everyone,
  CommandProgress: everyone,
  CopyOutcome: admins,
  CopyResult: admins,
  Dashboard: everyone,
  DatabaseReleaseGroup: everyone,
  DatabaseReleaseGroupKeys: everyone,
  DateSummary: everyone,
  DateTimeSummary: everyone,
  DeleteImpact: admins,
  DeletePreview: admins,
  DeleteResult: admins,
  ForecastSummary: everyone,
  ForeignKey: admins,
  ImportDifference: admins,
  ImportProblem: admins,
  ImportResult: admins,
  ImportedCell: admins,
  ImportedRow: admins,
  IndexUsage: admins,
  IntSummary: everyone,
  ItemComparisonLine: everyone,
  ItemComparisonResult: everyone,
  LinkOrphans: admins,
  MyWork: everyone,
  Orphan: admins,
  PackageGroup: everyone,
  PackageGroupKeys: everyone,
  PackageItemBulkResult: admins,
  PackageItemGroup: everyone,
  PackageItemGroupKeys: everyone,
  PageInfo: everyone,
  ReportingEffortGroup: everyone,
  ReportingEffortGroupKeys: everyone,
  ReportingEffortItemBulkDeleteResult: admins,
  ReportingEffortItemBulkResult: admins,
  ReportingEffortItemGroup: everyone,
  ReportingEffortItemGroupKeys: everyone,
  ReturnSummary: everyone,
  SearchConnection: everyone,
  SearchEdge: everyone,
  SearchSnippet: everyone,
  SearchSnippetPart: everyone,
  SignedIn: anyone,
  StudyGroup: everyone,
  StudyGroupKeys: everyone,
  TableSize: admins,
  TagGroup: everyone,
  TagGroupKeys: everyone,
  TaskTypeCount: everyone,
  TextElementGroup: everyone,
  TextElementGroupKeys: everyone,
  ThroughputCount: everyone,
  ThroughputSummary: everyone,
  TimeInStatusCount: everyone,
  TimeInStatusSummary: everyone,
  TrackerBulkResult: admins,
  TrackerCommentGroup: everyone,
  TrackerCommentGroupKeys: everyone,
  TrackerGroup: everyone,
  TrackerGroupKeys: everyone,
  UndoneRows: admins,
  UndoResult: admins,
  UnresolvedSummary: everyone,
  UserGroup: everyone,
  UserGroupKeys: everyone,
  WorkloadSummary: everyone,
};

/** Whom changes are told to. */
export const subscriptions: Rows = {
  commentChanged: everyone,
  dashboardChanged: everyone,
  itemChanged: everyone,
  myReadingChanged: everyone, // one's own
  myWorkChanged: everyone,
  overdueTrackersChanged: everyone,
  packageChanged: everyone,
  progress: everyone, // of one's own
  reportingEffortNumbersChanged: everyone,
  structureChanged: everyone,
  textElementChanged: everyone,
  threadChanged: everyone,
  trackerChanged: everyone,
  userChanged: admins,
};

/** What they are told as. */
export const changes = Object.keys(subscriptions)
  .filter((name) => name.endsWith('Changed'))
  .map((name) => `${name.slice(0, 1).toUpperCase()}${name.slice(1, -1)}`);

/** What goes with rows. */
export const parts = ['DatasetDetails', 'TlfDetails', 'TrackerStatusSummary'];
