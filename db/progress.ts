import { factsOf, sendingDates } from '../domain/sending.ts';
import type { SubmissionState } from '../domain/states/submission.ts';
import { submissionStates } from '../domain/states/submission.ts';
import { mayBecome } from '../domain/states/table.ts';
import { markTransferred } from './agreements.ts';
import { type Db, inTransaction, many, run, type Transaction } from './connection.ts';
import { closeAttemptAsDone } from './deliveries.ts';
import { settleInstruction } from './instructions.ts';
import { findSystemById } from './parties.ts';
import { settleReceipts } from './receipts.ts';
import { findSubmission, listBatches, lockSubmission, movesMoney, type SubmissionKind } from './submissions.ts';
import { type Stamp, transitionOne } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

interface Progress {
  id: number;
  kind: SubmissionKind;
  state: SubmissionState;
  lines: number;
  in_flight: number;
  rejected: number;
  accepted: boolean;
  /** A receipt proves that it reached the payment centre. */
  arrived: boolean;
}

/**
 * Moves the submissions that a file speaks of to what their lines say now, and wakes those that moved. What the bank
 * answers also settles a doubt about the delivery: it can only answer what it has.
 */
export async function advanceSubmissionsOfFile(trx: Transaction, fileId: number, stamp: Stamp): Promise<string[]> {
  const spokenOf = `s.id IN (SELECT submission_id FROM matches WHERE file_id = :id)
    OR s.id IN (SELECT u.submission_id FROM undo_lines u JOIN matches m ON m.collection_id = u.collection_id
                 WHERE m.file_id = :id AND u.released_at IS NULL)`;
  const rows = await progressOf(trx, `(${spokenOf})`, fileId);
  const moved: number[] = [];
  for (const row of rows) if (await advance(trx, row, stamp)) moved.push(row.id);
  return wakeSubmissions(trx, moved, stamp.at);
}

/** The same for one submission, asked by its own workflow: answers that came before its delivery was recorded. */
export async function advanceSubmission(trx: Transaction, id: number, stamp: Stamp): Promise<void> {
  for (const row of await progressOf(trx, 's.id = :id', id)) await advance(trx, row, stamp);
}

/**
 * A request to undo is answered for each line: released when the bank refuses it, else one to cancel is answered when the line is not
 * in flight any more, one to reverse when it is not settled any more.
 */
const undoProgress = `
         SELECT CASE WHEN u.released_at IS NOT NULL THEN 'rejected'
                     WHEN c.state = CASE u.kind WHEN 'cancellations' THEN 'in_flight' ELSE 'settled' END THEN 'in_flight'
                     ELSE 'settled' END
           FROM undo_lines u JOIN collections c ON c.id = u.collection_id WHERE u.submission_id = s.id`;

/** Locked before they are read: a workflow that looks and a file that is applied may move the same submission. */
async function progressOf(trx: Transaction, which: string, id: number): Promise<Progress[]> {
  await run(trx, `SELECT 1 FROM submissions s WHERE ${which} ORDER BY s.id FOR UPDATE`, { id });
  return many(
    trx,
    `SELECT s.id, s.kind, s.state, count(*)::int AS lines, count(*) FILTER (WHERE l.state = 'in_flight')::int AS in_flight,
            count(*) FILTER (WHERE l.state = 'rejected')::int AS rejected,
            bool_or(l.state IN ('settled', 'returned', 'refunded', 'reversed')) OR EXISTS (
              SELECT 1 FROM matches m WHERE m.submission_id = s.id AND m.effect IN ('accepted', 'rejected')) AS accepted,
            EXISTS (SELECT 1 FROM matches m WHERE m.submission_id = s.id AND m.effect = 'arrived') AS arrived
       FROM submissions s
       CROSS JOIN LATERAL (
         SELECT c.state FROM submission_lines n JOIN collections c ON c.id = n.collection_id WHERE n.submission_id = s.id
         UNION ALL
         SELECT CASE a.outcome WHEN 'confirmed' THEN 'settled' WHEN 'refused' THEN 'rejected' ELSE 'in_flight' END
           FROM agreement_lines a WHERE a.submission_id = s.id
         UNION ALL
         ${undoProgress}) l
      WHERE ${which}
      GROUP BY s.id ORDER BY s.id`,
    { id },
  );
}

/**
 * The file is at the bank: attempt done and submission delivered, in one transaction. Known late, after the doubt was put
 * to a person, it settles the doubt. The attempt keeps a note where the answer was lost.
 */
export async function recordDelivered(
  db: Db,
  id: number,
  { attempt, note }: { attempt: number; note: string | null },
  stamp: Stamp,
): Promise<string[]> {
  return inTransaction(db, async (trx) => {
    const row = await lockSubmission(trx, id);
    await run(
      trx,
      `UPDATE delivery_attempts SET phase = 'done', ended_at = :at, note = :note
        WHERE submission_id = :id AND attempt = :attempt AND phase = 'renaming'`,
      { id, attempt, note, at: stamp.at },
    );
    if (row.state !== 'delivering' && row.state !== 'unknown') return [];
    await transitionOne(trx, 'submission', id, 'delivered', stamp);
    await markTransferred(trx, id);
    if (row.state === 'delivering') return [];
    await settleDoubt(trx, id, 'the delivery was confirmed late', stamp);
    return wakeSubmissions(trx, [id], stamp.at);
  });
}

/** Known after all to have arrived, after the doubt was put to a person. */
export async function settleDoubt(trx: Transaction, id: number, why: string, stamp: Stamp): Promise<void> {
  const subject = { kind: 'submission', id: String(id), cause: 'delivery_unknown' } as const;
  await closeAttemptAsDone(trx, id, why, stamp.at);
  await markTransferred(trx, id);
  await settleInstruction(trx, subject, 'arrived', why, stamp);
}

/** A payment centre that has taken a file tells what became of its lines after their dates: so long there is no silence. */
export async function expectResults(trx: Transaction, id: number, at: string): Promise<void> {
  const submission = await findSubmission(trx, id);
  const system = await findSystemById(trx, submission.system_id);
  const lastOn = (await listBatches(trx, id))
    .map((batch) => batch.collection_on)
    .sort()
    .at(-1);
  if (lastOn === undefined || factsOf(system).family !== 'betalingsservice') return;
  await run(trx, 'UPDATE submissions SET answer_due_at = greatest(answer_due_at, :due::timestamptz) WHERE id = :id', {
    id,
    due: sendingDates(system, at).answerDueAt(lastOn),
  });
}

/** @returns true when it moved. */
async function advance(trx: Transaction, row: Progress, stamp: Stamp): Promise<boolean> {
  const to = stateByLines(row);
  if (to === undefined || to === row.state || !mayBecome(submissionStates, row.state, to)) return false;
  await transitionOne(trx, 'submission', row.id, to, stamp);
  if (row.state === 'unknown') await settleDoubt(trx, row.id, 'the bank answered', stamp);
  if (to === 'acknowledged' || to === 'partly_rejected') await expectResults(trx, row.id, stamp.at);
  const silence = { kind: 'submission', id: String(row.id), cause: 'submission_silent' } as const;
  await settleInstruction(trx, silence, 'wait', 'the bank answered', stamp);
  const judged = to === 'rejected' ? to : 'accepted';
  if (to !== 'delivered') await settleReceipts(trx, row.id, judged, 'the bank answered', stamp);
  // of what only asks for something there is nothing to post
  if (to === 'settled' && !movesMoney(row.kind)) await transitionOne(trx, 'submission', row.id, 'reconciled', stamp);
  return true;
}

function stateByLines(row: Progress): SubmissionState | undefined {
  if (row.rejected === row.lines) return 'rejected';
  if (row.in_flight === 0) return 'settled';
  if (row.rejected > 0) return 'partly_rejected';
  if (row.accepted) return 'acknowledged';
  return row.arrived && row.state === 'unknown' ? 'delivered' : undefined;
}
