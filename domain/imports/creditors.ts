import { z } from 'zod';

import { checkCreditorIdentifier } from '../creditorIdentifier.ts';
import type { RowRules } from './rules.ts';
import { code, column, currency, optional, text, zone } from './values.ts';

const shape = z.object({
  code: column(code),
  name: column(text(140)),
  zone: column(zone),
  currency: column(currency),
  identifier: optional((given, broken) => {
    const check = checkCreditorIdentifier(given);
    return check.ok ? check.identifier : broken(check.rule);
  }),
});

export type CreditorImport = z.output<typeof shape>;

/** creditors.csv: whose money is collected. `identifier` is the SEPA creditor identifier. */
export const creditorRules: RowRules<CreditorImport> = {
  required: ['code', 'name', 'zone', 'currency', 'identifier'],
  optional: [],
  shape,
};
