import type { Access } from '../schema/access.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import type { KeyOf, Row, Table } from '../schema/table.ts';
import type { Tx } from '../write/tx.ts';
import type { Parts } from './delete-impact-sql.ts';

/** How rows of a type are deleted. */
export type Deleting<T extends Table> = {
  readonly allow: Access;
  /** The command's name, where it is not `delete` and the entity's. */
  readonly command?: string;
  /** The name of the command that deletes many at once, if there is one. */
  readonly many?: string;
  /** What goes with a row without being asked for: conditions in SQL, by type. */
  readonly parts?: Parts;
  /** Tables whose rows say that another row uses it, by a key that restricts: `unlink: true` removes them, an undo brings them back. */
  readonly uses?: readonly Table[];
  /** Refuses to delete a row that must stay, to foresee it, and to bring back what somebody has deleted. */
  readonly guard?: (tx: Tx, row: Row<T>, deletedBy?: Key | null) => void | Promise<void>;
  /** Refuses to bring rows back that do not go with what has happened since. */
  readonly guardUndo?: (tx: Tx, ids: readonly KeyOf<T>[]) => Promise<void>;
};

export type Deletable = Omit<Deleting<Table>, 'guardUndo'> & {
  readonly entity: Entity;
  readonly guardUndo?: (tx: Tx, ids: readonly Key[]) => Promise<void>;
};
