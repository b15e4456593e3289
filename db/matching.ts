import { type Db, many, run, type Transaction } from './connection.ts';

/** Effects of a record on a collection. `met_again`, `noted`: known, and nothing changes. */
export type Effect = 'settled' | 'returned' | 'refunded' | 'rejected' | 'accepted' | 'met_again' | 'noted';

/** Effects that moved money: what is posted. */
export const moneyEffects: readonly Effect[] = ['settled', 'returned', 'refunded'];

/** One matching of a file: the first is pass 1; records that waited are matched again in a later pass. */
export interface Pass {
  file_id: number;
  pass: number;
  at: string;
}

/** Files that are booked from: the account's own family (camt.054 or camt.053), and only what is booked. */
const bookable = `r.kind = 'payment' AND r.status = 'BOOK' AND r.family = a.books_from`;

/** Remembers the bank's keys of the file's booked movements. Known ones keep their first place. */
export async function rememberKeys(trx: Transaction, { file_id }: Pass): Promise<void> {
  await run(
    trx,
    `INSERT INTO inbound_keys (account, key, file_id, record_no)
     SELECT r.account, k.key, r.file_id, r.record_no
       FROM inbound_records r JOIN creditor_accounts a ON a.iban = r.account CROSS JOIN unnest(r.bank_keys) AS k (key)
      WHERE r.file_id = :file_id AND ${bookable}
      ON CONFLICT DO NOTHING`,
    { file_id },
  );
}

const matchColumns = `(file_id, record_no, part_no, creditor_id, system_id, submission_id, collection_id, effect, reason,
  amount_minor, charges_minor, currency, booked_on, matched_at, posting_allowed, pass)`;

/**
 * Payments of a file that need no line: not booked, of the other family, of an account that is not ours, or met again
 * in another file. They are listed with the reason and change nothing.
 */
export async function setAsidePayments(trx: Transaction, pass: Pass): Promise<number> {
  return run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, 0, a.creditor_id, NULL, NULL, NULL,
            CASE WHEN a.id IS NULL THEN NULL WHEN known.file_id IS NOT NULL THEN 'met_again' ELSE 'noted' END,
            CASE WHEN a.id IS NULL THEN 'the account is not one of ours'
                 WHEN known.file_id IS NOT NULL THEN 'met before in file ' || known.file_id || ' record ' || known.record_no
                 WHEN r.family <> a.books_from THEN r.family || ' only reconciles, booked from ' || a.books_from
                 ELSE 'not booked: ' || r.status END,
            r.amount_minor, 0, r.currency, r.booked_on, :at, false, :pass
       FROM inbound_records r
       LEFT JOIN creditor_accounts a ON a.iban = r.account
       LEFT JOIN LATERAL (
         SELECT k.file_id, k.record_no FROM inbound_keys k
          WHERE k.account = r.account AND k.key = ANY(r.bank_keys) AND k.file_id <> r.file_id LIMIT 1) known ON true
      WHERE r.file_id = :file_id AND r.kind = 'payment'
        AND (a.id IS NULL OR known.file_id IS NOT NULL OR NOT (${bookable}))`,
    { ...pass },
  );
}

/** A credit settles what is in flight; a debit returns what was settled. Both by our end-to-end id and the amount. */
const paymentRules = {
  credit: {
    records: `r.sign = 'CRDT'`,
    effect: `CASE WHEN c.state = 'in_flight' AND l.amount_minor = r.amount_minor THEN 'settled' END`,
    problem: `CASE WHEN l.collection_id IS NULL THEN 'no line with this reference'
                   WHEN l.amount_minor <> r.amount_minor THEN 'the amount differs from the line'
                   WHEN c.state = 'in_flight' THEN ''
                   ELSE 'double? the line is ' || c.state END`,
  },
  debit: {
    records: `r.sign = 'DBIT' AND r.reason <> '0000'`,
    effect: `CASE WHEN c.state = 'settled' AND r.amount_minor IN (l.amount_minor, l.amount_minor + r.charges_minor)
                  THEN CASE WHEN r.reason = ANY(:refund_codes) THEN 'refunded' ELSE 'returned' END END`,
    problem: `CASE WHEN l.collection_id IS NULL THEN 'no line with this reference'
                   WHEN c.state = 'in_flight' THEN 'returned before it settled: waits for the settlement'
                   WHEN c.state <> 'settled' THEN 'double? the line is ' || c.state
                   WHEN r.amount_minor IN (l.amount_minor, l.amount_minor + r.charges_minor) THEN ''
                   ELSE 'the amount differs from the line' END`,
  },
} as const;

/** Codes by which a debtor gets money back after settlement without the bank's own failure (refund, not return). */
const refundCodes = ['MD06', 'MD01'];

/** Our reference of a record: the end-to-end id, or the instruction id where a bank repeats it there instead. */
const ownReference = `CASE WHEN r.end_to_end_id IN ('', 'NOTPROVIDED') THEN r.instruction_id ELSE r.end_to_end_id END`;

/** Matches the payments of a file that are left, of one direction. Credits come first: a file may settle and return. */
export async function matchPayments(trx: Transaction, direction: 'credit' | 'debit', pass: Pass): Promise<number> {
  const rule = paymentRules[direction];
  return run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, 0, a.creditor_id, s.system_id, l.submission_id, l.collection_id, ${rule.effect},
            ${rule.problem}, r.amount_minor, r.charges_minor, r.currency, r.booked_on, :at,
            coalesce(y.posting_by_itself, false), :pass
       FROM inbound_records r
       JOIN creditor_accounts a ON a.iban = r.account
       LEFT JOIN submission_lines l ON l.end_to_end_id = ${ownReference}
       LEFT JOIN submissions s ON s.id = l.submission_id AND s.creditor_id = a.creditor_id
       LEFT JOIN collection_systems y ON y.id = s.system_id
       LEFT JOIN collections c ON c.id = l.collection_id
      WHERE r.file_id = :file_id AND r.kind = 'payment' AND ${rule.records}
        AND NOT EXISTS (SELECT 1 FROM matches m WHERE m.file_id = r.file_id AND m.record_no = r.record_no)`,
    direction === 'debit' ? { ...pass, refund_codes: refundCodes } : { ...pass },
  );
}

/**
 * Movements without our reference but with a mandate: the one line of that mandate with that amount which can have moved
 * so. More than one such line is no match: a person decides.
 */
export async function matchByMandate(trx: Transaction, direction: 'credit' | 'debit', pass: Pass): Promise<number> {
  const wanted = { credit: { state: 'in_flight', effect: 'settled' }, debit: { state: 'settled', effect: 'returned' } }[
    direction
  ];
  return run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, 0, a.creditor_id, f.system_id, f.submission_id, f.collection_id, :effect,
            'by mandate and amount', r.amount_minor, r.charges_minor, r.currency, r.booked_on, :at, f.posting_by_itself, :pass
       FROM inbound_records r
       JOIN creditor_accounts a ON a.iban = r.account
       JOIN LATERAL (
         SELECT min(l.collection_id) AS collection_id, min(l.submission_id) AS submission_id, min(s.system_id) AS system_id,
                bool_and(y.posting_by_itself) AS posting_by_itself
           FROM mandates m
           JOIN submission_lines l ON l.umr = m.umr
           JOIN submissions s ON s.id = l.submission_id AND s.creditor_id = a.creditor_id
           JOIN collection_systems y ON y.id = s.system_id
           JOIN collections c ON c.id = l.collection_id AND c.mandate_id = m.id AND c.state = :state
          WHERE m.creditor_id = a.creditor_id AND m.umr_key = upper(replace(r.mandate_id, ' ', ''))
            AND l.amount_minor = r.amount_minor
         HAVING count(*) = 1) f ON true
      WHERE r.file_id = :file_id AND r.kind = 'payment' AND r.mandate_id <> '' AND ${ownReference} IN ('', 'NOTPROVIDED')
        AND ${paymentRules[direction].records}
        AND NOT EXISTS (SELECT 1 FROM matches m WHERE m.file_id = r.file_id AND m.record_no = r.record_no)`,
    { ...pass, effect: wanted.effect, state: wanted.state },
  );
}

/** A credit for a whole batch without details settles each line of it, when it is exactly what is in flight there. */
export async function matchBatchCredits(trx: Transaction, pass: Pass): Promise<number> {
  return run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, (row_number() OVER (PARTITION BY r.record_no ORDER BY l.line_no))::int, s.creditor_id,
            s.system_id, s.id, l.collection_id, 'settled', 'batch without details', l.amount_minor, 0, r.currency,
            r.booked_on, :at, y.posting_by_itself, :pass
       FROM inbound_records r
       JOIN creditor_accounts a ON a.iban = r.account
       JOIN submission_batches b ON b.payment_info_id = r.payment_info_id
       JOIN submissions s ON s.id = b.submission_id AND s.creditor_id = a.creditor_id
       JOIN collection_systems y ON y.id = s.system_id
       JOIN submission_lines l ON l.submission_id = b.submission_id AND l.batch_no = b.batch_no
       JOIN collections c ON c.id = l.collection_id AND c.state = 'in_flight'
      WHERE r.file_id = :file_id AND r.kind = 'payment' AND r.tx_no = 0 AND r.sign = 'CRDT'
        AND NOT EXISTS (SELECT 1 FROM matches m WHERE m.file_id = r.file_id AND m.record_no = r.record_no)
        AND r.amount_minor = (
          SELECT sum(bl.amount_minor) FROM submission_lines bl JOIN collections bc ON bc.id = bl.collection_id
           WHERE bl.submission_id = b.submission_id AND bl.batch_no = b.batch_no AND bc.state = 'in_flight')`,
    { ...pass },
  );
}

/** Debits that report success ('0000'): kept, and nothing is undone. */
export async function noteSuccessReports(trx: Transaction, pass: Pass): Promise<number> {
  return run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, 0, a.creditor_id, NULL, NULL, NULL, 'noted', 'code 0000 reports success',
            r.amount_minor, 0, r.currency, r.booked_on, :at, false, :pass
       FROM inbound_records r JOIN creditor_accounts a ON a.iban = r.account
      WHERE r.file_id = :file_id AND r.kind = 'payment' AND r.reason = '0000'
        AND NOT EXISTS (SELECT 1 FROM matches m WHERE m.file_id = r.file_id AND m.record_no = r.record_no)`,
    { ...pass },
  );
}

/**
 * Matches the statuses of a file. A rejection of the whole file or of a batch goes down to its lines that the file does
 * not list itself. Every other status of ours is an acceptance that moves no money; an unknown one is noted.
 */
export async function matchStatuses(trx: Transaction, pass: Pass): Promise<number> {
  return run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, coalesce(row_number() OVER (PARTITION BY r.record_no ORDER BY l.line_no) - 1, 0)::int,
            s.creditor_id, s.system_id, s.id, CASE WHEN r.status = 'RJCT' OR r.level = 'transaction' THEN l.collection_id END,
            CASE WHEN s.id IS NULL THEN NULL
                 WHEN r.level = 'transaction' AND l.collection_id IS NULL THEN NULL
                 WHEN r.status = 'RJCT' AND c.state = 'in_flight' THEN 'rejected'
                 WHEN r.status = 'RJCT' AND c.state = 'rejected' THEN 'met_again'
                 WHEN r.status = 'RJCT' AND l.collection_id IS NOT NULL THEN NULL
                 WHEN r.status = ANY(:accepting) THEN 'accepted'
                 ELSE 'noted' END,
            CASE WHEN s.id IS NULL THEN 'a status for a message that is not ours'
                 WHEN r.level = 'transaction' AND l.collection_id IS NULL THEN 'no line with this reference'
                 WHEN r.status = 'RJCT' AND c.state NOT IN ('in_flight', 'rejected') THEN 'rejected, but the line is ' || c.state
                 WHEN r.status = 'RJCT' THEN r.reason
                 ELSE r.status END,
            coalesce(l.amount_minor, 0), 0, coalesce(s.currency, ''), '', :at, false, :pass
       FROM inbound_records r
       LEFT JOIN submissions s ON s.message_id = r.message_id
       LEFT JOIN submission_batches b ON b.submission_id = s.id AND b.payment_info_id = r.payment_info_id
       LEFT JOIN submission_lines l ON l.submission_id = s.id AND (
              (r.level = 'transaction' AND l.end_to_end_id = r.end_to_end_id)
              OR (r.status = 'RJCT' AND (r.level = 'group' OR (r.level = 'batch' AND l.batch_no = b.batch_no))
                  AND NOT EXISTS (SELECT 1 FROM inbound_records t WHERE t.file_id = r.file_id AND t.level = 'transaction'
                        AND t.end_to_end_id = l.end_to_end_id)
                  AND (r.level = 'batch' OR NOT EXISTS (SELECT 1 FROM inbound_records t
                        JOIN submission_batches tb ON tb.payment_info_id = t.payment_info_id
                       WHERE t.file_id = r.file_id AND t.level = 'batch' AND tb.submission_id = l.submission_id
                         AND tb.batch_no = l.batch_no))))
       LEFT JOIN collections c ON c.id = l.collection_id
      WHERE r.file_id = :file_id AND r.kind = 'status'`,
    { ...pass, accepting: ['RCVD', 'PDNG', 'ACTC', 'ACCP', 'ACSP', 'ACSC', 'ACCC', 'ACWC', 'PART', 'PATC'] },
  );
}

/**
 * Takes back the "not yet" of records whose line has appeared or settled meanwhile, so that a new pass may match them.
 * @returns the files they stand in, with the number of the next pass.
 */
export async function reopenWaiting(
  trx: Transaction,
  exceptFileId: number,
): Promise<{ file_id: number; pass: number }[]> {
  return many(
    trx,
    `WITH reopened AS (
       DELETE FROM matches m USING inbound_records r, submission_lines l, collections c
        WHERE m.effect IS NULL AND m.file_id <> :file_id AND r.file_id = m.file_id AND r.record_no = m.record_no
          AND l.end_to_end_id = ${ownReference} AND c.id = l.collection_id AND l.amount_minor = r.amount_minor
          AND ((r.sign = 'CRDT' AND c.state = 'in_flight') OR (r.sign = 'DBIT' AND c.state = 'settled'))
        RETURNING m.file_id)
     SELECT m.file_id, max(m.pass) + 1 AS pass FROM matches m WHERE m.file_id IN (SELECT file_id FROM reopened)
      GROUP BY m.file_id ORDER BY m.file_id`,
    { file_id: exceptFileId },
  );
}

export interface MatchSummary {
  effect: Effect | null;
  reason: string;
  count: number;
  sum_minor: number;
}

/** What the records of a file were found to be. */
export async function summariseMatches(db: Db, fileId: number): Promise<MatchSummary[]> {
  return many(
    db,
    `SELECT effect, CASE WHEN effect IS NULL THEN reason ELSE '' END AS reason, count(*)::int AS count,
            sum(amount_minor)::bigint AS sum_minor
       FROM matches WHERE file_id = :id GROUP BY 1, 2 ORDER BY 1, 2`,
    { id: fileId },
  );
}
