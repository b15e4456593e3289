import type { CollectionState } from '../domain/states/collection.ts';
import type { Transaction } from './connection.ts';
import { type Effect, matchWaiting, type Pass, unreferenced } from './matching.ts';

/*
 * The rules for payments that do not name their line (db/matching.ts): by the mandate and amount, and by the whole batch.
 */

/** The line in a state that a mandate has for the amount of the record r, of a creditor; no row when there are none or several. */
export const onlyLineOfMandate = (state: CollectionState): string => `
  SELECT min(l.collection_id) AS collection_id, min(l.submission_id) AS submission_id, min(s.system_id) AS system_id,
         bool_and(y.posting_by_itself) AS posting_by_itself
    FROM mandates m
    JOIN submission_lines l ON l.umr = m.umr
    JOIN submissions s ON s.id = l.submission_id AND s.creditor_id = r.creditor_id
    JOIN collection_systems y ON y.id = s.system_id
    JOIN collections c ON c.id = l.collection_id AND c.mandate_id = m.id AND c.direction = 'debit' AND c.state = '${state}'
   WHERE m.creditor_id = r.creditor_id AND m.umr_key = upper(replace(r.mandate_id, ' ', ''))
     AND l.amount_minor = r.amount_minor AND c.currency = r.currency AND l.released_at IS NULL
  HAVING count(*) = 1`;

/**
 * Movements without our reference but with a mandate: the one line of that mandate with that amount which can have moved
 * so. More than one such line is no match: a person decides. So is a movement to which the bank gave no reference of its
 * own: met again in another file, it could not be told from the next collection of the same amount.
 */
export async function matchByMandate(trx: Transaction, what: 'settle' | 'undo', pass: Pass): Promise<void> {
  const wanted = {
    settle: { state: 'in_flight', effect: 'settled', sign: 'CRDT' },
    undo: { state: 'settled', effect: 'returned', sign: 'DBIT' },
  }[what] as { state: CollectionState; effect: Effect; sign: string };
  await matchWaiting(
    trx,
    `SELECT r.file_id, r.record_no, 0, r.creditor_id, f.system_id, f.submission_id, f.collection_id, :effect,
            'by mandate and amount', r.amount_minor, 0, r.currency, r.booked_on, :at::timestamptz, f.posting_by_itself,
            :pass::int
       FROM waiting_payments r
       JOIN LATERAL (${onlyLineOfMandate(wanted.state)}) f ON true
      WHERE r.mandate_id <> '' AND ${unreferenced} AND r.key_count > 0 AND r.sign = :sign`,
    { at: pass.at, pass: pass.pass, effect: wanted.effect, sign: wanted.sign },
  );
}

/** The reason of a match that was told for the whole batch. */
export const wholeBatch = 'batch without details';

/** The record r, of a batch b, has no details and is exactly what is in flight of the batch. */
export const isWholeBatch = `r.tx_no = 0 AND r.sign = CASE b.sequence_type WHEN 'disbursement' THEN 'DBIT' ELSE 'CRDT' END
  AND r.amount_minor = (
    SELECT sum(bl.amount_minor) FROM submission_lines bl JOIN collections bc ON bc.id = bl.collection_id
     WHERE bl.submission_id = b.submission_id AND bl.batch_no = b.batch_no AND bl.released_at IS NULL
       AND bc.state = 'in_flight')`;

/** A movement of a whole batch without details settles each line of it, when it is exactly what is in flight there. */
export async function matchBatches(trx: Transaction, pass: Pass): Promise<void> {
  await matchWaiting(
    trx,
    `SELECT r.file_id, r.record_no, (row_number() OVER (PARTITION BY r.record_no ORDER BY l.line_no))::int, s.creditor_id,
            s.system_id, s.id, l.collection_id, 'settled', '${wholeBatch}', l.amount_minor, 0, r.currency,
            r.booked_on, :at::timestamptz, y.posting_by_itself, :pass::int
       FROM waiting_payments r
       JOIN submission_batches b ON b.payment_info_id = r.payment_info_id
       JOIN submissions s ON s.id = b.submission_id AND s.creditor_id = r.creditor_id
       JOIN collection_systems y ON y.id = s.system_id
       JOIN submission_lines l ON l.submission_id = b.submission_id AND l.batch_no = b.batch_no
       JOIN collections c ON c.id = l.collection_id AND c.state = 'in_flight' AND c.currency = r.currency
      WHERE ${isWholeBatch} AND l.released_at IS NULL`,
    { at: pass.at, pass: pass.pass },
  );
}
