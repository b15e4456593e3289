import { IncassoError } from '../domain/errors.ts';
import type { UnappliedPaymentState } from '../domain/states/unappliedPayment.ts';
import { type Db, first, inTransaction, lockCreditor, many, run, type Transaction } from './connection.ts';
import { noReference } from './inboundRecords.ts';
import { double, type Pass } from './matching.ts';
import { wholeBatch } from './matchingWithoutReference.ts';
import { recordCreated, type Stamp } from './transitions.ts';

/*
 * Money that came in and that nothing asks for (P13): a second payment of a settled line by itself, any other record when a
 * person says so. What becomes of it is a person's decision: db/allocations.ts.
 */

/** m the match without an effect, r its record. Only credits: money that went out is never a payment to us. */
const madeOf = `
  INSERT INTO unapplied_payments (creditor_id, file_id, record_no, part_no, customer_id, currency, amount_minor, open_minor,
    state, state_since)
  SELECT m.creditor_id, m.file_id, m.record_no, m.part_no, i.customer_id, m.currency, m.amount_minor, m.amount_minor, 'open',
         :at::timestamptz
    FROM matches m
    JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
    LEFT JOIN collections c ON c.id = m.collection_id
    LEFT JOIN items i ON i.id = c.item_id
   WHERE m.file_id = :file_id AND m.effect IS NULL AND m.creditor_id IS NOT NULL AND m.amount_minor > 0
     AND r.kind = 'payment' AND r.sign = 'CRDT' AND r.status = 'BOOK'`;

/**
 * The bank gave this transaction a reference of its own, which no other record has, here or in another file. The reference of an entry
 * is not enough: its transactions may come in another order, or alone. At Betalingsservice only slips have one.
 */
const isOneOfItsOwn = `(r.servicer_ref <> ALL(:no_references) OR r.transaction_id <> ALL(:no_references))
  AND NOT EXISTS (SELECT 1 FROM inbound_keys k WHERE k.account = r.account AND k.key = ANY(r.bank_keys)
                     AND (k.file_id, k.record_no) <> (r.file_id, r.record_no))`;

/** Some file spoke of its whole batch: this may be the same money told once more. */
const wasInBatch = `EXISTS (SELECT 1 FROM matches b WHERE b.submission_id = m.submission_id AND b.collection_id = m.collection_id
  AND b.reason = '${wholeBatch}')`;

/** Second payments of lines that were settled before. What may be a payment met again is left to a person. */
export async function takeDoubles(trx: Transaction, { file_id, pass, at }: Pass, stamp: Stamp): Promise<void> {
  const made = await many<{ id: number }>(
    trx,
    `${madeOf} AND m.pass = :pass AND m.reason LIKE '${double}%' AND ${isOneOfItsOwn} AND NOT ${wasInBatch}
      ORDER BY m.record_no, m.part_no RETURNING id`,
    { file_id, pass, at, no_references: [...noReference] },
  );
  await markMatches(trx, made, { ...stamp, reason: 'a second payment' });
}

/**
 * Makes a record that matches nothing an unapplied payment; it is not tried again when a line appears. A record that spoke for
 * several lines becomes one for each. @returns their numbers. @throws IncassoError NOT_FOUND; CONFLICT when the record is no credit that waits for a line.
 */
export async function makeUnapplied(
  db: Db,
  fileId: number,
  recordNo: number,
  stamp: Stamp & { reason: string },
): Promise<number[]> {
  return inTransaction(db, async (trx) => {
    const match = await first<{ creditor_id: number | null }>(
      trx,
      'SELECT creditor_id FROM matches WHERE file_id = :file_id AND record_no = :record_no AND effect IS NULL',
      { file_id: fileId, record_no: recordNo },
    );
    if (!match) throw new IncassoError('NOT_FOUND', `file ${fileId} has no unmatched record ${recordNo}`);
    if (match.creditor_id !== null) await lockCreditor(trx, match.creditor_id, 'set');
    const made = await many<{ id: number }>(trx, `${madeOf} AND m.record_no = :record_no RETURNING id`, {
      file_id: fileId,
      record_no: recordNo,
      at: stamp.at,
    });
    if (made.length === 0)
      throw new IncassoError('CONFLICT', `record ${recordNo} is no booked credit on an account of ours`);
    await markMatches(trx, made, stamp);
    await run(trx, 'UPDATE inbound_files SET posted_at = NULL WHERE id = :id', { id: fileId });
    return made.map(({ id }) => id);
  });
}

/** Its match has an effect from now on. Whether it may be posted is a setting of the line's system, or of the file's. */
async function markMatches(trx: Transaction, made: readonly { id: number }[], stamp: Stamp & { reason: string }) {
  if (made.length === 0) return;
  const ids = made.map(({ id }) => id);
  await run(
    trx,
    `UPDATE matches m SET effect = 'unapplied', posting_allowed = coalesce(y.posting_by_itself, m.posting_allowed)
       FROM unapplied_payments u JOIN inbound_files f ON f.id = u.file_id LEFT JOIN collection_systems y ON y.id = f.system_id
      WHERE u.id = ANY(:ids) AND m.file_id = u.file_id AND m.record_no = u.record_no AND m.part_no = u.part_no`,
    { ids },
  );
  const which = { sql: 'SELECT unnest(:ids::bigint[]) AS id', bindings: { ids } };
  await recordCreated(trx, 'unapplied_payment', which, stamp);
}

export interface UnappliedPayment {
  id: number;
  creditor: string;
  state: UnappliedPaymentState;
  booked_on: string;
  currency: string;
  amount_minor: number;
  /** What nobody has decided on yet. */
  open_minor: number;
  /** Of the customer whose line it paid a second time, or for whom it is kept. */
  customer: string | null;
  /** As the file names them. */
  payer_name: string;
  payer_iban: string;
  remittance: string;
  reason: string;
  file_id: number;
  record_no: number;
}

/** Unapplied payments, oldest first; without a state those of which something is open. */
export async function listUnapplied(
  db: Db,
  filter: { creditor?: string; state?: UnappliedPaymentState; id?: number; limit: number },
): Promise<UnappliedPayment[]> {
  return many(
    db,
    `SELECT u.id, k.code AS creditor, u.state, r.booked_on, u.currency, u.amount_minor, u.open_minor, c.number AS customer,
            r.counterparty_name AS payer_name, r.counterparty_iban AS payer_iban, r.remittance, m.reason, u.file_id, u.record_no
       FROM unapplied_payments u
       JOIN creditors k ON k.id = u.creditor_id
       JOIN matches m ON m.file_id = u.file_id AND m.record_no = u.record_no AND m.part_no = u.part_no
       JOIN inbound_records r ON r.file_id = u.file_id AND r.record_no = u.record_no
       LEFT JOIN customers c ON c.id = u.customer_id
      WHERE (:creditor::text IS NULL OR k.code = :creditor) AND (:id::bigint IS NULL OR u.id = :id)
        AND (:id::bigint IS NOT NULL OR CASE WHEN :state::text IS NULL THEN u.open_minor > 0 ELSE u.state = :state END)
      ORDER BY u.id LIMIT :limit`,
    {
      creditor: filter.creditor ?? null,
      state: filter.state ?? null,
      id: filter.id ?? null,
      limit: filter.limit,
    },
  );
}

/** One unapplied payment. @throws IncassoError NOT_FOUND */
export async function findUnapplied(db: Db, id: number): Promise<UnappliedPayment> {
  const [payment] = await listUnapplied(db, { id, limit: 1 });
  if (!payment) throw new IncassoError('NOT_FOUND', `unapplied payment ${id} does not exist`);
  return payment;
}
