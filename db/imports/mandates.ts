import type { MandateImport } from '../../domain/imports/mandates.ts';
import type { Transaction } from '../connection.ts';
import { deleteToSign, wakeSignings } from '../mandateMaking.ts';
import { signAll } from '../signing.ts';
import { recordCreated, type Stamp } from '../transitions.ts';
import { creditorCheck, type ImportTable } from './table.ts';

/** What stands in the way of an imported mandate: a signed one, and one that the customer was asked for already. */
const inTheWay = `(t.state IN ('awaiting_bank_registration', 'active')
  OR (t.state = 'to_sign' AND r.state = 'to_sign' AND t.asked_count > 0))`;

/** A mandate to be signed gives way to what was signed elsewhere, and, while nobody was asked for it, to one that was made there. */
const givesWay = `
  SELECT t.id FROM mandates t JOIN import_rows r ON r.known_id IS NULL
     AND CASE WHEN r.kind = 'one_off' THEN t.item_id = r.item_id
              ELSE t.customer_id = r.customer_id AND t.creditor_id = r.creditor_id AND t.scheme = r.scheme AND t.item_id IS NULL END
   WHERE t.state = 'to_sign' AND t.kind = r.kind AND (r.state = 'active' OR t.asked_count = 0)`;

/** Customers of each creditor by account: for rows that do not name the customer. */
const owners = `
  SELECT u.creditor_id, a.iban, count(*)::int AS customers, min(u.id) AS customer_id
    FROM bank_accounts a JOIN customers u ON u.id = a.customer_id
   WHERE a.closed_on IS NULL AND a.iban IN (SELECT iban FROM import_staged WHERE customer = '')
   GROUP BY u.creditor_id, a.iban`;

/** The customer that is named, else the only one that has the account. */
const customerId = 'coalesce(u.id, CASE WHEN o.customers = 1 THEN o.customer_id END)';

const newMandates = `
  SELECT t.id FROM mandates t JOIN import_rows r ON r.creditor_id = t.creditor_id AND r.umr_key = t.umr_key
   WHERE r.known_id IS NULL`;

export const mandateTable: ImportTable = {
  target: 'mandates',
  columns: {
    creditor: 'text',
    customer: 'text',
    iban: 'text',
    umr: 'text',
    umr_key: 'text',
    scheme: 'text',
    kind: 'text',
    item: 'text',
    signed_on: 'text',
    state: 'text',
    origin: 'text',
  } satisfies Record<keyof MandateImport, string>,
  lookups: {
    select: `c.id AS creditor_id, c.zone, coalesce(o.customers, 0) AS owners, ${customerId} AS customer_id,
      a.id AS bank_account_id, a.closed_on, i.id AS item_id, i.customer_id AS item_customer_id, t.id AS known_id`,
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN customers u ON u.creditor_id = c.id AND u.number = s.customer
           LEFT JOIN (${owners}) o ON s.customer = '' AND o.creditor_id = c.id AND o.iban = s.iban
           LEFT JOIN bank_accounts a ON a.customer_id = ${customerId} AND a.iban = s.iban
           LEFT JOIN items i ON i.creditor_id = c.id AND i.number = s.item
           LEFT JOIN mandates t ON t.creditor_id = c.id AND t.umr_key = s.umr_key`,
  },
  checks: [
    creditorCheck,
    {
      field: 'customer',
      rule: 'is no customer of this creditor',
      where: `r.customer <> '' AND r.customer_id IS NULL`,
    },
    {
      field: 'iban',
      rule: 'is an account of several customers: name the customer',
      where: `r.customer = '' AND r.owners > 1`,
    },
    {
      field: 'iban',
      rule: 'is not an account of this customer, or of any where none is named',
      where: 'r.bank_account_id IS NULL',
    },
    { field: 'umr', twice: ['creditor_id', 'umr_key'] },
    {
      field: 'item',
      rule: 'is no item of this customer',
      where: `r.item <> '' AND r.item_customer_id IS DISTINCT FROM r.customer_id`,
    },
    {
      field: 'umr',
      rule: 'is known with other content; an import adds mandates, and signs those that are to be signed',
      where: `EXISTS (SELECT 1 FROM mandates t WHERE t.id = r.known_id
                AND ((t.customer_id, t.scheme, t.kind, t.item_id, t.origin)
                       IS DISTINCT FROM (r.customer_id, r.scheme, r.kind, r.item_id, r.origin)
                     OR (t.state <> 'to_sign' AND t.bank_account_id IS DISTINCT FROM r.bank_account_id)
                     OR (r.signed_on <> '' AND t.state <> 'to_sign'
                         AND t.signed_on IS DISTINCT FROM nullif(r.signed_on, '')::date)))`,
    },
    {
      field: 'signed_on',
      rule: 'is in the future',
      where: `nullif(r.signed_on, '')::date > (:at::timestamptz AT TIME ZONE r.zone)::date`,
    },
    { field: 'iban', rule: 'is a closed account', where: 'r.known_id IS NULL AND r.closed_on IS NOT NULL' },
    {
      field: 'umr',
      rule: 'the customer has another living recurring mandate of this scheme',
      where: `r.known_id IS NULL AND r.kind = 'recurring' AND EXISTS (
                SELECT 1 FROM mandates t WHERE t.customer_id = r.customer_id AND t.creditor_id = r.creditor_id
                   AND t.scheme = r.scheme AND t.kind = 'recurring' AND ${inTheWay})`,
    },
    {
      field: 'umr',
      rule: 'the item has another one-off mandate',
      where: `r.known_id IS NULL AND r.kind = 'one_off' AND EXISTS (
                SELECT 1 FROM mandates t WHERE t.item_id = r.item_id AND t.kind = 'one_off'
                   AND (${inTheWay} OR t.state = 'completed'))`,
    },
    {
      field: 'customer',
      twice: ['customer_id', 'scheme'],
      rule: 'has another living recurring mandate of this scheme',
      where: `r.known_id IS NULL AND r.kind = 'recurring'`,
    },
    {
      field: 'item',
      twice: ['item_id'],
      rule: 'has another one-off mandate',
      where: `r.known_id IS NULL AND r.kind = 'one_off'`,
    },
  ],
  fixed: {
    creditor_id: 'r.creditor_id',
    customer_id: 'r.customer_id',
    umr: 'r.umr',
    umr_key: 'r.umr_key',
    scheme: 'r.scheme',
    kind: 'r.kind',
    item_id: 'r.item_id',
    origin: 'r.origin',
    state: 'r.state',
    state_since: ':at',
    made_on: `CASE WHEN r.state = 'to_sign' THEN (:at::timestamptz AT TIME ZONE r.zone)::date END`,
    ask_due_on: `CASE WHEN r.state = 'to_sign' THEN (:at::timestamptz AT TIME ZONE r.zone)::date + 1 END`,
  },
  changing: {
    bank_account_id: 'r.bank_account_id',
    signed_on: `coalesce(nullif(r.signed_on, '')::date, t.signed_on)`,
  },
  before: makeWay,
  after: enter,
};

async function makeWay(trx: Transaction, stamp: Stamp): Promise<void> {
  await deleteToSign(trx, { sql: givesWay, bindings: {} }, { ...stamp, reason: 'another mandate was imported' });
}

/** New ones enter their history; those that were to be signed and come signed are (M11). */
async function enter(trx: Transaction, stamp: Stamp): Promise<void> {
  await recordCreated(trx, 'mandate', { sql: newMandates, bindings: {} }, { ...stamp, reason: 'imported' });
  await wakeSignings(
    trx,
    { sql: `SELECT n.id FROM (${newMandates}) n JOIN mandates m ON m.id = n.id AND m.state = 'to_sign'`, bindings: {} },
    stamp.at,
  );
  await signAll(
    trx,
    { sql: `SELECT known_id AS id FROM import_rows WHERE state = 'active'`, bindings: {} },
    'imported',
    stamp,
  );
}
