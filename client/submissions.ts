import { type AgreementLine, listAgreementLines } from '../db/agreementFreeze.ts';
import { type AttemptLine, listAttempts } from '../db/lists.ts';
import {
  actOnSubmission,
  findSubmission,
  findSubmissionByMessage,
  listBatches,
  type SubmissionBatch,
  type SubmissionRow,
} from '../db/submissions.ts';
import { history, type HistoryLine } from '../db/transitions.ts';
import { listUndoLines, type UndoLine } from '../db/undoing.ts';
import type { SubmissionUpdate } from '../domain/messages/submission.ts';
import type { Context } from './context.ts';
import { tellWorkflows } from './wake.ts';

export interface SubmissionFile {
  submission: SubmissionRow;
  batches: SubmissionBatch[];
  /** Of a file of agreements, which has no batches. */
  agreements: AgreementLine[];
  /** Of a request to cancel or reverse. */
  asked: UndoLine[];
  attempts: AttemptLine[];
  history: HistoryLine[];
}

/** A submission by its number or its message id. */
export async function submissionNamed(context: Context, name: string): Promise<SubmissionRow> {
  const db = await context.db();
  return /^\d+$/.test(name) ? findSubmission(db, Number(name)) : findSubmissionByMessage(db, name);
}

/** Everything that is known of a submission. */
export async function readSubmission(context: Context, name: string): Promise<SubmissionFile> {
  const db = await context.db();
  const submission = await submissionNamed(context, name);
  return {
    submission,
    batches: await listBatches(db, submission.id),
    agreements: await listAgreementLines(db, submission.id),
    asked: await listUndoLines(db, submission.id),
    attempts: await listAttempts(db, submission.id),
    history: await history(db, 'submission', submission.id),
  };
}

/** Approves, refuses or withdraws; comes it too late, the outcome says what happened instead. */
export async function decideSubmission(
  context: Context,
  name: string,
  action: SubmissionUpdate,
  given: { reason?: string; sha256?: string },
): Promise<{ done: boolean; message: string }> {
  const actor = await context.operator();
  const { id } = await submissionNamed(context, name);
  const { done, message, wake } = await actOnSubmission(
    await context.db(),
    id,
    action,
    { actor, ...given },
    await context.now(),
  );
  return { done, message: message + (await tellWorkflows(context, wake)) };
}
