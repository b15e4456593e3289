import type { DossierImport } from '../../domain/imports/dossiers.ts';
import type { ImportTable } from './table.ts';

export const dossierTable: ImportTable = {
  target: 'dossiers',
  columns: {
    code: 'text',
    name: 'text',
    creditor: 'text',
    manager: 'text',
    package_code: 'text',
  } satisfies Record<keyof DossierImport, string>,
  lookups: {
    select: 'c.id AS creditor_id, o.code AS manager_code, t.id AS known_id, t.package_code AS known_package_code',
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN operators o ON o.code = s.manager
           LEFT JOIN dossiers t ON t.code = s.code`,
  },
  checks: [
    { field: 'code', twice: ['code'] },
    { field: 'creditor', rule: 'is no creditor here', where: `r.creditor <> '' AND r.creditor_id IS NULL` },
    {
      field: 'package_code',
      rule: 'is not the code that the dossier has at the package; a task corrects it, by its field package_code',
      where: `r.known_package_code <> r.package_code AND r.package_code <> ''`,
    },
    { field: 'manager', rule: 'is no operator here', where: `r.manager <> '' AND r.manager_code IS NULL` },
  ],
  fixed: { code: 'r.code' },
  changing: {
    name: 'r.name',
    creditor_id: 'r.creditor_id',
    manager: 'r.manager_code',
    package_code: `coalesce(t.package_code, nullif(r.package_code, ''))`,
  },
};
