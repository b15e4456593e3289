import type { CustomerImport } from '../../domain/imports/customers.ts';
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
  },
};
