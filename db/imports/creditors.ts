import type { CreditorImport } from '../../domain/imports/creditors.ts';
import type { ImportTable } from './table.ts';

export const creditorTable: ImportTable = {
  target: 'creditors',
  columns: {
    code: 'text',
    name: 'text',
    zone: 'text',
    currency: 'text',
    identifier: 'text',
    address: 'text',
    new_mandate_on_account_change: 'boolean',
  } satisfies Record<keyof CreditorImport, string>,
  lookups: { select: 't.id AS known_id', from: 'LEFT JOIN creditors t ON t.code = s.code' },
  checks: [
    { field: 'code', twice: ['code'] },
    {
      field: 'currency',
      rule: 'is not the currency in which this creditor has items',
      where: `EXISTS (SELECT 1 FROM creditors t WHERE t.id = r.known_id AND t.currency <> r.currency)
              AND EXISTS (SELECT 1 FROM items i WHERE i.creditor_id = r.known_id)`,
    },
  ],
  fixed: { code: 'r.code' },
  changing: {
    name: 'r.name',
    zone: 'r.zone',
    currency: 'r.currency',
    identifier: `nullif(r.identifier, '')`,
    // what is not said does not wipe what was
    address: `CASE WHEN r.address = '' THEN coalesce(t.address, '{}') ELSE string_to_array(r.address, '|') END`,
    new_mandate_on_account_change: 'r.new_mandate_on_account_change',
  },
};
