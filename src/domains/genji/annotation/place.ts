import { type Row, refusal, type Tx } from '../../../kernel/index.ts';
import { Document } from '../document.ts';
import { Element } from '../element.ts';
import type { annotations } from '../tables.ts';
import { placeOf } from './quote.ts';
import { compact, idless, quoteOf, sourceOf, type Target, targetsOf, withIds } from './shape.ts';
import { Annotation } from './type.ts';

type AnnotationRow = Row<typeof annotations>;

/** Where an annotation is, and the one that it answers. */
export type Placed = {
  readonly target: readonly Target[];
  readonly documentId: number | null;
  readonly documentElementId: number | null;
  readonly parent: AnnotationRow | undefined;
  readonly first: First | undefined;
};

/** The annotation that a thread begins with. */
type First = Pick<AnnotationRow, 'motivation' | 'status'>;

/** The annotation that the thread of this one begins with, which is this one if it answers none. */
const beginning = `
  select motivation, status from app.annotations where id = (
    with recursive above as (
      select id, reply_to_id from app.annotations where id = $1
      union
      select a.id, a.reply_to_id from app.annotations a join above on a.id = above.reply_to_id
    ) select id from above where reply_to_id is null) for share`;

const wrong = (message: string) => refusal('BAD_USER_INPUT', message, { field: 'target' });

/** Takes ids from one of the sequences of bodies and targets. */
export const nextIds = async (tx: Tx, of: 'body' | 'target', count: number): Promise<number[]> => {
  if (count === 0) return [];
  const found = await tx.query<{ id: number }>(
    `select nextval('app.annotation_${of}_id_seq')::int as id from generate_series(1, $1::int)`,
    [count],
  );
  return found.map(({ id }) => id);
};

/** Looks up what targets name, and whether the elements hold what is quoted of them. */
export const place = async (tx: Tx, given: unknown): Promise<Placed> => {
  const targets = targetsOf(given);
  const sources = targets.map(({ source }) => sourceOf(source));
  const [first] = sources;
  if (first?.type === 'annotation') {
    if (targets.length > 1) throw wrong('An annotation answers one other, and nothing besides.');
    // they stay where they are, and as they are, until it is answered; who resolves a thread locks its first one first, too
    const [begun] = await tx.query<First>(beginning, [first.id]);
    const parent = await tx.lock(Annotation, first.id, { field: 'target', lock: 'share' });
    const { documentId, documentElementId } = parent;
    return { target: targets, documentId, documentElementId, parent, first: begun ?? parent };
  }
  if (sources.some(({ type }) => type === 'annotation')) {
    throw wrong('The targets of an annotation are elements, or one other annotation.');
  }
  const elements = await tx.lockAll(
    Element,
    sources.map(({ id }) => id),
    'key share',
  );
  for (const [at, target] of targets.entries()) {
    const id = sources[at]?.id ?? 0;
    const element = elements.get(id);
    if (!element) {
      throw refusal('NOT_FOUND', `There is no GenjiElement with the id ${id}.`, {
        field: 'target',
      });
    }
    const quote = quoteOf(target);
    if (quote) placeOf(element.text ?? '', quote);
  }
  const element = elements.get(first?.id ?? 0);
  return {
    target: targets,
    documentId: element?.documentId ?? null,
    documentElementId: element?.id ?? null,
    parent: undefined,
    first: undefined,
  };
};

/** An annotation of a whole document has no target but the document. */
export const placeInDocument = async (tx: Tx, documentId: number): Promise<Placed> => {
  const document = await tx.lock(Document, documentId, { field: 'documentId', lock: 'key share' });
  return {
    target: [],
    documentId: document.id,
    documentElementId: null,
    parent: undefined,
    first: undefined,
  };
};

/** Targets as they are stored: each has an id, and a single one is no list. */
export const numbered = async (tx: Tx, targets: readonly Target[]) => {
  const ids = await nextIds(tx, 'target', idless(targets));
  return targets.length === 0 ? null : compact(withIds(targets, ids));
};
