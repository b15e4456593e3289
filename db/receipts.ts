import type { RegistrationReceipt } from '../domain/betalingsservice/inbound.ts';
import { endLines } from './agreements.ts';
import { first, many, run, type Transaction } from './connection.ts';
import { settleInstruction } from './instructions.ts';
import type { Stamp } from './transitions.ts';

/*
 * Receipts of a payment centre (C8): echoes of registrations, and texts about a delivery that only a person understands. In the
 * SQL: r the record, s the submission that it is about.
 */

/** Applies the receipts of a staged file. What a person must see goes into the temporary table `person_mandates`. */
export async function applyReceipts(trx: Transaction, fileId: number, stamp: Stamp): Promise<void> {
  await matchEchoes(trx, fileId, stamp);
  await refuseAgreements(trx, fileId, stamp);
  await matchTexts(trx, fileId, stamp);
}

/** The list of an echo says what became of the registration; of another one than ours nothing changes. */
async function matchEchoes(trx: Transaction, fileId: number, { at }: Stamp): Promise<void> {
  await run(
    trx,
    `INSERT INTO matches (file_id, record_no, part_no, creditor_id, system_id, submission_id, mandate_id, effect, reason, amount_minor,
       currency, booked_on, matched_at)
     SELECT r.file_id, r.record_no, 0, a.creditor_id, l.system_id, l.submission_id, l.mandate_id,
            CASE WHEN l.mandate_id IS NULL THEN 'noted' WHEN r.status = 'errors' THEN 'rejected'
                 WHEN r.status IN ('control', 'remarks') THEN 'accepted' ELSE 'noted' END,
            CASE WHEN l.mandate_id IS NULL THEN 'no registration of ours awaits an answer' ELSE r.status || ': text ' || r.reason END,
            0, '', '', :at
       FROM inbound_records r
       LEFT JOIN money_sources a ON a.account = r.account
       LEFT JOIN LATERAL (
         SELECT l.mandate_id, l.submission_id, s.system_id FROM agreement_lines l JOIN submissions s ON s.id = l.submission_id
          WHERE s.creditor_id = a.creditor_id AND l.customer_number = r.customer_number AND l.action = 'register'
            AND l.outcome IS NULL LIMIT 1) l ON true
      WHERE r.file_id = :file_id AND r.kind = 'receipt' AND r.level = 'registration'`,
    { file_id: fileId, at },
  );
  await run(
    trx,
    `INSERT INTO person_mandates (mandate_id, note)
     SELECT m.mandate_id, m.reason FROM matches m JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
      WHERE m.file_id = :file_id AND m.mandate_id IS NOT NULL AND r.status <> 'control'`,
    { file_id: fileId },
  );
}

async function refuseAgreements(trx: Transaction, fileId: number, stamp: Stamp): Promise<void> {
  await trx.raw('DROP TABLE IF EXISTS ended_lines');
  await run(
    trx,
    `CREATE TEMP TABLE ended_lines ON COMMIT DROP AS
     SELECT DISTINCT ON (mandate_id) mandate_id, 'register' AS action, 'refused' AS outcome, 'refused by the payment centre: ' || reason AS reason,
            'file ' || file_id AS cause
       FROM matches WHERE file_id = :file_id AND effect = 'rejected' ORDER BY mandate_id, record_no`,
    { file_id: fileId },
  );
  await endLines(trx, stamp);
}

/**
 * The delivery that a text is about: the one whose number or file name it holds, else the only one of the system without an answer.
 * Only the first proves that a file arrived.
 */
async function matchTexts(trx: Transaction, fileId: number, { at }: Stamp): Promise<void> {
  await run(
    trx,
    `WITH open AS (
       SELECT r.file_id, r.record_no, r.level, s.id, s.creditor_id, s.system_id, s.state,
              r.remittance ~ ('(^|[^0-9])' || lpad(s.id::text, 10, '0') || '([^0-9]|$)') OR position(s.file_name IN r.remittance) > 0 AS is_named
         FROM inbound_records r JOIN inbound_files f ON f.id = r.file_id JOIN submissions s ON s.system_id = f.system_id
        WHERE r.file_id = :file_id AND r.kind = 'receipt' AND r.level <> 'registration'
          AND s.state IN ('delivering', 'unknown', 'delivered', 'acknowledged', 'partly_rejected')),
     candidates AS (
       SELECT o.*, count(*) OVER (PARTITION BY o.record_no) AS count FROM open o
        WHERE o.is_named OR (NOT EXISTS (SELECT 1 FROM open n WHERE n.record_no = o.record_no AND n.is_named)
              AND o.state IN ('delivering', 'unknown', 'delivered')))
     INSERT INTO matches (file_id, record_no, part_no, creditor_id, system_id, submission_id, effect, reason, amount_minor, currency,
       booked_on, matched_at)
     SELECT r.file_id, r.record_no, 0, c.creditor_id, coalesce(c.system_id, f.system_id), c.id,
            CASE WHEN c.is_named AND r.level = 'transmission' THEN 'arrived' ELSE 'noted' END,
            CASE WHEN c.is_named THEN 'names the delivery' WHEN c.id IS NOT NULL THEN 'the only delivery without an answer'
                 ELSE 'names no delivery of ours' END,
            0, '', '', :at
       FROM inbound_records r JOIN inbound_files f ON f.id = r.file_id
       LEFT JOIN candidates c ON c.record_no = r.record_no AND c.count = 1
      WHERE r.file_id = :file_id AND r.kind = 'receipt' AND r.level <> 'registration'`,
    { file_id: fileId, at },
  );
}

/** How many echoes of a file stand in each list. */
export async function countEchoes(
  trx: Transaction,
  fileId: number,
): Promise<Partial<Record<RegistrationReceipt['list'], number>>> {
  const rows = await many<{ list: RegistrationReceipt['list']; count: number }>(
    trx,
    `SELECT status AS list, count(*)::int AS count FROM inbound_records
      WHERE file_id = :file_id AND kind = 'receipt' AND level = 'registration' GROUP BY status`,
    { file_id: fileId },
  );
  return Object.fromEntries(rows.map(({ list, count }) => [list, count]));
}

export interface ReceiptText {
  about: 'transmission' | 'validation';
  text: string;
  submission_id: number | null;
  message_id: string | null;
  creditor_id: number | null;
}

/** The text of a receipt with the submission that it was matched to; undefined for a file of echoes. */
export async function findReceiptText(trx: Transaction, fileId: number): Promise<ReceiptText | undefined> {
  return first(
    trx,
    `SELECT r.level AS about, r.remittance AS text, m.submission_id, s.message_id, s.creditor_id
       FROM inbound_records r JOIN matches m ON m.file_id = r.file_id AND m.record_no = r.record_no
       LEFT JOIN submissions s ON s.id = m.submission_id
      WHERE r.file_id = :file_id AND r.kind = 'receipt' AND r.level <> 'registration'`,
    { file_id: fileId },
  );
}

/** What a submission was answered with settles the receipts about it that nobody has judged yet. */
export async function settleReceipts(
  trx: Transaction,
  submissionId: number,
  outcome: 'accepted' | 'rejected',
  reason: string,
  stamp: Stamp,
): Promise<void> {
  const open = await many<{ id: string }>(
    trx,
    `SELECT DISTINCT i.subject_id AS id FROM instructions i JOIN matches m ON m.file_id::text = i.subject_id
      WHERE i.state = 'open' AND i.cause = 'receipt_to_judge' AND m.submission_id = :id ORDER BY 1`,
    { id: submissionId },
  );
  for (const { id } of open) {
    await settleInstruction(trx, { kind: 'inbound_file', id, cause: 'receipt_to_judge' }, outcome, reason, stamp);
  }
}
