import { z } from 'zod';

import type { RowRules } from './rules.ts';
import { code, codes, column, email, language, optional, text, zone } from './values.ts';

const shape = z.object({
  code: column(code),
  name: column(text(140)),
  email: optional(email),
  language: column(language),
  zone: column(zone),
  roles: column(codes),
  creditors: column(codes),
});

export type OperatorImport = z.output<typeof shape>;

/** operators.csv: the people who act. `roles` and `creditors` are separated by spaces; no creditors means all of them. */
export const operatorRules: RowRules<OperatorImport> = {
  required: ['code', 'name', 'email', 'language', 'zone', 'roles', 'creditors'],
  optional: [],
  shape,
};
