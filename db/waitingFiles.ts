import { type Db, inTransaction, many } from './connection.ts';
import { settleInstruction } from './instructions.ts';
import type { Stamp } from './transitions.ts';

/** An outgoing file that a person must approve, or take to the bank. */
export interface WaitingFile {
  id: number;
  message_id: string;
  system: string;
  creditor_id: number;
  waits_for: 'approval' | 'hand_over';
  since: string;
  line_count: number;
  sum_minor: number;
  currency: string;
}

const cause = 'file_waits';

const waitingFiles = `
  SELECT s.id, s.message_id, y.code AS system, s.creditor_id,
         CASE s.state WHEN 'awaiting_approval' THEN 'approval' ELSE 'hand_over' END AS waits_for, s.state_since AS since,
         s.line_count, s.sum_minor, s.currency
    FROM submissions s JOIN collection_systems y ON y.id = s.system_id
   WHERE s.state = 'awaiting_approval'
      OR NOT y.direct_communication AND (s.state = 'approved' OR s.state = 'written' AND NOT y.approval_required)`;

/**
 * Files that have waited for a person since before an instant, about which nobody is asked now.
 * @param askedBefore - who has decided on the question is not asked again before it is as old
 */
export async function listWaitingFiles(
  db: Db,
  { before, askedBefore }: { before: string; askedBefore: string },
): Promise<WaitingFile[]> {
  return many(
    db,
    `SELECT w.* FROM (${waitingFiles}) w
      WHERE w.since < :before AND NOT EXISTS (
        SELECT 1 FROM instructions i WHERE i.subject_kind = 'submission' AND i.subject_id = w.id::text AND i.cause = :cause
           AND i.raised_at > w.since AND (i.state = 'open' OR i.raised_at > :asked_before))
      ORDER BY w.id`,
    { before, asked_before: askedBefore, cause },
  );
}

/** Closes what is asked about files that do not wait any more. */
export async function settleWaitingFiles(db: Db, stamp: Stamp): Promise<void> {
  const over = await many<{ subject_id: string }>(
    db,
    `SELECT i.subject_id FROM instructions i
      WHERE i.state = 'open' AND i.subject_kind = 'submission' AND i.cause = :cause
        AND NOT EXISTS (SELECT 1 FROM (${waitingFiles}) w WHERE w.id::text = i.subject_id AND i.raised_at > w.since)`,
    { cause },
  );
  for (const { subject_id: id } of over) {
    const subject = { kind: 'submission', id, cause } as const;
    await inTransaction(db, (trx) => settleInstruction(trx, subject, 'seen', 'it does not wait any more', stamp));
  }
}
