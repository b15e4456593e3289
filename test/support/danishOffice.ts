import { type Db, many, one, run } from '../../db/connection.ts';
import type { BetalingsserviceSettings } from '../../domain/betalingsservice/settings.ts';
import { pbs, supplier } from '../formats/nets/bsLines.ts';

export const danishSettings: BetalingsserviceSettings = {
  supplier,
  subsystem: 'BS1',
  pbs_number: pbs,
  debtor_group: '00001',
  creditor_id: 'DANSK',
  main_text: 'Dansk Fjernvarme A/S',
  net_rule: 'net',
  blanks_before_id: false,
  cancellation: '0126/0257',
};

/** A creditor `dansk` with the system `nets-dansk`, beside whatever the database holds. */
export async function insertDanishOffice(
  db: Db,
  { bankDir, adapter = 'nets-basis' }: { bankDir: string; adapter?: 'nets-basis' | 'nets-total' },
): Promise<void> {
  await run(
    db,
    `INSERT INTO creditors (code, name, zone, currency) VALUES ('dansk', 'Dansk Fjernvarme A/S', 'Europe/Copenhagen', 'DKK')`,
  );
  await run(
    db,
    `INSERT INTO creditor_accounts (creditor_id, code, name, iban)
     SELECT id, 'main', 'Dansk Fjernvarme', 'DK5000400440116243' FROM creditors WHERE code = 'dansk'`,
  );
  await addDanishSystem(db, { code: 'nets-dansk', bankDir, adapter });
}

/** A further system of the creditor `dansk`. */
export async function addDanishSystem(
  db: Db,
  { code, bankDir, adapter, active = true }: { code: string; bankDir: string; adapter: string; active?: boolean },
): Promise<void> {
  await run(
    db,
    `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, active, exchange, message_version, cut_off,
       lead_days, max_amount_minor, max_lines, propose_before_send, betalingsservice)
     SELECT :code, :adapter, a.creditor_id, a.id, :active, :exchange::jsonb, 'bs.0601', '', 0, 5000000, 1000, true, :settings::jsonb
       FROM creditor_accounts a JOIN creditors k ON k.id = a.creditor_id WHERE k.code = 'dansk'`,
    {
      code,
      adapter,
      active,
      exchange: JSON.stringify({
        kind: 'directory',
        outbox: `${bankDir}/to-bank`,
        taken: `${bankDir}/to-bank/taken`,
        inbox: `${bankDir}/from-bank`,
      }),
      settings: JSON.stringify(danishSettings),
    },
  );
}

/** A new Danish customer with everything that a line needs, unless said otherwise. Amounts are øre. */
export interface NewDanishLine {
  number?: string;
  amount?: number;
  dueOn?: string;
  /** null: no agreement. */
  agreement?: { number?: string | null; state?: string; suspended?: string } | null;
  country?: string;
  street?: string | null;
  postcode?: string | null;
  town?: string | null;
  description?: string;
  mandateRequired?: boolean;
  open?: number;
  /** A credit note, and a line that pays it out. */
  isCreditNote?: boolean;
}

export interface DanishLine {
  collection: number;
  customerId: number;
  customer: string;
  item: number;
  /** Of the item. */
  number: string;
  amount: number;
}

let numbers = 1000;

/** Adds a customer with agreement, open item and a ready line of `nets-dansk`. */
export async function addDanishLine(db: Db, wanted: NewDanishLine = {}): Promise<DanishLine> {
  numbers += 1;
  const customer = wanted.number ?? `D${numbers}`;
  const { customer_id } = await one<{ customer_id: number }>(
    db,
    'customer',
    `INSERT INTO customers (creditor_id, number, name, sepa_name, country, street, building, postcode, town, collect_automatically)
     SELECT id, :customer, 'Bjørn Ærø', 'Bjorn Aero', :country, :street, '7', :postcode, :town, true FROM creditors WHERE code = 'dansk'
     RETURNING id AS customer_id`,
    {
      customer,
      country: wanted.country ?? 'DK',
      street: wanted.street === undefined ? 'Åboulevarden' : wanted.street,
      postcode: wanted.postcode === undefined ? '1960' : wanted.postcode,
      town: wanted.town === undefined ? 'Frederiksberg C' : wanted.town,
    },
  );
  if (wanted.agreement !== null) await addAgreement(db, customer_id, wanted.agreement ?? {});
  return addDanishItem(db, { customerId: customer_id, customer }, wanted);
}

async function addAgreement(
  db: Db,
  customerId: number,
  { number = '123456789', state = 'active', suspended }: NonNullable<NewDanishLine['agreement']>,
): Promise<void> {
  await run(
    db,
    `INSERT INTO mandates (creditor_id, customer_id, umr, umr_key, scheme, kind, state, state_since, agreement_number,
       suspended_reason, transfer_status)
     SELECT creditor_id, id, 'BS-' || number, 'BS-' || number, 'BS', 'recurring', :state, '2025-12-01T00:00:00Z', :number, :suspended,
            'confirmed' FROM customers WHERE id = :customer`,
    { customer: customerId, state, number, suspended: suspended ?? null },
  );
}

/** A further item of a customer, with a ready line. */
export async function addDanishItem(
  db: Db,
  { customerId, customer }: { customerId: number; customer: string },
  wanted: NewDanishLine = {},
): Promise<DanishLine> {
  numbers += 1;
  const amount = wanted.amount ?? 10_000 + numbers;
  const { item } = await one<{ item: number }>(
    db,
    'item',
    `INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
       remittance, collect_automatically, mandate_required)
     SELECT creditor_id, id, :kind, 'F' || :number::int, '2026-01-05', :due::date, 'DKK', :amount, :description, 'F' || :number::int,
            true, :required FROM customers WHERE id = :customer RETURNING id AS item`,
    {
      number: numbers,
      kind: wanted.isCreditNote ? 'credit_note' : 'invoice',
      customer: customerId,
      due: wanted.dueOn ?? '2026-02-01',
      amount,
      description: wanted.description ?? 'Fjernvarme, første kvartal',
      required: wanted.mandateRequired ?? false,
    },
  );
  await run(db, 'INSERT INTO item_balances (item_id, open_minor) VALUES (:item, :open)', {
    item,
    open: wanted.open ?? (wanted.isCreditNote ? -amount : amount),
  });
  const { collection } = await one<{ collection: number }>(
    db,
    'collection',
    `WITH made AS (
       INSERT INTO collections (creditor_id, system_id, item_id, direction, currency, amount_minor, due_on, notified_on, state, state_since)
       SELECT y.creditor_id, y.id, :item, :direction, 'DKK', :amount, :due::date, '2026-01-05', 'ready', '2026-01-05T00:00:00Z'
         FROM collection_systems y WHERE y.code = 'nets-dansk' RETURNING id),
     noted AS (
       INSERT INTO transitions (subject_kind, subject_id, to_state, at, actor)
       SELECT 'collection', id, 'ready', '2026-01-05T00:00:00Z', 'test' FROM made)
     SELECT id AS collection FROM made`,
    { item, amount, direction: wanted.isCreditNote ? 'disbursement' : 'debit', due: wanted.dueOn ?? '2026-02-01' },
  );
  return { collection, customerId, customer, item, number: `F${numbers}`, amount };
}

/** What became of a line: its state, why it is blocked, the open rest of its item, and what its living file says of it. */
export async function danishLineNow(db: Db, { collection }: DanishLine) {
  const [now] = await many<{
    state: string;
    blocked: string | null;
    open: number;
    reference: string | null;
    paid_on: string | null;
    kind: string | null;
  }>(
    db,
    `SELECT c.state, c.blocked_reason AS blocked, b.open_minor AS open, l.end_to_end_id AS reference, x.collection_on AS paid_on,
            x.sequence_type AS kind
       FROM collections c JOIN item_balances b ON b.item_id = c.item_id
       LEFT JOIN submission_lines l ON l.collection_id = c.id
       LEFT JOIN submission_batches x ON x.submission_id = l.submission_id AND x.batch_no = l.batch_no
      WHERE c.id = :collection ORDER BY l.submission_id DESC LIMIT 1`,
    { collection },
  );
  return now;
}
