/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What happened to a row. */
export type AuditAction =
  /** It was made. */
  | 'CREATE'
  /** It was deleted. */
  | 'DELETE'
  /** It was changed. */
  | 'UPDATE';

/** Conditions on a value of type AuditAction; all of them must be true. */
export type AuditActionFilter = {
  /** Is exactly this. */
  eq?: AuditAction | null | undefined;
  /** Is one of these. */
  in?: Array<AuditAction> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: AuditAction | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<AuditAction> | null | undefined;
};

/** Conditions on rows of type AuditLog; all of them must be true. */
export type AuditLogFilter = {
  /** What happened to the row. */
  action?: AuditActionFilter | null | undefined;
  /** All of these hold. */
  and?: Array<AuditLogFilter> | null | undefined;
  /** The key of the changed row. */
  entityId?: IdFilter | null | undefined;
  /** The type of the changed row. */
  entityType?: EntityTypeFilter | null | undefined;
  /** The key of the record. */
  id?: IdFilter | null | undefined;
  /** This does not hold. */
  not?: AuditLogFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<AuditLogFilter> | null | undefined;
  /** When it happened. */
  timestamp?: DateTimeFilter | null | undefined;
  /** Who did it. */
  user?: UserFilter | null | undefined;
  /** The key of the user who did it; null when it was not done through PEARL. */
  userId?: IdFilter | null | undefined;
  /** The name of the user who did it; it stays when the user is deleted. */
  username?: StringFilter | null | undefined;
};

/** Conditions on the rows of type AuditLog that belong to a row. */
export type AuditLogListFilter = {
  /** This is true for none of them. */
  none?: AuditLogFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: AuditLogFilter | null | undefined;
};

/** Conditions on a value of type Boolean; all of them must be true. */
export type BooleanFilter = {
  /** Is exactly this. */
  eq?: boolean | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: boolean | null | undefined;
};

/** What a comment is. */
export type CommentType =
  /** A remark. */
  | 'GENERAL'
  /** A defect that must be dealt with. */
  | 'ISSUE'
  /** A question that needs an answer. */
  | 'QUESTION'
  /** An answer to another comment. */
  | 'RESPONSE';

/** Conditions on a value of type CommentType; all of them must be true. */
export type CommentTypeFilter = {
  /** Is exactly this. */
  eq?: CommentType | null | undefined;
  /** Is one of these. */
  in?: Array<CommentType> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: CommentType | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<CommentType> | null | undefined;
};

/** Conditions on rows of type DatabaseRelease; all of them must be true. */
export type DatabaseReleaseFilter = {
  /** All of these hold. */
  and?: Array<DatabaseReleaseFilter> | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** The day of the release. */
  databaseReleaseDate?: DateFilter | null | undefined;
  /** The name of the release, unique within its study. */
  databaseReleaseLabel?: StringFilter | null | undefined;
  /** The key of the release. */
  id?: IdFilter | null | undefined;
  /** This does not hold. */
  not?: DatabaseReleaseFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<DatabaseReleaseFilter> | null | undefined;
  /** The reporting efforts on this release. */
  reportingEfforts?: ReportingEffortListFilter | null | undefined;
  /** The study that the database belongs to. */
  study?: StudyFilter | null | undefined;
  /** The key of its study. */
  studyId?: IdFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on the rows of type DatabaseRelease that belong to a row. */
export type DatabaseReleaseListFilter = {
  /** This is true for none of them. */
  none?: DatabaseReleaseFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: DatabaseReleaseFilter | null | undefined;
};

/** Conditions on rows of type DatasetDetails; all of them must be true. */
export type DatasetDetailsFilter = {
  /** All of these hold. */
  and?: Array<DatasetDetailsFilter> | null | undefined;
  /** Where its data come from. */
  dataSource?: StringFilter | null | undefined;
  /** Whether it is an SDTM or an ADaM dataset. */
  datasetType?: DatasetTypeFilter | null | undefined;
  /** This does not hold. */
  not?: DatasetDetailsFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<DatasetDetailsFilter> | null | undefined;
  /** How many records it has. */
  recordCount?: IntFilter | null | undefined;
};

/** What a dataset is. */
export type DatasetType =
  /** Data for the analysis, in the Analysis Data Model. */
  | 'ADAM'
  /** Data as collected, in the Study Data Tabulation Model. */
  | 'SDTM';

/** Conditions on a value of type DatasetType; all of them must be true. */
export type DatasetTypeFilter = {
  /** Is exactly this. */
  eq?: DatasetType | null | undefined;
  /** Is one of these. */
  in?: Array<DatasetType> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: DatasetType | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<DatasetType> | null | undefined;
};

/** Conditions on a value of type Date; all of them must be true. */
export type DateFilter = {
  /** Is exactly this. */
  eq?: string | null | undefined;
  /** Is more than, or after, this. */
  gt?: string | null | undefined;
  /** Is at least, or not before, this. */
  gte?: string | null | undefined;
  /** Is one of these. */
  in?: Array<string> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is less than, or before, this. */
  lt?: string | null | undefined;
  /** Is at most, or not after, this. */
  lte?: string | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: string | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<string> | null | undefined;
};

/** Conditions on a value of type DateTime; all of them must be true. */
export type DateTimeFilter = {
  /** Is exactly this. */
  eq?: string | null | undefined;
  /** Is more than, or after, this. */
  gt?: string | null | undefined;
  /** Is at least, or not before, this. */
  gte?: string | null | undefined;
  /** Is one of these. */
  in?: Array<string> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is less than, or before, this. */
  lt?: string | null | undefined;
  /** Is at most, or not after, this. */
  lte?: string | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: string | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<string> | null | undefined;
};

/** The type of a row. Rows of two types may have the same key. */
export type EntityType =
  /** That somebody has read in the chart of a patient on a day: what is confidential of the patient, of a session, a note or a document. It is noted before it is shown. */
  | 'CLINIC_CHART_LOOK'
  /** Somebody who works at the clinic. */
  | 'CLINIC_CLINICIAN'
  /** The password of a clinician, which nothing shows. */
  | 'CLINIC_CLINICIAN_PASSWORD'
  /** A session that a clinician has signed in to. */
  | 'CLINIC_CLINICIAN_SESSION'
  /** A report or a letter about a patient. */
  | 'CLINIC_DOCUMENT'
  /** A patient of the clinic. A clinician sees those who are assigned. */
  | 'CLINIC_PATIENT'
  /** The assignment of a clinician to a patient. */
  | 'CLINIC_PATIENT_CLINICIAN'
  /** A session of therapy. */
  | 'CLINIC_SESSION'
  /** A note on a session. When it is completed it stays as it is, and is amended. */
  | 'CLINIC_SESSION_NOTE'
  /** What was added to a completed note. */
  | 'CLINIC_SESSION_NOTE_AMENDMENT'
  /** Something that was done to a project or a crawl job, for people to read. */
  | 'CRAWL_ACTIVITY_LOG'
  /** Lets a program in, in place of a token. The key itself is shown once, when it is made. */
  | 'CRAWL_API_KEY'
  /** The credits of a profile. What is booked moves the balance, and nothing else does. */
  | 'CRAWL_CREDIT_ACCOUNT'
  /** An entry of an account’s ledger. It stays as it was booked. */
  | 'CRAWL_CREDIT_TRANSACTION'
  /** An image that a crawl job found. */
  | 'CRAWL_IMAGE'
  /** A search for images. When it starts, it is cut into chunks, for each keyword and engine one or, with many images, several, which workers claim. */
  | 'CRAWL_JOB'
  /** A part of a crawl job: one keyword at one search engine, or, where many images are wanted, some of these. */
  | 'CRAWL_JOB_CHUNK'
  /** Something that a profile is told. Everything is kept; what is pushed, the preferences say. */
  | 'CRAWL_NOTIFICATION'
  /** What a profile wants to be told, how often and when. */
  | 'CRAWL_NOTIFICATION_PREFERENCE'
  /** Somebody who has images crawled. Everything else belongs to a profile. */
  | 'CRAWL_PROFILE'
  /** What belongs together of somebody’s crawl jobs. */
  | 'CRAWL_PROJECT'
  /** What a profile used on one day, in UTC, and what it could have used. */
  | 'CRAWL_USAGE_METRIC'
  /** A release (lock) of a study’s database: the state of the data that reports are made from. */
  | 'DATABASE_RELEASE'
  /** A line of the log of an analysis: one step, and how it went. */
  | 'DX_ANALYSIS_ACTIVITY_LOG'
  /** One attempt to find out what a project consists of and what it needs to run. */
  | 'DX_ANALYSIS_RUN'
  /** One attempt to build a project. */
  | 'DX_BUILD_RUN'
  /** A line of the log of a config set: one step of its generation, and how it went. */
  | 'DX_CONFIG_ACTIVITY_LOG'
  /** A file of a config set. */
  | 'DX_CONFIG_FILE'
  /** Something that was done to make a config set better. */
  | 'DX_CONFIG_OPTIMIZATION'
  /** The files that a project is built and deployed with, and the attempt to write them. */
  | 'DX_CONFIG_SET'
  /** One attempt to bring a project to a platform, and what runs there since. */
  | 'DX_DEPLOYMENT'
  /** A piece of software that is imported, analyzed, configured, built and deployed. */
  | 'DX_PROJECT'
  /** A session that a user has signed in to. */
  | 'DX_SESSION'
  /** Somebody who works with the deployment suite. */
  | 'DX_USER'
  /** What somebody says of a text: a comment, a highlight, a tag, a question, a reply or a link. Bodies and targets are those of the Web Annotation Data Model of the W3C. */
  | 'GENJI_ANNOTATION'
  /** A collection of documents that belong together, such as the chapters of a book. */
  | 'GENJI_COLLECTION'
  /** A document. Its text is in its elements. */
  | 'GENJI_DOCUMENT'
  /** A part of a document, such as a paragraph: what annotations are about. */
  | 'GENJI_ELEMENT'
  /** A group that reads together, such as a classroom. */
  | 'GENJI_GROUP'
  /** That a user is a member of a group. */
  | 'GENJI_GROUP_MEMBER'
  /** Something that users may do if one of their roles says so. */
  | 'GENJI_PERMISSION'
  /** A role: a set of permissions that users are given together. */
  | 'GENJI_ROLE'
  /** That a role has a permission. */
  | 'GENJI_ROLE_PERMISSION'
  /** A session that a user of Genji has signed in to. */
  | 'GENJI_SESSION'
  /** That a document or a collection is shared with a user or a group. */
  | 'GENJI_SHARE'
  /** How the site looks. There is one row of it at most. */
  | 'GENJI_SITE_SETTINGS'
  /** Somebody who reads and annotates. */
  | 'GENJI_USER'
  /** The password of a user of Genji, which nothing shows. */
  | 'GENJI_USER_PASSWORD'
  /** That a user has a role. */
  | 'GENJI_USER_ROLE'
  /** That you are mentioned in a comment, as `@username`. Everybody sees their own. */
  | 'MENTION'
  /** A template: items that many reporting efforts need, ready to be copied. */
  | 'PACKAGE'
  /** The details of a dataset of a package. */
  | 'PACKAGE_DATASET_DETAILS'
  /** One table, listing, figure or dataset of a package. */
  | 'PACKAGE_ITEM'
  /** The use of a text by an item of a package. */
  | 'PACKAGE_ITEM_TEXT_ELEMENT'
  /** The details of a table, listing or figure of a package. */
  | 'PACKAGE_TLF_DETAILS'
  /** Up to where you have read what is said about a tracker, or in one of its threads. Everybody sees their own; the audit trail says that there is one, and not of what. */
  | 'READ_MARK'
  /** One delivery from a database release, such as a study report: the list of all items to make. */
  | 'REPORTING_EFFORT'
  /** The details of a dataset of an effort. */
  | 'REPORTING_EFFORT_DATASET_DETAILS'
  /** One table, listing, figure or dataset that a reporting effort has to deliver. */
  | 'REPORTING_EFFORT_ITEM'
  /** The use of a text by an item of an effort. */
  | 'REPORTING_EFFORT_ITEM_TEXT_ELEMENT'
  /** The details of a table, listing or figure of an effort. */
  | 'REPORTING_EFFORT_TLF_DETAILS'
  /** A session that a user has signed in to. */
  | 'SESSION'
  /** A clinical study: the top of the tree under which everything is reported. */
  | 'STUDY'
  /** A label to group trackers by, such as “Topline” or “Batch 1”. */
  | 'TAG'
  /** A text that many items use: a title, a footnote, a population or a set of acronyms. */
  | 'TEXT_ELEMENT'
  /** Who programs and who checks one item, and the status of both. */
  | 'TRACKER'
  /** A comment on a tracker, or a reply to one. A comment with its replies is a thread. */
  | 'TRACKER_COMMENT'
  /** The use of a tag on a tracker. */
  | 'TRACKER_TAG'
  /** Somebody who works with PEARL. */
  | 'USER'
  /** The password of a user, which nothing shows. */
  | 'USER_PASSWORD';

/** Conditions on a value of type EntityType; all of them must be true. */
export type EntityTypeFilter = {
  /** Is exactly this. */
  eq?: EntityType | null | undefined;
  /** Is one of these. */
  in?: Array<EntityType> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: EntityType | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<EntityType> | null | undefined;
};

/** Conditions on a value of type ID; all of them must be true. */
export type IdFilter = {
  /** Is exactly this. */
  eq?: string | null | undefined;
  /** Is one of these. */
  in?: Array<string> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: string | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<string> | null | undefined;
};

/** Conditions on a value of type Int; all of them must be true. */
export type IntFilter = {
  /** Is exactly this. */
  eq?: number | null | undefined;
  /** Is more than, or after, this. */
  gt?: number | null | undefined;
  /** Is at least, or not before, this. */
  gte?: number | null | undefined;
  /** Is one of these. */
  in?: Array<number> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is less than, or before, this. */
  lt?: number | null | undefined;
  /** Is at most, or not after, this. */
  lte?: number | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: number | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<number> | null | undefined;
};

/** The status of an item as a whole. */
export type ItemStatus =
  /** It is done. */
  | 'COMPLETED'
  /** It is being programmed or checked. */
  | 'IN_PROGRESS'
  /** Nobody works on it yet. */
  | 'PENDING';

/** Conditions on a value of type ItemStatus; all of them must be true. */
export type ItemStatusFilter = {
  /** Is exactly this. */
  eq?: ItemStatus | null | undefined;
  /** Is one of these. */
  in?: Array<ItemStatus> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: ItemStatus | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<ItemStatus> | null | undefined;
};

/** What kind of thing an item is. */
export type ItemType =
  /** A dataset, SDTM or ADaM. */
  | 'DATASET'
  /** A table, listing or figure. */
  | 'TLF';

/** Conditions on a value of type ItemType; all of them must be true. */
export type ItemTypeFilter = {
  /** Is exactly this. */
  eq?: ItemType | null | undefined;
  /** Is one of these. */
  in?: Array<ItemType> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: ItemType | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<ItemType> | null | undefined;
};

/** Which way to sort. Missing values come last either way. */
export type OrderDirection =
  /** Smallest, earliest or first in the alphabet first. */
  | 'ASC'
  /** Largest, latest or last in the alphabet first. */
  | 'DESC';

/** Conditions on rows of type Package; all of them must be true. */
export type PackageFilter = {
  /** All of these hold. */
  and?: Array<PackageFilter> | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** The key of the package. */
  id?: IdFilter | null | undefined;
  /** Its items, in the natural order of the codes. */
  items?: PackageItemListFilter | null | undefined;
  /** This does not hold. */
  not?: PackageFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<PackageFilter> | null | undefined;
  /** Its name, unique whatever its case and spaces. */
  packageName?: StringFilter | null | undefined;
  /** The indication that it is made for. */
  studyIndication?: StringFilter | null | undefined;
  /** The therapeutic area that it is made for. */
  therapeuticArea?: StringFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on rows of type PackageItem; all of them must be true. */
export type PackageItemFilter = {
  /** All of these hold. */
  and?: Array<PackageItemFilter> | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** The package or the reporting effort that it was copied from; null when it was not copied, and when that is gone. */
  createdFromEffort?: ReportingEffortFilter | null | undefined;
  /** The package or the reporting effort that it was copied from; null when it was not copied, and when that is gone. */
  createdFromPackage?: PackageFilter | null | undefined;
  /** Its details; null when none are given. */
  datasetDetails?: DatasetDetailsFilter | null | undefined;
  /** The key of the item. */
  id?: IdFilter | null | undefined;
  /** Its code, such as `t14.1.1`: unique within its package, and sorted naturally. */
  itemCode?: StringFilter | null | undefined;
  /** What it shows. */
  itemDescription?: StringFilter | null | undefined;
  /** What kind of thing it is. */
  itemType?: ItemTypeFilter | null | undefined;
  /** This does not hold. */
  not?: PackageItemFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<PackageItemFilter> | null | undefined;
  /** The package that it belongs to. */
  package?: PackageFilter | null | undefined;
  /** The key of its package. */
  packageId?: IdFilter | null | undefined;
  /** Its place in the order in which the programs run. */
  runOrder?: IntFilter | null | undefined;
  /** The item that it was copied from; null when it was not copied, and when that is gone. */
  sourceItem?: ReportingEffortItemFilter | null | undefined;
  /** The item that it was copied from; null when it was not copied, and when that is gone. */
  sourcePackageItem?: PackageItemFilter | null | undefined;
  /** What it was copied from; null if it was not. */
  sourceType?: SourceTypeFilter | null | undefined;
  /** Its titles, footnotes, populations and acronyms, in their order. */
  textElements?: TextElementListFilter | null | undefined;
  /** Its details; null when none are given. */
  tlfDetails?: TlfDetailsFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on the rows of type PackageItem that belong to a row. */
export type PackageItemListFilter = {
  /** This is true for none of them. */
  none?: PackageItemFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: PackageItemFilter | null | undefined;
};

/** How urgent an item is. */
export type Priority =
  /** Before everything else. */
  | 'CRITICAL'
  /** Before the ordinary ones. */
  | 'HIGH'
  /** It can wait. */
  | 'LOW'
  /** The ordinary case. */
  | 'MEDIUM';

/** Conditions on a value of type Priority; all of them must be true. */
export type PriorityFilter = {
  /** Is exactly this. */
  eq?: Priority | null | undefined;
  /** Is one of these. */
  in?: Array<Priority> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: Priority | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<Priority> | null | undefined;
};

/** Conditions on rows of type ReportingEffort; all of them must be true. */
export type ReportingEffortFilter = {
  /** All of these hold. */
  and?: Array<ReportingEffortFilter> | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** The release that the reports are made from. */
  databaseRelease?: DatabaseReleaseFilter | null | undefined;
  /** The key of its database release. */
  databaseReleaseId?: IdFilter | null | undefined;
  /** The name of the effort itself, unique within its database release. */
  databaseReleaseLabel?: StringFilter | null | undefined;
  /** The key of the effort. */
  id?: IdFilter | null | undefined;
  /** What has to be made, in the natural order of the codes. */
  items?: ReportingEffortItemListFilter | null | undefined;
  /** This does not hold. */
  not?: ReportingEffortFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<ReportingEffortFilter> | null | undefined;
  /** The study that the release belongs to. */
  study?: StudyFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on rows of type ReportingEffortItem; all of them must be true. */
export type ReportingEffortItemFilter = {
  /** All of these hold. */
  and?: Array<ReportingEffortItemFilter> | null | undefined;
  /** The package or the reporting effort that it was copied from; null when it was not copied, and when that is gone. */
  createdFromEffort?: ReportingEffortFilter | null | undefined;
  /** The package or the reporting effort that it was copied from; null when it was not copied, and when that is gone. */
  createdFromPackage?: PackageFilter | null | undefined;
  /** Its details; null when none are given. */
  datasetDetails?: DatasetDetailsFilter | null | undefined;
  /** What happened to it, latest first. */
  history?: AuditLogListFilter | null | undefined;
  /** The key of the item. */
  id?: IdFilter | null | undefined;
  /** Its code, such as `t14.1.1`: unique everywhere, and sorted naturally (14.1.2 before 14.1.10). */
  itemCode?: StringFilter | null | undefined;
  /** What it shows. */
  itemDescription?: StringFilter | null | undefined;
  /** How far it is as a whole. */
  itemStatus?: ItemStatusFilter | null | undefined;
  /** What kind of thing it is. */
  itemType?: ItemTypeFilter | null | undefined;
  /** This does not hold. */
  not?: ReportingEffortItemFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<ReportingEffortItemFilter> | null | undefined;
  /** The effort that has to deliver it. */
  reportingEffort?: ReportingEffortFilter | null | undefined;
  /** The key of its reporting effort. */
  reportingEffortId?: IdFilter | null | undefined;
  /** Its place in the order in which the programs run. */
  runOrder?: IntFilter | null | undefined;
  /** The item that it was copied from; null when it was not copied, and when that is gone. */
  sourceItem?: ReportingEffortItemFilter | null | undefined;
  /** The item that it was copied from; null when it was not copied, and when that is gone. */
  sourcePackageItem?: PackageItemFilter | null | undefined;
  /** What it was copied from; null if it was not. */
  sourceType?: SourceTypeFilter | null | undefined;
  /** Its titles, footnotes, populations and acronyms, in their order. */
  textElements?: TextElementListFilter | null | undefined;
  /** Its details; null when none are given. */
  tlfDetails?: TlfDetailsFilter | null | undefined;
  /** Its tracker: who programs and who checks it, and the status of both. */
  tracker?: TrackerFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on the rows of type ReportingEffortItem that belong to a row. */
export type ReportingEffortItemListFilter = {
  /** This is true for none of them. */
  none?: ReportingEffortItemFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: ReportingEffortItemFilter | null | undefined;
};

/** Conditions on the rows of type ReportingEffort that belong to a row. */
export type ReportingEffortListFilter = {
  /** This is true for none of them. */
  none?: ReportingEffortFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: ReportingEffortFilter | null | undefined;
};

/** What a user may do. */
export type Role =
  /** Everything: structure, packages, texts, people, bulk changes, deletes and the audit trail. */
  | 'ADMIN'
  /** Reads, edits trackers one at a time, comments and resolves. */
  | 'ANALYST'
  /** Reads and comments. */
  | 'VIEWER';

/** Conditions on a value of type Role; all of them must be true. */
export type RoleFilter = {
  /** Is exactly this. */
  eq?: Role | null | undefined;
  /** Is one of these. */
  in?: Array<Role> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: Role | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<Role> | null | undefined;
};

/** What can be searched in PEARL. */
export type SearchType =
  /** Rows of type Package. */
  | 'PACKAGE'
  /** Rows of type PackageItem. */
  | 'PACKAGE_ITEM'
  /** Rows of type ReportingEffortItem. */
  | 'REPORTING_EFFORT_ITEM'
  /** Rows of type Study. */
  | 'STUDY'
  /** Rows of type TextElement. */
  | 'TEXT_ELEMENT'
  /** Rows of type TrackerComment. */
  | 'TRACKER_COMMENT';

/** A side of a tracker. */
export type Side =
  /** The programming. */
  | 'PRIMARY'
  /** The check of it, by somebody else. */
  | 'QC';

/** What an item was copied from. */
export type SourceType =
  /** An item of a package. */
  | 'PACKAGE'
  /** An item of a reporting effort. */
  | 'REPORTING_EFFORT';

/** Conditions on a value of type SourceType; all of them must be true. */
export type SourceTypeFilter = {
  /** Is exactly this. */
  eq?: SourceType | null | undefined;
  /** Is one of these. */
  in?: Array<SourceType> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: SourceType | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<SourceType> | null | undefined;
};

/** Conditions on a value of type String; all of them must be true. */
export type StringFilter = {
  /** Holds this text, whatever its case. `%` and `_` stand for themselves. For three letters or more, an index of trigrams finds the rows in what a search reads and some other texts; in the rest, and where the database has no pg_trgm, each row is read, which is slower. */
  contains?: string | null | undefined;
  /** Is exactly this. */
  eq?: string | null | undefined;
  /** Is more than, or after, this. */
  gt?: string | null | undefined;
  /** Is at least, or not before, this. */
  gte?: string | null | undefined;
  /** Is one of these. */
  in?: Array<string> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is less than, or before, this. */
  lt?: string | null | undefined;
  /** Is at most, or not after, this. */
  lte?: string | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: string | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<string> | null | undefined;
  /** Begins with this text, whatever its case. `%` and `_` stand for themselves. */
  startsWith?: string | null | undefined;
};

/** Conditions on rows of type Study; all of them must be true. */
export type StudyFilter = {
  /** All of these hold. */
  and?: Array<StudyFilter> | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** The database releases of the study. */
  databaseReleases?: DatabaseReleaseListFilter | null | undefined;
  /** The key of the study. */
  id?: IdFilter | null | undefined;
  /** This does not hold. */
  not?: StudyFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<StudyFilter> | null | undefined;
  /** The name of the study, unique whatever its case and spaces. */
  studyLabel?: StringFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on rows of type Tag; all of them must be true. */
export type TagFilter = {
  /** All of these hold. */
  and?: Array<TagFilter> | null | undefined;
  /** Its colour, as `#RRGGBB`. */
  color?: StringFilter | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** What it is for. */
  description?: StringFilter | null | undefined;
  /** The key of the tag. */
  id?: IdFilter | null | undefined;
  /** Its name, unique whatever its case and spaces. */
  name?: StringFilter | null | undefined;
  /** This does not hold. */
  not?: TagFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<TagFilter> | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** How many trackers have it. */
  usageCount?: IntFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on the rows of type Tag that belong to a row. */
export type TagListFilter = {
  /** This is true for none of them. */
  none?: TagFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: TagFilter | null | undefined;
};

/** Conditions on rows of type TextElement; all of them must be true. */
export type TextElementFilter = {
  /** All of these hold. */
  and?: Array<TextElementFilter> | null | undefined;
  /** The text itself. */
  content?: StringFilter | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** The key of the text. */
  id?: IdFilter | null | undefined;
  /** How many items of efforts use it. */
  itemCount?: IntFilter | null | undefined;
  /** The items of efforts that use it. */
  items?: ReportingEffortItemListFilter | null | undefined;
  /** Its name, unique within its type whatever its case and spaces. */
  label?: StringFilter | null | undefined;
  /** This does not hold. */
  not?: TextElementFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<TextElementFilter> | null | undefined;
  /** How many package items use it. */
  packageItemCount?: IntFilter | null | undefined;
  /** The package items that use it. */
  packageItems?: PackageItemListFilter | null | undefined;
  /** What it is used for. */
  type?: TextElementTypeFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** How many items use it, of efforts and of packages. */
  usageCount?: IntFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on the rows of type TextElement that belong to a row. */
export type TextElementListFilter = {
  /** This is true for none of them. */
  none?: TextElementFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: TextElementFilter | null | undefined;
};

/** What a text element is used for. */
export type TextElementType =
  /** The acronyms that it uses, spelled out. */
  | 'ACRONYMS_SET'
  /** A footnote under it. */
  | 'FOOTNOTE'
  /** The population that it shows. */
  | 'POPULATION_SET'
  /** The title of a table, listing or figure. */
  | 'TITLE';

/** Conditions on a value of type TextElementType; all of them must be true. */
export type TextElementTypeFilter = {
  /** Is exactly this. */
  eq?: TextElementType | null | undefined;
  /** Is one of these. */
  in?: Array<TextElementType> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: TextElementType | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<TextElementType> | null | undefined;
};

/** Conditions on rows of type TlfDetails; all of them must be true. */
export type TlfDetailsFilter = {
  /** The population that it is about. */
  analysisPopulation?: StringFilter | null | undefined;
  /** All of these hold. */
  and?: Array<TlfDetailsFilter> | null | undefined;
  /** This does not hold. */
  not?: TlfDetailsFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<TlfDetailsFilter> | null | undefined;
  /** Whether it shows a primary endpoint of the study. */
  primaryEndpoint?: BooleanFilter | null | undefined;
  /** Whether it is a table, a listing or a figure. */
  tlfType?: TlfTypeFilter | null | undefined;
};

/** What a TLF is. */
export type TlfType =
  /** A picture of the data. */
  | 'FIGURE'
  /** The data themselves, record by record. */
  | 'LISTING'
  /** Numbers in rows and columns. */
  | 'TABLE';

/** Conditions on a value of type TlfType; all of them must be true. */
export type TlfTypeFilter = {
  /** Is exactly this. */
  eq?: TlfType | null | undefined;
  /** Is one of these. */
  in?: Array<TlfType> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: TlfType | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<TlfType> | null | undefined;
};

/** Conditions on rows of type TrackerComment; all of them must be true. */
export type TrackerCommentFilter = {
  /** All of these hold. */
  and?: Array<TrackerCommentFilter> | null | undefined;
  /** What it says. */
  commentText?: StringFilter | null | undefined;
  /** What it is. */
  commentType?: CommentTypeFilter | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** The key of the comment. */
  id?: IdFilter | null | undefined;
  /** Whether it has been dealt with. */
  isResolved?: BooleanFilter | null | undefined;
  /** This does not hold. */
  not?: TrackerCommentFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<TrackerCommentFilter> | null | undefined;
  /** The comment that it replies to. */
  parent?: TrackerCommentFilter | null | undefined;
  /** The key of the comment that it replies to; null for the first of a thread. */
  parentCommentId?: IdFilter | null | undefined;
  /** The replies to it, oldest first. */
  replies?: TrackerCommentListFilter | null | undefined;
  /** When it was resolved. */
  resolvedAt?: DateTimeFilter | null | undefined;
  /** Who resolved it. */
  resolvedBy?: UserFilter | null | undefined;
  /** The key of the user who resolved it. */
  resolvedById?: IdFilter | null | undefined;
  /** The tracker that it is about. */
  tracker?: TrackerFilter | null | undefined;
  /** The key of its tracker. */
  trackerId?: IdFilter | null | undefined;
  /** Its author. */
  user?: UserFilter | null | undefined;
  /** The key of its author. */
  userId?: IdFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on the rows of type TrackerComment that belong to a row. */
export type TrackerCommentListFilter = {
  /** This is true for none of them. */
  none?: TrackerCommentFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: TrackerCommentFilter | null | undefined;
};

/** Conditions on rows of type Tracker; all of them must be true. */
export type TrackerFilter = {
  /** All of these hold. */
  and?: Array<TrackerFilter> | null | undefined;
  /** How many comments and replies it has. */
  commentCount?: IntFilter | null | undefined;
  /** All comments and replies, oldest first. */
  comments?: TrackerCommentListFilter | null | undefined;
  /** The day by which the item is due. */
  dueDate?: DateFilter | null | undefined;
  /** What happened to it, latest first. */
  history?: AuditLogListFilter | null | undefined;
  /** The key of the tracker. */
  id?: IdFilter | null | undefined;
  /** Whether it has gone to production; only once it is checked. */
  inProduction?: BooleanFilter | null | undefined;
  /** Whether it is programmed, but not yet checked by whoever is to check it. */
  isAwaitingCheck?: BooleanFilter | null | undefined;
  /** Whether it is done: programmed, and checked if somebody is to check it. */
  isComplete?: BooleanFilter | null | undefined;
  /** Whether it is due within seven days, today (in UTC) included, and not done. */
  isDueSoon?: BooleanFilter | null | undefined;
  /** Whether it is due from today to Sunday (in UTC), and not done. */
  isDueThisWeek?: BooleanFilter | null | undefined;
  /** Whether its due date has passed (in UTC) and it is not done. */
  isOverdue?: BooleanFilter | null | undefined;
  /** The item that is tracked. */
  item?: ReportingEffortItemFilter | null | undefined;
  /** This does not hold. */
  not?: TrackerFilter | null | undefined;
  /** How many of its threads are not resolved: the number for a badge. */
  openThreadCount?: IntFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<TrackerFilter> | null | undefined;
  /** When the programming was completed; null while it is not, or if nobody knows any more. */
  primaryCompletedAt?: DateTimeFilter | null | undefined;
  /** The user who completed the programming, and who therefore does not check the item, even after somebody else has taken over. */
  primaryCompletedBy?: UserFilter | null | undefined;
  /** The key of the user who completed the programming. */
  primaryCompletedById?: IdFilter | null | undefined;
  /** Who programs the item. */
  primaryProgrammer?: UserFilter | null | undefined;
  /** The key of the user who programs the item. */
  primaryProgrammerId?: IdFilter | null | undefined;
  /** The status of the programming. */
  primaryStatus?: TrackerStatusFilter | null | undefined;
  /** How urgent it is. Sorts by urgency, not by the alphabet. */
  priority?: PriorityFilter | null | undefined;
  /** When the check was completed; null while it is not, or if nobody knows any more. */
  qcCompletedAt?: DateTimeFilter | null | undefined;
  /** How thorough the check has to be; 1 is the most thorough. */
  qcLevel?: IntFilter | null | undefined;
  /** The user who checks the item, never the one who programs it. */
  qcProgrammer?: UserFilter | null | undefined;
  /** The key of the user who checks it. */
  qcProgrammerId?: IdFilter | null | undefined;
  /** The status of the check. */
  qcStatus?: TrackerStatusFilter | null | undefined;
  /** The key of its item. */
  reportingEffortItemId?: IdFilter | null | undefined;
  /** How often it was returned to its programmer, as far back as the audit trail reaches (`statusSince` says from which day on). A completion that was undone before the check is no return. */
  returnCount?: IntFilter | null | undefined;
  /** When it was last returned to its programmer; null if it never was. */
  returnedAt?: DateTimeFilter | null | undefined;
  /** The tags put on it. */
  tags?: TagListFilter | null | undefined;
  /** How many of its comments and replies are not resolved. */
  unresolvedCommentCount?: IntFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

/** Conditions on the rows of type Tracker that belong to a row. */
export type TrackerListFilter = {
  /** This is true for none of them. */
  none?: TrackerFilter | null | undefined;
  /** This is true for at least one of them. */
  some?: TrackerFilter | null | undefined;
};

/** One field to sort all rows of type Tracker by. In a list of these the first counts most. */
export type TrackerListOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** The field to sort by. */
  field: TrackerListOrderField;
};

/** What all rows of type Tracker can be sorted by. */
export type TrackerListOrderField =
  /** The day by which the item is due. */
  | 'DUE_DATE'
  /** The key of the tracker. */
  | 'ID'
  /** The code of its item, sorted naturally. */
  | 'ITEM_CODE'
  /** The user name of who programs the item. */
  | 'PRIMARY_PROGRAMMER'
  /** The key of the user who programs the item. */
  | 'PRIMARY_PROGRAMMER_ID'
  /** The user name of who checks it. */
  | 'QC_PROGRAMMER'
  /** The key of the user who checks it. */
  | 'QC_PROGRAMMER_ID'
  /** The key of its item. */
  | 'REPORTING_EFFORT_ITEM_ID'
  /** When it was last changed. */
  | 'UPDATED_AT';

/** One field to sort rows of type Tracker by. In a list of these the first counts most. */
export type TrackerOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** The field to sort by. */
  field: TrackerOrderField;
};

/** What rows of type Tracker can be sorted by. */
export type TrackerOrderField =
  /** When it was made. */
  | 'CREATED_AT'
  /** The day by which the item is due. */
  | 'DUE_DATE'
  /** The key of the tracker. */
  | 'ID'
  /** Whether it has gone to production; only once it is checked. */
  | 'IN_PRODUCTION'
  /** The code of its item, sorted naturally. */
  | 'ITEM_CODE'
  /** When the programming was completed; null while it is not, or if nobody knows any more. */
  | 'PRIMARY_COMPLETED_AT'
  /** The key of the user who completed the programming. */
  | 'PRIMARY_COMPLETED_BY_ID'
  /** The user name of who programs the item. */
  | 'PRIMARY_PROGRAMMER'
  /** The key of the user who programs the item. */
  | 'PRIMARY_PROGRAMMER_ID'
  /** The status of the programming. */
  | 'PRIMARY_STATUS'
  /** How urgent it is. Sorts by urgency, not by the alphabet. */
  | 'PRIORITY'
  /** When the check was completed; null while it is not, or if nobody knows any more. */
  | 'QC_COMPLETED_AT'
  /** How thorough the check has to be; 1 is the most thorough. */
  | 'QC_LEVEL'
  /** The user name of who checks it. */
  | 'QC_PROGRAMMER'
  /** The key of the user who checks it. */
  | 'QC_PROGRAMMER_ID'
  /** The status of the check. */
  | 'QC_STATUS'
  /** The key of the effort that its item belongs to. */
  | 'REPORTING_EFFORT'
  /** The key of its item. */
  | 'REPORTING_EFFORT_ITEM_ID'
  /** When it was last returned to its programmer; null if it never was. */
  | 'RETURNED_AT'
  /** When it was last changed. */
  | 'UPDATED_AT'
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  | 'VERSION';

/** The status of one side of a tracker: of the programming, or of the check. */
export type TrackerStatus =
  /** The work is done. */
  | 'COMPLETED'
  /** Somebody works on it. */
  | 'IN_PROGRESS'
  /** The work has not begun. */
  | 'NOT_STARTED';

/** Conditions on a value of type TrackerStatus; all of them must be true. */
export type TrackerStatusFilter = {
  /** Is exactly this. */
  eq?: TrackerStatus | null | undefined;
  /** Is one of these. */
  in?: Array<TrackerStatus> | null | undefined;
  /** Is missing (true), or is there (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not this either. */
  ne?: TrackerStatus | null | undefined;
  /** Is none of these; a missing value is none of them either. */
  notIn?: Array<TrackerStatus> | null | undefined;
};

/** Conditions on rows of type User; all of them must be true. */
export type UserFilter = {
  /** All of these hold. */
  and?: Array<UserFilter> | null | undefined;
  /** The comments that the user has written. */
  comments?: TrackerCommentListFilter | null | undefined;
  /** When it was made. */
  createdAt?: DateTimeFilter | null | undefined;
  /** Where the user works. */
  department?: StringFilter | null | undefined;
  /** The key of the user. */
  id?: IdFilter | null | undefined;
  /** Whether the user may use PEARL at all. */
  isActive?: BooleanFilter | null | undefined;
  /** This does not hold. */
  not?: UserFilter | null | undefined;
  /** At least one of these is true. */
  or?: Array<UserFilter> | null | undefined;
  /** The trackers of items that the user programs. */
  primaryTrackers?: TrackerListFilter | null | undefined;
  /** The trackers of items that the user checks. */
  qcTrackers?: TrackerListFilter | null | undefined;
  /** What the user may do. */
  role?: RoleFilter | null | undefined;
  /** When it was last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** The name to sign in with, unique whatever its case. */
  username?: StringFilter | null | undefined;
  /** Its version: it grows with every change. A command that expects another version is refused (STALE). */
  version?: IntFilter | null | undefined;
};

export type CompletionQueryVariables = Exact<{
  ids: Array<string> | string;
  complete: TrackerFilter;
}>;


export type CompletionQuery = { trackers: { nodes: Array<{ id: string, isComplete: boolean, isOverdue: boolean, dueDate: string | null, primaryStatus: TrackerStatus, qcStatus: TrackerStatus, qcProgrammer: { id: string } | null }> }, complete: { nodes: Array<{ id: string }> }, onlyAnswers: { nodes: Array<{ isOverdue: boolean, isComplete: boolean }> } };

export type DashboardQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
}>;


export type DashboardQuery = { reportingEffort: { id: string, databaseReleaseLabel: string, databaseRelease: { study: { studyLabel: string } }, items: { totalCount: number, pageInfo: { endCursor: string | null, hasNextPage: boolean }, nodes: Array<{ id: string, itemCode: string, itemType: ItemType, itemStatus: ItemStatus, tracker: { id: string, primaryStatus: TrackerStatus, qcStatus: TrackerStatus, commentCount: number, unresolvedCommentCount: number, primaryProgrammer: { username: string } | null, qcProgrammer: { username: string } | null } | null }> } } | null };

export type AtAGlanceQueryVariables = Exact<{
  side?: Side | null | undefined;
  filter?: TrackerFilter | null | undefined;
}>;


export type AtAGlanceQuery = { myWork: { totalCount: number, openCount: number, overdueCount: number, dueSoonCount: number, awaitingCheckCount: number, returnedCount: number, trackers: { totalCount: number, nodes: Array<{ id: string, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isAwaitingCheck: boolean, returnCount: number, primaryStatus: TrackerStatus }> }, unresolvedComments: { totalCount: number, nodes: Array<{ id: string, isResolved: boolean, trackerId: string }> } } };

export type CodeOrderQueryVariables = Exact<{
  effort: string;
  package: string;
  after?: string | null | undefined;
}>;


export type CodeOrderQuery = { reportingEffort: { items: { nodes: Array<{ itemCode: string }> }, backwards: { nodes: Array<{ itemCode: string }> } } | null, package: { items: { nodes: Array<{ itemCode: string }> } } | null, page: { nodes: Array<{ itemCode: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TrackersInOrderQueryVariables = Exact<{
  orderBy?: Array<TrackerOrder> | TrackerOrder | null | undefined;
}>;


export type TrackersInOrderQuery = { user: { primaryTrackers: { nodes: Array<{ id: string, priority: Priority, dueDate: string | null, primaryStatus: TrackerStatus }> } } | null };

export type AuditViewerQueryVariables = Exact<{
  filter?: AuditLogFilter;
}>;


export type AuditViewerQuery = { auditLogs: { totalCount: number, nodes: Array<{ id: string, entityType: EntityType, entityId: string, action: AuditAction, changes: unknown, timestamp: string, user: { username: string } | null }> }, created: { totalCount: number }, updated: { totalCount: number }, deleted: { totalCount: number }, users: { nodes: Array<{ id: string, username: string }> } };

export type ItemHistoryQueryVariables = Exact<{
  id: string;
}>;


export type ItemHistoryQuery = { reportingEffortItem: { history: { totalCount: number, nodes: Array<{ action: AuditAction, entityType: EntityType, user: { username: string } | null }> }, tracker: { history: { totalCount: number, nodes: Array<{ action: AuditAction }> } } | null } | null };

export type CommentDialogQueryVariables = Exact<{
  tracker: string;
}>;


export type CommentDialogQuery = { tracker: { commentCount: number, unresolvedCommentCount: number, openThreadCount: number, item: { itemCode: string }, threads: { totalCount: number, nodes: Array<{ id: string, commentText: string, commentType: CommentType, isResolved: boolean, resolvedAt: string | null, createdAt: string, replies: { nodes: Array<{ id: string, commentText: string, commentType: CommentType, isResolved: boolean, resolvedAt: string | null, createdAt: string, replies: { nodes: Array<{ id: string, commentText: string, commentType: CommentType, isResolved: boolean, resolvedAt: string | null, createdAt: string, user: { username: string }, resolvedBy: { username: string } | null }> }, user: { username: string }, resolvedBy: { username: string } | null }> }, user: { username: string }, resolvedBy: { username: string } | null }> } } | null };

export type CommentFragment = { id: string, commentText: string, commentType: CommentType, isResolved: boolean, resolvedAt: string | null, createdAt: string, user: { username: string }, resolvedBy: { username: string } | null };

export type EffortPickerQueryVariables = Exact<{ [key: string]: never; }>;


export type EffortPickerQuery = { reportingEfforts: { nodes: Array<{ id: string, databaseReleaseLabel: string, databaseRelease: { databaseReleaseLabel: string }, study: { studyLabel: string } }> } };

export type LeadNumbersQueryVariables = Exact<{
  effort: string;
  today: string;
  complete: TrackerFilter;
}>;


export type LeadNumbersQuery = { studies: { totalCount: number }, activeEfforts: { totalCount: number }, items: { totalCount: number }, complete: { totalCount: number }, reportingEffort: { items: { totalCount: number }, complete: { totalCount: number }, inProgress: { totalCount: number }, overdue: { totalCount: number } } | null };

export type DueItemsQueryVariables = Exact<{
  overdue: TrackerFilter;
  dueSoon: TrackerFilter;
}>;


export type DueItemsQuery = { overdue: { nodes: Array<{ dueDate: string | null, primaryProgrammer: { username: string } | null, item: { itemCode: string } }> }, dueSoon: { nodes: Array<{ dueDate: string | null, isComplete: boolean }> } };

export type WorkloadQueryVariables = Exact<{
  ofEffort: TrackerFilter;
  started: TrackerFilter;
  done: TrackerFilter;
}>;


export type WorkloadQuery = { users: { nodes: Array<{ username: string, primary: { totalCount: number }, started: { totalCount: number }, done: { totalCount: number }, checks: { totalCount: number } }> } };

export type PackagesQueryVariables = Exact<{ [key: string]: never; }>;


export type PackagesQuery = { packages: { totalCount: number, nodes: Array<{ id: string, packageName: string, studyIndication: string | null, therapeuticArea: string | null, items: { totalCount: number } }> } };

export type PackageItemsQueryVariables = Exact<{
  id: string;
}>;


export type PackageItemsQuery = { package: { packageName: string, tlfs: { totalCount: number }, sdtm: { totalCount: number }, adam: { totalCount: number }, items: { nodes: Array<{ id: string, itemCode: string, itemType: ItemType, itemDescription: string | null, details:
          | { datasetType: DatasetType | null, dataSource: string | null, recordCount: number | null }
          | { tlfType: TlfType | null, primaryEndpoint: boolean | null, analysisPopulation: string | null }
         | null, textElements: Array<{ type: TextElementType, label: string, content: string }> }> } } | null, titles: { nodes: Array<{ id: string, label: string }> } };

export type EffortItemsQueryVariables = Exact<{
  id: string;
  study: string;
  release: string;
}>;


export type EffortItemsQuery = { studies: { nodes: Array<{ id: string, studyLabel: string }> }, databaseReleases: { nodes: Array<{ id: string, databaseReleaseLabel: string }> }, reportingEfforts: { nodes: Array<{ id: string, databaseReleaseLabel: string }> }, packages: { nodes: Array<{ id: string, packageName: string }> }, reportingEffort: { tlfs: { totalCount: number }, sdtm: { totalCount: number }, adam: { totalCount: number }, items: { totalCount: number, nodes: Array<{ id: string, itemCode: string, itemType: ItemType, itemStatus: ItemStatus, itemDescription: string | null, details:
          | { datasetType: DatasetType | null, dataSource: string | null, recordCount: number | null }
          | { tlfType: TlfType | null, primaryEndpoint: boolean | null, analysisPopulation: string | null }
         | null, textElements: Array<{ type: TextElementType, label: string, content: string }> }> } } | null };

export type AppShellQueryVariables = Exact<{ [key: string]: never; }>;


export type AppShellQuery = { me: { id: string, username: string, role: Role, department: string | null, isActive: boolean } };

export type MyWorkQueryVariables = Exact<{
  today: string;
  soon: string;
}>;


export type MyWorkQuery = { me: { all: { totalCount: number, nodes: Array<{ id: string, primaryStatus: TrackerStatus, dueDate: string | null, priority: Priority, isComplete: boolean, unresolvedCommentCount: number, item: { itemCode: string, itemType: ItemType, itemDescription: string | null, details:
            | { datasetType: DatasetType | null }
            | { tlfType: TlfType | null }
           | null, textElements: Array<{ type: TextElementType, content: string }>, reportingEffort: { databaseReleaseLabel: string, databaseRelease: { databaseReleaseLabel: string }, study: { studyLabel: string } } } }> }, notStarted: { totalCount: number }, inProgress: { totalCount: number }, completed: { totalCount: number }, inProduction: { totalCount: number }, overdue: { totalCount: number }, dueSoon: { totalCount: number } } };

export type MyChecksQueryVariables = Exact<{
  today: string;
}>;


export type MyChecksQuery = { me: { all: { totalCount: number, nodes: Array<{ id: string, primaryStatus: TrackerStatus, qcStatus: TrackerStatus, dueDate: string | null, primaryProgrammer: { username: string } | null, item: { itemCode: string } }> }, waiting: { totalCount: number }, deadlines: { nodes: Array<{ id: string, dueDate: string | null }> }, overdue: { totalCount: number } } };

export type BothSidesQueryVariables = Exact<{ [key: string]: never; }>;


export type BothSidesQuery = { me: { primaryTrackers: { nodes: Array<{ item: { reportingEffort: { study: { studyLabel: string } } } }> }, qcTrackers: { nodes: Array<{ item: { reportingEffort: { study: { studyLabel: string } } } }> } } };

export type StudyTreeQueryVariables = Exact<{ [key: string]: never; }>;


export type StudyTreeQuery = { studies: { totalCount: number, nodes: Array<{ id: string, studyLabel: string, databaseReleases: { totalCount: number, nodes: Array<{ id: string, databaseReleaseLabel: string, databaseReleaseDate: string, reportingEfforts: { totalCount: number, nodes: Array<{ id: string, databaseReleaseLabel: string, version: number, items: { totalCount: number } }> } }> } }> } };

export type UsersQueryVariables = Exact<{ [key: string]: never; }>;


export type UsersQuery = { users: { nodes: Array<{ id: string, username: string, role: Role, department: string | null, isActive: boolean, primaryTrackers: { totalCount: number }, qcTrackers: { totalCount: number }, comments: { totalCount: number } }> } };

export type TextElementsQueryVariables = Exact<{
  type: TextElementType;
  search: string;
  after?: string | null | undefined;
}>;


export type TextElementsQuery = { found: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, type: TextElementType, label: string, content: string }> }, titles: { totalCount: number }, footnotes: { totalCount: number }, populations: { totalCount: number }, acronyms: { totalCount: number } };

export type TrackerTableQueryVariables = Exact<{
  effort: string;
}>;


export type TrackerTableQuery = { reportingEffort: { databaseReleaseLabel: string, items: { totalCount: number, nodes: Array<{ itemCode: string, details:
          | { datasetType: DatasetType | null }
          | { tlfType: TlfType | null }
         | null, textElements: Array<{ type: TextElementType, content: string }>, tracker: { id: string, version: number, primaryStatus: TrackerStatus, qcStatus: TrackerStatus, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, commentCount: number, unresolvedCommentCount: number, openThreadCount: number, primaryProgrammer: { id: string, username: string } | null, qcProgrammer: { id: string, username: string } | null, tags: Array<{ name: string, color: string }> } | null }> } } | null, users: { nodes: Array<{ id: string, username: string }> }, tags: { nodes: Array<{ id: string, name: string, color: string }> } };

export type FilteredItemsQueryVariables = Exact<{
  effort: string;
  filter: ReportingEffortItemFilter;
}>;


export type FilteredItemsQuery = { reportingEffort: { items: { totalCount: number, nodes: Array<{ id: string }> } } | null };

export type ThreadCountsQueryVariables = Exact<{
  effort: string;
}>;


export type ThreadCountsQuery = { trackers: { nodes: Array<{ id: string, questions: { totalCount: number }, issues: { totalCount: number }, last: { nodes: Array<{ createdAt: string }> } }> } };

export type SearchQueryVariables = Exact<{
  text: string;
  types?: Array<SearchType> | SearchType | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { search: { totalCount: number, isCut: boolean, pageInfo: { endCursor: string | null, hasNextPage: boolean }, edges: Array<{ rank: number, snippets: Array<{ field: string, parts: Array<{ text: string, isMatch: boolean }> }>, node:
        | { __typename: 'Package', id: string, packageName: string }
        | { __typename: 'PackageItem', id: string, itemCode: string, package: { packageName: string } }
        | { __typename: 'ReportingEffortItem', id: string, itemCode: string, tracker: { id: string } | null, reportingEffort: { databaseReleaseLabel: string } }
        | { __typename: 'Study', id: string, studyLabel: string }
        | { __typename: 'TextElement', id: string, type: TextElementType, label: string, content: string }
        | { __typename: 'TrackerComment', id: string, commentText: string, on: { id: string, item: { itemCode: string } } }
       }> } };

export type HistoriesQueryVariables = Exact<{
  trackerId: string;
  itemId: string;
  of?: AuditLogFilter | null | undefined;
}>;


export type HistoriesQuery = { tracker: { history: { totalCount: number, nodes: Array<{ entityType: EntityType, changes: unknown }>, edges: Array<{ node: { entityType: EntityType } }> } } | null, reportingEffortItem: { history: { totalCount: number, nodes: Array<{ entityType: EntityType, changes: unknown }>, edges: Array<{ node: { entityType: EntityType } }> } } | null, trackers: { totalCount: number }, reportingEffortItems: { totalCount: number } };

export type AllRecordsQueryVariables = Exact<{
  filter?: AuditLogFilter | null | undefined;
}>;


export type AllRecordsQuery = { auditLogs: { totalCount: number, nodes: Array<{ entityType: EntityType }> } };

export type TrackerPageQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: TrackerFilter | null | undefined;
  orderBy?: Array<TrackerListOrder> | TrackerListOrder | null | undefined;
}>;


export type TrackerPageQuery = { trackers: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string } }>, nodes: Array<{ id: string, dueDate: string | null }> } };

export type TrackerPagesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  orderBy?: Array<TrackerOrder> | TrackerOrder | null | undefined;
}>;


export type TrackerPagesQuery = { users: { nodes: Array<{ primaryTrackers: { totalCount: number, nodes: Array<{ id: string }> } }> } };

export type CountOnlyQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CountOnlyQuery = { counted: { totalCount: number }, nothing: { __typename: 'TrackerConnection' }, users: { nodes: Array<{ comments: { __typename: 'TrackerCommentConnection' } }> } };

export type RareQueryVariables = Exact<{
  filter?: TagFilter | null | undefined;
}>;


export type RareQuery = { tags: { nodes: Array<{ name: string }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CommentFragmentDoc = new TypedDocumentString(`
    fragment Comment on TrackerComment {
  id
  commentText
  commentType
  isResolved
  resolvedAt
  createdAt
  user {
    username
  }
  resolvedBy {
    username
  }
}
    `, {"fragmentName":"Comment"}) as unknown as TypedDocumentString<CommentFragment, unknown>;
export const CompletionDocument = new TypedDocumentString(`
    query Completion($ids: [ID!]!, $complete: TrackerFilter!) {
  trackers(first: 1000, filter: {id: {in: $ids}}) {
    nodes {
      id
      isComplete
      isOverdue
      dueDate
      primaryStatus
      qcStatus
      qcProgrammer {
        id
      }
    }
  }
  complete: trackers(first: 1000, filter: {and: [{id: {in: $ids}}, $complete]}) {
    nodes {
      id
    }
  }
  onlyAnswers: trackers(first: 1000, filter: {id: {in: $ids}}) {
    nodes {
      isOverdue
      isComplete
    }
  }
}
    `) as unknown as TypedDocumentString<CompletionQuery, CompletionQueryVariables>;
export const DashboardDocument = new TypedDocumentString(`
    query Dashboard($id: ID!, $first: Int) {
  reportingEffort(id: $id) {
    id
    databaseReleaseLabel
    databaseRelease {
      study {
        studyLabel
      }
    }
    items(first: $first) {
      totalCount
      pageInfo {
        endCursor
        hasNextPage
      }
      nodes {
        id
        itemCode
        itemType
        itemStatus
        tracker {
          id
          primaryStatus
          qcStatus
          primaryProgrammer {
            username
          }
          qcProgrammer {
            username
          }
          commentCount
          unresolvedCommentCount
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DashboardQuery, DashboardQueryVariables>;
export const AtAGlanceDocument = new TypedDocumentString(`
    query AtAGlance($side: Side, $filter: TrackerFilter) {
  myWork(side: $side, filter: $filter) {
    totalCount
    openCount
    overdueCount
    dueSoonCount
    awaitingCheckCount
    returnedCount
    trackers(first: 1000) {
      totalCount
      nodes {
        id
        isComplete
        isOverdue
        isDueSoon
        isAwaitingCheck
        returnCount
        primaryStatus
      }
    }
    unresolvedComments(first: 1000) {
      totalCount
      nodes {
        id
        isResolved
        trackerId
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AtAGlanceQuery, AtAGlanceQueryVariables>;
export const CodeOrderDocument = new TypedDocumentString(`
    query CodeOrder($effort: ID!, $package: ID!, $after: String) {
  reportingEffort(id: $effort) {
    items(filter: {itemCode: {startsWith: "z"}}) {
      nodes {
        itemCode
      }
    }
    backwards: items(
      filter: {itemCode: {startsWith: "z"}}
      orderBy: [{field: ITEM_CODE, direction: DESC}]
    ) {
      nodes {
        itemCode
      }
    }
  }
  package(id: $package) {
    items(filter: {itemCode: {startsWith: "z"}}) {
      nodes {
        itemCode
      }
    }
  }
  page: reportingEffortItems(
    first: 4
    after: $after
    filter: {itemCode: {startsWith: "z"}}
    orderBy: [{field: ITEM_CODE}]
  ) {
    nodes {
      itemCode
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<CodeOrderQuery, CodeOrderQueryVariables>;
export const TrackersInOrderDocument = new TypedDocumentString(`
    query TrackersInOrder($orderBy: [TrackerOrder!]) {
  user(id: 4) {
    primaryTrackers(first: 1000, orderBy: $orderBy) {
      nodes {
        id
        priority
        dueDate
        primaryStatus
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TrackersInOrderQuery, TrackersInOrderQueryVariables>;
export const AuditViewerDocument = new TypedDocumentString(`
    query AuditViewer($filter: AuditLogFilter! = {}) {
  auditLogs(first: 100, filter: $filter) {
    totalCount
    nodes {
      id
      entityType
      entityId
      action
      changes
      timestamp
      user {
        username
      }
    }
  }
  created: auditLogs(filter: {and: [$filter], action: {eq: CREATE}}) {
    totalCount
  }
  updated: auditLogs(filter: {and: [$filter], action: {eq: UPDATE}}) {
    totalCount
  }
  deleted: auditLogs(filter: {and: [$filter], action: {eq: DELETE}}) {
    totalCount
  }
  users(first: 1000) {
    nodes {
      id
      username
    }
  }
}
    `) as unknown as TypedDocumentString<AuditViewerQuery, AuditViewerQueryVariables>;
export const ItemHistoryDocument = new TypedDocumentString(`
    query ItemHistory($id: ID!) {
  reportingEffortItem(id: $id) {
    history {
      totalCount
      nodes {
        action
        entityType
        user {
          username
        }
      }
    }
    tracker {
      history(first: 1) {
        totalCount
        nodes {
          action
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ItemHistoryQuery, ItemHistoryQueryVariables>;
export const CommentDialogDocument = new TypedDocumentString(`
    query CommentDialog($tracker: ID!) {
  tracker(id: $tracker) {
    commentCount
    unresolvedCommentCount
    openThreadCount
    item {
      itemCode
    }
    threads: comments(
      first: 100
      filter: {parentCommentId: {isNull: true}}
      orderBy: [{field: CREATED_AT, direction: DESC}]
    ) {
      totalCount
      nodes {
        ...Comment
        replies(first: 100) {
          nodes {
            ...Comment
            replies(first: 50) {
              nodes {
                ...Comment
              }
            }
          }
        }
      }
    }
  }
}
    fragment Comment on TrackerComment {
  id
  commentText
  commentType
  isResolved
  resolvedAt
  createdAt
  user {
    username
  }
  resolvedBy {
    username
  }
}`) as unknown as TypedDocumentString<CommentDialogQuery, CommentDialogQueryVariables>;
export const EffortPickerDocument = new TypedDocumentString(`
    query EffortPicker {
  reportingEfforts(first: 1000) {
    nodes {
      id
      databaseReleaseLabel
      databaseRelease {
        databaseReleaseLabel
      }
      study {
        studyLabel
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EffortPickerQuery, EffortPickerQueryVariables>;
export const LeadNumbersDocument = new TypedDocumentString(`
    query LeadNumbers($effort: ID!, $today: Date!, $complete: TrackerFilter!) {
  studies {
    totalCount
  }
  activeEfforts: reportingEfforts(
    filter: {items: {some: {tracker: {primaryStatus: {ne: COMPLETED}}}}}
  ) {
    totalCount
  }
  items: reportingEffortItems {
    totalCount
  }
  complete: reportingEffortItems(filter: {tracker: $complete}) {
    totalCount
  }
  reportingEffort(id: $effort) {
    items {
      totalCount
    }
    complete: items(filter: {tracker: $complete}) {
      totalCount
    }
    inProgress: items(filter: {tracker: {primaryStatus: {eq: IN_PROGRESS}}}) {
      totalCount
    }
    overdue: items(filter: {tracker: {dueDate: {lt: $today}, not: $complete}}) {
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<LeadNumbersQuery, LeadNumbersQueryVariables>;
export const DueItemsDocument = new TypedDocumentString(`
    query DueItems($overdue: TrackerFilter!, $dueSoon: TrackerFilter!) {
  overdue: trackers(first: 10, orderBy: [{field: DUE_DATE}], filter: $overdue) {
    nodes {
      dueDate
      primaryProgrammer {
        username
      }
      item {
        itemCode
      }
    }
  }
  dueSoon: trackers(first: 10, orderBy: [{field: DUE_DATE}], filter: $dueSoon) {
    nodes {
      dueDate
      isComplete
    }
  }
}
    `) as unknown as TypedDocumentString<DueItemsQuery, DueItemsQueryVariables>;
export const WorkloadDocument = new TypedDocumentString(`
    query Workload($ofEffort: TrackerFilter!, $started: TrackerFilter!, $done: TrackerFilter!) {
  users(
    first: 1000
    orderBy: [{field: USERNAME}]
    filter: {or: [{primaryTrackers: {some: $ofEffort}}, {qcTrackers: {some: $ofEffort}}]}
  ) {
    nodes {
      username
      primary: primaryTrackers(filter: $ofEffort) {
        totalCount
      }
      started: primaryTrackers(filter: $started) {
        totalCount
      }
      done: primaryTrackers(filter: $done) {
        totalCount
      }
      checks: qcTrackers(filter: $ofEffort) {
        totalCount
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WorkloadQuery, WorkloadQueryVariables>;
export const PackagesDocument = new TypedDocumentString(`
    query Packages {
  packages(first: 1000, orderBy: [{field: PACKAGE_NAME}]) {
    totalCount
    nodes {
      id
      packageName
      studyIndication
      therapeuticArea
      items {
        totalCount
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PackagesQuery, PackagesQueryVariables>;
export const PackageItemsDocument = new TypedDocumentString(`
    query PackageItems($id: ID!) {
  package(id: $id) {
    packageName
    tlfs: items(filter: {itemType: {eq: TLF}}) {
      totalCount
    }
    sdtm: items(filter: {datasetDetails: {datasetType: {eq: SDTM}}}) {
      totalCount
    }
    adam: items(filter: {datasetDetails: {datasetType: {eq: ADAM}}}) {
      totalCount
    }
    items(first: 1000) {
      nodes {
        id
        itemCode
        itemType
        itemDescription
        details {
          ... on TlfDetails {
            tlfType
            primaryEndpoint
            analysisPopulation
          }
          ... on DatasetDetails {
            datasetType
            dataSource
            recordCount
          }
        }
        textElements {
          type
          label
          content
        }
      }
    }
  }
  titles: textElements(
    first: 1000
    filter: {type: {eq: TITLE}}
    orderBy: [{field: LABEL}]
  ) {
    nodes {
      id
      label
    }
  }
}
    `) as unknown as TypedDocumentString<PackageItemsQuery, PackageItemsQueryVariables>;
export const EffortItemsDocument = new TypedDocumentString(`
    query EffortItems($id: ID!, $study: ID!, $release: ID!) {
  studies(first: 1000) {
    nodes {
      id
      studyLabel
    }
  }
  databaseReleases(first: 1000, filter: {studyId: {eq: $study}}) {
    nodes {
      id
      databaseReleaseLabel
    }
  }
  reportingEfforts(first: 1000, filter: {databaseReleaseId: {eq: $release}}) {
    nodes {
      id
      databaseReleaseLabel
    }
  }
  packages(first: 1000) {
    nodes {
      id
      packageName
    }
  }
  reportingEffort(id: $id) {
    tlfs: items(filter: {itemType: {eq: TLF}}) {
      totalCount
    }
    sdtm: items(filter: {datasetDetails: {datasetType: {eq: SDTM}}}) {
      totalCount
    }
    adam: items(filter: {datasetDetails: {datasetType: {eq: ADAM}}}) {
      totalCount
    }
    items(first: 1000) {
      totalCount
      nodes {
        id
        itemCode
        itemType
        itemStatus
        itemDescription
        details {
          ... on TlfDetails {
            tlfType
            primaryEndpoint
            analysisPopulation
          }
          ... on DatasetDetails {
            datasetType
            dataSource
            recordCount
          }
        }
        textElements {
          type
          label
          content
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EffortItemsQuery, EffortItemsQueryVariables>;
export const AppShellDocument = new TypedDocumentString(`
    query AppShell {
  me {
    id
    username
    role
    department
    isActive
  }
}
    `) as unknown as TypedDocumentString<AppShellQuery, AppShellQueryVariables>;
export const MyWorkDocument = new TypedDocumentString(`
    query MyWork($today: Date!, $soon: Date!) {
  me {
    all: primaryTrackers(first: 1000, orderBy: [{field: DUE_DATE}]) {
      totalCount
      nodes {
        id
        primaryStatus
        dueDate
        priority
        isComplete
        unresolvedCommentCount
        item {
          itemCode
          itemType
          itemDescription
          details {
            ... on TlfDetails {
              tlfType
            }
            ... on DatasetDetails {
              datasetType
            }
          }
          textElements {
            type
            content
          }
          reportingEffort {
            databaseReleaseLabel
            databaseRelease {
              databaseReleaseLabel
            }
            study {
              studyLabel
            }
          }
        }
      }
    }
    notStarted: primaryTrackers(filter: {primaryStatus: {eq: NOT_STARTED}}) {
      totalCount
    }
    inProgress: primaryTrackers(filter: {primaryStatus: {eq: IN_PROGRESS}}) {
      totalCount
    }
    completed: primaryTrackers(filter: {primaryStatus: {eq: COMPLETED}}) {
      totalCount
    }
    inProduction: primaryTrackers(filter: {inProduction: {eq: true}}) {
      totalCount
    }
    overdue: primaryTrackers(
      filter: {dueDate: {lt: $today}, primaryStatus: {ne: COMPLETED}}
    ) {
      totalCount
    }
    dueSoon: primaryTrackers(
      filter: {dueDate: {gte: $today, lte: $soon}, primaryStatus: {ne: COMPLETED}}
    ) {
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<MyWorkQuery, MyWorkQueryVariables>;
export const MyChecksDocument = new TypedDocumentString(`
    query MyChecks($today: Date!) {
  me {
    all: qcTrackers(first: 1000, orderBy: [{field: DUE_DATE}]) {
      totalCount
      nodes {
        id
        primaryStatus
        qcStatus
        dueDate
        primaryProgrammer {
          username
        }
        item {
          itemCode
        }
      }
    }
    waiting: qcTrackers(filter: {primaryStatus: {ne: COMPLETED}}) {
      totalCount
    }
    deadlines: qcTrackers(
      first: 10
      orderBy: [{field: DUE_DATE}]
      filter: {dueDate: {isNull: false}, qcStatus: {ne: COMPLETED}}
    ) {
      nodes {
        id
        dueDate
      }
    }
    overdue: qcTrackers(filter: {dueDate: {lt: $today}, qcStatus: {ne: COMPLETED}}) {
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<MyChecksQuery, MyChecksQueryVariables>;
export const BothSidesDocument = new TypedDocumentString(`
    query BothSides {
  me {
    primaryTrackers(first: 1000) {
      nodes {
        item {
          reportingEffort {
            study {
              studyLabel
            }
          }
        }
      }
    }
    qcTrackers(first: 1000) {
      nodes {
        item {
          reportingEffort {
            study {
              studyLabel
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BothSidesQuery, BothSidesQueryVariables>;
export const StudyTreeDocument = new TypedDocumentString(`
    query StudyTree {
  studies(first: 100, orderBy: [{field: STUDY_LABEL}]) {
    totalCount
    nodes {
      id
      studyLabel
      databaseReleases(orderBy: [{field: DATABASE_RELEASE_DATE}]) {
        totalCount
        nodes {
          id
          databaseReleaseLabel
          databaseReleaseDate
          reportingEfforts {
            totalCount
            nodes {
              id
              databaseReleaseLabel
              version
              items {
                totalCount
              }
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StudyTreeQuery, StudyTreeQueryVariables>;
export const UsersDocument = new TypedDocumentString(`
    query Users {
  users(first: 1000, orderBy: [{field: USERNAME}]) {
    nodes {
      id
      username
      role
      department
      isActive
      primaryTrackers {
        totalCount
      }
      qcTrackers {
        totalCount
      }
      comments {
        totalCount
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const TextElementsDocument = new TypedDocumentString(`
    query TextElements($type: TextElementType!, $search: String!, $after: String) {
  found: textElements(
    first: 5
    after: $after
    orderBy: [{field: LABEL}]
    filter: {type: {eq: $type}, or: [{label: {contains: $search}}, {content: {contains: $search}}]}
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      type
      label
      content
    }
  }
  titles: textElements(filter: {type: {eq: TITLE}}) {
    totalCount
  }
  footnotes: textElements(filter: {type: {eq: FOOTNOTE}}) {
    totalCount
  }
  populations: textElements(filter: {type: {eq: POPULATION_SET}}) {
    totalCount
  }
  acronyms: textElements(filter: {type: {eq: ACRONYMS_SET}}) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<TextElementsQuery, TextElementsQueryVariables>;
export const TrackerTableDocument = new TypedDocumentString(`
    query TrackerTable($effort: ID!) {
  reportingEffort(id: $effort) {
    databaseReleaseLabel
    items(first: 1000) {
      totalCount
      nodes {
        itemCode
        details {
          ... on TlfDetails {
            tlfType
          }
          ... on DatasetDetails {
            datasetType
          }
        }
        textElements {
          type
          content
        }
        tracker {
          id
          version
          primaryStatus
          qcStatus
          dueDate
          priority
          qcLevel
          inProduction
          primaryProgrammer {
            id
            username
          }
          qcProgrammer {
            id
            username
          }
          tags {
            name
            color
          }
          commentCount
          unresolvedCommentCount
          openThreadCount
        }
      }
    }
  }
  users(first: 1000, filter: {isActive: {eq: true}}) {
    nodes {
      id
      username
    }
  }
  tags(first: 1000) {
    nodes {
      id
      name
      color
    }
  }
}
    `) as unknown as TypedDocumentString<TrackerTableQuery, TrackerTableQueryVariables>;
export const FilteredItemsDocument = new TypedDocumentString(`
    query FilteredItems($effort: ID!, $filter: ReportingEffortItemFilter!) {
  reportingEffort(id: $effort) {
    items(first: 1000, filter: $filter) {
      totalCount
      nodes {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FilteredItemsQuery, FilteredItemsQueryVariables>;
export const ThreadCountsDocument = new TypedDocumentString(`
    query ThreadCounts($effort: ID!) {
  trackers(first: 1000, filter: {item: {reportingEffortId: {eq: $effort}}}) {
    nodes {
      id
      questions: comments(
        filter: {commentType: {eq: QUESTION}, parentCommentId: {isNull: true}, isResolved: {eq: false}}
      ) {
        totalCount
      }
      issues: comments(
        filter: {commentType: {eq: ISSUE}, parentCommentId: {isNull: true}, isResolved: {eq: false}}
      ) {
        totalCount
      }
      last: comments(last: 1) {
        nodes {
          createdAt
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ThreadCountsQuery, ThreadCountsQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!, $types: [SearchType!], $first: Int, $after: String) {
  search(text: $text, types: $types, first: $first, after: $after) {
    totalCount
    isCut
    pageInfo {
      endCursor
      hasNextPage
    }
    edges {
      rank
      snippets {
        field
        parts {
          text
          isMatch
        }
      }
      node {
        __typename
        ... on Study {
          id
          studyLabel
        }
        ... on Package {
          id
          packageName
        }
        ... on PackageItem {
          id
          itemCode
          package {
            packageName
          }
        }
        ... on ReportingEffortItem {
          id
          itemCode
          tracker {
            id
          }
          reportingEffort {
            databaseReleaseLabel
          }
        }
        ... on TextElement {
          id
          type
          label
          content
        }
        ... on TrackerComment {
          id
          commentText
          on: tracker {
            id
            item {
              itemCode
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const HistoriesDocument = new TypedDocumentString(`
    query Histories($trackerId: ID!, $itemId: ID!, $of: AuditLogFilter) {
  tracker(id: $trackerId) {
    history(filter: $of) {
      totalCount
      nodes {
        entityType
        changes
      }
      edges {
        node {
          entityType
        }
      }
    }
  }
  reportingEffortItem(id: $itemId) {
    history(filter: $of) {
      totalCount
      nodes {
        entityType
        changes
      }
      edges {
        node {
          entityType
        }
      }
    }
  }
  trackers(filter: {history: {some: $of}}) {
    totalCount
  }
  reportingEffortItems(filter: {history: {some: $of}}) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<HistoriesQuery, HistoriesQueryVariables>;
export const AllRecordsDocument = new TypedDocumentString(`
    query AllRecords($filter: AuditLogFilter) {
  auditLogs(filter: $filter) {
    totalCount
    nodes {
      entityType
    }
  }
}
    `) as unknown as TypedDocumentString<AllRecordsQuery, AllRecordsQueryVariables>;
export const TrackerPageDocument = new TypedDocumentString(`
    query TrackerPage($first: Int, $after: String, $last: Int, $before: String, $filter: TrackerFilter, $orderBy: [TrackerListOrder!]) {
  trackers(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
    orderBy: $orderBy
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    edges {
      cursor
      node {
        id
      }
    }
    nodes {
      id
      dueDate
    }
  }
}
    `) as unknown as TypedDocumentString<TrackerPageQuery, TrackerPageQueryVariables>;
export const TrackerPagesDocument = new TypedDocumentString(`
    query TrackerPages($first: Int, $after: String, $last: Int, $before: String, $orderBy: [TrackerOrder!]) {
  users {
    nodes {
      primaryTrackers(
        first: $first
        after: $after
        last: $last
        before: $before
        orderBy: $orderBy
      ) {
        totalCount
        nodes {
          id
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TrackerPagesQuery, TrackerPagesQueryVariables>;
export const CountOnlyDocument = new TypedDocumentString(`
    query CountOnly($after: String) {
  counted: trackers(first: 5, after: $after) {
    totalCount
  }
  nothing: trackers(after: $after, filter: {priority: {eq: HIGH}}) {
    __typename
  }
  users(first: 1) {
    nodes {
      comments(after: $after, filter: {isResolved: {eq: true}}) {
        __typename
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CountOnlyQuery, CountOnlyQueryVariables>;
export const RareDocument = new TypedDocumentString(`
    query Rare($filter: TagFilter) {
  tags(filter: $filter, first: 1) {
    nodes {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<RareQuery, RareQueryVariables>;