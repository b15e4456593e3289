import { IncassoError } from '../domain/errors.ts';
import { toBeSent } from '../domain/states/submission.ts';
import { markTransferred } from './agreements.ts';
import { type Db, first, inTransaction, run } from './connection.ts';
import { insertAttempt, lastAttempt } from './deliveries.ts';
import { settleInstruction } from './instructions.ts';
import { lockSubmission, type SubmissionRow } from './submissions.ts';
import { type Stamp, transitionOne } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

/*
 * Files of a system without direct communication are delivered by a person (C1). Their attempts stand with those of the workflow
 * (db/deliveries.ts: beginAttempt), so that one file never has two carriers.
 */

/** True when a file waits for a person who takes it out. One that had begun to go by itself must be looked at first. */
export async function waitsForHandOver(db: Db, row: SubmissionRow): Promise<boolean> {
  if (row.direct_communication || !toBeSent.includes(row.state)) return false;
  if (row.state === 'written' && row.approval_required) return false;
  return (await lastAttempt(db, row.id))?.phase !== 'renaming';
}

/** Who took a file out first, and when. */
export async function findTaken(db: Db, submissionId: number): Promise<{ taken_by: string; at: string } | undefined> {
  return first(
    db,
    `SELECT taken_by, ended_at AS at FROM delivery_attempts
      WHERE submission_id = :id AND phase = 'done' AND taken_by IS NOT NULL ORDER BY attempt LIMIT 1`,
    { id: submissionId },
  );
}

/**
 * Begins another copy of a file that was taken out: the same bytes once more, never another submission.
 * @returns the number of the attempt.
 * @throws IncassoError CONFLICT when it was not taken out by hand, or the bank has it as it has answered.
 */
export async function beginCopy(db: Db, submissionId: number, reason: string, stamp: Stamp): Promise<number> {
  return inTransaction(db, async (trx) => {
    const row = await lockSubmission(trx, submissionId);
    if ((await findTaken(trx, submissionId)) === undefined) {
      throw new IncassoError('CONFLICT', `submission ${row.message_id} was not taken out by hand`);
    }
    if (row.state !== 'delivered') {
      throw new IncassoError(
        'CONFLICT',
        `submission ${row.message_id} is ${row.state}: the bank has it, no copy is needed`,
      );
    }
    return insertAttempt(trx, submissionId, { taken_by: stamp.actor, note: reason }, stamp.at);
  });
}

/**
 * A person has the file: it is delivered, by them. Recorded before the file gets its name: a crash in between leaves a file that
 * is to be copied once more, never one that somebody else takes out too.
 * @returns the workflows to be told.
 * @throws IncassoError CONFLICT when the submission was withdrawn meanwhile, or another attempt took over.
 */
export async function recordTaken(db: Db, submissionId: number, attempt: number, stamp: Stamp): Promise<string[]> {
  return inTransaction(db, async (trx) => {
    const row = await lockSubmission(trx, submissionId);
    const done = await run(
      trx,
      `UPDATE delivery_attempts SET phase = 'done', ended_at = :at
        WHERE submission_id = :id AND attempt = :attempt AND phase = 'writing' AND taken_by IS NOT NULL`,
      { id: submissionId, attempt, at: stamp.at },
    );
    const isCopy = row.state === 'delivered';
    if (done === 0) throw new IncassoError('CONFLICT', `submission ${row.message_id}: another attempt took over`);
    if (!isCopy && !toBeSent.includes(row.state)) {
      throw new IncassoError('CONFLICT', `submission ${row.message_id} is ${row.state} by now: it is not taken out`);
    }
    if (isCopy) return [];
    if (row.state !== 'delivering') await transitionOne(trx, 'submission', submissionId, 'delivering', stamp);
    await transitionOne(trx, 'submission', submissionId, 'delivered', { ...stamp, reason: 'taken out by hand' });
    await markTransferred(trx, submissionId);
    const failed = { kind: 'submission', id: String(submissionId), cause: 'delivery_failed' } as const;
    await settleInstruction(trx, failed, 'retry', `taken out by hand by ${stamp.actor}`, stamp);
    return wakeSubmissions(trx, [submissionId], stamp.at);
  });
}
