/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How far an item is as a whole. */
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

/** How far one side of a tracker is: the programming, or the check. */
export type TrackerStatus =
  /** The work is done. */
  | 'COMPLETED'
  /** Somebody works on it. */
  | 'IN_PROGRESS'
  /** The work has not begun. */
  | 'NOT_STARTED';

export type DashboardQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
}>;


export type DashboardQuery = { reportingEffort: { id: string, databaseReleaseLabel: string, databaseRelease: { study: { studyLabel: string } }, items: { totalCount: number, pageInfo: { endCursor: string | null, hasNextPage: boolean }, nodes: Array<{ id: string, itemCode: string, itemType: ItemType, itemStatus: ItemStatus, tracker: { id: string, primaryStatus: TrackerStatus, qcStatus: TrackerStatus, commentCount: number, unresolvedCommentCount: number, primaryProgrammer: { username: string } | null, qcProgrammer: { username: string } | null } | null }> } } | null };

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