import { trackerStatuses } from '../../../src/domains/pearl/tables.ts';
import type { Side, State, Status, Worker } from '../../../src/domains/pearl/tracker/workflow.ts';

/*
 * The rules of DESIGN 7 written down a second time, as tables: what a step does when it may be done, and why it may not.
 */

export const ann = 4;
export const ben = 5;
export const cleo = 6;
const names = new Map<number | null, string>([
  [null, 'nobody'],
  [ann, 'ann'],
  [ben, 'ben'],
  [cleo, 'cleo'],
]);

/** Whoever is assigned in these tables is somebody who may work. */
export const workerOf = (id: number): Worker => ({
  id,
  username: names.get(id) ?? '',
  role: 'ANALYST',
  isActive: true,
});

export type Step =
  | { readonly does: 'assign'; readonly side: Side; readonly user: number }
  | { readonly does: 'unassign'; readonly side: Side }
  | { readonly does: 'setStatus'; readonly side: Side; readonly status: Status }
  | { readonly does: 'returnToPrimary' }
  | { readonly does: 'edit'; readonly inProduction: boolean };

type Work = { readonly programmer: number | null; readonly status: Status };
/** A tracker as the rules see it. */
export type Case = {
  readonly PRIMARY: Work;
  readonly QC: Work;
  /** Who completed the programming. */
  readonly programmedBy: number | null;
  readonly inProduction: boolean;
};

const bothSides = ['PRIMARY', 'QC'] as const;
const across = { PRIMARY: 'QC', QC: 'PRIMARY' } as const;

export const cases: readonly Case[] = [null, ann].flatMap((primary) =>
  [null, ben].flatMap((qc) =>
    trackerStatuses.flatMap((primaryStatus) =>
      trackerStatuses.flatMap((qcStatus) =>
        [null, ann, ben].flatMap((programmedBy) =>
          [false, true].map((inProduction) => ({
            PRIMARY: { programmer: primary, status: primaryStatus },
            QC: { programmer: qc, status: qcStatus },
            programmedBy,
            inProduction,
          })),
        ),
      ),
    ),
  ),
);

export const steps: readonly Step[] = [
  ...bothSides.flatMap((side) => [
    ...[ann, ben, cleo].map((user) => ({ does: 'assign', side, user }) as const),
    { does: 'unassign', side } as const,
    ...trackerStatuses.map((status) => ({ does: 'setStatus', side, status }) as const),
  ]),
  { does: 'returnToPrimary' },
  { does: 'edit', inProduction: true },
  { does: 'edit', inProduction: false },
];

/** What must never be otherwise, in the order in which the database's constraints are named. */
export const invariants: Readonly<Record<string, (it: Case) => boolean>> = {
  completed: ({ PRIMARY, programmedBy }) => programmedBy === null || PRIMARY.status === 'COMPLETED',
  primary_in_hands: ({ PRIMARY }) =>
    PRIMARY.status !== 'IN_PROGRESS' || PRIMARY.programmer !== null,
  production_after_qc: ({ QC, inProduction }) => !inProduction || QC.status === 'COMPLETED',
  qc_after_primary: ({ PRIMARY, QC }) =>
    QC.status === 'NOT_STARTED' || PRIMARY.status === 'COMPLETED',
  qc_in_hands: ({ QC }) => QC.status !== 'IN_PROGRESS' || QC.programmer !== null,
  two_people: ({ PRIMARY, QC, programmedBy }) =>
    QC.programmer === null || ![PRIMARY.programmer, programmedBy].includes(QC.programmer),
};

export const broken = (it: Case): string[] =>
  Object.entries(invariants).flatMap(([name, holds]) => (holds(it) ? [] : [name]));

export const legal: readonly Case[] = cases.filter((it) => broken(it).length === 0);

/** Why a step is refused: the first of these that applies. */
const refusals: readonly (readonly [rule: string, applies: (it: Case, step: Step) => boolean])[] = [
  [
    'TWO_PEOPLE',
    (it, step) =>
      step.does === 'assign' &&
      (it[across[step.side]].programmer === step.user ||
        (it.programmedBy !== null &&
          it.programmedBy === (step.side === 'QC' ? step.user : it.QC.programmer))),
  ],
  [
    'NOBODY_ASSIGNED',
    (it, step) =>
      (step.does === 'unassign' || (moves(it, step) && step.status !== 'NOT_STARTED')) &&
      it[step.side].programmer === null,
  ],
  [
    'QC_HAS_BEGUN',
    (it, step) =>
      moves(it, step) &&
      step.side === 'PRIMARY' &&
      it.PRIMARY.status === 'COMPLETED' &&
      it.QC.status !== 'NOT_STARTED',
  ],
  [
    'QC_AFTER_PRIMARY',
    (it, step) =>
      moves(it, step) &&
      step.side === 'QC' &&
      step.status !== 'NOT_STARTED' &&
      it.PRIMARY.status !== 'COMPLETED',
  ],
  [
    'IN_PRODUCTION',
    (it, step) =>
      moves(it, step) && step.side === 'QC' && it.inProduction && step.status !== 'COMPLETED',
  ],
  [
    'NOT_COMPLETED',
    (it, step) => step.does === 'returnToPrimary' && it.PRIMARY.status !== 'COMPLETED',
  ],
  [
    'PRODUCTION_AFTER_QC',
    (it, step) => step.does === 'edit' && step.inProduction && it.QC.status !== 'COMPLETED',
  ],
];

/** Setting a status that is set already is no move, and asks for nothing. */
const moves = (it: Case, step: Step): step is Extract<Step, { does: 'setStatus' }> =>
  step.does === 'setStatus' && it[step.side].status !== step.status;

/** The tracker after a step that may be taken. */
const after = (it: Case, step: Step): Case => {
  switch (step.does) {
    case 'assign': {
      const { status } = it[step.side];
      const mayBegin = step.side === 'PRIMARY' || it.PRIMARY.status === 'COMPLETED';
      const begun = status === 'NOT_STARTED' && mayBegin ? 'IN_PROGRESS' : status;
      return { ...it, [step.side]: { programmer: step.user, status: begun } };
    }
    case 'unassign': {
      const kept = it[step.side].status === 'COMPLETED' ? 'COMPLETED' : 'NOT_STARTED';
      return { ...it, [step.side]: { programmer: null, status: kept } };
    }
    case 'setStatus': {
      const next = { ...it, [step.side]: { ...it[step.side], status: step.status } };
      if (!moves(it, step) || step.side === 'QC') return next;
      return { ...next, programmedBy: step.status === 'COMPLETED' ? it.PRIMARY.programmer : null };
    }
    case 'returnToPrimary': {
      const { programmer } = it.PRIMARY;
      return {
        PRIMARY: { programmer, status: programmer === null ? 'NOT_STARTED' : 'IN_PROGRESS' },
        QC: { ...it.QC, status: 'NOT_STARTED' },
        programmedBy: null,
        inProduction: false,
      };
    }
    case 'edit':
      return { ...it, inProduction: step.inProduction };
  }
};

/** What has to come of a step: the tracker afterwards, or the rule that refuses it. */
export const foretell = (it: Case, step: Step): Case | string =>
  refusals.find(([, applies]) => applies(it, step))?.[0] ?? after(it, step);

export const rowOf = ({ PRIMARY, QC, programmedBy, inProduction }: Case) => ({
  primaryProgrammerId: PRIMARY.programmer,
  qcProgrammerId: QC.programmer,
  primaryStatus: PRIMARY.status,
  qcStatus: QC.status,
  primaryCompletedById: programmedBy,
  inProduction,
});

export const caseOf = (row: ReturnType<typeof rowOf>): Case => ({
  PRIMARY: { programmer: row.primaryProgrammerId, status: row.primaryStatus },
  QC: { programmer: row.qcProgrammerId, status: row.qcStatus },
  programmedBy: row.primaryCompletedById,
  inProduction: row.inProduction,
});

export const stateOf = (it: Case): State => ({
  ...rowOf(it),
  dueDate: null,
  priority: 'MEDIUM',
  qcLevel: null,
  returnedAt: null,
});

export const inWords = ({ PRIMARY, QC, programmedBy, inProduction }: Case): string =>
  `${names.get(PRIMARY.programmer)} ${PRIMARY.status}, ${names.get(QC.programmer)} ${QC.status}, programmed by ${names.get(programmedBy)}${inProduction ? ', in production' : ''}`;

export const stepInWords = (step: Step): string => {
  const { does, ...rest } = step;
  const values = Object.values(rest).map((value) =>
    typeof value === 'number' ? names.get(value) : String(value),
  );
  return [does, ...values].join(' ');
};
