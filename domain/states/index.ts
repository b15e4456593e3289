import { collectionStates } from './collection.ts';
import { inboundFileStates } from './inboundFile.ts';
import { instructionStates } from './instruction.ts';
import { mandateStates } from './mandate.ts';
import { submissionStates } from './submission.ts';
import type { StateTable } from './table.ts';
import { taskStates } from './task.ts';
import { unappliedPaymentStates } from './unappliedPayment.ts';

/** Every kind of subject that has a state, with its table. */
export const stateTables = {
  collection: collectionStates,
  submission: submissionStates,
  inbound_file: inboundFileStates,
  instruction: instructionStates,
  mandate: mandateStates,
  task: taskStates,
  unapplied_payment: unappliedPaymentStates,
} as const satisfies Record<string, StateTable<string>>;

export type SubjectKind = keyof typeof stateTables;
export type StateOf<Kind extends SubjectKind> = keyof (typeof stateTables)[Kind] & string;
