import { type Db, many, run } from '../../db/connection.ts';

export interface FixtureOptions {
  /** Number of customers, each with an active mandate and one open item. */
  customers: number;
  issuedOn: string;
  dueOn: string;
  /** Folder that holds to-bank, to-bank/taken and from-bank. */
  bankDir: string;
  approvalRequired?: boolean;
  maxLines?: number;
}

export const creditorIban = 'NL91ABNA0417164300';

/** An IBAN of a Dutch test bank for a number, with its right check digits. */
export function testIban(number: number): string {
  const account = `RABO${String(300000000 + number).padStart(10, '0')}`;
  const digits = `${account}NL00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return `NL${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${account}`;
}

/** One creditor `noord` with the system `sepa-noord`, operators, and customers who can be collected from. */
export async function insertOffice(db: Db, options: FixtureOptions): Promise<void> {
  const { bankDir } = options;
  await run(
    db,
    `INSERT INTO operators (code, name, email, zone, roles) VALUES
       ('anna', 'Anna', 'anna@example.org', 'Europe/Amsterdam', '{accountant}'),
       ('bert', 'Bert', 'bert@example.org', 'Europe/Amsterdam', '{accountant}'),
       ('carla', 'Carla', 'carla@example.org', 'Europe/Amsterdam', '{support}'),
       ('dora', 'Dora', 'dora@example.org', 'Europe/Amsterdam', '{admin}')`,
  );
  await run(
    db,
    `INSERT INTO creditors (code, name, zone, currency, identifier)
     VALUES ('noord', 'Noorderlicht BV', 'Europe/Amsterdam', 'EUR', 'NL03ZZZ011234567890')`,
  );
  await run(
    db,
    `INSERT INTO creditor_accounts (creditor_id, code, name, iban, bic)
     SELECT id, 'main', 'Noorderlicht BV', :iban, 'ABNANL2A' FROM creditors`,
    { iban: creditorIban },
  );
  await run(
    db,
    `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, exchange, message_version, cut_off,
       lead_days, max_amount_minor, max_lines, propose_before_send, approval_required)
     SELECT 'sepa-noord', 'sepa-core', a.creditor_id, a.id, :exchange::jsonb, 'pain.008.001.08', '12:30', 1, 500000,
            :max_lines, true, :approval FROM creditor_accounts a`,
    {
      exchange: JSON.stringify({
        kind: 'directory',
        outbox: `${bankDir}/to-bank`,
        taken: `${bankDir}/to-bank/taken`,
        inbox: `${bankDir}/from-bank`,
      }),
      max_lines: options.maxLines ?? 1000,
      approval: options.approvalRequired ?? false,
    },
  );
  await insertCustomers(db, options);
}

async function insertCustomers(db: Db, options: FixtureOptions): Promise<void> {
  const ibans = Array.from({ length: options.customers }, (_, index) => testIban(index + 1));
  await run(
    db,
    `INSERT INTO customers (creditor_id, number, name, sepa_name, country, collect_automatically)
     SELECT c.id, 'K' || n, 'Customer ' || n, 'Customer ' || n, 'NL', true
       FROM creditors c, generate_series(1, :customers::int) n`,
    { customers: options.customers },
  );
  await run(
    db,
    `INSERT INTO bank_accounts (customer_id, iban, added_on)
     SELECT c.id, x.iban, '2025-01-01' FROM unnest(:ibans::text[]) WITH ORDINALITY AS x (iban, n)
       JOIN customers c ON c.number = 'K' || x.n`,
    { ibans },
  );
  await run(
    db,
    `INSERT INTO mandates (creditor_id, customer_id, bank_account_id, umr, umr_key, scheme, kind, state, state_since, signed_on)
     SELECT c.creditor_id, c.id, a.id, 'M-' || c.number, 'M-' || c.number, 'CORE', 'recurring', 'active',
            '2025-01-01T00:00:00Z', '2025-01-01'
       FROM customers c JOIN bank_accounts a ON a.customer_id = c.id`,
  );
  await run(
    db,
    `INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
       remittance, collect_automatically, mandate_required)
     SELECT c.creditor_id, c.id, 'invoice', 'F' || substr(c.number, 2), :issued_on, :due_on, 'EUR',
            1000 + substr(c.number, 2)::int, 'Energy', 'F' || substr(c.number, 2) || ' Energy', true, false
       FROM customers c ORDER BY c.id`,
    { issued_on: options.issuedOn, due_on: options.dueOn },
  );
  await run(db, 'INSERT INTO item_balances (item_id, open_minor) SELECT id, amount_minor FROM items');
}

/** How many collections are in each state, and their sum. */
export async function collectionsByState(db: Db): Promise<Record<string, { count: number; sum_minor: number }>> {
  const rows = await many<{ state: string; count: number; sum_minor: number }>(
    db,
    'SELECT state, count(*)::int AS count, sum(amount_minor)::bigint AS sum_minor FROM collections GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, ...totals }) => [state, totals]));
}
