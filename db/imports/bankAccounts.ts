import type { BankAccountImport } from '../../domain/imports/bankAccounts.ts';
import { run, type Transaction } from '../connection.ts';
import { creditorCheck, type ImportTable } from './table.ts';

export const bankAccountTable: ImportTable = {
  target: 'bank_accounts',
  columns: {
    creditor: 'text',
    customer: 'text',
    iban: 'text',
    bic: 'text',
    added_on: 'date',
    closed_on: 'text',
  } satisfies Record<keyof BankAccountImport, string>,
  lookups: {
    select: 'c.id AS creditor_id, u.id AS customer_id, t.id AS known_id',
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN customers u ON u.creditor_id = c.id AND u.number = s.customer
           LEFT JOIN bank_accounts t ON t.customer_id = u.id AND t.iban = s.iban`,
  },
  checks: [
    creditorCheck,
    { field: 'customer', rule: 'is no customer of this creditor', where: 'r.customer_id IS NULL' },
    { field: 'iban', twice: ['customer_id', 'iban'] },
    {
      field: 'bic',
      rule: 'is not the BIC that this account has; an account is added or closed, never edited',
      where: `EXISTS (SELECT 1 FROM bank_accounts t WHERE t.id = r.known_id AND coalesce(t.bic, '') <> r.bic)`,
    },
    {
      field: 'added_on',
      rule: 'is not the day on which this account was added; an account is added or closed, never edited',
      where: 'EXISTS (SELECT 1 FROM bank_accounts t WHERE t.id = r.known_id AND t.added_on <> r.added_on)',
    },
    {
      field: 'closed_on',
      rule: 'is not the day on which this account was closed',
      where: `EXISTS (SELECT 1 FROM bank_accounts t WHERE t.id = r.known_id AND t.closed_on <> nullif(r.closed_on, '')::date)`,
    },
  ],
  fixed: { customer_id: 'r.customer_id', iban: 'r.iban', bic: `nullif(r.bic, '')`, added_on: 'r.added_on' },
  changing: { closed_on: `coalesce(nullif(r.closed_on, '')::date, t.closed_on)` },
  after: fillIn,
};

/** A mandate that is to be signed and knows no account takes the customer's only one. */
async function fillIn(trx: Transaction): Promise<void> {
  await run(
    trx,
    `UPDATE mandates m SET bank_account_id = a.id
       FROM (SELECT customer_id, min(id) AS id FROM bank_accounts
              WHERE closed_on IS NULL AND customer_id IN (SELECT customer_id FROM import_rows)
              GROUP BY customer_id HAVING count(*) = 1) a
      WHERE a.customer_id = m.customer_id AND m.state = 'to_sign' AND m.bank_account_id IS NULL`,
  );
}
