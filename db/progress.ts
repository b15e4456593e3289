import type { SubmissionState } from '../domain/states/submission.ts';
import { submissionStates } from '../domain/states/submission.ts';
import { mayBecome } from '../domain/states/table.ts';
import { many, type Transaction } from './connection.ts';
import { closeAttemptAsDone } from './deliveries.ts';
import { settleInstruction } from './instructions.ts';
import { type Stamp, transitionOne } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

interface Progress {
  id: number;
  state: SubmissionState;
  lines: number;
  in_flight: number;
  rejected: number;
  accepted: boolean;
}

/**
 * Moves the submissions that a file speaks of to what their lines say now, and wakes them. What the bank answers also
 * settles a doubt about the delivery: it can only answer what it has.
 */
export async function advanceSubmissions(
  trx: Transaction,
  which: { fileId: number } | { submissionId: number },
  stamp: Stamp,
): Promise<string[]> {
  const rows = await many<Progress>(
    trx,
    `SELECT s.id, s.state, count(*)::int AS lines, count(*) FILTER (WHERE c.state = 'in_flight')::int AS in_flight,
            count(*) FILTER (WHERE c.state = 'rejected')::int AS rejected,
            bool_or(c.state IN ('settled', 'returned', 'refunded', 'reversed')) OR EXISTS (
              SELECT 1 FROM matches m WHERE m.submission_id = s.id AND m.effect IN ('accepted', 'rejected')) AS accepted
       FROM submissions s
       JOIN submission_lines l ON l.submission_id = s.id
       JOIN collections c ON c.id = l.collection_id
      WHERE ${'fileId' in which ? 's.id IN (SELECT submission_id FROM matches WHERE file_id = :id)' : 's.id = :id'}
      GROUP BY s.id ORDER BY s.id`,
    { id: 'fileId' in which ? which.fileId : which.submissionId },
  );
  for (const row of rows) await advance(trx, row, stamp);
  return wakeSubmissions(
    trx,
    rows.map((row) => row.id),
    stamp.at,
  );
}

async function advance(trx: Transaction, row: Progress, stamp: Stamp): Promise<void> {
  const to = stateByLines(row);
  if (to === undefined || to === row.state || !mayBecome(submissionStates, row.state, to)) return;
  await transitionOne(trx, 'submission', row.id, to, stamp);
  const subject = { kind: 'submission', id: String(row.id) };
  if (row.state === 'unknown') {
    await closeAttemptAsDone(trx, row.id, 'the bank answered', stamp.at);
    await settleInstruction(trx, { ...subject, cause: 'delivery_unknown' }, 'arrived', 'the bank answered', stamp);
  }
  await settleInstruction(trx, { ...subject, cause: 'submission_silent' }, 'wait', 'the bank answered', stamp);
}

function stateByLines(row: Progress): SubmissionState | undefined {
  if (row.rejected === row.lines) return 'rejected';
  if (row.in_flight === 0) return 'settled';
  if (row.rejected > 0) return 'partly_rejected';
  return row.accepted ? 'acknowledged' : undefined;
}
