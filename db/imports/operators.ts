import type { OperatorImport } from '../../domain/imports/operators.ts';
import type { ImportTable } from './table.ts';

export const operatorTable: ImportTable = {
  target: 'operators',
  columns: {
    code: 'text',
    name: 'text',
    email: 'text',
    language: 'text',
    zone: 'text',
    roles: 'text[]',
    creditors: 'text[]',
  } satisfies Record<keyof OperatorImport, string>,
  lookups: { select: 't.id AS known_id', from: 'LEFT JOIN operators t ON t.code = s.code' },
  checks: [
    { field: 'code', twice: ['code'] },
    {
      field: 'creditors',
      rule: 'names a creditor that is not here',
      where: 'NOT r.creditors <@ (SELECT coalesce(array_agg(c.code), ARRAY[]::text[]) FROM creditors c)',
    },
  ],
  fixed: { code: 'r.code' },
  changing: {
    name: 'r.name',
    email: `nullif(r.email, '')`,
    language: 'r.language',
    zone: 'r.zone',
    roles: 'r.roles',
    creditors: 'r.creditors',
  },
};
