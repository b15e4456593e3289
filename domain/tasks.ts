import type { CauseName } from './causes.ts';

/** What the connector can do at the accounting package. */
export const taskKinds = ['process_booking', 'delete_booking', 'synchronise', 'activate'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** The input of a task, by its kind (domain/messages/tasks.ts). */
export type TaskInput = Record<string, unknown>;

/** One call of the accounting package. */
export interface PackageCall {
  /** Known to us alone: the package is asked for it before anything is done, so that a lost answer is found again. */
  reference: string;
  /** The dossier's code at the package. */
  dossier: string;
  kind: TaskKind;
  input: TaskInput;
}

/** The reference under which the package knows a task: stable, whatever is corrected in the task. */
export function packageReference(dossier: string, reference: string): string {
  return `${dossier}:${reference}`;
}

const refusals: Record<string, CauseName> = {
  wrong_period: 'wrong_period',
  unknown_journal: 'unknown_journal',
  double_booking: 'double_booking',
  wrong_vat_code: 'wrong_vat_code',
  unknown_dossier: 'unknown_dossier',
  unknown_document: 'unknown_document',
  database_error: 'package_database_error',
};

/** The cause of a refusal by the package; a code that nobody has heard of is support's. */
export function causeOfRefusal(code: string): CauseName {
  return refusals[code] ?? 'package_refused';
}
