import { beforeDelivery, type SubmissionState } from '../domain/states/submission.ts';
import { run, type Transaction } from './connection.ts';
import { matchColumns, type Pass, unmatchedYet } from './matching.ts';

/*
 * What a bank answers to a request to cancel or to reverse (C16): in a pain.002 about the request itself, or in a camt.029 about what
 * is to be cancelled. `not_undone` releases the line of the request; the collection is what it was.
 */

/** The records that answer requests: db/statusMatching.ts leaves them to the rules here. */
export const answersRequest = `(r.family = 'camt.029' OR s.kind IN ('cancellations', 'reversals'))`;

/**
 * The lines of the requests that a file speaks of, each with what identifies it there: of a reversal its own batch, of a
 * cancellation that of the original (activities/adapters/undoing.ts).
 */
const requestLines = `named AS (SELECT DISTINCT message_id FROM inbound_records WHERE file_id = :file_id AND kind = 'status' AND account = ''),
request_lines AS MATERIALIZED (
  SELECT u.submission_id, q.message_id, u.kind, u.collection_id, u.released_at, o.id AS original_id, o.message_id AS original_message_id,
         l.end_to_end_id, u.amount_minor,
         CASE u.kind WHEN 'cancellations' THEN b.payment_info_id
              ELSE q.message_id || '-' || dense_rank() OVER (PARTITION BY u.submission_id ORDER BY l.batch_no) END AS payment_info_id
    FROM undo_lines u
    JOIN submissions q ON q.id = u.submission_id
    JOIN submissions o ON o.id = u.original_submission_id
    JOIN submission_lines l ON l.submission_id = u.original_submission_id AND l.line_no = u.original_line_no
    JOIN submission_batches b ON b.submission_id = l.submission_id AND b.batch_no = l.batch_no
   WHERE (q.message_id IN (SELECT message_id FROM named) OR o.message_id IN (SELECT message_id FROM named)) AND q.state <> ALL(:never_sent))`;

/** Whether a status speaks of a line: it names the line, or its batch or message and the file does not list the line itself. */
const speaksOf = `CASE r.level WHEN 'transaction' THEN u.end_to_end_id = r.end_to_end_id
  ELSE (r.level = 'group' OR u.payment_info_id = r.payment_info_id)
   AND NOT EXISTS (SELECT 1 FROM inbound_records t WHERE t.file_id = r.file_id AND t.level = 'transaction'
         AND t.message_id = r.message_id AND t.end_to_end_id = u.end_to_end_id)
   AND (r.level = 'batch' OR NOT EXISTS (SELECT 1 FROM inbound_records t WHERE t.file_id = r.file_id AND t.level = 'batch'
         AND t.message_id = r.message_id AND t.payment_info_id = u.payment_info_id AND t.status = ANY(:ends))) END`;

/** The line still waits for what was asked. */
const waits = `c.state = CASE u.kind WHEN 'cancellations' THEN 'in_flight' ELSE 'settled' END`;

/** What keeps a record from having an effect: a person must see it. */
const problem = `CASE WHEN u.named_id IS NULL THEN 'a status for a message that is not ours'
  WHEN u.state = ANY(:never_sent) THEN 'a status for a submission that is ' || u.state
  WHEN u.collection_id IS NULL AND u.level = 'transaction' THEN 'no request for a line with this reference'
  WHEN u.collection_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM request_lines k WHERE u.message_id IN (k.message_id, k.original_message_id)) THEN 'nothing was requested of this message'
  WHEN u.refuses AND u.kind = 'reversals' AND c.state = 'reversed' AND u.released_at IS NULL THEN 'refused, but the line is reversed'
  WHEN u.cancels AND c.state = 'settled' AND c.direction = 'debit' THEN 'cancelled, but the line is settled'
  END`;

const effect = `CASE WHEN u.collection_id IS NULL AND u.about_original THEN 'noted'
  WHEN u.collection_id IS NULL OR NOT (u.refuses OR u.cancels) THEN CASE WHEN u.status = ANY(:acknowledging) THEN 'accepted' ELSE 'noted' END
  WHEN u.refuses AND u.released_at IS NOT NULL THEN 'met_again'
  WHEN u.refuses AND ${waits} THEN 'not_undone'
  WHEN u.cancels AND c.state = 'in_flight' AND l.collection_id IS NOT NULL THEN 'rejected'
  WHEN u.cancels AND c.state = 'rejected' THEN 'met_again'
  ELSE 'noted' END`;

/**
 * Matches the records that answer requests. Of several requests for the same line the living one counts, else the last. A status that
 * decides nothing (pending, accepted for processing) is noted at the request, which is then acknowledged.
 */
export async function matchAnswersToRequests(trx: Transaction, pass: Pass): Promise<void> {
  await run(
    trx,
    `WITH ${requestLines},
     answers AS (
       SELECT r.file_id, r.record_no, r.level, r.reason, r.status, r.message_id, r.end_to_end_id, r.payment_info_id, s.id AS named_id, s.creditor_id,
              s.system_id, s.state, s.currency, r.family = 'camt.029' AND s.kind IN ('collections', 'disbursements') AS about_original,
              CASE WHEN r.family <> 'camt.029' THEN r.status = 'RJCT' ELSE r.status = 'RJCR' END AS refuses,
              r.family = 'camt.029' AND r.status IN ('ACCR', 'CNCL') AS cancels
         FROM inbound_records r LEFT JOIN submissions s ON s.message_id = r.message_id
        WHERE r.file_id = :file_id AND r.kind = 'status' AND r.account = '' AND ${answersRequest}
          AND ${unmatchedYet}),
     found AS (
       SELECT DISTINCT ON (r.record_no, u.collection_id) r.*, u.submission_id AS request_id, u.kind, u.collection_id, u.original_id,
              u.released_at, u.amount_minor
         FROM answers r
         LEFT JOIN request_lines u ON CASE WHEN r.about_original THEN u.kind = 'cancellations' AND u.original_message_id = r.message_id
                                           ELSE u.message_id = r.message_id END
          AND ${speaksOf}
        ORDER BY r.record_no, u.collection_id, u.released_at IS NOT NULL, u.submission_id DESC),
     judged AS (
       SELECT u.*, c.state AS line_state,
              ${problem} AS problem, ${effect} AS effect
         FROM found u
         LEFT JOIN collections c ON c.id = u.collection_id
         LEFT JOIN submission_lines l ON l.submission_id = u.original_id AND l.collection_id = u.collection_id AND l.released_at IS NULL)
     INSERT INTO matches ${matchColumns}
     SELECT file_id, record_no, (row_number() OVER (PARTITION BY record_no ORDER BY collection_id) - 1)::int, creditor_id, system_id,
            CASE WHEN problem IS NULL AND effect = 'rejected' THEN original_id ELSE coalesce(request_id, named_id) END, collection_id,
            CASE WHEN problem IS NULL THEN effect END,
            coalesce(problem, CASE WHEN effect = 'noted' AND collection_id IS NOT NULL THEN status || ', but the line is ' || line_state
                                   WHEN reason = '' THEN status ELSE reason END),
            coalesce(amount_minor, 0), 0, coalesce(currency, ''), '', :at, false, :pass
       FROM judged`,
    { ...pass, ends: ['RJCT', 'RJCR', 'ACCR'], never_sent: neverSent, acknowledging },
  );
  await run(
    trx,
    `UPDATE undo_lines u SET released_at = :at FROM matches m
      WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = 'not_undone' AND u.submission_id = m.submission_id
        AND u.collection_id = m.collection_id AND u.released_at IS NULL`,
    { ...pass },
  );
}

/** Of what the bank never had it can say nothing: a late answer is about an earlier request. */
const neverSent: readonly SubmissionState[] = [...beforeDelivery, 'refused', 'withdrawn'];

/** Statuses by which the bank says that it has the request and has not decided, or that what it decided is listed line by line. */
const acknowledging = [
  'RCVD', 'PDNG', 'ACTC', 'ACCP', 'ACSP', 'ACSC', 'ACCC', 'ACWC', 'PART', 'PATC', 'PDCR', 'PACR', 'PECR',
]; // prettier-ignore
