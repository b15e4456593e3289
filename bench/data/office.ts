import { collectionActivities } from '../../activities/collections.ts';
import type { Ports } from '../../activities/index.ts';
import { type Db, inTransaction, one, run, type Transaction } from '../../db/connection.ts';
import { RowCopy } from '../../db/copy.ts';
import { receiveFile } from '../../db/inboundFiles.ts';
import { findSystem } from '../../db/parties.ts';
import { transitionOne } from '../../db/transitions.ts';
import { account, camtFile, creditorCode } from './camtFile.ts';
import { debtorOf } from './debtors.ts';

export const systemCode = 'sepa-noord';
export const actor = 'bench';

export interface ReceivedFile {
  file_id: number;
  sha256: string;
  size_bytes: number;
}

/** One creditor with a system, and as many customers with mandate, open item and ready collection as asked for. */
export async function insertOffice(ports: Ports, collections: number): Promise<void> {
  const { db } = ports;
  await inTransaction(db, async (trx) => {
    await insertCreditor(trx, collections);
    await insertDebtors(trx, collections);
    await insertMandates(trx);
  });
  await proposeAll(ports, systemCode, collections);
}

/** One creditor with a system, and as many customers with an account and an open item as asked for; none has a mandate. */
export async function insertCustomers({ db }: Ports, customers: number): Promise<void> {
  await inTransaction(db, async (trx) => {
    await insertCreditor(trx, customers);
    await insertDebtors(trx, customers);
  });
}

/**
 * Makes the customers such as a conversion finds: of twenty one has a foreign account and one none, both collected before;
 * three were never collected, the others were.
 */
export async function mixCustomers({ db }: Ports): Promise<void> {
  await db.raw('UPDATE customers SET collected_before = id % 20 NOT IN (2, 3, 4)');
  await db.raw(`UPDATE bank_accounts SET iban = 'BE' || substr(iban, 3) WHERE customer_id % 20 = 0`);
  await db.raw('DELETE FROM bank_accounts WHERE customer_id % 20 = 1');
  await db.raw('VACUUM FULL customers, bank_accounts');
}

/** Proposes the due items of a system: each becomes a ready line. */
export async function proposeAll(ports: Ports, system: string, collections: number): Promise<void> {
  const { proposed } = await collectionActivities(ports).proposeDueItems({ system, actor });
  if (proposed !== collections) throw new Error(`${proposed} of ${collections} collections were proposed`);
}

/** Freezes what is ready of a system into one submission; returns its id. */
export async function freezeAll(ports: Ports, system: string, collections: number): Promise<number> {
  const report = await collectionActivities(ports).freezeReadyLines({ system, job_run_id: 1, actor });
  const [submission] = report.submissions;
  if (!submission || submission.line_count !== collections) {
    throw new Error(`${report.frozen.count} of ${collections} collections were frozen`);
  }
  return submission.id;
}

/** The submission has arrived at the bank: what it settles is awaited. */
export async function deliver(ports: Ports, submissionId: number): Promise<void> {
  const stamp = { at: await ports.clock.now(), actor };
  await inTransaction(ports.db, async (trx) => {
    for (const state of ['written', 'delivering', 'delivered'] as const) {
      await transitionOne(trx, 'submission', submissionId, state, stamp);
    }
  });
}

/** A camt.054 in the archive, received and not yet read, that settles all collections of the system of `insertOffice`. */
export async function receiveSettlement(ports: Ports, collections: number): Promise<ReceivedFile> {
  return receivePayments(ports, systemCode, 'camt054.xml', camtFile(collections));
}

/** A file of payments in the archive, received and not yet read. */
export async function receivePayments(
  ports: Ports,
  systemCode: string,
  name: string,
  chunks: AsyncIterable<Uint8Array | string>,
): Promise<ReceivedFile> {
  const file = await ports.archive.store(chunks);
  const system = await findSystem(ports.db, systemCode);
  const stamp = { at: await ports.clock.now(), actor };
  const row = { ...file, name, system_id: system.id, kind: 'payments' };
  return { file_id: (await receiveFile(ports.db, row, stamp)).id, ...file };
}

/** Statistics and visibility as they are in a database that has been there for a while. */
export async function settleDown(db: Db): Promise<void> {
  await db.raw('VACUUM ANALYZE');
}

async function insertCreditor(trx: Transaction, collections: number): Promise<void> {
  await run(
    trx,
    `INSERT INTO creditors (code, name, zone, currency, identifier)
     VALUES (:code, 'Noorderlicht BV', 'Europe/Amsterdam', 'EUR', 'NL03ZZZ011234567890')`,
    { code: creditorCode },
  );
  await run(
    trx,
    `INSERT INTO creditor_accounts (creditor_id, code, name, iban, bic)
     SELECT id, 'main', 'Noorderlicht BV', :account, 'ABNANL2A' FROM creditors`,
    { account },
  );
  await run(
    trx,
    `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, exchange, message_version, cut_off,
       lead_days, max_amount_minor, max_lines, propose_before_send)
     SELECT :system, 'sepa-core', a.creditor_id, a.id, '{}', 'pain.008.001.08', '12:30', 1, 500000, :max_lines, true
       FROM creditor_accounts a`,
    { system: systemCode, max_lines: collections },
  );
}

async function insertDebtors(trx: Transaction, count: number): Promise<void> {
  await trx.raw(`
    CREATE TEMP TABLE debtors (number int, name text, sepa_name text, iban text, umr text, amount_minor bigint, remittance text)
      ON COMMIT DROP`);
  const copy = await RowCopy.open(trx, 'debtors', [
    'number', 'name', 'sepa_name', 'iban', 'umr', 'amount_minor', 'remittance',
  ]); // prettier-ignore
  for (let number = 1; number <= count; number += 1) {
    const { name, sepaName, iban, umr, amountMinor, remittance } = debtorOf(number);
    copy.add([number, name, sepaName, iban, umr, amountMinor, remittance]);
    await copy.flush();
  }
  await copy.end();
  await trx.raw(`
    INSERT INTO customers (creditor_id, number, name, sepa_name, country, collect_automatically)
    SELECT k.id, 'K' || d.number, d.name, d.sepa_name, 'NL', true FROM debtors d CROSS JOIN creditors k ORDER BY d.number`);
  await trx.raw(`
    INSERT INTO bank_accounts (customer_id, iban, added_on)
    SELECT c.id, d.iban, '2025-01-01' FROM debtors d JOIN customers c ON c.number = 'K' || d.number ORDER BY d.number`);
  await trx.raw(`
    INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
      remittance, collect_automatically, mandate_required)
    SELECT c.creditor_id, c.id, 'invoice', 'F' || d.number, '2026-11-02', '2026-11-25', 'EUR', d.amount_minor, 'Energy',
           d.remittance, true, false
      FROM debtors d JOIN customers c ON c.number = 'K' || d.number ORDER BY d.number`);
  await trx.raw('INSERT INTO item_balances (item_id, open_minor) SELECT id, amount_minor FROM items ORDER BY id');
  await checkItemNumbers(trx);
}

/** The generated files name an item by its id. */
export async function checkItemNumbers(trx: Transaction): Promise<void> {
  const { bad } = await one<{ bad: number }>(
    trx,
    'items',
    `SELECT count(*)::int AS bad FROM items WHERE number <> 'F' || id`,
  );
  if (bad > 0) throw new Error('the items do not have the numbers by which the generated files name them');
}

async function insertMandates(trx: Transaction): Promise<void> {
  await trx.raw(`
    INSERT INTO mandates (creditor_id, customer_id, bank_account_id, umr, umr_key, scheme, kind, state, state_since, signed_on)
    SELECT c.creditor_id, c.id, a.id, d.umr, d.umr, 'CORE', 'recurring', 'active', '2025-01-01T00:00:00Z', '2025-01-01'
      FROM debtors d JOIN customers c ON c.number = 'K' || d.number JOIN bank_accounts a ON a.customer_id = c.id
     ORDER BY d.number`);
}
