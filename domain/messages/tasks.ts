import { type TaskInput, type TaskKind, taskKinds } from '../tasks.ts';
import { check, type FieldRule, type Shape } from './shape.ts';

const packageCode: FieldRule = {
  type: 'text',
  optional: true,
  max: 40,
  about: "the dossier's code at the package, where it differs from the one known; later tasks use it too",
};
const document: FieldRule = { type: 'text', max: 35, about: 'number of the document' };
const journal: FieldRule = { type: 'text', max: 20, about: 'journal at the package' };

/** The input of a task, by its kind. */
export const taskInputs: Record<TaskKind, Shape> = {
  process_booking: {
    about: 'Books a proposal.',
    fields: {
      document,
      journal,
      period: { type: 'period', about: 'accounting period' },
      booked_on: { type: 'date', about: 'date of the booking' },
      amount: { type: 'money', about: 'total of the document' },
      vat_code: { type: 'text', max: 10, about: 'VAT code at the package' },
      package_code: packageCode,
    },
    example: {
      document: 'AK-2026-0012',
      journal: 'AK',
      period: '2026-01',
      booked_on: '2026-01-15',
      amount: { amount_minor: 12100, currency: 'EUR' },
      vat_code: 'V21',
    },
  },
  delete_booking: {
    about: 'Deletes a booking that was made.',
    fields: { document, journal, package_code: packageCode },
    example: { document: 'AK-2026-0012', journal: 'AK' },
  },
  synchronise: {
    about: 'Synchronises the dossier.',
    fields: { package_code: packageCode },
    example: {},
  },
  activate: {
    about: 'Activates the dossier at the package.',
    fields: { package_code: { type: 'text', max: 40, about: "the dossier's code at the package" } },
    example: { package_code: 'D-1001' },
  },
};

/** Checks the input of a task: as it is submitted, and as it was corrected. @returns the sentence that says what is wrong. */
export function checkTaskInput(kind: TaskKind, input: unknown): string | undefined {
  return check(taskInputs[kind], input);
}

/** A task as it is submitted, by start of `taskSubmit` or in a file. */
export interface TaskSubmission {
  dossier: string;
  kind: TaskKind;
  /** The sender's: submitted twice is submitted once. */
  reference: string;
  input: TaskInput;
  needed_by?: string;
  actor?: string;
}

export const taskSubmitInput: Shape = {
  about: "Puts a task into its dossier's queue. Submitting the same reference again changes nothing.",
  fields: {
    dossier: { type: 'text', max: 40, about: 'code of the dossier ("incasso dossiers list")' },
    kind: { type: 'choice', of: taskKinds, about: 'what is to be done' },
    reference: { type: 'text', max: 80, about: "the sender's reference, unique in the dossier" },
    input: { type: 'object', about: 'by the kind: see the query help' },
    needed_by: { type: 'date', optional: true, about: 'the date by which it must be done' },
    actor: { type: 'text', optional: true, about: 'code of the operator' },
  },
  example: {
    dossier: 'bakker',
    kind: 'process_booking',
    reference: 'BV-2026-0012',
    input: taskInputs.process_booking.example,
    actor: 'anna',
  },
};
