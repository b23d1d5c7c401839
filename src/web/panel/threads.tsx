import { useState } from 'preact/hooks';
import { ask, type Document } from '../api/client.ts';
import { failureOf } from '../api/failure.ts';
import { may, me } from '../api/me.ts';
import { useQuery } from '../api/use-query.ts';
import {
  AddCommentDocument,
  DeleteCommentDocument,
  EditCommentDocument,
  ReopenDocument,
  ResolveDocument,
  type ThreadCommentFragment,
  ThreadsChangedDocument,
  ThreadsDocument,
  UndoDeleteDocument,
} from '../gql/graphql.ts';
import { Icon } from '../ui/icon.tsx';
import { Avatar } from '../ui/marks.tsx';
import { Moment } from '../ui/time.tsx';
import { Refusal, say, sayFailure } from '../ui/toast.tsx';
import { type CommentType, commentNames, Write } from './write.tsx';

type Comment = ThreadCommentFragment;
type Thread = { readonly first: Comment; readonly replies: readonly Comment[] };

/** Comments with what came of them: an answer to an answer stands in the same thread. */
const threadsOf = (comments: readonly Comment[]): Thread[] => {
  const byId = new Map(comments.map((comment) => [comment.id, comment]));
  const firstOf = (comment: Comment): Comment => {
    const parent = comment.parentCommentId ? byId.get(comment.parentCommentId) : undefined;
    return parent ? firstOf(parent) : comment;
  };
  const threads = Map.groupBy(comments, firstOf);
  return [...threads].map(([first, all]) => ({
    first,
    replies: all.filter((each) => each !== first),
  }));
};

const attempt = async <Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
) => {
  try {
    return await ask(document, variables);
  } catch (error) {
    sayFailure(failureOf(error));
    return undefined;
  }
};

/** The conversation about an item: open threads first. */
export const Threads = ({ tracker }: { readonly tracker: string }) => {
  const { data, failure, again } = useQuery(ThreadsDocument, { tracker }, [
    [ThreadsChangedDocument, { tracker }],
  ]);
  const [isAll, setAll] = useState(false);
  if (failure && !data) return <Refusal failure={failure} again={again} />;
  if (!data) return <p class="empty">Loading …</p>;
  const threads = threadsOf(data.tracker?.comments.nodes ?? []);
  const open = threads.filter(({ first }) => !first.isResolved);
  const resolved = threads.filter(({ first }) => first.isResolved);
  const add = async (text: string, type: CommentType, parent?: string) => {
    const done = await attempt(AddCommentDocument, { tracker, text, type, parent });
    if (done) again();
    return done !== undefined;
  };
  return (
    <div class="threads-view">
      <Write label="New thread" placeholder="Ask, or say what is wrong" withType onSend={add} />
      {open.map((thread) => (
        <ThreadView key={thread.first.id} thread={thread} add={add} again={again} />
      ))}
      {(data.tracker?.comments.totalCount ?? 0) > 500 && (
        <p class="muted">These are the newest 500.</p>
      )}
      {threads.length === 0 && <p class="empty">Nobody has said anything about this item yet.</p>}
      {resolved.length > 0 && (
        <button type="button" class="quiet" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          <Icon name={isAll ? 'down' : 'right'} /> {resolved.length} resolved
        </button>
      )}
      {isAll &&
        resolved.map((thread) => (
          <ThreadView key={thread.first.id} thread={thread} add={add} again={again} />
        ))}
    </div>
  );
};

type ThreadProps = {
  readonly thread: Thread;
  readonly add: (text: string, type: CommentType, parent?: string) => Promise<boolean>;
  readonly again: () => void;
};

const ThreadView = ({ thread: { first, replies }, add, again }: ThreadProps) => {
  const settle = async () => {
    const given = { id: first.id };
    if (await (first.isResolved ? attempt(ReopenDocument, given) : attempt(ResolveDocument, given)))
      again();
  };
  return (
    <article
      class={first.isResolved ? 'thread resolved' : 'thread'}
      aria-label={`Thread by ${first.user.username}`}
    >
      <CommentView comment={first} again={again} />
      {replies.map((reply) => (
        <CommentView key={reply.id} comment={reply} again={again} />
      ))}
      {first.isResolved && (
        <p class="settled">
          Resolved{first.resolvedBy && ` by ${first.resolvedBy.username}`}{' '}
          {first.resolvedAt && <Moment at={first.resolvedAt} />}
        </p>
      )}
      <div class="line">
        {!first.isResolved && (
          <Write
            label="Reply"
            placeholder="Reply"
            onSend={(text) => add(text, 'RESPONSE', first.id)}
          />
        )}
        {may.value.work && (
          <button type="button" class="quiet" onClick={() => void settle()}>
            {first.isResolved ? 'Reopen' : 'Resolve'}
          </button>
        )}
      </div>
    </article>
  );
};

const CommentView = ({
  comment,
  again,
}: {
  readonly comment: Comment;
  readonly again: () => void;
}) => {
  const { id, version, commentText, commentType, createdAt, updatedAt, isResolved, user } = comment;
  const [isEditing, setEditing] = useState(false);
  const isOwn = user.id === me.value?.id;
  const remove = async () => {
    const done = await attempt(DeleteCommentDocument, { id });
    const deleted = done?.deleteComment?.auditLogId;
    again();
    if (!deleted) return;
    const undo = async () => {
      if (await attempt(UndoDeleteDocument, { id: deleted })) again();
    };
    say({
      kind: 'good',
      text: 'The comment is deleted.',
      action: { label: 'Undo', act: () => void undo() },
    });
  };
  return (
    <div class="comment">
      <Avatar name={user.username} />
      <div class="body">
        <p class="by">
          <strong>{user.username}</strong>
          {commentType !== 'GENERAL' && commentType !== 'RESPONSE' && (
            <span class={`comment-type ${commentType.toLowerCase()}`}>
              {commentNames[commentType]}
            </span>
          )}
          <Moment at={createdAt} />
          {updatedAt !== createdAt && !isResolved && <span class="muted">edited</span>}
          {!isResolved && (isOwn || may.value.lead) && (
            <span class="acts">
              <button type="button" class="quiet small" onClick={() => setEditing(!isEditing)}>
                Edit
              </button>
              {may.value.lead && (
                <button type="button" class="quiet small" onClick={() => void remove()}>
                  Delete
                </button>
              )}
            </span>
          )}
        </p>
        {isEditing ? (
          <Write
            label="Edit the comment"
            text={commentText}
            onSend={async (text) => {
              const done = await attempt(EditCommentDocument, { id, text, version });
              if (!done) return false;
              setEditing(false);
              again();
              return true;
            }}
          />
        ) : (
          <p class="words">{commentText}</p>
        )}
      </div>
    </div>
  );
};
