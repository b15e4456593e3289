import type { CustomerImport } from '../../domain/imports/customers.ts';
import { retryWaiting } from '../agreementRetry.ts';
import { many, type Transaction } from '../connection.ts';
import { deleteToSign, makeRecurring } from '../mandateMaking.ts';
import type { Stamp } from '../transitions.ts';
import { creditorCheck, type ImportTable } from './table.ts';

export const customerTable: ImportTable = {
  target: 'customers',
  columns: {
    creditor: 'text',
    number: 'text',
    name: 'text',
    sepa_name: 'text',
    email: 'text',
    language: 'text',
    country: 'text',
    street: 'text',
    building: 'text',
    postcode: 'text',
    town: 'text',
    sepa_address: 'text',
    collect_automatically: 'boolean',
    mandate_required_per_invoice: 'boolean',
    collected_before: 'boolean',
    pre_notification: 'text',
    cpr_cvr: 'text',
  } satisfies Record<keyof CustomerImport, string>,
  lookups: {
    select: 'c.id AS creditor_id, t.id AS known_id',
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN customers t ON t.creditor_id = c.id AND t.number = s.number`,
  },
  checks: [creditorCheck, { field: 'number', twice: ['creditor_id', 'number'] }],
  fixed: { creditor_id: 'r.creditor_id', number: 'r.number' },
  changing: {
    name: 'r.name',
    sepa_name: 'r.sepa_name',
    email: `nullif(r.email, '')`,
    language: 'r.language',
    country: 'r.country',
    street: `nullif(r.street, '')`,
    building: `nullif(r.building, '')`,
    postcode: `nullif(r.postcode, '')`,
    town: `nullif(r.town, '')`,
    sepa_address: `nullif(r.sepa_address, '')::jsonb`,
    collect_automatically: 'r.collect_automatically',
    mandate_required_per_invoice: 'r.mandate_required_per_invoice',
    collected_before: 'coalesce(t.collected_before, false) OR r.collected_before',
    pre_notification: `coalesce(nullif(r.pre_notification, ''), t.pre_notification, 'invoice')`,
    cpr_cvr: `nullif(r.cpr_cvr, '')`,
  },
  after: async (trx, stamp) => {
    await askForMandates(trx, stamp);
    await findAgreements(trx, stamp);
  },
};

const imported =
  'SELECT t.id FROM customers t JOIN import_rows r ON r.creditor_id = t.creditor_id AND r.number = t.number';

/** Who is collected from automatically gets a recurring mandate to be signed (M1); what is not wanted any more goes (M3). */
async function askForMandates(trx: Transaction, stamp: Stamp): Promise<void> {
  const unwanted = {
    sql: `SELECT m.id FROM mandates m JOIN customers c ON c.id = m.customer_id
           WHERE c.id IN (${imported}) AND m.kind = 'recurring' AND m.replaces_id IS NULL
             AND (c.mandate_required_per_invoice OR NOT c.collect_automatically)`,
    bindings: {},
  };
  await deleteToSign(trx, unwanted, { ...stamp, reason: 'the customer is not collected from so any more' });
  await makeRecurring(trx, { sql: imported, bindings: {} }, 'first', { ...stamp, reason: 'collected automatically' });
}

/** An agreement that was made at a payment centre may have come in before its customer (C6). */
async function findAgreements(trx: Transaction, stamp: Stamp): Promise<void> {
  const creditors = await many<{ id: number }>(
    trx,
    `SELECT DISTINCT r.creditor_id AS id FROM import_rows r JOIN collection_systems y ON y.creditor_id = r.creditor_id
      WHERE r.known_id IS NULL AND y.betalingsservice IS NOT NULL ORDER BY 1`,
  );
  for (const { id } of creditors) await retryWaiting(trx, id, stamp);
}
