import { collectionStates, sentStates } from '../domain/states/collection.ts';
import { type Db, many, type Transaction } from './connection.ts';
import { ledgerAccounts, postedKinds } from './ledger.ts';
import { moneyEffects } from './matching.ts';

export interface StateTotal {
  creditor: string;
  currency: string;
  state: string;
  count: number;
  sum_minor: number;
}

/** Two ways to count the same thing. They agree, or something is broken. */
export interface TotalCheck {
  check: string;
  creditor: string;
  currency: string;
  count: number;
  sum_minor: number;
  other_count: number;
  other_sum_minor: number;
  ok: boolean;
}

export interface Totals {
  states: StateTotal[];
  checks: TotalCheck[];
}

/** The two sides of a check: rows of creditor_id, currency, count, amount_minor. */
interface CheckSql {
  check: string;
  one: string;
  other: string;
}

const moved = `FROM matches m LEFT JOIN collections c ON c.id = m.collection_id WHERE m.effect IN ${moneyEffects}`;
/** What moved between debtor and creditor: of a payment slip what was paid, never the charges of a bank. */
const movedMinor = `(m.amount_minor - m.charges_minor) * CASE WHEN m.effect = 'unapplied' OR (m.effect = 'settled') = (c.direction = 'debit') THEN 1 ELSE -1 END`;

const checks: readonly CheckSql[] = [
  {
    check: 'created = sum of all states',
    one: `SELECT c.creditor_id, c.currency, 1, c.amount_minor FROM transitions t JOIN collections c ON c.id = t.subject_id
           WHERE t.subject_kind = 'collection' AND t.from_state IS NULL`,
    other: `SELECT creditor_id, currency, 1, amount_minor FROM collections WHERE state = ANY(:all_states)`,
  },
  {
    check: 'sent = in flight + settled + rejected + returned + refunded + reversed',
    one: `SELECT s.creditor_id, s.currency, 1, l.amount_minor
            FROM submission_lines l JOIN submissions s ON s.id = l.submission_id
           WHERE s.state NOT IN ('refused', 'withdrawn')`,
    other: `SELECT creditor_id, currency, 1, amount_minor FROM collections WHERE state = ANY(:sent_states)`,
  },
  {
    check: 'submissions = their lines',
    one: `SELECT creditor_id, currency, line_count, sum_minor FROM submissions WHERE kind IN ('collections', 'disbursements')`,
    other: `SELECT s.creditor_id, s.currency, 1, l.amount_minor
              FROM submission_lines l JOIN submissions s ON s.id = l.submission_id`,
  },
  {
    check: 'submissions = their batches',
    one: `SELECT creditor_id, currency, line_count, sum_minor FROM submissions WHERE kind IN ('collections', 'disbursements')`,
    other: `SELECT s.creditor_id, s.currency, b.line_count, b.sum_minor
              FROM submission_batches b JOIN submissions s ON s.id = b.submission_id`,
  },
  {
    check: 'files that ask to undo = their lines',
    one: `SELECT creditor_id, currency, line_count, sum_minor FROM submissions WHERE kind IN ('cancellations', 'reversals')`,
    other: `SELECT s.creditor_id, s.currency, 1, l.amount_minor
              FROM undo_lines l JOIN submissions s ON s.id = l.submission_id`,
  },
  {
    check: 'files of agreements = their lines',
    one: `SELECT creditor_id, currency, line_count, sum_minor FROM submissions WHERE kind = 'agreements'`,
    other: `SELECT s.creditor_id, s.currency, 1, 0 FROM agreement_lines l JOIN submissions s ON s.id = l.submission_id`,
  },
  {
    check: 'settlements received = settled + returned + refunded + reversed',
    one: `SELECT m.creditor_id, m.currency, 1, c.amount_minor FROM matches m JOIN collections c ON c.id = m.collection_id
           WHERE m.effect = 'settled'`,
    other: `SELECT creditor_id, currency, 1, amount_minor FROM collections
             WHERE state IN ('settled', 'returned', 'refunded', 'reversed')`,
  },
  {
    check: 'money received = posted + unposted',
    one: `SELECT m.creditor_id, m.currency, 1, ${movedMinor} ${moved}`,
    other: `SELECT creditor_id, currency, 1, amount_minor FROM ledger_entries
             WHERE account = :bank_account AND kind = ANY(:posted_kinds)
            UNION ALL
            SELECT m.creditor_id, m.currency, 1, ${movedMinor} ${moved}
               AND NOT EXISTS (SELECT 1 FROM ledger_entries e
                    WHERE e.file_id = m.file_id AND e.record_no = m.record_no AND e.part_no = m.part_no)`,
  },
  {
    check: 'unapplied payments = what was decided + what is open',
    one: 'SELECT creditor_id, currency, 1, amount_minor FROM unapplied_payments',
    other: `SELECT u.creditor_id, u.currency, 1, u.open_minor + coalesce(sum(a.amount_minor), 0)
              FROM unapplied_payments u LEFT JOIN payment_allocations a ON a.unapplied_payment_id = u.id GROUP BY u.id`,
  },
  {
    check: 'ledger batches = their entries, which sum to zero',
    one: `SELECT b.creditor_id, k.currency, b.entry_count, 0 FROM ledger_batches b JOIN creditors k ON k.id = b.creditor_id`,
    other: `SELECT e.creditor_id, k.currency, 1, e.amount_minor FROM ledger_entries e JOIN creditors k ON k.id = e.creditor_id`,
  },
  {
    check: 'sources whose entries do not sum to zero = none',
    one: `SELECT creditor_id, currency, 1, abs(sum(amount_minor)) FROM ledger_entries
           GROUP BY creditor_id, currency, file_id, record_no, part_no HAVING sum(amount_minor) <> 0`,
    other: `SELECT NULL::bigint, NULL::text, 0, 0 WHERE false`,
  },
];

/**
 * The sums of the states (architecture.md) and every pair of totals that must agree, per creditor and currency. One
 * read-only REPEATABLE READ transaction: what changes meanwhile is seen by all of them or by none.
 */
export async function auditTotals(db: Db): Promise<Totals> {
  return db.transaction(
    async (trx) => {
      const states = await sumStates(trx);
      const found: TotalCheck[] = [];
      for (const check of checks) found.push(...(await compare(trx, check)));
      return { states, checks: found };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

async function sumStates(trx: Transaction): Promise<StateTotal[]> {
  return many(
    trx,
    `SELECT k.code AS creditor, c.currency, c.state, count(*)::int AS count, sum(c.amount_minor)::bigint AS sum_minor
       FROM collections c JOIN creditors k ON k.id = c.creditor_id
      GROUP BY k.code, c.currency, c.state ORDER BY k.code, c.currency, array_position(:all_states::text[], c.state)`,
    { all_states: Object.keys(collectionStates) },
  );
}

/** A creditor without rows on either side has the line of zeros of its own currency, so that no check is missing. */
async function compare(trx: Transaction, { check, one, other }: CheckSql): Promise<TotalCheck[]> {
  return many(
    trx,
    `WITH sides (side, creditor_id, currency, count, amount_minor) AS (
       SELECT 1, a.* FROM (${one}) a
       UNION ALL
       SELECT 2, b.* FROM (${other}) b
       UNION ALL
       SELECT 0, id, currency, 0, 0 FROM creditors),
     sums AS (
       SELECT creditor_id, currency, coalesce(sum(count) FILTER (WHERE side = 1), 0)::int AS count,
              coalesce(sum(amount_minor) FILTER (WHERE side = 1), 0)::bigint AS sum_minor,
              coalesce(sum(count) FILTER (WHERE side = 2), 0)::int AS other_count,
              coalesce(sum(amount_minor) FILTER (WHERE side = 2), 0)::bigint AS other_sum_minor
         FROM sides GROUP BY creditor_id, currency)
     SELECT :check_name::text AS check, k.code AS creditor, s.currency, s.count, s.sum_minor, s.other_count, s.other_sum_minor,
            s.count = s.other_count AND s.sum_minor = s.other_sum_minor AS ok
       FROM sums s JOIN creditors k ON k.id = s.creditor_id ORDER BY k.code, s.currency`,
    {
      check_name: check,
      all_states: Object.keys(collectionStates),
      sent_states: sentStates,
      bank_account: ledgerAccounts.bank,
      posted_kinds: postedKinds,
    },
  );
}
