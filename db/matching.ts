import { reversalReasons } from '../domain/pain007.ts';
import { type Bindings, type Db, many, one, run, type Transaction } from './connection.ts';
import { paidTwice } from './waitingMoney.ts';

/*
 * The rules by which a record of an inbound file becomes a match, in the order in which db/applying.ts asks them. In the SQL:
 * r the record, a the creditor's account, s the submission, l its line, c the collection of that line.
 */

/**
 * Effects of a record on a collection. `not_undone`: the bank refuses to cancel or to reverse it. `met_again`, `noted`: known, and nothing
 * changes. `unapplied`: money that nothing asks for (db/unappliedPayments.ts).
 */
export type Effect =
  | 'settled'
  | 'returned'
  | 'refunded'
  | 'reversed'
  | 'rejected'
  | 'accepted'
  | 'not_undone'
  | 'met_again'
  | 'noted'
  | 'unapplied';

/** Effects by which money moves, as a list in SQL. */
export const moneyEffects = `('settled', 'returned', 'refunded', 'reversed', 'unapplied')`;

/** Effects on an agreement of a payment centre; `arrived`: a receipt proves that a file has reached it. */
export type AgreementEffect = 'created' | 'updated' | 'ended' | 'arrived';

/** One matching of a file: the first is pass 1; records that waited are matched again in a later pass. */
export interface Pass {
  file_id: number;
  pass: number;
  at: string;
}

/** Which rules have something to do in a pass: reading every payment for a rule that finds none takes time too. */
export interface Waiting {
  /** Keys that the bank gave the bookable payments. */
  keys: number;
  /** Some are of an account that is not ours, or not to be booked. */
  has_others: boolean;
  /** Some stand for a whole batch, or for a transaction without details. */
  has_undetailed: boolean;
  has_unreferenced: boolean;
  has_debits: boolean;
  /** Some may be payment slips, of which another amount may be paid than was asked. */
  has_customers: boolean;
  /** The file says of others what became of them: statuses, which wait beside the payments. */
  has_statuses: boolean;
}

/** Files that are booked from: the account's own family (camt.054 or camt.053), and only what is booked. */
const bookable = `coalesce(r.status = 'BOOK' AND r.family = a.books_from, false)`;

/** The record has no answer yet: in a later pass the others of its file have theirs. */
export const unmatchedYet =
  'NOT EXISTS (SELECT 1 FROM matches m WHERE m.file_id = r.file_id AND m.record_no = r.record_no)';

/**
 * The reason code of a record. A bank that cancels as it was asked (camt.029) need not give one: it is that of a pain.002 which says
 * the same.
 */
export const reasonCode = `CASE r.family WHEN 'camt.029' THEN 'FOCR' ELSE r.reason END`;

/** Our reference of a record: the end-to-end id, or the instruction id where a bank repeats it there instead. */
export const ownReference = `CASE WHEN r.end_to_end_id IN ('', 'NOTPROVIDED') THEN r.instruction_id ELSE r.end_to_end_id END`;

/**
 * Takes the payments of a file that have no match yet (a record has one answer) into a narrow table of the transaction, in
 * which the rules below look. `matches` grows while they work and has no statistics of this file: looked up there, each
 * record would be compared with every match made so far.
 */
export async function takePayments(trx: Transaction, { file_id, pass }: Pass): Promise<Waiting> {
  await trx.raw('DROP TABLE IF EXISTS waiting_payments');
  await run(
    trx,
    `CREATE TEMP TABLE waiting_payments ON COMMIT DROP AS
     SELECT r.file_id, a.creditor_id, r.amount_minor, r.charges_minor, r.record_no, r.tx_no,
            cardinality(r.bank_keys) AS key_count, ${bookable} AS is_bookable, r.sign, r.currency, r.booked_on, r.reason,
            r.payment_info_id, r.mandate_id, r.customer_number, r.bank_code, ${ownReference} AS reference
       FROM inbound_records r LEFT JOIN money_sources a ON a.account = r.account
      WHERE r.file_id = :file_id AND r.kind = 'payment' ${pass === 1 ? '' : `AND ${unmatchedYet}`}`,
    { file_id },
  );
  // A small sample tells how many rows there are and of which sign: enough to choose how to join them.
  await trx.raw('SET LOCAL default_statistics_target = 10; ANALYZE waiting_payments');
  return one(
    trx,
    'payments',
    `SELECT coalesce(sum(r.key_count) FILTER (WHERE r.is_bookable), 0)::int AS keys,
            coalesce(bool_or(r.creditor_id IS NULL OR NOT r.is_bookable), false) AS has_others,
            coalesce(bool_or(r.tx_no = 0), false) AS has_undetailed,
            coalesce(bool_or(${unreferenced}), false) AS has_unreferenced,
            coalesce(bool_or(r.sign = 'DBIT'), false) AS has_debits,
            coalesce(bool_or(r.customer_number <> ''), false) AS has_customers,
            EXISTS (SELECT 1 FROM inbound_records s WHERE s.file_id = :file_id AND s.kind = 'status') AS has_statuses
       FROM waiting_payments r`,
    { file_id },
  );
}

export const unreferenced = `r.reference IN ('', 'NOTPROVIDED')`;

/**
 * Remembers the bank's keys of the booked movements. Known ones keep their first place. Nobody else adds keys of these
 * accounts meanwhile: the caller holds their creditors' locks. Sorted, they fill the index's pages one after the other.
 * @returns how many were new.
 */
export async function rememberKeys(trx: Transaction, { file_id }: Pass): Promise<number> {
  return run(
    trx,
    `INSERT INTO inbound_keys (account, key, file_id, record_no)
     SELECT DISTINCT ON (account, key) account, key, file_id, record_no
       FROM (SELECT r.account, unnest(r.bank_keys) AS key, r.file_id, r.record_no
               FROM inbound_records r JOIN money_sources a ON a.account = r.account
              WHERE r.file_id = :file_id AND r.kind = 'payment' AND ${bookable}) given
      WHERE NOT EXISTS (SELECT 1 FROM inbound_keys known WHERE known.account = given.account AND known.key = given.key)
      ORDER BY account, key, record_no`,
    { file_id },
  );
}

/** Columns of matches in the order in which the rules select them. */
export const matchColumns = `(file_id, record_no, part_no, creditor_id, system_id, submission_id, collection_id, effect, reason,
  amount_minor, charges_minor, currency, booked_on, matched_at, posting_allowed, pass)`;

/** What a rule finds becomes matches, and is no longer waiting. `found` selects the columns of a match. */
export async function matchWaiting(trx: Transaction, found: string, bindings: Bindings): Promise<void> {
  await run(
    trx,
    `WITH matched AS (INSERT INTO matches ${matchColumns} ${found} RETURNING record_no)
     DELETE FROM waiting_payments w WHERE w.record_no IN (SELECT record_no FROM matched)`,
    bindings,
  );
}

/**
 * Payments of a file that need no line: not booked, of the other family, of an account that is not ours, or met again
 * in another file. They are listed with the reason and change nothing.
 */
export async function setAsidePayments(trx: Transaction, pass: Pass): Promise<void> {
  await matchWaiting(
    trx,
    `SELECT r.file_id, r.record_no, 0, w.creditor_id, NULL::bigint, NULL::bigint, NULL::bigint,
            CASE WHEN w.creditor_id IS NULL THEN NULL WHEN known.file_id IS NOT NULL THEN 'met_again' ELSE 'noted' END,
            CASE WHEN w.creditor_id IS NULL THEN 'the account is not one of ours'
                 WHEN known.file_id IS NOT NULL THEN 'met before in file ' || known.file_id || ' record ' || known.record_no
                 WHEN r.family <> a.books_from THEN r.family || ' only reconciles, booked from ' || a.books_from
                 ELSE 'not booked: ' || r.status END,
            r.amount_minor, 0, r.currency, r.booked_on, :at::timestamptz, false, :pass::int
       FROM waiting_payments w
       JOIN inbound_records r ON r.file_id = w.file_id AND r.record_no = w.record_no
       LEFT JOIN money_sources a ON a.account = r.account
       LEFT JOIN LATERAL (
         SELECT k.file_id, k.record_no FROM inbound_keys k
          WHERE k.account = r.account AND k.key = ANY(r.bank_keys) AND k.file_id <> r.file_id LIMIT 1) known ON true
      WHERE w.creditor_id IS NULL OR known.file_id IS NOT NULL OR NOT w.is_bookable`,
    { at: pass.at, pass: pass.pass },
  );
}

/** References at the payment centre are short numbers: they count for the customer they were given to. */
export const sameCustomer = `(l.customer_number IS NULL OR l.customer_number = r.customer_number)`;

/** How the reason of a record begins that may be a second payment, or a second return. */
export const double = 'double?';

/** Why a line cannot move (again). */
const movedBefore = `CASE WHEN c.state IN ('settled', 'returned', 'refunded', 'reversed') THEN '${double} ' ELSE '' END
  || 'the line is ' || c.state`;

/** A line without a mandate: a payment slip, of which the debtor may pay another amount than was asked. */
export const isSlip = `(l.umr IS NULL AND l.customer_number IS NOT NULL)`;

export const settledFits = `(r.amount_minor = l.amount_minor OR ${isSlip})`;

/** A returned debit may hold the bank's charges on top of the line; of a slip goes back what was paid. */
export const undoneFits = `CASE WHEN ${isSlip}
  THEN r.amount_minor = (SELECT p.amount_minor FROM matches p
        WHERE p.submission_id = l.submission_id AND p.collection_id = l.collection_id AND p.effect = 'settled')
  ELSE r.amount_minor IN (l.amount_minor, l.amount_minor + r.charges_minor) END`;

/**
 * We asked the bank to reverse it, and it gives no other reason for the money that goes out (C16), nor the code of a debit that came
 * back unpaid.
 */
const askedToReverse = `(r.bank_code NOT LIKE '%/UPDD' AND r.reason = ANY(:reversal_reasons) AND EXISTS (
  SELECT 1 FROM undo_lines u WHERE u.collection_id = c.id AND u.kind = 'reversals' AND u.released_at IS NULL))`;

/** A collection is settled by a credit and undone by a debit, a disbursement the other way round. */
export const settles = `r.sign = CASE c.direction WHEN 'disbursement' THEN 'DBIT' ELSE 'CRDT' END`;

/**
 * A line in flight is settled; what was settled is returned or refunded. Both by our end-to-end id, amount and currency.
 * A line that was withdrawn with its file (`released_at`) is never moved: its collection may be in flight elsewhere.
 */
const paymentRules = {
  settle: {
    records: settles,
    charges: '0',
    effect: `CASE WHEN c.state = 'in_flight' AND l.released_at IS NULL AND ${settledFits}
                   AND r.currency = c.currency THEN 'settled' END`,
    problem: `CASE WHEN c.id IS NULL THEN 'no line with this reference'
                   WHEN r.currency <> c.currency THEN 'the currency differs from the line'
                   WHEN NOT ${settledFits} THEN 'the amount differs from the line'
                   WHEN c.state IN ('in_flight', 'settled') AND l.released_at IS NOT NULL THEN 'the line was withdrawn'
                   WHEN c.state = 'in_flight' THEN ''
                   ELSE ${movedBefore} END`,
  },
  undo: {
    records: `NOT (${settles})`,
    charges: `CASE WHEN NOT ${isSlip} AND ${undoneFits} THEN r.amount_minor - l.amount_minor ELSE 0 END`,
    effect: `CASE WHEN c.state = 'settled' AND l.released_at IS NULL AND ${undoneFits} AND r.currency = c.currency
                   AND c.id NOT IN (${paidTwice})
                  THEN CASE WHEN ${askedToReverse} THEN 'reversed'
                            WHEN r.reason = ANY(:refund_codes) THEN 'refunded' ELSE 'returned' END END`,
    problem: `CASE WHEN c.id IS NULL THEN 'no line with this reference'
                   WHEN r.currency <> c.currency THEN 'the currency differs from the line'
                   WHEN c.state IN ('in_flight', 'settled') AND l.released_at IS NOT NULL THEN 'the line was withdrawn'
                   WHEN c.state = 'in_flight' THEN 'returned before it settled: waits for the settlement'
                   WHEN c.state <> 'settled' THEN ${movedBefore}
                   WHEN c.id IN (${paidTwice}) THEN 'the line was paid twice: which payment goes back?'
                   WHEN ${undoneFits} THEN ''
                   ELSE 'the amount differs from the line' END`,
  },
} as const;

/** Codes by which a debtor gets money back after settlement without the bank's own failure (refund, not return). */
const refundCodes = ['MD06', 'MD01', '0239', '0299'];

/**
 * Matches the payments of a file that are left and that settle or undo; every one gets its answer. Settling comes first: a file
 * may settle and return.
 */
export async function matchPayments(trx: Transaction, what: 'settle' | 'undo', pass: Pass): Promise<void> {
  const rule = paymentRules[what];
  const bindings = { at: pass.at, pass: pass.pass };
  await run(
    trx,
    `INSERT INTO matches ${matchColumns}
     SELECT r.file_id, r.record_no, 0, r.creditor_id, s.system_id, s.id, c.id, ${rule.effect},
            ${rule.problem}, r.amount_minor, ${rule.charges},
            r.currency, r.booked_on, :at, coalesce(y.posting_by_itself, false), :pass
       FROM waiting_payments r
       LEFT JOIN submission_lines l ON l.end_to_end_id = r.reference AND ${sameCustomer}
       LEFT JOIN submissions s ON s.id = l.submission_id AND s.creditor_id = r.creditor_id
       LEFT JOIN collection_systems y ON y.id = s.system_id
       LEFT JOIN collections c ON c.id = l.collection_id AND s.id IS NOT NULL
      WHERE ${rule.records}`,
    what === 'undo' ? { ...bindings, refund_codes: refundCodes, reversal_reasons: ['', ...reversalReasons] } : bindings,
  );
}

/** Debits that report success ('0000'): kept, and nothing is undone. */
export async function noteSuccessReports(trx: Transaction, pass: Pass): Promise<void> {
  await matchWaiting(
    trx,
    `SELECT r.file_id, r.record_no, 0, r.creditor_id, NULL::bigint, NULL::bigint, NULL::bigint, 'noted',
            'code 0000 reports success', r.amount_minor, 0, r.currency, r.booked_on, :at::timestamptz, false, :pass::int
       FROM waiting_payments r
      WHERE r.sign = 'DBIT' AND r.reason = '0000'`,
    { at: pass.at, pass: pass.pass },
  );
}

/**
 * A line moves once: of several records of a file that say the same of it, the first counts, the others are doubtful.
 * Called after the move, and only when fewer lines moved than records matched, as it reads them all.
 */
export async function setAsideRepeated(trx: Transaction, pass: Pass, effect: Effect): Promise<number> {
  return run(
    trx,
    `UPDATE matches m SET effect = NULL, reason = '${double} the file says it of this line more than once'
       FROM (SELECT e.record_no, e.part_no, c.state,
                    row_number() OVER (PARTITION BY e.collection_id ORDER BY e.record_no, e.part_no) AS nth
               FROM matches e JOIN collections c ON c.id = e.collection_id
              WHERE e.file_id = :file_id AND e.pass = :pass AND e.effect = :effect) repeated
      WHERE m.file_id = :file_id AND m.record_no = repeated.record_no AND m.part_no = repeated.part_no
        AND (repeated.nth > 1 OR repeated.state <> :effect)`,
    { file_id: pass.file_id, pass: pass.pass, effect },
  );
}

export interface MatchSummary {
  effect: Effect | AgreementEffect | null;
  reason: string;
  count: number;
  sum_minor: number;
}

/** What the records of a file were found to be. */
export async function summariseMatches(db: Db, fileId: number): Promise<MatchSummary[]> {
  return many(
    db,
    `SELECT effect, CASE WHEN coalesce(effect, 'unapplied') = 'unapplied' THEN reason ELSE '' END AS reason, count(*)::int AS count,
            sum(amount_minor)::bigint AS sum_minor
       FROM matches WHERE file_id = :id GROUP BY 1, 2 ORDER BY 1, 2`,
    { id: fileId },
  );
}
