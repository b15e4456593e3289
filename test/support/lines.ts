import { type Db, many, one } from '../../db/connection.ts';
import { freezeCollections } from '../../db/freeze.ts';
import type { FreezeReport, GuardedLines } from '../../db/freezeReport.ts';
import { findSystem } from '../../db/parties.ts';
import { sendingDates } from '../../domain/sending.ts';
import { testIban } from './fixtures.ts';

/** A new customer with everything that a line needs, unless said otherwise. */
export interface NewLine {
  amount?: number;
  dueOn?: string;
  notifiedOn?: string | null;
  /** The address of a customer who is told by mail, null when they have none; undefined: the invoice tells them. */
  toldAt?: string | null;
  /** undefined: an active recurring mandate; null: none. */
  mandate?: Partial<{ state: string; suspended: string; signed_on: string; kind: 'recurring' | 'one_off' }> | null;
  iban?: string;
  bic?: string;
  closedOn?: string;
  currency?: string;
  direction?: 'debit' | 'disbursement';
  state?: string;
  open?: number;
  mandateRequired?: boolean;
}

export interface Line {
  collection: number;
  item: number;
  customer: number;
  mandate: number;
  e2e: string;
  umr: string;
  amount: number;
}

let numbers = 100_000;

/** Adds a customer with bank account, mandate, open item and a ready line of the collection journal. */
export async function addLine(db: Db, wanted: NewLine = {}): Promise<Line> {
  numbers += 1;
  const amount = wanted.amount ?? 1000 + (numbers % 1000);
  const number = String(numbers);
  const customer = await idOf(
    db,
    `INSERT INTO customers (creditor_id, number, name, sepa_name, country, collect_automatically, email, pre_notification)
     SELECT id, 'K' || :number, 'Customer', 'Customer', 'NL', true, :email, :told_by FROM creditors WHERE code = 'noord' RETURNING id`,
    { number, email: wanted.toldAt ?? null, told_by: wanted.toldAt === undefined ? 'invoice' : 'email' },
  );
  const account = await idOf(
    db,
    `INSERT INTO bank_accounts (customer_id, iban, bic, added_on, closed_on)
     VALUES (:customer, :iban, :bic, '2025-01-01', :closed::date) RETURNING id`,
    {
      customer,
      iban: wanted.iban ?? testIban(numbers),
      bic: wanted.bic ?? null,
      closed: wanted.closedOn ?? null,
    },
  );
  const item = await idOf(
    db,
    `INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
       remittance, collect_automatically, mandate_required)
     SELECT creditor_id, id, 'invoice', 'F' || :number, '2026-02-01', :due::date, :currency, :amount, 'Energy', 'F' || :number,
            true, :required FROM customers WHERE id = :customer RETURNING id`,
    {
      number,
      customer,
      due: wanted.dueOn ?? '2026-03-01',
      currency: wanted.currency ?? 'EUR',
      amount,
      required: wanted.mandateRequired ?? false,
    },
  );
  await many(db, 'INSERT INTO item_balances (item_id, open_minor) VALUES (:item, :open)', {
    item,
    open: wanted.open ?? amount,
  });
  const mandate = wanted.mandate === null ? 0 : await addMandate(db, customer, account, item, number, wanted);
  const collection = await addCollection(db, item, wanted, amount);
  return { collection, item, customer, mandate, e2e: `noord-${collection}`, umr: `M-K${number}`, amount };
}

async function addMandate(db: Db, customer: number, account: number, item: number, number: string, wanted: NewLine) {
  const given = wanted.mandate ?? {};
  const kind = given.kind ?? 'recurring';
  return idOf(
    db,
    `INSERT INTO mandates (creditor_id, customer_id, bank_account_id, umr, umr_key, scheme, kind, item_id, state, state_since,
       signed_on, suspended_reason)
     SELECT creditor_id, id, :account, 'M-K' || :number, 'M-K' || :number, 'CORE', :kind, :item::bigint, :state,
            '2025-01-01T00:00:00Z', :signed::date, :suspended FROM customers WHERE id = :customer RETURNING id`,
    {
      customer,
      account,
      number,
      kind,
      item: kind === 'one_off' ? item : null,
      state: given.state ?? 'active',
      signed: given.signed_on ?? '2025-01-01',
      suspended: given.suspended ?? null,
    },
  );
}

/** The date of the invoice, unless said otherwise or told by mail. */
function notifiedOn({ notifiedOn: given, toldAt }: NewLine): string | null {
  if (given !== undefined) return given;
  return toldAt === undefined ? '2026-02-01' : null;
}

/** A further line of an item. */
export async function addCollection(db: Db, item: number, wanted: NewLine, amount: number): Promise<number> {
  const id = await idOf(
    db,
    `INSERT INTO collections (creditor_id, system_id, item_id, direction, currency, amount_minor, due_on, notified_on, state,
       state_since)
     SELECT y.creditor_id, y.id, :item, :direction, :currency, :amount, :due::date, :notified::date, :state,
            '2026-02-01T00:00:00Z' FROM collection_systems y WHERE y.code = 'sepa-noord' RETURNING id`,
    {
      item,
      direction: wanted.direction ?? 'debit',
      currency: wanted.currency ?? 'EUR',
      amount,
      due: wanted.dueOn ?? '2026-03-01',
      notified: notifiedOn(wanted),
      state: wanted.state ?? 'ready',
    },
  );
  await many(
    db,
    `INSERT INTO transitions (subject_kind, subject_id, from_state, to_state, at, actor)
     VALUES ('collection', :id, NULL, :state, '2026-02-01T00:00:00Z', 'test')`,
    { id, state: wanted.state ?? 'ready' },
  );
  return id;
}

async function idOf(db: Db, sql: string, bindings: Parameters<typeof one>[3]): Promise<number> {
  return (await one<{ id: number }>(db, 'the new row', sql, bindings)).id;
}

let runs = 0;

/** Guards and freezes the ready lines at an instant; each call is a run of its own unless its number is given. */
export async function freeze(
  db: Db,
  at: string,
  options: { dryRun?: boolean; run?: number; system?: string } = {},
): Promise<FreezeReport & GuardedLines> {
  const jobRunId = options.run ?? (runs += 1);
  const system = await findSystem(db, options.system ?? 'sepa-noord');
  const plan = { system, jobRunId, ...sendingDates(system, at) };
  return freezeCollections(db, plan, { at, actor: 'anna' }, options.dryRun);
}

/** The state of a line, what is open of its item, and whether its place in a file is released. */
export async function lineNow(db: Db, line: Line) {
  return one<{ state: string; open: number; released: boolean | null; blocked: string | null }>(
    db,
    'line',
    `SELECT c.state, b.open_minor AS open, c.blocked_reason AS blocked,
            (SELECT bool_and(l.released_at IS NOT NULL) FROM submission_lines l WHERE l.collection_id = c.id) AS released
       FROM collections c JOIN item_balances b ON b.item_id = c.item_id WHERE c.id = :id`,
    { id: line.collection },
  );
}
