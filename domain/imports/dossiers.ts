import { z } from 'zod';

import type { RowRules } from './rules.ts';
import { code, column, optional, text } from './values.ts';

const shape = z.object({
  code: column((given, broken) =>
    /^[a-z0-9][a-z0-9-]{0,39}$/.test(given)
      ? given
      : broken("must be 1 to 40 small letters, digits or '-', not beginning with '-'"),
  ),
  name: column(text(140)),
  creditor: optional(code),
  manager: optional(code),
  package_code: optional(text(40)),
});

export type DossierImport = z.output<typeof shape>;

/** dossiers.csv: the dossiers of the accounting package. `package_code` is empty until the dossier is activated there. */
export const dossierRules: RowRules<DossierImport> = {
  required: ['code', 'name', 'creditor', 'manager', 'package_code'],
  optional: [],
  shape,
};
