import { addMinor } from '../domain/money.ts';
import { type Bindings, type Db, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { moneyEffects } from './matching.ts';
import { type Stamp, transition } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

/** The accounts that the collection journal posts to. */
export const ledgerAccounts = {
  bank: '1100 bank',
  receivables: '1300 receivables',
  unapplied: '2400 unapplied payments',
  others: '2490 money of others',
  charges: '4800 bank charges',
} as const;

const moneyIn = { debit: ledgerAccounts.bank, credit: ledgerAccounts.receivables };
const moneyOut = { debit: ledgerAccounts.receivables, credit: ledgerAccounts.bank };

/** What an effect posts: which account is debited and which credited. A return is a new, reversing entry. */
const postings = [
  { direction: 'debit', effect: 'settled', kind: 'collected', ...moneyIn },
  { direction: 'debit', effect: 'returned', kind: 'returned', ...moneyOut },
  { direction: 'debit', effect: 'refunded', kind: 'refunded', ...moneyOut },
  { direction: 'debit', effect: 'reversed', kind: 'reversed', ...moneyOut },
  { direction: 'disbursement', effect: 'settled', kind: 'disbursed', ...moneyOut },
  { direction: 'disbursement', effect: 'returned', kind: 'returned', ...moneyIn },
  { direction: 'disbursement', effect: 'refunded', kind: 'refunded', ...moneyIn },
  {
    direction: 'none',
    effect: 'unapplied',
    kind: 'unapplied',
    debit: ledgerAccounts.bank,
    credit: ledgerAccounts.unapplied,
  },
] as const;

/** Kinds of entries that move money between debtor and creditor. */
export const postedKinds = [...new Set(postings.map((posting) => posting.kind))];

export interface PostingReport {
  posted: number;
  sum_minor: number;
  parked: { creditor_id: number; currency: string; count: number; sum_minor: number }[];
  /** Lines that wait for a person's permission. */
  waiting: number;
  reconciled: string[];
  wake: string[];
}

/**
 * Posts what is marked posting allowed, creditor by creditor, each in one transaction with one batch. A line that cannot
 * be posted is parked; the others post. Run again, it finds nothing new.
 */
export async function postJournal(db: Db, jobRunId: number, stamp: Stamp): Promise<PostingReport> {
  await sampleMatches(db);
  const report: PostingReport = { posted: 0, sum_minor: 0, parked: [], waiting: 0, reconciled: [], wake: [] };
  const creditors = await many<{ creditor_id: number; currency: string }>(
    db,
    // a submission that was settled by a person's word is reconciled though no file is left to post
    `SELECT k.id AS creditor_id, k.currency FROM creditors k
      WHERE k.id IN (SELECT m.creditor_id FROM matches m JOIN inbound_files f ON f.id = m.file_id
                      WHERE f.state = 'applied' AND f.posted_at IS NULL)
         OR k.id IN (SELECT creditor_id FROM submissions WHERE state = 'settled')
         OR k.id IN (SELECT u.creditor_id ${unpostedAllocations}) ORDER BY 1`,
  );
  for (const { creditor_id, currency } of creditors) {
    const part = await inTransaction(db, (trx) => postCreditor(trx, creditor_id, jobRunId, stamp));
    report.posted += part.posted;
    report.sum_minor += part.sum_minor;
    report.waiting += part.waiting;
    if (part.parked.count > 0) report.parked.push({ creditor_id, currency, ...part.parked });
    report.reconciled.push(...part.reconciled);
    report.wake.push(...part.wake);
  }
  await inTransaction(db, (trx) => closePostedFiles(trx, stamp.at));
  return report;
}

/**
 * Without statistics of the files that are to be posted the planner believes in a match or two, and looks up for each what it
 * could join at once. In a transaction of its own, as ANALYZE holds its lock to the end.
 */
async function sampleMatches(db: Db): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx.raw(
      'SET LOCAL default_statistics_target = 10; ANALYZE matches (file_id, creditor_id, effect, posting_allowed)',
    );
  });
}

/** Movements of money without ledger entries: m the match, f its file, c the collection that it moved. */
export const unpostedMovements = `FROM matches m
  JOIN inbound_files f ON f.id = m.file_id AND f.state = 'applied' AND f.posted_at IS NULL
  LEFT JOIN collections c ON c.id = m.collection_id AND m.effect <> 'unapplied'
 WHERE m.effect IN ${moneyEffects}
   AND NOT EXISTS (SELECT 1 FROM ledger_entries e
        WHERE e.file_id = m.file_id AND e.record_no = m.record_no AND e.part_no = m.part_no)`;

const unposted = `${unpostedMovements} AND m.creditor_id = :creditor_id`;

/** What people made of unapplied payments that are posted, without ledger entries: a the allocation, u its payment. */
const unpostedAllocations = `FROM payment_allocations a
  JOIN unapplied_payments u ON u.id = a.unapplied_payment_id
 WHERE NOT EXISTS (SELECT 1 FROM ledger_entries e
        WHERE e.file_id = a.file_id AND e.record_no = a.record_no AND e.part_no = a.part_no)
   AND EXISTS (SELECT 1 FROM ledger_entries e
        WHERE e.file_id = u.file_id AND e.record_no = u.record_no AND e.part_no = u.part_no)`;

/** A line can be posted when its booking date is a date and its currency is the collection's. */
const sound = `m.currency = coalesce(c.currency, m.currency) AND pg_input_is_valid(left(m.booked_on, 10), 'date')`;

async function postCreditor(trx: Transaction, creditorId: number, jobRunId: number, stamp: Stamp) {
  await lockCreditor(trx, creditorId, 'set');
  const before = await one<{ ready: number; sum_minor: number; waiting: number; bad: number; bad_minor: number }>(
    trx,
    'journal',
    `SELECT count(*) FILTER (WHERE m.posting_allowed AND ${sound})::int AS ready,
            coalesce(sum(m.amount_minor) FILTER (WHERE m.posting_allowed AND ${sound}), 0)::bigint AS sum_minor,
            count(*) FILTER (WHERE NOT m.posting_allowed)::int AS waiting,
            count(*) FILTER (WHERE m.posting_allowed AND NOT (${sound}))::int AS bad,
            coalesce(sum(m.amount_minor) FILTER (WHERE m.posting_allowed AND NOT (${sound})), 0)::bigint AS bad_minor
       ${unposted}`,
    { creditor_id: creditorId },
  );
  if (before.ready > 0) await insertBatch(trx, creditorId, jobRunId, stamp, movementEntries);
  const allocated = await one<{ count: number; sum_minor: number }>(
    trx,
    'allocations',
    `SELECT count(*)::int AS count, coalesce(sum(a.amount_minor), 0)::bigint AS sum_minor
       ${unpostedAllocations} AND u.creditor_id = :creditor_id`,
    { creditor_id: creditorId },
  );
  if (allocated.count > 0) await insertBatch(trx, creditorId, jobRunId, stamp, allocationEntries);
  const reconciled = await reconcileSubmissions(trx, creditorId, stamp);
  return {
    posted: before.ready + allocated.count,
    sum_minor: addMinor(before.sum_minor, allocated.sum_minor),
    waiting: before.waiting,
    parked: { count: before.bad, sum_minor: before.bad_minor },
    reconciled: reconciled.map((row) => row.message_id),
    wake: await wakeSubmissions(
      trx,
      reconciled.map((row) => row.id),
      stamp.at,
    ),
  };
}

/** Selects the values of ledger entries, debit positive. Each source's own sum to zero. */
interface EntriesSql {
  sql: string;
  bindings: Bindings;
}

const movementEntries: EntriesSql = {
  sql: `SELECT m.creditor_id, side.account, side.kind, m.file_id, m.record_no, m.part_no, m.item_id,
               left(m.booked_on, 10)::date, m.currency, side.sign * side.amount_minor
          FROM (SELECT m.*, c.item_id, coalesce(c.direction, 'none') AS direction, m.amount_minor - m.charges_minor AS line_minor
                  ${unposted} AND m.posting_allowed AND ${sound}) m
          JOIN unnest(:directions::text[], :effects::text[], :kinds::text[], :debits::text[], :credits::text[])
                 AS p (direction, effect, kind, debit, credit) ON p.direction = m.direction AND p.effect = m.effect
         CROSS JOIN LATERAL (VALUES (p.debit, p.kind, 1, m.line_minor), (p.credit, p.kind, -1, m.line_minor),
               (:charges::text, 'fee', 1, m.charges_minor), (:bank::text, 'fee', -1, m.charges_minor))
               AS side (account, kind, sign, amount_minor)
         WHERE side.amount_minor > 0
         ORDER BY m.file_id, m.record_no, m.part_no`,
  bindings: {
    directions: postings.map((posting) => posting.direction),
    effects: postings.map((posting) => posting.effect),
    kinds: postings.map((posting) => posting.kind),
    debits: postings.map((posting) => posting.debit),
    credits: postings.map((posting) => posting.credit),
    charges: ledgerAccounts.charges,
    bank: ledgerAccounts.bank,
  },
};

/** Out of the unapplied payments: into the receivables (an invoice is paid, or a credit note is owed), to others, or back. */
const allocationEntries: EntriesSql = {
  sql: `SELECT u.creditor_id, side.account, a.kind, a.file_id, a.record_no, a.part_no, a.item_id, a.allocated_on, u.currency,
               side.sign * a.amount_minor
          FROM (SELECT a.* ${unpostedAllocations} AND u.creditor_id = :creditor_id) a
          JOIN unapplied_payments u ON u.id = a.unapplied_payment_id
         CROSS JOIN LATERAL (VALUES (:unapplied::text, 1),
               (CASE a.kind WHEN 'not_ours' THEN :others::text WHEN 'gone_back' THEN :bank::text ELSE :receivables::text END, -1)) AS side (account, sign)
         ORDER BY a.file_id, a.record_no, a.part_no`,
  bindings: {
    unapplied: ledgerAccounts.unapplied,
    others: ledgerAccounts.others,
    bank: ledgerAccounts.bank,
    receivables: ledgerAccounts.receivables,
  },
};

/** Adds entries to the batch of this run and creditor. */
async function insertBatch(
  trx: Transaction,
  creditorId: number,
  jobRunId: number,
  stamp: Stamp,
  { sql, bindings }: EntriesSql,
): Promise<void> {
  const batch = await one<{ id: number }>(
    trx,
    'ledger batch',
    `INSERT INTO ledger_batches (creditor_id, job_run_id, posted_at, posted_by, entry_count)
     VALUES (:creditor_id, :job_run_id, :at, :actor, 0)
     ON CONFLICT (job_run_id, creditor_id) DO UPDATE SET posted_at = ledger_batches.posted_at RETURNING id`,
    { creditor_id: creditorId, job_run_id: jobRunId, ...stamp },
  );
  const entries = await run(
    trx,
    `INSERT INTO ledger_entries (batch_id, creditor_id, account, kind, file_id, record_no, part_no, item_id, booked_on,
       currency, amount_minor)
     SELECT :batch_id::bigint, entry.* FROM (${sql}) entry`,
    { ...bindings, batch_id: batch.id, creditor_id: creditorId },
  );
  await run(trx, 'UPDATE ledger_batches SET entry_count = entry_count + :entries WHERE id = :id', {
    id: batch.id,
    entries,
  });
}

/** Settled submissions of which every money movement is posted are reconciled. */
async function reconcileSubmissions(
  trx: Transaction,
  creditorId: number,
  stamp: Stamp,
): Promise<{ id: number; message_id: string }[]> {
  const rows = await many<{ id: number; message_id: string }>(
    trx,
    `SELECT s.id, s.message_id FROM submissions s
      WHERE s.creditor_id = :creditor_id AND s.state = 'settled'
        AND NOT EXISTS (SELECT 1 FROM matches m
              WHERE m.submission_id = s.id AND m.effect IN ${moneyEffects}
                AND NOT EXISTS (SELECT 1 FROM ledger_entries e
                     WHERE e.file_id = m.file_id AND e.record_no = m.record_no AND e.part_no = m.part_no))
      ORDER BY s.id`,
    { creditor_id: creditorId },
  );
  await transition(
    trx,
    'submission',
    'settled',
    'reconciled',
    {
      sql: 'SELECT unnest(:ids::bigint[]), NULL::text, NULL::text',
      bindings: { ids: rows.map((row) => row.id) },
    },
    stamp,
  );
  return rows;
}

/** Files of which nothing is left to post are not looked at again. Locked first: one may be matched anew just now. */
async function closePostedFiles(trx: Transaction, at: string): Promise<void> {
  await trx.raw(`SELECT id FROM inbound_files WHERE state = 'applied' AND posted_at IS NULL ORDER BY id FOR UPDATE`);
  await run(
    trx,
    `UPDATE inbound_files f SET posted_at = :at
      WHERE f.state = 'applied' AND f.posted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM matches m
              WHERE m.file_id = f.id AND m.effect IN ${moneyEffects}
                AND NOT EXISTS (SELECT 1 FROM ledger_entries e
                     WHERE e.file_id = m.file_id AND e.record_no = m.record_no AND e.part_no = m.part_no))`,
    { at },
  );
}

/** Marks the lines of an applied file posting allowed, or takes the mark back from those not yet posted. */
export async function allowPosting(db: Db, fileId: number, allowed: boolean): Promise<number> {
  return run(
    db,
    `UPDATE matches m SET posting_allowed = :allowed
      WHERE m.file_id = :id AND m.effect IN ${moneyEffects} AND m.posting_allowed <> :allowed
        AND NOT EXISTS (SELECT 1 FROM ledger_entries e
             WHERE e.file_id = m.file_id AND e.record_no = m.record_no AND e.part_no = m.part_no)`,
    { id: fileId, allowed },
  );
}
