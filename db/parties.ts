import type { ExpectedDelivery } from '../domain/betalingsservice/inbound.ts';
import type { BetalingsserviceSettings } from '../domain/betalingsservice/settings.ts';
import type { ExchangeSettings } from '../domain/exchangeSettings.ts';
import type { ExpectedFile } from '../domain/expectedFiles.ts';
import { type Db, first, many, one } from './connection.ts';

export interface CreditorRow {
  id: number;
  code: string;
  name: string;
  zone: string;
  currency: string;
  identifier: string | null;
}

export async function listCreditors(db: Db): Promise<CreditorRow[]> {
  return many(db, 'SELECT id, code, name, zone, currency, identifier FROM creditors ORDER BY code');
}

export async function creditorCode(db: Db, id: number): Promise<string> {
  return (await one<{ code: string }>(db, `creditor ${id}`, 'SELECT code FROM creditors WHERE id = :id', { id })).code;
}

export interface SystemRow {
  id: number;
  code: string;
  adapter: string;
  creditor_id: number;
  creditor: string;
  creditor_name: string;
  creditor_identifier: string | null;
  zone: string;
  currency: string;
  account_name: string;
  account_iban: string;
  account_bic: string | null;
  books_from: string;
  first_as_frst: boolean;
  amended_as_frst: boolean;
  active: boolean;
  direct_communication: boolean;
  exchange: ExchangeSettings;
  message_version: 'pain.008.001.08' | 'pain.008.001.02' | 'bs.0601';
  batch_booking: boolean | null;
  cut_off: string;
  lead_days: number;
  pre_notification_days: number;
  max_days_past_due: number;
  max_amount_minor: number;
  max_lines: number;
  approval_required: boolean;
  propose_before_send: boolean;
  posting_by_itself: boolean;
  silence_days: number;
  expected_files: ExpectedFile[];
  betalingsservice: BetalingsserviceSettings | null;
}

const columns = `y.id, y.code, y.adapter, y.creditor_id, c.code AS creditor, c.name AS creditor_name,
  c.identifier AS creditor_identifier, c.zone, c.currency, a.name AS account_name, a.iban AS account_iban,
  a.bic AS account_bic, a.books_from, a.first_as_frst, a.amended_as_frst, y.active, y.direct_communication, y.exchange, y.message_version,
  y.batch_booking, y.cut_off, y.lead_days, y.pre_notification_days, y.max_days_past_due, y.max_amount_minor, y.max_lines,
  y.approval_required, y.propose_before_send, y.posting_by_itself, y.silence_days, y.expected_files, y.betalingsservice`;
const source = `collection_systems y JOIN creditors c ON c.id = y.creditor_id
  JOIN creditor_accounts a ON a.id = y.creditor_account_id`;

export async function listSystems(db: Db): Promise<SystemRow[]> {
  return many(db, `SELECT ${columns} FROM ${source} ORDER BY y.code`);
}

export async function findSystem(db: Db, code: string): Promise<SystemRow> {
  return one(db, `collection system ${code}`, `SELECT ${columns} FROM ${source} WHERE y.code = :code`, { code });
}

export async function findSystemById(db: Db, id: number): Promise<SystemRow> {
  return one(db, `collection system ${id}`, `SELECT ${columns} FROM ${source} WHERE y.id = :id`, { id });
}

/**
 * The other active systems of a creditor whose payment files do not say to which of the systems they belong (C11).
 * @returns their codes; none for SEPA.
 */
export async function sharingPaymentFiles(db: Db, system: SystemRow): Promise<string[]> {
  const rows = await many<{ code: string }>(
    db,
    `SELECT code FROM collection_systems
      WHERE creditor_id = :creditor_id AND active AND betalingsservice IS NOT NULL AND :shares AND id <> :id ORDER BY code`,
    { creditor_id: system.creditor_id, id: system.id, shares: system.betalingsservice !== null },
  );
  return rows.map((row) => row.code);
}

/** Whose deliveries of Betalingsservice a system takes: those of its data supplier, for every creditor who has it. */
export async function expectedDelivery(db: Db, { betalingsservice: own }: SystemRow): Promise<ExpectedDelivery> {
  if (own === null) return {};
  const creditors = await many<{ pbs_number: string; debtor_groups: string[] }>(
    db,
    `SELECT betalingsservice->>'pbs_number' AS pbs_number, array_agg(DISTINCT betalingsservice->>'debtor_group') AS debtor_groups
       FROM collection_systems WHERE betalingsservice->>'supplier' = :supplier GROUP BY 1 ORDER BY 1`,
    { supplier: own.supplier },
  );
  return { supplier: own.supplier, subsystem: own.subsystem, creditors, net_rule: own.net_rule };
}

export interface OperatorRow {
  code: string;
  name: string;
  email: string | null;
  language: string;
  zone: string;
  roles: string[];
  creditors: string[];
}

export async function findOperator(db: Db, code: string): Promise<OperatorRow | undefined> {
  return first(db, 'SELECT code, name, email, language, zone, roles, creditors FROM operators WHERE code = :code', {
    code,
  });
}

export async function listOperators(db: Db): Promise<OperatorRow[]> {
  return many(db, 'SELECT code, name, email, language, zone, roles, creditors FROM operators ORDER BY code');
}
