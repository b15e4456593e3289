import type { CreditorAccountImport } from '../../domain/imports/creditorAccounts.ts';
import { creditorCheck, type ImportTable } from './table.ts';

export const creditorAccountTable: ImportTable = {
  target: 'creditor_accounts',
  columns: {
    creditor: 'text',
    code: 'text',
    name: 'text',
    iban: 'text',
    bic: 'text',
    books_from: 'text',
    first_as_frst: 'boolean',
    amended_as_frst: 'boolean',
  } satisfies Record<keyof CreditorAccountImport, string>,
  lookups: {
    select: 'c.id AS creditor_id, t.id AS known_id',
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN creditor_accounts t ON t.creditor_id = c.id AND t.code = s.code`,
  },
  checks: [
    creditorCheck,
    { field: 'code', twice: ['creditor_id', 'code'] },
    { field: 'iban', twice: ['iban'] },
    {
      field: 'iban',
      rule: 'is not the IBAN that this account has; an account is never edited, give the new one another code',
      where: 'EXISTS (SELECT 1 FROM creditor_accounts t WHERE t.id = r.known_id AND t.iban <> r.iban)',
    },
    {
      field: 'iban',
      rule: 'is already the account of another code',
      where: 'EXISTS (SELECT 1 FROM creditor_accounts t WHERE t.iban = r.iban AND t.id IS DISTINCT FROM r.known_id)',
    },
  ],
  fixed: { creditor_id: 'r.creditor_id', code: 'r.code', iban: 'r.iban' },
  changing: {
    name: 'r.name',
    bic: `nullif(r.bic, '')`,
    books_from: 'r.books_from',
    first_as_frst: 'r.first_as_frst',
    amended_as_frst: 'r.amended_as_frst',
  },
};
