import { type Db, many, one } from './connection.ts';

/** What operators look up: lists that nothing is decided on. Each is bounded by `limit`. */
export interface ListFilter {
  creditor?: string;
  limit: number;
}

const ofCreditor = '(:any_creditor OR k.code = :creditor)';

function bindingsOf(filter: ListFilter): { any_creditor: boolean; creditor: string; limit: number } {
  return { any_creditor: filter.creditor === undefined, creditor: filter.creditor ?? '', limit: filter.limit };
}

export interface CustomerLine {
  creditor: string;
  number: string;
  name: string;
  country: string;
  collect_automatically: boolean;
  accounts: number;
  open_items: number;
}

export async function listCustomers(db: Db, filter: ListFilter): Promise<CustomerLine[]> {
  return many(
    db,
    `SELECT k.code AS creditor, u.number, u.name, u.country, u.collect_automatically,
            (SELECT count(*) FROM bank_accounts a WHERE a.customer_id = u.id AND a.closed_on IS NULL)::int AS accounts,
            (SELECT count(*) FROM items i JOIN item_balances b ON b.item_id = i.id
              WHERE i.customer_id = u.id AND b.open_minor > 0)::int AS open_items
       FROM customers u JOIN creditors k ON k.id = u.creditor_id
      WHERE ${ofCreditor} ORDER BY k.code, u.id LIMIT :limit`,
    bindingsOf(filter),
  );
}

export interface ItemLine {
  creditor: string;
  number: string;
  customer: string;
  kind: string;
  issued_on: string;
  due_on: string;
  currency: string;
  amount_minor: number;
  open_minor: number;
}

/** @param filter.open - only those of which something is open. */
export async function listItems(db: Db, filter: ListFilter & { open?: boolean }): Promise<ItemLine[]> {
  return many(
    db,
    `SELECT k.code AS creditor, i.number, u.number AS customer, i.kind, i.issued_on, i.due_on, i.currency, i.amount_minor,
            b.open_minor
       FROM items i JOIN creditors k ON k.id = i.creditor_id JOIN customers u ON u.id = i.customer_id
       JOIN item_balances b ON b.item_id = i.id
      WHERE ${ofCreditor} AND (:all OR b.open_minor > 0) ORDER BY i.due_on, i.id LIMIT :limit`,
    { ...bindingsOf(filter), all: !filter.open },
  );
}

export interface AttemptLine {
  attempt: number;
  phase: string;
  started_at: string;
  ended_at: string | null;
  /** The person who took the file out by hand. */
  taken_by: string | null;
  note: string | null;
}

/** The delivery attempts of a submission in their order. */
export async function listAttempts(db: Db, submissionId: number): Promise<AttemptLine[]> {
  return many(
    db,
    `SELECT attempt, phase, started_at, ended_at, taken_by, note FROM delivery_attempts WHERE submission_id = :id ORDER BY attempt`,
    { id: submissionId },
  );
}

export interface RecordLine {
  record_no: number;
  line: number;
  kind: string;
  booked_on: string;
  currency: string;
  amount_minor: number;
  sign: string;
  status: string;
  reason: string;
  end_to_end_id: string;
  /** Of the customer at a payment centre. */
  customer_number: string;
  /** What the record was found to be; null when it matches nothing yet. */
  effect: string | null;
  explanation: string | null;
  collection_id: number | null;
}

/** The records of an inbound file with what each was found to be; a record that speaks for many lines comes once for each. */
export async function listRecords(
  db: Db,
  fileId: number,
  filter: { unmatched?: boolean; limit: number },
): Promise<RecordLine[]> {
  await one(db, `inbound file ${fileId}`, 'SELECT id FROM inbound_files WHERE id = :id', { id: fileId });
  return many(
    db,
    `SELECT r.record_no, r.line, r.kind, r.booked_on, r.currency, r.amount_minor, r.sign, r.status, r.reason,
            r.end_to_end_id, r.customer_number, m.effect, m.reason AS explanation, m.collection_id
       FROM inbound_records r LEFT JOIN matches m ON m.file_id = r.file_id AND m.record_no = r.record_no
      WHERE r.file_id = :id AND (:all OR m.effect IS NULL)
      ORDER BY r.record_no, m.part_no LIMIT :limit`,
    { id: fileId, all: !filter.unmatched, limit: filter.limit },
  );
}

export interface StatementLine {
  creditor: string;
  booked_on: string;
  kind: string;
  source: string;
  item: string | null;
  currency: string;
  amount_minor: number;
  balance_minor: number;
}

/** Entries of a ledger account in the order in which they were posted, with the running balance per creditor and currency. */
export async function ledgerStatement(
  db: Db,
  account: string,
  filter: ListFilter & { from?: string; to?: string },
): Promise<StatementLine[]> {
  return many(
    db,
    `SELECT * FROM (
       SELECT e.id, k.code AS creditor, e.booked_on, e.kind, 'file ' || e.file_id || ' record ' || e.record_no AS source,
              i.number AS item, e.currency, e.amount_minor,
              sum(e.amount_minor) OVER (PARTITION BY e.creditor_id, e.currency ORDER BY e.id)::bigint AS balance_minor
         FROM ledger_entries e JOIN creditors k ON k.id = e.creditor_id LEFT JOIN items i ON i.id = e.item_id
        WHERE (e.account = :account OR split_part(e.account, ' ', 1) = :account) AND ${ofCreditor}) x
      WHERE booked_on >= :booked_from::date AND booked_on <= :booked_to::date ORDER BY creditor, id LIMIT :limit`,
    { ...bindingsOf(filter), account, booked_from: filter.from ?? '0001-01-01', booked_to: filter.to ?? '9999-12-31' },
  );
}

export interface AccountLine {
  creditor: string;
  code: string;
  name: string;
  iban: string;
  books_from: string;
}

export async function listCreditorAccounts(db: Db): Promise<AccountLine[]> {
  return many(
    db,
    `SELECT k.code AS creditor, a.code, a.name, a.iban, a.books_from
       FROM creditor_accounts a JOIN creditors k ON k.id = a.creditor_id ORDER BY k.code, a.code`,
  );
}

export interface LastRun {
  job: string;
  scope: string;
  started_at: string;
  ended_at: string | null;
  outcome: string | null;
  message: string | null;
}

/** The newest run of each job and scope. */
export async function lastRuns(db: Db): Promise<LastRun[]> {
  return many(
    db,
    `SELECT DISTINCT ON (job, scope) job, scope, started_at, ended_at, outcome, report->>'message' AS message
       FROM job_runs ORDER BY job, scope, id DESC`,
  );
}

export interface LedgerBatch {
  id: number;
  creditor: string;
  posted_at: string;
  posted_by: string;
  entries: number;
  currency: string;
  debit_minor: number;
  credit_minor: number;
}

/** The posting batches, newest first; debit and credit of each are equal. */
export async function listBatchesOfLedger(db: Db, limit: number): Promise<LedgerBatch[]> {
  return many(
    db,
    `SELECT b.id, k.code AS creditor, b.posted_at, b.posted_by, count(e.id)::int AS entries, k.currency,
            coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint AS debit_minor,
            coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint AS credit_minor
       FROM ledger_batches b JOIN creditors k ON k.id = b.creditor_id LEFT JOIN ledger_entries e ON e.batch_id = b.id
      GROUP BY b.id, k.code, k.currency ORDER BY b.id DESC LIMIT :limit`,
    { limit },
  );
}

export interface AccountBalance {
  creditor: string;
  account: string;
  currency: string;
  entries: number;
  debit_minor: number;
  credit_minor: number;
  balance_minor: number;
}

/** Balance of every ledger account; those of a creditor sum to zero. */
export async function ledgerBalances(db: Db): Promise<AccountBalance[]> {
  return many(
    db,
    `SELECT k.code AS creditor, e.account, e.currency, count(*)::int AS entries,
            coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint AS debit_minor,
            coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint AS credit_minor,
            sum(e.amount_minor)::bigint AS balance_minor
       FROM ledger_entries e JOIN creditors k ON k.id = e.creditor_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  );
}
