import { many, type Transaction } from './connection.ts';
import { ownReference, sameCustomer, settledFits, settles, undoneFits } from './matching.ts';
import { isWholeBatch, onlyLineOfMandate } from './matchingWithoutReference.ts';
import { paidTwice } from './waitingMoney.ts';

/** r: a payment that matched nothing yet, with its creditor. The three ways in which it may find its line (db/matching.ts). */
const byReference = `
  SELECT r.file_id, r.record_no FROM waiting r
    JOIN submission_lines l ON l.end_to_end_id = ${ownReference} AND ${sameCustomer} AND l.released_at IS NULL
    JOIN collections c ON c.id = l.collection_id AND c.currency = r.currency
   WHERE CASE c.state WHEN 'in_flight' THEN ${settles} AND ${settledFits} WHEN 'settled' THEN NOT (${settles}) AND ${undoneFits} AND c.id NOT IN (${paidTwice}) END`;

const byBatch = `
  SELECT r.file_id, r.record_no FROM waiting r
    JOIN submission_batches b ON b.payment_info_id = r.payment_info_id
    JOIN submissions s ON s.id = b.submission_id AND s.creditor_id = r.creditor_id AND s.currency = r.currency
   WHERE ${isWholeBatch}`;

/** Money that came before a line was collected is not of that line: the next one of a mandate has the same amount. */
const bookedSince = (state: 'in_flight' | 'settled'): string => `
  SELECT 1 FROM (${onlyLineOfMandate(state)}) f JOIN submissions s ON s.id = f.submission_id
   WHERE s.first_collection_on::text <= left(r.booked_on, 10)`;

const byMandate = `
  SELECT r.file_id, r.record_no FROM waiting r
   WHERE r.mandate_id <> '' AND ${ownReference} IN ('', 'NOTPROVIDED') AND cardinality(r.bank_keys) > 0
     AND CASE r.sign WHEN 'CRDT' THEN EXISTS (${bookedSince('in_flight')}) ELSE EXISTS (${bookedSince('settled')}) END`;

/**
 * Takes back the "not yet" of payments whose line, batch or mandate has appeared, settled or been rejected meanwhile, so that a new
 * pass may match them. Only of the given creditors, whose locks the caller holds.
 * @returns the files they stand in, with the number of the next pass.
 */
export async function reopenWaiting(
  trx: Transaction,
  creditorIds: readonly number[],
  exceptFileId: number,
): Promise<{ file_id: number; pass: number }[]> {
  return many(
    trx,
    `WITH waiting AS MATERIALIZED (
       SELECT r.*, m.creditor_id
         FROM matches m
         JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no AND r.kind = 'payment'
        WHERE m.effect IS NULL AND m.file_id <> :file_id AND m.creditor_id = ANY(:creditors)),
     found AS (${byReference} UNION ${byBatch} UNION ${byMandate}),
     reopened AS (
       DELETE FROM matches m USING found f
        WHERE m.file_id = f.file_id AND m.record_no = f.record_no AND m.effect IS NULL
        RETURNING m.file_id)
     SELECT m.file_id, max(m.pass) + 1 AS pass FROM matches m WHERE m.file_id IN (SELECT file_id FROM reopened)
      GROUP BY m.file_id ORDER BY m.file_id`,
    { file_id: exceptFileId, creditors: creditorIds },
  );
}
