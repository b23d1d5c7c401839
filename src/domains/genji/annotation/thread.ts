import { mutation, type Row, refusal, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { readerOf } from '../reader.ts';
import { invalid } from '../rule.ts';
import { annotations } from '../tables.ts';
import { assertFirst, mayEdit, reopen, resolve } from './rules.ts';
import { Annotation } from './type.ts';

type AnnotationRow = Row<typeof annotations>;

/** An annotation and all that came of it, in any number of steps. */
const threadBelow = `
  with recursive thread as (
    select id from app.annotations where id = $1
    union all
    select a.id from app.annotations a join thread on a.reply_to_id = thread.id
  ) select id from thread`;

/** Replies that are not where the annotation is that their thread begins with; its document follows from its element. */
const bringing = `
  with recursive thread as (
    select id, document_element_id as place from app.annotations where id = any($1::int[])
    union
    select a.id, thread.place from app.annotations a join thread on a.reply_to_id = thread.id
  ) update app.annotations a set document_element_id = thread.place from thread
  where a.id = thread.id and a.document_element_id is distinct from thread.place returning a.id`;

/** Brings the replies to annotations that were moved, until none is left: somebody may have answered meanwhile. */
export const bringReplies = async (tx: Tx, moved: readonly number[]): Promise<void> => {
  if (moved.length === 0) return;
  while ((await tx.query(bringing, [`{${moved.join()}}`])).length > 0);
};

/** Refuses to take what others have answered to other readers than they wrote it for. */
export const assertAlone = async (tx: Tx, { id, creatorId }: AnnotationRow): Promise<void> => {
  const others = await tx.query(
    `select from app.annotations where id in (${threadBelow}) and creator_id <> $2 limit 1`,
    [id, creatorId],
  );
  if (others.length > 0) {
    throw invalid(
      'ANSWERED_THERE',
      'Others have answered this annotation: it stays in its collection. Make a new one in the other.',
    );
  }
};

/** Resolves or reopens a thread; what is deleted in it stays so. */
const settle = async (tx: Tx, id: number, step: typeof resolve) => {
  const first = await tx.lock(Annotation, id);
  assertFirst(first);
  const reader = readerOf(tx.viewer);
  if (!mayEdit(first, reader) && !reader.permissions.has('create_group')) {
    throw refusal('FORBIDDEN', 'Only who began the thread, and who leads groups, resolves it.');
  }
  const thread = await tx.query<{ id: number }>(threadBelow, [id]);
  const rows = await tx.lockAll(
    Annotation,
    thread.map((each) => each.id),
  );
  const changes = [...rows.values()]
    .filter((row) => row.id === id || row.status !== 'deleted')
    .map((row): readonly [AnnotationRow, ReturnType<typeof resolve>] => [row, step(row)]);
  const updated = await tx.update(annotations, changes);
  return updated.find((row) => row.id === id) ?? first;
};

const whole = 'The key of the first annotation of the thread.';

mutation(
  'resolveGenjiAnnotation',
  {
    description: 'Resolves a thread, the replies included: nobody answers in it any more.',
    allow: everyone,
    args: (arg) => ({ id: arg.id(whole, { of: Annotation }) }),
    answers: Annotation,
  },
  (tx, { id }) => settle(tx, id, resolve),
);

mutation(
  'reopenGenjiAnnotation',
  {
    description: 'Reopens a thread, the replies included.',
    allow: everyone,
    args: (arg) => ({ id: arg.id(whole, { of: Annotation }) }),
    answers: Annotation,
  },
  (tx, { id }) => settle(tx, id, reopen),
);
