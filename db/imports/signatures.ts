import type { SignatureImport } from '../../domain/imports/signatures.ts';
import { run, type Transaction } from '../connection.ts';
import { signAll } from '../signing.ts';
import type { Stamp } from '../transitions.ts';
import { creditorCheck, type ImportTable } from './table.ts';

/** Open accounts of each customer, for signatures that name none. */
const onlyAccount = `
  SELECT customer_id, min(id) AS id, count(*)::int AS accounts FROM bank_accounts WHERE closed_on IS NULL GROUP BY 1`;

/** Signatures sign mandates that are there; one that is signed already on that day changes nothing. */
export const signatureTable: ImportTable = {
  target: 'mandates',
  columns: {
    creditor: 'text',
    umr: 'text',
    umr_key: 'text',
    signed_on: 'date',
    place: 'text',
    channel: 'text',
    iban: 'text',
    bic: 'text',
  } satisfies Record<keyof SignatureImport, string>,
  lookups: {
    select: `c.id AS creditor_id, c.zone, t.id AS known_id, t.state, t.customer_id, t.made_on, t.signed_on AS known_signed_on,
      b.open_minor, t.item_id,
      CASE WHEN s.iban <> '' THEN a.id ELSE coalesce(k.id, CASE WHEN o.accounts = 1 THEN o.id END) END AS account_id`,
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN mandates t ON t.creditor_id = c.id AND t.umr_key = s.umr_key
           LEFT JOIN item_balances b ON b.item_id = t.item_id
           LEFT JOIN bank_accounts a ON a.customer_id = t.customer_id AND a.iban = s.iban
           LEFT JOIN bank_accounts k ON k.id = t.bank_account_id AND k.closed_on IS NULL
           LEFT JOIN (${onlyAccount}) o ON s.iban = '' AND o.customer_id = t.customer_id`,
  },
  checks: [
    creditorCheck,
    { field: 'umr', rule: 'is no mandate of this creditor', where: 'r.known_id IS NULL' },
    { field: 'umr', twice: ['known_id'] },
    {
      field: 'signed_on',
      rule: 'is in the future',
      where: 'r.signed_on > (:at::timestamptz AT TIME ZONE r.zone)::date',
    },
    { field: 'signed_on', rule: 'is before the mandate was made', where: 'r.signed_on < r.made_on' },
    {
      field: 'umr',
      rule: 'is not to be signed: it was signed on another day, or has ended',
      where: `r.state <> 'to_sign' AND (r.state NOT IN ('active', 'awaiting_bank_registration', 'completed')
                OR r.known_signed_on IS DISTINCT FROM r.signed_on)`,
    },
    {
      field: 'umr',
      rule: 'is for an item that is settled: there is nothing left to collect',
      where: `r.state = 'to_sign' AND r.item_id IS NOT NULL AND r.open_minor <= 0`,
    },
    {
      field: 'iban',
      rule: 'must be given: the customer has no account, or several',
      where: `r.state = 'to_sign' AND r.account_id IS NULL AND r.iban = ''`,
    },
  ],
  fixed: {},
  changing: {
    signed_on: 'r.signed_on',
    signed_place: `CASE WHEN r.state = 'to_sign' THEN nullif(r.place, '') ELSE t.signed_place END`,
    signed_channel: `CASE WHEN r.state = 'to_sign' THEN nullif(r.channel, '') ELSE t.signed_channel END`,
    bank_account_id: `CASE WHEN r.state = 'to_sign' THEN r.account_id ELSE t.bank_account_id END`,
  },
  before: addAccounts,
  after: sign,
};

/** An account that the form names and nobody knew, or that was closed. */
async function addAccounts(trx: Transaction, stamp: Stamp): Promise<void> {
  await run(
    trx,
    `WITH opened AS (
       INSERT INTO bank_accounts (customer_id, iban, bic, added_on)
       SELECT DISTINCT ON (customer_id, iban) customer_id, iban, nullif(bic, ''), (:at::timestamptz AT TIME ZONE zone)::date
         FROM import_rows WHERE state = 'to_sign' AND iban <> ''
       ON CONFLICT (customer_id, iban) DO UPDATE SET closed_on = NULL RETURNING id, customer_id, iban)
     UPDATE import_rows r SET account_id = o.id FROM opened o WHERE o.customer_id = r.customer_id AND o.iban = r.iban`,
    { at: stamp.at },
  );
}

async function sign(trx: Transaction, stamp: Stamp): Promise<void> {
  await signAll(trx, { sql: 'SELECT known_id AS id FROM import_rows', bindings: {} }, 'signed', stamp);
}
