import { run, type Transaction } from './connection.ts';
import { matchColumns, type Pass, unmatchedYet } from './matching.ts';
import { answersRequest } from './undoMatching.ts';

/**
 * Matches the statuses of a file. A rejection of the whole file or of a batch goes down to its lines that the file does
 * not list itself. Every other status of ours is an acceptance that moves no money; an unknown one is noted. A status for
 * a file that was withdrawn matches nothing: the bank has what we believe it has not, and a person must know. What answers a request to
 * undo has rules of its own (db/undoMatching.ts).
 */
export async function matchStatuses(trx: Transaction, pass: Pass): Promise<void> {
  await matchLevel(trx, pass, `r.level = 'transaction'`, 'l.end_to_end_id = r.end_to_end_id');
  await matchLevel(trx, pass, `r.level <> 'transaction'`, rejectedWithTheRest);
}

/** The lines of a rejected file or batch that the status file does not list itself. */
const rejectedWithTheRest = `r.status = 'RJCT' AND (r.level = 'group' OR l.batch_no = b.batch_no)
  AND NOT EXISTS (SELECT 1 FROM inbound_records t WHERE t.file_id = r.file_id AND t.level = 'transaction'
        AND t.end_to_end_id = l.end_to_end_id)
  AND (r.level = 'batch' OR NOT EXISTS (SELECT 1 FROM inbound_records t
        JOIN submission_batches tb ON tb.payment_info_id = t.payment_info_id
       WHERE t.file_id = r.file_id AND t.level = 'batch' AND tb.submission_id = l.submission_id
         AND tb.batch_no = l.batch_no))`;

/** A statement for each way to find the lines: together they could only be found by comparing all with all. */
async function matchLevel(trx: Transaction, pass: Pass, records: string, lines: string): Promise<void> {
  await run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, coalesce(row_number() OVER (PARTITION BY r.record_no ORDER BY l.line_no) - 1, 0)::int,
            s.creditor_id, s.system_id, s.id, CASE WHEN r.status = 'RJCT' OR r.level = 'transaction' THEN l.collection_id END,
            CASE WHEN s.id IS NULL OR s.state IN ('withdrawn', 'refused') THEN NULL
                 WHEN r.level = 'transaction' AND l.collection_id IS NULL THEN NULL
                 WHEN r.status = 'RJCT' AND c.state = 'in_flight' THEN 'rejected'
                 WHEN r.status = 'RJCT' AND c.state = 'rejected' THEN 'met_again'
                 WHEN r.status = 'RJCT' AND l.collection_id IS NOT NULL THEN NULL
                 WHEN r.status = ANY(:accepting) THEN 'accepted'
                 WHEN r.status LIKE 'AC%' THEN 'noted' END,
            CASE WHEN s.id IS NULL THEN 'a status for a message that is not ours'
                 WHEN s.state IN ('withdrawn', 'refused') THEN 'a status for a submission that is ' || s.state
                 WHEN r.level = 'transaction' AND l.collection_id IS NULL THEN 'no line with this reference'
                 WHEN r.status = 'RJCT' AND c.state NOT IN ('in_flight', 'rejected') THEN 'rejected, but the line is ' || c.state
                 WHEN r.status = 'RJCT' THEN r.reason
                 WHEN r.status = ANY(:accepting) OR r.status LIKE 'AC%' THEN r.status
                 ELSE 'the bank says ' || r.status || ': ask it what that means' END,
            coalesce(l.amount_minor, 0), 0, coalesce(s.currency, ''), '', :at, false, :pass
       FROM inbound_records r
       LEFT JOIN submissions s ON s.message_id = r.message_id
       LEFT JOIN submission_batches b ON b.submission_id = s.id AND b.payment_info_id = r.payment_info_id
       LEFT JOIN submission_lines l ON l.submission_id = s.id AND ${lines}
       LEFT JOIN collections c ON c.id = l.collection_id
      WHERE r.file_id = :file_id AND r.kind = 'status' AND r.account = '' AND ${records} ${isFirst(pass)}
        AND NOT coalesce(${answersRequest}, false)`,
    { ...pass, accepting: ['RCVD', 'PDNG', 'ACTC', 'ACCP', 'ACSP', 'ACSC', 'ACCC', 'ACWC', 'PART', 'PATC'] },
  );
}

/** In the first pass no record has an answer. */
function isFirst({ pass }: Pass): string {
  return pass === 1 ? '' : `AND ${unmatchedYet}`;
}

/**
 * Matches what a payment centre says of single collections: its file names no message, but the line by our reference and the
 * customer. A code that is not known changes nothing until a person has looked it up.
 */
export async function matchResults(trx: Transaction, pass: Pass): Promise<void> {
  await run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, 0, a.creditor_id, s.system_id, s.id, c.id,
            CASE WHEN r.status <> 'RJCT' OR l.released_at IS NOT NULL AND c.state <> 'rejected' THEN NULL
                 WHEN c.state = 'in_flight' THEN 'rejected'
                 WHEN c.state = 'rejected' THEN 'met_again' END,
            CASE WHEN a.creditor_id IS NULL THEN 'the account is not one of ours'
                 WHEN c.id IS NULL THEN 'no line with this reference'
                 WHEN r.status <> 'RJCT' THEN 'a code that is not known'
                 WHEN c.state = 'in_flight' AND l.released_at IS NOT NULL THEN 'the line was withdrawn'
                 WHEN c.state NOT IN ('in_flight', 'rejected') THEN 'rejected, but the line is ' || c.state
                 ELSE r.reason END,
            coalesce(l.amount_minor, 0), 0, r.currency, '', :at, false, :pass
       FROM inbound_records r
       LEFT JOIN money_sources a ON a.account = r.account
       LEFT JOIN submission_lines l ON l.end_to_end_id = r.end_to_end_id AND l.customer_number = r.customer_number
       LEFT JOIN submissions s ON s.id = l.submission_id AND s.creditor_id = a.creditor_id
       LEFT JOIN collections c ON c.id = l.collection_id AND s.id IS NOT NULL
      WHERE r.file_id = :file_id AND r.kind = 'status' AND r.account <> '' ${isFirst(pass)}`,
    { ...pass },
  );
}
