import { addDays, localDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import { checkIban, isSameBank, isSepaIban } from '../domain/iban.ts';
import { recordAudit } from './audit.ts';
import { type Db, first, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { type CustomerRow, lockCustomer } from './customers.ts';
import { wakeSignings } from './mandateMaking.ts';
import type { MandateRow, Signature } from './mandates.ts';
import { noteHistory, recordCreated, type Stamp } from './transitions.ts';

export interface AccountRow {
  id: number;
  iban: string;
  bic: string | null;
  added_on: string;
  closed_on: string | null;
}

/** Accounts of a customer, in the order in which they were added. */
export async function listAccounts(db: Db, customerId: number): Promise<AccountRow[]> {
  return many(
    db,
    'SELECT id, iban, bic, added_on, closed_on FROM bank_accounts WHERE customer_id = :id ORDER BY added_on, id',
    { id: customerId },
  );
}

/**
 * Adds an account of a customer. Where a recurring mandate is active the old account is closed and the mandate amended, or,
 * by the creditor's setting, a new one is asked for that takes its place (M8). One to be signed takes the new account.
 */
export async function addAccount(
  db: Db,
  customerId: number,
  account: { iban: string; bic?: string },
  stamp: Stamp,
): Promise<{ message: string; wake: string[] }> {
  const { creditor_id } = await one<{ creditor_id: number }>(
    db,
    `customer ${customerId}`,
    'SELECT creditor_id FROM customers WHERE id = :id',
    { id: customerId },
  );
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, creditor_id, 'single');
    const customer = await lockCustomer(trx, customerId);
    const today = localDate(stamp.at, customer.zone);
    const added = await openAccount(trx, customerId, account, today);
    await recordAudit(
      trx,
      { action: 'customer.add_account', subject: `customer/${customerId}`, detail: { account: added.id } },
      stamp,
    );
    const said = [];
    for (const mandate of await mandatesToChange(trx, customerId, added.id)) {
      said.push(await changeAccount(trx, customer, mandate, added, today, stamp));
    }
    const message = [`the account is added`, ...said].join('; ');
    return { message, wake: [] };
  });
}

/** Closes an account; nothing is collected from it any more. An account is added or closed, never edited. */
export async function closeAccount(
  db: Db,
  customerId: number,
  iban: string,
  stamp: Stamp,
): Promise<{ done: boolean; message: string }> {
  const check = checkIban(iban);
  if (!check.ok) throw new IncassoError('INVALID_INPUT', `field iban: ${check.rule}`);
  return inTransaction(db, async (trx) => {
    const customer = await lockCustomer(trx, customerId);
    const account = await first<AccountRow>(
      trx,
      'SELECT id, iban, bic, added_on, closed_on FROM bank_accounts WHERE customer_id = :id AND iban = :iban',
      { id: customerId, iban: check.iban },
    );
    if (!account) throw new IncassoError('NOT_FOUND', `customer ${customer.number} has no such account`);
    if (account.closed_on !== null) return { done: false, message: `it was closed already, on ${account.closed_on}` };
    await run(trx, 'UPDATE bank_accounts SET closed_on = greatest(:today::date, added_on) WHERE id = :id', {
      id: account.id,
      today: localDate(stamp.at, customer.zone),
    });
    await recordAudit(
      trx,
      { action: 'customer.close_account', subject: `customer/${customerId}`, detail: { account: account.id } },
      stamp,
    );
    const mandates = await many<{ umr: string }>(
      trx,
      `SELECT umr FROM mandates WHERE bank_account_id = :id AND state = 'active' ORDER BY id`,
      { id: account.id },
    );
    const said = mandates.map(
      ({ umr }) => `; mandate ${umr} names it: nothing is collected with it until another is added`,
    );
    return { done: true, message: `the account is closed${said.join('')}` };
  });
}

/** The account that a signature names, else the one known, else the customer's only one. A new one is added. */
export async function accountForSignature(
  trx: Transaction,
  mandate: MandateRow,
  { iban, bic }: Signature,
  today: string,
): Promise<AccountRow> {
  if (iban !== undefined) {
    return openAccount(trx, mandate.customer_id, { iban, ...(bic ? { bic } : {}) }, today);
  }
  const open = (await listAccounts(trx, mandate.customer_id)).filter((account) => account.closed_on === null);
  const known =
    open.find((account) => account.id === mandate.bank_account_id) ?? (open.length === 1 ? open[0] : undefined);
  if (known) return known;
  throw new IncassoError(
    'INVALID_INPUT',
    `field iban: customer ${mandate.customer} has ${open.length} open accounts; say which one the form names`,
  );
}

/** An open account of the customer with this IBAN: known, opened again, or added. Throws INVALID_INPUT. */
async function openAccount(
  trx: Transaction,
  customerId: number,
  { iban, bic }: { iban: string; bic?: string },
  today: string,
): Promise<AccountRow> {
  const check = checkIban(iban);
  if (!check.ok) throw new IncassoError('INVALID_INPUT', `field iban: ${check.rule}`);
  if (!isSepaIban(check.iban))
    throw new IncassoError('INVALID_INPUT', 'field iban: must be an account in a SEPA country');
  return one(
    trx,
    'account',
    `INSERT INTO bank_accounts (customer_id, iban, bic, added_on) VALUES (:customer, :iban, :bic, :today)
     ON CONFLICT (customer_id, iban) DO UPDATE SET closed_on = NULL, bic = coalesce(bank_accounts.bic, excluded.bic)
     RETURNING id, iban, bic, added_on, closed_on`,
    { customer: customerId, iban: check.iban, bic: bic ?? null, today },
  );
}

interface Changing {
  id: number;
  umr: string;
  state: 'to_sign' | 'active';
  kind: 'recurring' | 'one_off';
  account_id: number | null;
  iban: string | null;
  original_id: number | null;
  original_iban: string | null;
  presented: boolean;
}

/** What names another account of the customer than the new one and is still of use. */
async function mandatesToChange(trx: Transaction, customerId: number, accountId: number): Promise<Changing[]> {
  return many(
    trx,
    `SELECT m.id, m.umr, m.state, m.kind, a.id AS account_id, a.iban, o.id AS original_id, o.iban AS original_iban,
            m.first_accepted_on IS NOT NULL OR EXISTS (
              SELECT 1 FROM collections c JOIN submission_lines l ON l.collection_id = c.id
                JOIN submissions s ON s.id = l.submission_id
               WHERE c.mandate_id = m.id AND s.state NOT IN ('refused', 'withdrawn')) AS presented
       FROM mandates m LEFT JOIN bank_accounts a ON a.id = m.bank_account_id
       LEFT JOIN bank_accounts o ON o.id = m.amended_from_account_id
      WHERE m.customer_id = :customer AND m.scheme <> 'BS' AND m.state IN ('to_sign', 'active')
        AND m.bank_account_id IS DISTINCT FROM :account ORDER BY m.id FOR UPDATE OF m`,
    { customer: customerId, account: accountId },
  );
}

async function changeAccount(
  trx: Transaction,
  customer: CustomerRow,
  mandate: Changing,
  account: AccountRow,
  today: string,
  stamp: Stamp,
): Promise<string> {
  if (mandate.state === 'active' && mandate.kind === 'recurring' && customer.new_mandate_on_account_change) {
    return askForReplacement(trx, mandate, account, today, stamp);
  }
  const { original, from } =
    mandate.state === 'active' ? amendmentOf(mandate, account) : { original: null, from: null };
  await run(
    trx,
    `UPDATE mandates SET bank_account_id = :account, amended_from_account_id = :from_id, amended_original = :original
      WHERE id = :id`,
    { id: mandate.id, account: account.id, from_id: from, original },
  );
  await noteHistory(
    trx,
    'mandate',
    mandate.id,
    `account ${mandate.account_id ?? 'none'} became account ${account.id}`,
    stamp,
  );
  if (mandate.account_id !== null) await closeUnused(trx, mandate.account_id, today);
  return `mandate ${mandate.umr} names it now${original === null ? '' : ', and the next file tells the bank'}`;
}

/** What the next file says of the account that the debtor's bank knows: nothing when it knows none, or this one. */
function amendmentOf(mandate: Changing, account: AccountRow): { from: number | null; original: string | null } {
  const from = mandate.original_id ?? mandate.account_id;
  const iban = mandate.original_iban ?? mandate.iban;
  if (!mandate.presented || from === null || iban === null || from === account.id)
    return { from: null, original: null };
  return { from, original: originalAccount(iban, account.iban) };
}

/** What stands in the file for the old account (AT-24): its IBAN where both are at one bank, else SMNDA. */
export function originalAccount(known: string, present: string): string {
  return isSameBank(known, present) ? known : 'SMNDA';
}

/** The old mandate and account stay until the new one is signed. */
async function askForReplacement(
  trx: Transaction,
  old: Changing,
  account: AccountRow,
  today: string,
  stamp: Stamp,
): Promise<string> {
  const asked = await first<{ id: number; umr: string }>(
    trx,
    `INSERT INTO mandates (creditor_id, customer_id, bank_account_id, umr, umr_key, scheme, kind, state, state_since,
       made_on, ask_due_on, replaces_id)
     SELECT creditor_id, customer_id, :account, name, upper(replace(name, ' ', '')), scheme, 'recurring', 'to_sign', :at,
            :today::date, :ask_on::date, id
       FROM (SELECT m.*, left(m.umr, 20) || '-' || (
               SELECT count(*) + 2 FROM mandates r WHERE r.replaces_id = m.id) || '-' || m.id AS name
               FROM mandates m WHERE m.id = :old) old
     ON CONFLICT (replaces_id) WHERE state = 'to_sign' DO NOTHING RETURNING id, umr`,
    { old: old.id, account: account.id, at: stamp.at, today, ask_on: addDays(today, 1) },
  );
  if (!asked) return `a mandate that takes the place of ${old.umr} is to be signed already`;
  const which = { sql: 'SELECT :new_id::bigint AS id', bindings: { new_id: asked.id } };
  await recordCreated(trx, 'mandate', which, { ...stamp, reason: `new account of ${old.umr}` });
  await wakeSignings(trx, which, stamp.at);
  return `mandate ${asked.umr} is to be signed; until then ${old.umr} stays with the old account`;
}

/** Closes an account that no living mandate names. A completed one-off takes the customer's account when it comes back. */
export async function closeUnused(trx: Transaction, accountId: number, today: string): Promise<void> {
  await run(
    trx,
    `UPDATE bank_accounts a SET closed_on = greatest(:today::date, added_on)
      WHERE a.id = :id AND a.closed_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM mandates m WHERE m.bank_account_id = a.id AND m.state IN ('to_sign', 'awaiting_bank_registration', 'active'))`,
    { id: accountId, today },
  );
}
