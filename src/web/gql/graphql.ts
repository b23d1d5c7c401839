/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The assignment of a user to one side of a tracker. */
export type AssignmentInput = {
  /** The version that you know. If the row has a newer version, this row is refused (STALE). */
  expectedVersion?: number | null | undefined;
  /** The side. */
  role: Side;
  /** The key of the tracker. */
  trackerId: string;
  /** The key of the user to assign. */
  userId: string;
};

/** What happened to a row. */
export type AuditAction =
  /** It was made. */
  | 'CREATE'
  /** It was deleted. */
  | 'DELETE'
  /** It was changed. */
  | 'UPDATE';

/** What has happened to a row. */
export type ChangeAction =
  /** It was made, or brought back. */
  | 'CREATED'
  /** It was deleted, by itself or by a cascade, or you cannot see it any more. */
  | 'DELETED'
  /** Nothing was changed, but it has become late. */
  | 'DUE'
  /** Nothing: this is how the row is as you begin. */
  | 'STATE'
  /** It, or something that belongs to it, was changed. */
  | 'UPDATED';

/** How far a command is that takes long. */
export type CommandState =
  /** It was cancelled: nothing has been done. */
  | 'CANCELLED'
  /** It has been answered: done, or refused. */
  | 'DONE'
  /** It has ended without an answer, by a lost server or connection: nothing has been done. Send it again with the same id. */
  | 'LOST'
  /** It runs. */
  | 'RUNNING'
  /** No command with this id has come yet; after a minute it is refused (NOT_FOUND). */
  | 'WAITING';

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

/** What a dataset is. */
export type DatasetType =
  /** Data for the analysis, in the Analysis Data Model. */
  | 'ADAM'
  /** Data as collected, in the Study Data Tabulation Model. */
  | 'SDTM';

/** What can be deleted. */
export type DeletableType =
  /** Somebody who works at the clinic. */
  | 'CLINIC_CLINICIAN'
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
  /** Lets a program in, in place of a token. The key itself is shown once, when it is made. */
  | 'CRAWL_API_KEY'
  /** An image that a crawl job found. */
  | 'CRAWL_IMAGE'
  /** A search for images. When it starts, it is cut into chunks, for each keyword and engine one or, with many images, several, which workers claim. */
  | 'CRAWL_JOB'
  /** Something that a profile is told. Everything is kept; what is pushed, the preferences say. */
  | 'CRAWL_NOTIFICATION'
  /** Somebody who has images crawled. Everything else belongs to a profile. */
  | 'CRAWL_PROFILE'
  /** What belongs together of somebody’s crawl jobs. */
  | 'CRAWL_PROJECT'
  /** A release (lock) of a study’s database: the state of the data that reports are made from. */
  | 'DATABASE_RELEASE'
  /** One attempt to find out what a project consists of and what it needs to run. */
  | 'DX_ANALYSIS_RUN'
  /** One attempt to build a project. */
  | 'DX_BUILD_RUN'
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
  /** A role: a set of permissions that users are given together. */
  | 'GENJI_ROLE'
  /** Somebody who reads and annotates. */
  | 'GENJI_USER'
  /** A template: items that many reporting efforts need, ready to be copied. */
  | 'PACKAGE'
  /** One table, listing, figure or dataset of a package. */
  | 'PACKAGE_ITEM'
  /** One delivery from a database release, such as a study report: the list of all items to make. */
  | 'REPORTING_EFFORT'
  /** One table, listing, figure or dataset that a reporting effort has to deliver. */
  | 'REPORTING_EFFORT_ITEM'
  /** A clinical study: the top of the tree under which everything is reported. */
  | 'STUDY'
  /** A label to group trackers by, such as “Topline” or “Batch 1”. */
  | 'TAG'
  /** A text that many items use: a title, a footnote, a population or a set of acronyms. */
  | 'TEXT_ELEMENT'
  /** A comment on a tracker, or a reply to one. A comment with its replies is a thread. */
  | 'TRACKER_COMMENT'
  /** Somebody who works with PEARL. */
  | 'USER';

/** What happens to rows when a row that they refer to is deleted. */
export type DeleteEffect =
  /** They keep it from being deleted. */
  | 'BLOCKING'
  /** They stay; their reference to it becomes null. */
  | 'DETACHED'
  /** They are deleted with it. */
  | 'REMOVED';

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

/** Why no date can be said. */
export type ForecastReason =
  /** Nothing is open. */
  | 'DONE'
  /** Nothing was completed in the weeks that are looked at. */
  | 'NO_PACE'
  /** At this pace it may take more than ten years. */
  | 'TOO_FAR'
  /** Work has been completed for less than four whole weeks. */
  | 'TOO_SHORT';

/** The status of an item as a whole. */
export type ItemStatus =
  /** It is done. */
  | 'COMPLETED'
  /** It is being programmed or checked. */
  | 'IN_PROGRESS'
  /** Nobody works on it yet. */
  | 'PENDING';

/** What kind of thing an item is. */
export type ItemType =
  /** A dataset, SDTM or ADaM. */
  | 'DATASET'
  /** A table, listing or figure. */
  | 'TLF';

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

/** What a user may do. */
export type Role =
  /** Everything: structure, packages, texts, people, bulk changes, deletes and the audit trail. */
  | 'ADMIN'
  /** Reads, edits trackers one at a time, comments and resolves. */
  | 'ANALYST'
  /** Reads and comments. */
  | 'VIEWER';

/** A side of a tracker. */
export type Side =
  /** The programming. */
  | 'PRIMARY'
  /** The check of it, by somebody else. */
  | 'QC';

/** What has to be made. */
export type TaskType =
  /** A dataset in the Analysis Data Model. */
  | 'ADAM'
  /** A TLF with a picture of the data. */
  | 'FIGURE'
  /** A TLF with the data record by record. */
  | 'LISTING'
  /** A dataset in the Study Data Tabulation Model. */
  | 'SDTM'
  /** A TLF with numbers in rows and columns. */
  | 'TABLE';

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

/** What a TLF is. */
export type TlfType =
  /** A picture of the data. */
  | 'FIGURE'
  /** The data themselves, record by record. */
  | 'LISTING'
  /** Numbers in rows and columns. */
  | 'TABLE';

/** The changes of one tracker. A field that is left out stays as it is. */
export type TrackerPlanInput = {
  /** The day by which the item is due. */
  dueDate?: string | null | undefined;
  /** The version that you know. If the row has a newer version, this row is refused (STALE). */
  expectedVersion?: number | null | undefined;
  /** Whether it has gone to production; only once it is checked. It cannot be null. */
  inProduction?: boolean | null | undefined;
  /** How urgent it is. Sorts by urgency, not by the alphabet. It cannot be null. */
  priority?: Priority | null | undefined;
  /** How thorough the check has to be; 1 is the most thorough. */
  qcLevel?: number | null | undefined;
  /** The key of the tracker. */
  trackerId: string;
};

/** The status of one side of a tracker: of the programming, or of the check. */
export type TrackerStatus =
  /** The work is done. */
  | 'COMPLETED'
  /** Somebody works on it. */
  | 'IN_PROGRESS'
  /** The work has not begun. */
  | 'NOT_STARTED';

/** The new status of one side of a tracker. */
export type TrackerStatusInput = {
  /** The version that you know. If the row has a newer version, this row is refused (STALE). */
  expectedVersion?: number | null | undefined;
  /** The side. */
  role: Side;
  /** How far it is. */
  status: TrackerStatus;
  /** The key of the tracker. */
  trackerId: string;
};

/** The changes of a Tracker. A field that is left out stays as it is. */
export type UpdateTrackerInput = {
  /** The day by which the item is due. */
  dueDate?: string | null | undefined;
  /** Whether it has gone to production; only once it is checked. It cannot be null. */
  inProduction?: boolean | null | undefined;
  /** How urgent it is. Sorts by urgency, not by the alphabet. It cannot be null. */
  priority?: Priority | null | undefined;
  /** How thorough the check has to be; 1 is the most thorough. */
  qcLevel?: number | null | undefined;
};

export type BoardTrackerFragment = { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> };

export type BoardItemFragment = { id: string, version: number, itemCode: string, itemDescription: string | null, itemType: ItemType, details:
    | { datasetType: DatasetType | null }
    | { tlfType: TlfType | null }
   | null, tracker: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type BoardPageQueryVariables = Exact<{
  effort: string;
  after?: string | null | undefined;
  isFirst: boolean;
}>;


export type BoardPageQuery = { changeCursor: string, reportingEffort: { id: string, databaseReleaseLabel?: string, databaseRelease?: { id: string, databaseReleaseLabel: string, study: { id: string, studyLabel: string } }, items: { totalCount?: number, pageInfo: { endCursor: string | null, hasNextPage: boolean }, nodes: Array<{ id: string, version: number, itemCode: string, itemDescription: string | null, itemType: ItemType, details:
          | { datasetType: DatasetType | null }
          | { tlfType: TlfType | null }
         | null, tracker: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null }> } } | null };

export type BoardTrackerChangedSubscriptionVariables = Exact<{
  effort: string;
  since?: string | null | undefined;
}>;


export type BoardTrackerChangedSubscription = { trackerChanged: { cursor: string, action: ChangeAction, entityId: string, changedFields: Array<string>, actor: { id: string, username: string } | null, tag: { id: string, name: string, color: string } | null, tracker: { reportingEffortItemId: string, id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null } };

export type BoardItemChangedSubscriptionVariables = Exact<{
  effort: string;
  since?: string | null | undefined;
}>;


export type BoardItemChangedSubscription = { itemChanged: { cursor: string, action: ChangeAction, entityId: string, reportingEffortItem: { id: string, version: number, itemCode: string, itemDescription: string | null, itemType: ItemType, details:
        | { datasetType: DatasetType | null }
        | { tlfType: TlfType | null }
       | null, tracker: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null } | null } };

export type AssignMutationVariables = Exact<{
  tracker: string;
  side: Side;
  user: string;
  version?: number | null | undefined;
}>;


export type AssignMutation = { assignProgrammer: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type UnassignMutationVariables = Exact<{
  tracker: string;
  side: Side;
  version?: number | null | undefined;
}>;


export type UnassignMutation = { unassignProgrammer: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type SetStatusMutationVariables = Exact<{
  tracker: string;
  side: Side;
  status: TrackerStatus;
  version?: number | null | undefined;
}>;


export type SetStatusMutation = { setTrackerStatus: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type PlanMutationVariables = Exact<{
  tracker: string;
  changes: UpdateTrackerInput;
  version?: number | null | undefined;
}>;


export type PlanMutation = { updateTracker: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type PutTagMutationVariables = Exact<{
  tracker: string;
  tag: string;
}>;


export type PutTagMutation = { tagTracker: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type TakeTagMutationVariables = Exact<{
  tracker: string;
  tag: string;
}>;


export type TakeTagMutation = { untagTracker: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type ReturnToPrimaryMutationVariables = Exact<{
  tracker: string;
  reason: string;
  version?: number | null | undefined;
}>;


export type ReturnToPrimaryMutation = { returnToPrimary: { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> } | null };

export type BulkResultFragment = { done: number, refused: number, outcomes: Array<{ index: number, ok: boolean, message: string | null }>, trackers: Array<{ id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> }> };

export type AssignManyMutationVariables = Exact<{
  assignments: Array<AssignmentInput> | AssignmentInput;
}>;


export type AssignManyMutation = { assignProgrammers: { done: number, refused: number, outcomes: Array<{ index: number, ok: boolean, message: string | null }>, trackers: Array<{ id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> }> } | null };

export type SetManyStatusesMutationVariables = Exact<{
  updates: Array<TrackerStatusInput> | TrackerStatusInput;
}>;


export type SetManyStatusesMutation = { setTrackerStatuses: { done: number, refused: number, outcomes: Array<{ index: number, ok: boolean, message: string | null }>, trackers: Array<{ id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> }> } | null };

export type PlanManyMutationVariables = Exact<{
  updates: Array<TrackerPlanInput> | TrackerPlanInput;
}>;


export type PlanManyMutation = { updateTrackers: { done: number, refused: number, outcomes: Array<{ index: number, ok: boolean, message: string | null }>, trackers: Array<{ id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> }> } | null };

export type TagManyMutationVariables = Exact<{
  trackers: Array<string> | string;
  tag: string;
}>;


export type TagManyMutation = { tagTrackers: { done: number, refused: number, outcomes: Array<{ index: number, ok: boolean, message: string | null }>, trackers: Array<{ id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, tags: Array<{ id: string }> }> } | null };

export type TotalsFragment = { day: string, itemCount: number, completedCount: number, inProgressCount: number, overdueCount: number, dueThisWeekCount: number, awaitingCheckCount: number, completionRate: number | null, taskTypes: Array<{ taskType: TaskType | null, side: Side, status: TrackerStatus, count: number }>, workload: Array<{ side: Side, openCount: number, overdueCount: number, dueThisWeekCount: number, awaitingCheckCount: number, programmer: { id: string, username: string } | null }> };

export type NumbersQueryVariables = Exact<{
  study?: string | null | undefined;
  release?: string | null | undefined;
  effort?: string | null | undefined;
  from: string;
}>;


export type NumbersQuery = { changeCursor: string, dashboard: { day: string, itemCount: number, completedCount: number, inProgressCount: number, overdueCount: number, dueThisWeekCount: number, awaitingCheckCount: number, completionRate: number | null, taskTypes: Array<{ taskType: TaskType | null, side: Side, status: TrackerStatus, count: number }>, workload: Array<{ side: Side, openCount: number, overdueCount: number, dueThisWeekCount: number, awaitingCheckCount: number, programmer: { id: string, username: string } | null }> }, burndown: { days: Array<{ day: string, openCount: number, doneCount: number, addedCount: number, removedCount: number }> }, forecast: { early: string | null, likely: string | null, late: string | null, reason: ForecastReason | null }, timeInStatus: { trailSince: string | null, statuses: Array<{ side: Side, status: TrackerStatus, medianDays: number | null, p90Days: number | null, endedCount: number, stayingCount: number }> } };

export type NumbersChangedSubscriptionVariables = Exact<{
  study?: string | null | undefined;
  release?: string | null | undefined;
  effort?: string | null | undefined;
  since?: string | null | undefined;
}>;


export type NumbersChangedSubscription = { dashboardChanged: { cursor: string, dashboard: { day: string, itemCount: number, completedCount: number, inProgressCount: number, overdueCount: number, dueThisWeekCount: number, awaitingCheckCount: number, completionRate: number | null, taskTypes: Array<{ taskType: TaskType | null, side: Side, status: TrackerStatus, count: number }>, workload: Array<{ side: Side, openCount: number, overdueCount: number, dueThisWeekCount: number, awaitingCheckCount: number, programmer: { id: string, username: string } | null }> } | null } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, username: string, role: Role } };

export type TreeQueryVariables = Exact<{ [key: string]: never; }>;


export type TreeQuery = { changeCursor: string, studies: { nodes: Array<{ id: string, studyLabel: string, databaseReleases: { nodes: Array<{ id: string, databaseReleaseLabel: string, databaseReleaseDate: string, reportingEfforts: { nodes: Array<{ id: string, databaseReleaseLabel: string }> } }> } }> } };

export type TreeChangedSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type TreeChangedSubscription = { structureChanged: { cursor: string } };

export type PeopleQueryVariables = Exact<{ [key: string]: never; }>;


export type PeopleQuery = { users: { nodes: Array<{ id: string, username: string, role: Role, isActive: boolean, department: string | null }> }, tags: { nodes: Array<{ id: string, name: string, color: string }> } };

export type RecordFragment = { id: string, action: AuditAction, entityType: EntityType, entityId: string, timestamp: string, username: string | null, changedFields: Array<string>, before: unknown, after: unknown };

export type ItemHistoryQueryVariables = Exact<{
  item: string;
  first: number;
}>;


export type ItemHistoryQuery = { changeCursor: string, reportingEffortItem: { id: string, history: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, action: AuditAction, entityType: EntityType, entityId: string, timestamp: string, username: string | null, changedFields: Array<string>, before: unknown, after: unknown }> }, tracker: { id: string, history: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, action: AuditAction, entityType: EntityType, entityId: string, timestamp: string, username: string | null, changedFields: Array<string>, before: unknown, after: unknown }> } } | null } | null };

export type DeletedQueryVariables = Exact<{
  first: number;
}>;


export type DeletedQuery = { changeCursor: string, auditLogs: { pageInfo: { hasNextPage: boolean }, nodes: Array<{ id: string, action: AuditAction, entityType: EntityType, entityId: string, timestamp: string, username: string | null, changedFields: Array<string>, before: unknown, after: unknown }> } };

export type MadeSinceQueryVariables = Exact<{
  keys: Array<string> | string;
  since: string;
}>;


export type MadeSinceQuery = { auditLogs: { nodes: Array<{ id: string, entityType: EntityType, entityId: string }> } };

export type DeletePreviewQueryVariables = Exact<{
  type: DeletableType;
  id: string;
}>;


export type DeletePreviewQuery = { deletePreview: { isBlocked: boolean, needsCascade: boolean, token: string, impacts: Array<{ entityType: EntityType, effect: DeleteEffect, count: number, samples: Array<string> }> } };

export type DeleteItemMutationVariables = Exact<{
  id: string;
  token?: string | null | undefined;
}>;


export type DeleteItemMutation = { deleteReportingEffortItem: { auditLogId: string } | null };

export type UndoDeleteMutationVariables = Exact<{
  id: string;
}>;


export type UndoDeleteMutation = { undoDelete: { entityId: string, entityType: EntityType, restored: Array<{ entityType: EntityType, count: number }>, left: Array<{ entityType: EntityType, count: number }> } | null };

export type ImportTargetQueryVariables = Exact<{
  effort: string;
}>;


export type ImportTargetQuery = { reportingEffort: { id: string, databaseReleaseLabel: string, databaseRelease: { id: string, databaseReleaseLabel: string, study: { id: string, studyLabel: string } } } | null };

export type ImportReportFragment = { isWritten: boolean, rowCount: number, createdCount: number, updatedCount: number, unchangedCount: number, problemCount: number, ignoredColumns: Array<string>, problems: Array<{ row: number, column: string | null, value: string | null, message: string }>, changes: Array<{ row: number, label: string, isNew: boolean, cells: Array<{ column: string, before: string | null, after: string | null }> }> };

export type ImportProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type ImportProgressSubscription = { progress: { state: CommandState, done: number | null, total: number | null } };

export type CancelImportMutationVariables = Exact<{
  id: string;
}>;


export type CancelImportMutation = { cancel: { state: CommandState } | null };

type Found_Package_Fragment = { __typename: 'Package', id: string, packageName: string, studyIndication: string | null };

type Found_PackageItem_Fragment = { __typename: 'PackageItem', id: string, itemCode: string, itemDescription: string | null, package: { id: string, packageName: string } };

type Found_ReportingEffortItem_Fragment = { __typename: 'ReportingEffortItem', id: string, itemCode: string, itemDescription: string | null, reportingEffort: { id: string, databaseReleaseLabel: string } };

type Found_Study_Fragment = { __typename: 'Study' };

type Found_TextElement_Fragment = { __typename: 'TextElement', id: string, label: string, content: string };

type Found_TrackerComment_Fragment = { __typename: 'TrackerComment', id: string, commentText: string, tracker: { id: string, item: { id: string, itemCode: string, reportingEffort: { id: string } } } };

export type FoundFragment =
  | Found_Package_Fragment
  | Found_PackageItem_Fragment
  | Found_ReportingEffortItem_Fragment
  | Found_Study_Fragment
  | Found_TextElement_Fragment
  | Found_TrackerComment_Fragment
;

export type FindQueryVariables = Exact<{
  text: string;
}>;


export type FindQuery = { work: { nodes: Array<
      | { __typename: 'Package', id: string, packageName: string, studyIndication: string | null }
      | { __typename: 'PackageItem', id: string, itemCode: string, itemDescription: string | null, package: { id: string, packageName: string } }
      | { __typename: 'ReportingEffortItem', id: string, itemCode: string, itemDescription: string | null, reportingEffort: { id: string, databaseReleaseLabel: string } }
      | { __typename: 'Study' }
      | { __typename: 'TextElement', id: string, label: string, content: string }
      | { __typename: 'TrackerComment', id: string, commentText: string, tracker: { id: string, item: { id: string, itemCode: string, reportingEffort: { id: string } } } }
    > }, templates: { nodes: Array<
      | { __typename: 'Package', id: string, packageName: string, studyIndication: string | null }
      | { __typename: 'PackageItem', id: string, itemCode: string, itemDescription: string | null, package: { id: string, packageName: string } }
      | { __typename: 'ReportingEffortItem', id: string, itemCode: string, itemDescription: string | null, reportingEffort: { id: string, databaseReleaseLabel: string } }
      | { __typename: 'Study' }
      | { __typename: 'TextElement', id: string, label: string, content: string }
      | { __typename: 'TrackerComment', id: string, commentText: string, tracker: { id: string, item: { id: string, itemCode: string, reportingEffort: { id: string } } } }
    > } };

export type ItemPanelQueryVariables = Exact<{
  item: string;
}>;


export type ItemPanelQuery = { changeCursor: string, reportingEffortItem: { id: string, version: number, itemCode: string, itemDescription: string | null, itemStatus: ItemStatus, details:
      | { __typename: 'DatasetDetails', datasetType: DatasetType | null, dataSource: string | null, recordCount: number | null }
      | { __typename: 'TlfDetails', tlfType: TlfType | null, analysisPopulation: string | null, primaryEndpoint: boolean | null }
     | null, textElements: Array<{ id: string, type: TextElementType, label: string, content: string }> } | null };

export type ThreadCommentFragment = { id: string, version: number, commentText: string, commentType: CommentType, createdAt: string, updatedAt: string, isResolved: boolean, resolvedAt: string | null, parentCommentId: string | null, user: { id: string, username: string }, resolvedBy: { id: string, username: string } | null };

export type ThreadsQueryVariables = Exact<{
  tracker: string;
}>;


export type ThreadsQuery = { changeCursor: string, tracker: { id: string, comments: { totalCount: number, nodes: Array<{ id: string, version: number, commentText: string, commentType: CommentType, createdAt: string, updatedAt: string, isResolved: boolean, resolvedAt: string | null, parentCommentId: string | null, user: { id: string, username: string }, resolvedBy: { id: string, username: string } | null }> } } | null };

export type ThreadsChangedSubscriptionVariables = Exact<{
  tracker: string;
  since?: string | null | undefined;
}>;


export type ThreadsChangedSubscription = { commentChanged: { cursor: string } };

export type TrackerToldSubscriptionVariables = Exact<{
  tracker: string;
  since?: string | null | undefined;
}>;


export type TrackerToldSubscription = { trackerChanged: { cursor: string } };

export type ItemOfEffortChangedSubscriptionVariables = Exact<{
  effort: string;
  since?: string | null | undefined;
}>;


export type ItemOfEffortChangedSubscription = { itemChanged: { cursor: string, entityId: string } };

export type AddCommentMutationVariables = Exact<{
  tracker: string;
  text: string;
  type: CommentType;
  parent?: string | null | undefined;
}>;


export type AddCommentMutation = { addComment: { id: string, version: number, commentText: string, commentType: CommentType, createdAt: string, updatedAt: string, isResolved: boolean, resolvedAt: string | null, parentCommentId: string | null, user: { id: string, username: string }, resolvedBy: { id: string, username: string } | null } | null };

export type EditCommentMutationVariables = Exact<{
  id: string;
  text: string;
  version?: number | null | undefined;
}>;


export type EditCommentMutation = { editComment: { id: string, version: number, commentText: string, commentType: CommentType, createdAt: string, updatedAt: string, isResolved: boolean, resolvedAt: string | null, parentCommentId: string | null, user: { id: string, username: string }, resolvedBy: { id: string, username: string } | null } | null };

export type ResolveMutationVariables = Exact<{
  id: string;
}>;


export type ResolveMutation = { resolveComment: { id: string, version: number, commentText: string, commentType: CommentType, createdAt: string, updatedAt: string, isResolved: boolean, resolvedAt: string | null, parentCommentId: string | null, user: { id: string, username: string }, resolvedBy: { id: string, username: string } | null } | null };

export type ReopenMutationVariables = Exact<{
  id: string;
}>;


export type ReopenMutation = { unresolveComment: { id: string, version: number, commentText: string, commentType: CommentType, createdAt: string, updatedAt: string, isResolved: boolean, resolvedAt: string | null, parentCommentId: string | null, user: { id: string, username: string }, resolvedBy: { id: string, username: string } | null } | null };

export type DeleteCommentMutationVariables = Exact<{
  id: string;
}>;


export type DeleteCommentMutation = { deleteComment: { auditLogId: string } | null };

export type WorkTrackerFragment = { id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, item: { id: string, itemCode: string, itemDescription: string | null, itemType: ItemType, reportingEffort: { id: string, databaseReleaseLabel: string, databaseRelease: { databaseReleaseLabel: string, study: { studyLabel: string } } } }, tags: Array<{ id: string }> };

export type MyWorkQueryVariables = Exact<{
  me: string;
  first: number;
}>;


export type MyWorkQuery = { changeCursor: string, myWork: { openCount: number, overdueCount: number, dueSoonCount: number, awaitingCheckCount: number, returnedCount: number, trackers: { totalCount: number, nodes: Array<{ id: string, version: number, primaryProgrammerId: string | null, primaryStatus: TrackerStatus, qcProgrammerId: string | null, qcStatus: TrackerStatus, primaryCompletedById: string | null, dueDate: string | null, priority: Priority, qcLevel: number | null, inProduction: boolean, isComplete: boolean, isOverdue: boolean, isDueSoon: boolean, isDueThisWeek: boolean, openThreadCount: number, item: { id: string, itemCode: string, itemDescription: string | null, itemType: ItemType, reportingEffort: { id: string, databaseReleaseLabel: string, databaseRelease: { databaseReleaseLabel: string, study: { studyLabel: string } } } }, tags: Array<{ id: string }> }> }, unresolvedComments: { totalCount: number, nodes: Array<{ id: string, commentText: string, createdAt: string, user: { username: string }, tracker: { item: { id: string, itemCode: string, reportingEffort: { id: string } } } }> } } };

export type MyWorkChangedSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type MyWorkChangedSubscription = { myWorkChanged: { cursor: string } };

export type WorkItemFragment = { id: string, itemCode: string, reportingEffort: { id: string } };

export type WorkNewsSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type WorkNewsSubscription = { myWorkChanged: { cursor: string, at: string, action: ChangeAction, entityType: EntityType, changedFields: Array<string>, actor: { id: string, username: string } | null, tracker: { id: string, item: { id: string, itemCode: string, reportingEffort: { id: string } } } | null, trackerComment: { id: string, tracker: { id: string, item: { id: string, itemCode: string, reportingEffort: { id: string } } } } | null } };

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
export const BoardTrackerFragmentDoc = new TypedDocumentString(`
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
    `, {"fragmentName":"BoardTracker"}) as unknown as TypedDocumentString<BoardTrackerFragment, unknown>;
export const BoardItemFragmentDoc = new TypedDocumentString(`
    fragment BoardItem on ReportingEffortItem {
  id
  version
  itemCode
  itemDescription
  itemType
  details {
    ... on TlfDetails {
      tlfType
    }
    ... on DatasetDetails {
      datasetType
    }
  }
  tracker {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`, {"fragmentName":"BoardItem"}) as unknown as TypedDocumentString<BoardItemFragment, unknown>;
export const BulkResultFragmentDoc = new TypedDocumentString(`
    fragment BulkResult on TrackerBulkResult {
  done
  refused
  outcomes {
    index
    ok
    message
  }
  trackers {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`, {"fragmentName":"BulkResult"}) as unknown as TypedDocumentString<BulkResultFragment, unknown>;
export const TotalsFragmentDoc = new TypedDocumentString(`
    fragment Totals on Dashboard {
  day
  itemCount
  completedCount
  inProgressCount
  overdueCount
  dueThisWeekCount
  awaitingCheckCount
  completionRate
  taskTypes {
    taskType
    side
    status
    count
  }
  workload {
    programmer {
      id
      username
    }
    side
    openCount
    overdueCount
    dueThisWeekCount
    awaitingCheckCount
  }
}
    `, {"fragmentName":"Totals"}) as unknown as TypedDocumentString<TotalsFragment, unknown>;
export const RecordFragmentDoc = new TypedDocumentString(`
    fragment Record on AuditLog {
  id
  action
  entityType
  entityId
  timestamp
  username
  changedFields
  before
  after
}
    `, {"fragmentName":"Record"}) as unknown as TypedDocumentString<RecordFragment, unknown>;
export const ImportReportFragmentDoc = new TypedDocumentString(`
    fragment ImportReport on ImportResult {
  isWritten
  rowCount
  createdCount
  updatedCount
  unchangedCount
  problemCount
  ignoredColumns
  problems {
    row
    column
    value
    message
  }
  changes {
    row
    label
    isNew
    cells {
      column
      before
      after
    }
  }
}
    `, {"fragmentName":"ImportReport"}) as unknown as TypedDocumentString<ImportReportFragment, unknown>;
export const FoundFragmentDoc = new TypedDocumentString(`
    fragment Found on SearchResult {
  __typename
  ... on ReportingEffortItem {
    id
    itemCode
    itemDescription
    reportingEffort {
      id
      databaseReleaseLabel
    }
  }
  ... on TrackerComment {
    id
    commentText
    tracker {
      id
      item {
        id
        itemCode
        reportingEffort {
          id
        }
      }
    }
  }
  ... on Package {
    id
    packageName
    studyIndication
  }
  ... on PackageItem {
    id
    itemCode
    itemDescription
    package {
      id
      packageName
    }
  }
  ... on TextElement {
    id
    label
    content
  }
}
    `, {"fragmentName":"Found"}) as unknown as TypedDocumentString<FoundFragment, unknown>;
export const ThreadCommentFragmentDoc = new TypedDocumentString(`
    fragment ThreadComment on TrackerComment {
  id
  version
  commentText
  commentType
  createdAt
  updatedAt
  isResolved
  resolvedAt
  parentCommentId
  user {
    id
    username
  }
  resolvedBy {
    id
    username
  }
}
    `, {"fragmentName":"ThreadComment"}) as unknown as TypedDocumentString<ThreadCommentFragment, unknown>;
export const WorkTrackerFragmentDoc = new TypedDocumentString(`
    fragment WorkTracker on Tracker {
  ...BoardTracker
  item {
    id
    itemCode
    itemDescription
    itemType
    reportingEffort {
      id
      databaseReleaseLabel
      databaseRelease {
        databaseReleaseLabel
        study {
          studyLabel
        }
      }
    }
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`, {"fragmentName":"WorkTracker"}) as unknown as TypedDocumentString<WorkTrackerFragment, unknown>;
export const WorkItemFragmentDoc = new TypedDocumentString(`
    fragment WorkItem on ReportingEffortItem {
  id
  itemCode
  reportingEffort {
    id
  }
}
    `, {"fragmentName":"WorkItem"}) as unknown as TypedDocumentString<WorkItemFragment, unknown>;
export const BoardPageDocument = new TypedDocumentString(`
    query BoardPage($effort: ID!, $after: String, $isFirst: Boolean!) {
  changeCursor
  reportingEffort(id: $effort) {
    id
    databaseReleaseLabel @include(if: $isFirst)
    databaseRelease @include(if: $isFirst) {
      id
      databaseReleaseLabel
      study {
        id
        studyLabel
      }
    }
    items(first: 1000, after: $after, orderBy: [{field: ITEM_CODE}]) {
      totalCount @include(if: $isFirst)
      pageInfo {
        endCursor
        hasNextPage
      }
      nodes {
        ...BoardItem
      }
    }
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
fragment BoardItem on ReportingEffortItem {
  id
  version
  itemCode
  itemDescription
  itemType
  details {
    ... on TlfDetails {
      tlfType
    }
    ... on DatasetDetails {
      datasetType
    }
  }
  tracker {
    ...BoardTracker
  }
}`) as unknown as TypedDocumentString<BoardPageQuery, BoardPageQueryVariables>;
export const BoardTrackerChangedDocument = new TypedDocumentString(`
    subscription BoardTrackerChanged($effort: ID!, $since: String) {
  trackerChanged(reportingEffortId: $effort, since: $since) {
    cursor
    action
    entityId
    changedFields
    actor {
      id
      username
    }
    tag {
      id
      name
      color
    }
    tracker {
      ...BoardTracker
      reportingEffortItemId
    }
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<BoardTrackerChangedSubscription, BoardTrackerChangedSubscriptionVariables>;
export const BoardItemChangedDocument = new TypedDocumentString(`
    subscription BoardItemChanged($effort: ID!, $since: String) {
  itemChanged(reportingEffortId: $effort, since: $since) {
    cursor
    action
    entityId
    reportingEffortItem {
      ...BoardItem
    }
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
fragment BoardItem on ReportingEffortItem {
  id
  version
  itemCode
  itemDescription
  itemType
  details {
    ... on TlfDetails {
      tlfType
    }
    ... on DatasetDetails {
      datasetType
    }
  }
  tracker {
    ...BoardTracker
  }
}`) as unknown as TypedDocumentString<BoardItemChangedSubscription, BoardItemChangedSubscriptionVariables>;
export const AssignDocument = new TypedDocumentString(`
    mutation Assign($tracker: ID!, $side: Side!, $user: ID!, $version: Int) {
  assignProgrammer(
    trackerId: $tracker
    role: $side
    userId: $user
    expectedVersion: $version
  ) {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<AssignMutation, AssignMutationVariables>;
export const UnassignDocument = new TypedDocumentString(`
    mutation Unassign($tracker: ID!, $side: Side!, $version: Int) {
  unassignProgrammer(trackerId: $tracker, role: $side, expectedVersion: $version) {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<UnassignMutation, UnassignMutationVariables>;
export const SetStatusDocument = new TypedDocumentString(`
    mutation SetStatus($tracker: ID!, $side: Side!, $status: TrackerStatus!, $version: Int) {
  setTrackerStatus(
    trackerId: $tracker
    role: $side
    status: $status
    expectedVersion: $version
  ) {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<SetStatusMutation, SetStatusMutationVariables>;
export const PlanDocument = new TypedDocumentString(`
    mutation Plan($tracker: ID!, $changes: UpdateTrackerInput!, $version: Int) {
  updateTracker(id: $tracker, input: $changes, expectedVersion: $version) {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<PlanMutation, PlanMutationVariables>;
export const PutTagDocument = new TypedDocumentString(`
    mutation PutTag($tracker: ID!, $tag: ID!) {
  tagTracker(trackerId: $tracker, tagId: $tag) {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<PutTagMutation, PutTagMutationVariables>;
export const TakeTagDocument = new TypedDocumentString(`
    mutation TakeTag($tracker: ID!, $tag: ID!) {
  untagTracker(trackerId: $tracker, tagId: $tag) {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<TakeTagMutation, TakeTagMutationVariables>;
export const ReturnToPrimaryDocument = new TypedDocumentString(`
    mutation ReturnToPrimary($tracker: ID!, $reason: String!, $version: Int) {
  returnToPrimary(trackerId: $tracker, reason: $reason, expectedVersion: $version) {
    ...BoardTracker
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}`) as unknown as TypedDocumentString<ReturnToPrimaryMutation, ReturnToPrimaryMutationVariables>;
export const AssignManyDocument = new TypedDocumentString(`
    mutation AssignMany($assignments: [AssignmentInput!]!) {
  assignProgrammers(assignments: $assignments, onError: SKIP) {
    ...BulkResult
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
fragment BulkResult on TrackerBulkResult {
  done
  refused
  outcomes {
    index
    ok
    message
  }
  trackers {
    ...BoardTracker
  }
}`) as unknown as TypedDocumentString<AssignManyMutation, AssignManyMutationVariables>;
export const SetManyStatusesDocument = new TypedDocumentString(`
    mutation SetManyStatuses($updates: [TrackerStatusInput!]!) {
  setTrackerStatuses(updates: $updates, onError: SKIP) {
    ...BulkResult
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
fragment BulkResult on TrackerBulkResult {
  done
  refused
  outcomes {
    index
    ok
    message
  }
  trackers {
    ...BoardTracker
  }
}`) as unknown as TypedDocumentString<SetManyStatusesMutation, SetManyStatusesMutationVariables>;
export const PlanManyDocument = new TypedDocumentString(`
    mutation PlanMany($updates: [TrackerPlanInput!]!) {
  updateTrackers(updates: $updates, onError: SKIP) {
    ...BulkResult
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
fragment BulkResult on TrackerBulkResult {
  done
  refused
  outcomes {
    index
    ok
    message
  }
  trackers {
    ...BoardTracker
  }
}`) as unknown as TypedDocumentString<PlanManyMutation, PlanManyMutationVariables>;
export const TagManyDocument = new TypedDocumentString(`
    mutation TagMany($trackers: [ID!]!, $tag: ID!) {
  tagTrackers(trackerIds: $trackers, tagId: $tag, onError: SKIP) {
    ...BulkResult
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
fragment BulkResult on TrackerBulkResult {
  done
  refused
  outcomes {
    index
    ok
    message
  }
  trackers {
    ...BoardTracker
  }
}`) as unknown as TypedDocumentString<TagManyMutation, TagManyMutationVariables>;
export const NumbersDocument = new TypedDocumentString(`
    query Numbers($study: ID, $release: ID, $effort: ID, $from: Date!) {
  changeCursor
  dashboard(
    studyId: $study
    databaseReleaseId: $release
    reportingEffortId: $effort
  ) {
    ...Totals
  }
  burndown(
    studyId: $study
    databaseReleaseId: $release
    reportingEffortId: $effort
    from: $from
  ) {
    days {
      day
      openCount
      doneCount
      addedCount
      removedCount
    }
  }
  forecast(
    studyId: $study
    databaseReleaseId: $release
    reportingEffortId: $effort
  ) {
    early
    likely
    late
    reason
  }
  timeInStatus(
    studyId: $study
    databaseReleaseId: $release
    reportingEffortId: $effort
  ) {
    trailSince
    statuses {
      side
      status
      medianDays
      p90Days
      endedCount
      stayingCount
    }
  }
}
    fragment Totals on Dashboard {
  day
  itemCount
  completedCount
  inProgressCount
  overdueCount
  dueThisWeekCount
  awaitingCheckCount
  completionRate
  taskTypes {
    taskType
    side
    status
    count
  }
  workload {
    programmer {
      id
      username
    }
    side
    openCount
    overdueCount
    dueThisWeekCount
    awaitingCheckCount
  }
}`) as unknown as TypedDocumentString<NumbersQuery, NumbersQueryVariables>;
export const NumbersChangedDocument = new TypedDocumentString(`
    subscription NumbersChanged($study: ID, $release: ID, $effort: ID, $since: String) {
  dashboardChanged(
    studyId: $study
    databaseReleaseId: $release
    reportingEffortId: $effort
    since: $since
  ) {
    cursor
    dashboard {
      ...Totals
    }
  }
}
    fragment Totals on Dashboard {
  day
  itemCount
  completedCount
  inProgressCount
  overdueCount
  dueThisWeekCount
  awaitingCheckCount
  completionRate
  taskTypes {
    taskType
    side
    status
    count
  }
  workload {
    programmer {
      id
      username
    }
    side
    openCount
    overdueCount
    dueThisWeekCount
    awaitingCheckCount
  }
}`) as unknown as TypedDocumentString<NumbersChangedSubscription, NumbersChangedSubscriptionVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    id
    username
    role
  }
}
    `) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const TreeDocument = new TypedDocumentString(`
    query Tree {
  changeCursor
  studies(first: 500, orderBy: [{field: STUDY_LABEL}]) {
    nodes {
      id
      studyLabel
      databaseReleases(first: 50, orderBy: [{field: DATABASE_RELEASE_DATE}]) {
        nodes {
          id
          databaseReleaseLabel
          databaseReleaseDate
          reportingEfforts(first: 50, orderBy: [{field: DATABASE_RELEASE_LABEL}]) {
            nodes {
              id
              databaseReleaseLabel
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TreeQuery, TreeQueryVariables>;
export const TreeChangedDocument = new TypedDocumentString(`
    subscription TreeChanged($since: String) {
  structureChanged(since: $since) {
    cursor
  }
}
    `) as unknown as TypedDocumentString<TreeChangedSubscription, TreeChangedSubscriptionVariables>;
export const PeopleDocument = new TypedDocumentString(`
    query People {
  users(first: 1000, orderBy: [{field: USERNAME}]) {
    nodes {
      id
      username
      role
      isActive
      department
    }
  }
  tags(first: 1000, orderBy: [{field: NAME}]) {
    nodes {
      id
      name
      color
    }
  }
}
    `) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const ItemHistoryDocument = new TypedDocumentString(`
    query ItemHistory($item: ID!, $first: Int!) {
  changeCursor
  reportingEffortItem(id: $item) {
    id
    history(first: $first) {
      pageInfo {
        hasNextPage
      }
      nodes {
        ...Record
      }
    }
    tracker {
      id
      history(first: $first) {
        pageInfo {
          hasNextPage
        }
        nodes {
          ...Record
        }
      }
    }
  }
}
    fragment Record on AuditLog {
  id
  action
  entityType
  entityId
  timestamp
  username
  changedFields
  before
  after
}`) as unknown as TypedDocumentString<ItemHistoryQuery, ItemHistoryQueryVariables>;
export const DeletedDocument = new TypedDocumentString(`
    query Deleted($first: Int!) {
  changeCursor
  auditLogs(
    first: $first
    filter: {action: {eq: DELETE}, entityType: {in: [STUDY, DATABASE_RELEASE, REPORTING_EFFORT, REPORTING_EFFORT_ITEM, TRACKER_COMMENT, TAG, TEXT_ELEMENT, PACKAGE, PACKAGE_ITEM]}}
    orderBy: [{field: ID, direction: DESC}]
  ) {
    pageInfo {
      hasNextPage
    }
    nodes {
      ...Record
    }
  }
}
    fragment Record on AuditLog {
  id
  action
  entityType
  entityId
  timestamp
  username
  changedFields
  before
  after
}`) as unknown as TypedDocumentString<DeletedQuery, DeletedQueryVariables>;
export const MadeSinceDocument = new TypedDocumentString(`
    query MadeSince($keys: [ID!]!, $since: DateTime!) {
  auditLogs(
    first: 1000
    filter: {action: {eq: CREATE}, entityId: {in: $keys}, timestamp: {gte: $since}}
    orderBy: [{field: ID, direction: DESC}]
  ) {
    nodes {
      id
      entityType
      entityId
    }
  }
}
    `) as unknown as TypedDocumentString<MadeSinceQuery, MadeSinceQueryVariables>;
export const DeletePreviewDocument = new TypedDocumentString(`
    query DeletePreview($type: DeletableType!, $id: ID!) {
  deletePreview(type: $type, id: $id) {
    isBlocked
    needsCascade
    token
    impacts {
      entityType
      effect
      count
      samples
    }
  }
}
    `) as unknown as TypedDocumentString<DeletePreviewQuery, DeletePreviewQueryVariables>;
export const DeleteItemDocument = new TypedDocumentString(`
    mutation DeleteItem($id: ID!, $token: String) {
  deleteReportingEffortItem(id: $id, cascade: true, previewToken: $token) {
    auditLogId
  }
}
    `) as unknown as TypedDocumentString<DeleteItemMutation, DeleteItemMutationVariables>;
export const UndoDeleteDocument = new TypedDocumentString(`
    mutation UndoDelete($id: ID!) {
  undoDelete(auditLogId: $id) {
    entityId
    entityType
    restored {
      entityType
      count
    }
    left {
      entityType
      count
    }
  }
}
    `) as unknown as TypedDocumentString<UndoDeleteMutation, UndoDeleteMutationVariables>;
export const ImportTargetDocument = new TypedDocumentString(`
    query ImportTarget($effort: ID!) {
  reportingEffort(id: $effort) {
    id
    databaseReleaseLabel
    databaseRelease {
      id
      databaseReleaseLabel
      study {
        id
        studyLabel
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ImportTargetQuery, ImportTargetQueryVariables>;
export const ImportProgressDocument = new TypedDocumentString(`
    subscription ImportProgress($id: String!) {
  progress(id: $id) {
    state
    done
    total
  }
}
    `) as unknown as TypedDocumentString<ImportProgressSubscription, ImportProgressSubscriptionVariables>;
export const CancelImportDocument = new TypedDocumentString(`
    mutation CancelImport($id: String!) {
  cancel(id: $id) {
    state
  }
}
    `) as unknown as TypedDocumentString<CancelImportMutation, CancelImportMutationVariables>;
export const FindDocument = new TypedDocumentString(`
    query Find($text: String!) {
  work: search(
    text: $text
    types: [REPORTING_EFFORT_ITEM, TRACKER_COMMENT]
    first: 20
  ) {
    nodes {
      ...Found
    }
  }
  templates: search(
    text: $text
    types: [PACKAGE, PACKAGE_ITEM, TEXT_ELEMENT]
    first: 10
  ) {
    nodes {
      ...Found
    }
  }
}
    fragment Found on SearchResult {
  __typename
  ... on ReportingEffortItem {
    id
    itemCode
    itemDescription
    reportingEffort {
      id
      databaseReleaseLabel
    }
  }
  ... on TrackerComment {
    id
    commentText
    tracker {
      id
      item {
        id
        itemCode
        reportingEffort {
          id
        }
      }
    }
  }
  ... on Package {
    id
    packageName
    studyIndication
  }
  ... on PackageItem {
    id
    itemCode
    itemDescription
    package {
      id
      packageName
    }
  }
  ... on TextElement {
    id
    label
    content
  }
}`) as unknown as TypedDocumentString<FindQuery, FindQueryVariables>;
export const ItemPanelDocument = new TypedDocumentString(`
    query ItemPanel($item: ID!) {
  changeCursor
  reportingEffortItem(id: $item) {
    id
    version
    itemCode
    itemDescription
    itemStatus
    details {
      __typename
      ... on TlfDetails {
        tlfType
        analysisPopulation
        primaryEndpoint
      }
      ... on DatasetDetails {
        datasetType
        dataSource
        recordCount
      }
    }
    textElements {
      id
      type
      label
      content
    }
  }
}
    `) as unknown as TypedDocumentString<ItemPanelQuery, ItemPanelQueryVariables>;
export const ThreadsDocument = new TypedDocumentString(`
    query Threads($tracker: ID!) {
  changeCursor
  tracker(id: $tracker) {
    id
    comments(last: 500, orderBy: [{field: CREATED_AT}]) {
      totalCount
      nodes {
        ...ThreadComment
      }
    }
  }
}
    fragment ThreadComment on TrackerComment {
  id
  version
  commentText
  commentType
  createdAt
  updatedAt
  isResolved
  resolvedAt
  parentCommentId
  user {
    id
    username
  }
  resolvedBy {
    id
    username
  }
}`) as unknown as TypedDocumentString<ThreadsQuery, ThreadsQueryVariables>;
export const ThreadsChangedDocument = new TypedDocumentString(`
    subscription ThreadsChanged($tracker: ID!, $since: String) {
  commentChanged(trackerId: $tracker, since: $since) {
    cursor
  }
}
    `) as unknown as TypedDocumentString<ThreadsChangedSubscription, ThreadsChangedSubscriptionVariables>;
export const TrackerToldDocument = new TypedDocumentString(`
    subscription TrackerTold($tracker: ID!, $since: String) {
  trackerChanged(trackerId: $tracker, since: $since) {
    cursor
  }
}
    `) as unknown as TypedDocumentString<TrackerToldSubscription, TrackerToldSubscriptionVariables>;
export const ItemOfEffortChangedDocument = new TypedDocumentString(`
    subscription ItemOfEffortChanged($effort: ID!, $since: String) {
  itemChanged(reportingEffortId: $effort, since: $since) {
    cursor
    entityId
  }
}
    `) as unknown as TypedDocumentString<ItemOfEffortChangedSubscription, ItemOfEffortChangedSubscriptionVariables>;
export const AddCommentDocument = new TypedDocumentString(`
    mutation AddComment($tracker: ID!, $text: String!, $type: CommentType!, $parent: ID) {
  addComment(
    trackerId: $tracker
    commentText: $text
    commentType: $type
    parentCommentId: $parent
  ) {
    ...ThreadComment
  }
}
    fragment ThreadComment on TrackerComment {
  id
  version
  commentText
  commentType
  createdAt
  updatedAt
  isResolved
  resolvedAt
  parentCommentId
  user {
    id
    username
  }
  resolvedBy {
    id
    username
  }
}`) as unknown as TypedDocumentString<AddCommentMutation, AddCommentMutationVariables>;
export const EditCommentDocument = new TypedDocumentString(`
    mutation EditComment($id: ID!, $text: String!, $version: Int) {
  editComment(id: $id, commentText: $text, expectedVersion: $version) {
    ...ThreadComment
  }
}
    fragment ThreadComment on TrackerComment {
  id
  version
  commentText
  commentType
  createdAt
  updatedAt
  isResolved
  resolvedAt
  parentCommentId
  user {
    id
    username
  }
  resolvedBy {
    id
    username
  }
}`) as unknown as TypedDocumentString<EditCommentMutation, EditCommentMutationVariables>;
export const ResolveDocument = new TypedDocumentString(`
    mutation Resolve($id: ID!) {
  resolveComment(id: $id) {
    ...ThreadComment
  }
}
    fragment ThreadComment on TrackerComment {
  id
  version
  commentText
  commentType
  createdAt
  updatedAt
  isResolved
  resolvedAt
  parentCommentId
  user {
    id
    username
  }
  resolvedBy {
    id
    username
  }
}`) as unknown as TypedDocumentString<ResolveMutation, ResolveMutationVariables>;
export const ReopenDocument = new TypedDocumentString(`
    mutation Reopen($id: ID!) {
  unresolveComment(id: $id) {
    ...ThreadComment
  }
}
    fragment ThreadComment on TrackerComment {
  id
  version
  commentText
  commentType
  createdAt
  updatedAt
  isResolved
  resolvedAt
  parentCommentId
  user {
    id
    username
  }
  resolvedBy {
    id
    username
  }
}`) as unknown as TypedDocumentString<ReopenMutation, ReopenMutationVariables>;
export const DeleteCommentDocument = new TypedDocumentString(`
    mutation DeleteComment($id: ID!) {
  deleteComment(id: $id, cascade: true) {
    auditLogId
  }
}
    `) as unknown as TypedDocumentString<DeleteCommentMutation, DeleteCommentMutationVariables>;
export const MyWorkDocument = new TypedDocumentString(`
    query MyWork($me: ID!, $first: Int!) {
  changeCursor
  myWork {
    openCount
    overdueCount
    dueSoonCount
    awaitingCheckCount
    returnedCount
    trackers(
      first: $first
      filter: {or: [{primaryProgrammerId: {eq: $me}, primaryStatus: {ne: COMPLETED}}, {qcProgrammerId: {eq: $me}, qcStatus: {ne: COMPLETED}}]}
      orderBy: [{field: DUE_DATE}, {field: ITEM_CODE}]
    ) {
      totalCount
      nodes {
        ...WorkTracker
      }
    }
    unresolvedComments(first: 20, orderBy: [{field: CREATED_AT, direction: DESC}]) {
      totalCount
      nodes {
        id
        commentText
        createdAt
        user {
          username
        }
        tracker {
          item {
            id
            itemCode
            reportingEffort {
              id
            }
          }
        }
      }
    }
  }
}
    fragment BoardTracker on Tracker {
  id
  version
  primaryProgrammerId
  primaryStatus
  qcProgrammerId
  qcStatus
  primaryCompletedById
  dueDate
  priority
  qcLevel
  inProduction
  isComplete
  isOverdue
  isDueSoon
  isDueThisWeek
  openThreadCount
  tags {
    id
  }
}
fragment WorkTracker on Tracker {
  ...BoardTracker
  item {
    id
    itemCode
    itemDescription
    itemType
    reportingEffort {
      id
      databaseReleaseLabel
      databaseRelease {
        databaseReleaseLabel
        study {
          studyLabel
        }
      }
    }
  }
}`) as unknown as TypedDocumentString<MyWorkQuery, MyWorkQueryVariables>;
export const MyWorkChangedDocument = new TypedDocumentString(`
    subscription MyWorkChanged($since: String) {
  myWorkChanged(since: $since) {
    cursor
  }
}
    `) as unknown as TypedDocumentString<MyWorkChangedSubscription, MyWorkChangedSubscriptionVariables>;
export const WorkNewsDocument = new TypedDocumentString(`
    subscription WorkNews($since: String) {
  myWorkChanged(since: $since) {
    cursor
    at
    action
    entityType
    changedFields
    actor {
      id
      username
    }
    tracker {
      id
      item {
        ...WorkItem
      }
    }
    trackerComment {
      id
      tracker {
        id
        item {
          ...WorkItem
        }
      }
    }
  }
}
    fragment WorkItem on ReportingEffortItem {
  id
  itemCode
  reportingEffort {
    id
  }
}`) as unknown as TypedDocumentString<WorkNewsSubscription, WorkNewsSubscriptionVariables>;