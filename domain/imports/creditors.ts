import { z } from 'zod';

import { checkCreditorIdentifier } from '../creditorIdentifier.ts';
import type { RowRules } from './rules.ts';
import { code, column, currency, flag, optional, text, zone } from './values.ts';

const shape = z.object({
  code: column(code),
  name: column(text(140)),
  zone: column(zone),
  currency: column(currency),
  identifier: optional((given, broken) => {
    const check = checkCreditorIdentifier(given);
    return check.ok ? check.identifier : broken(check.rule);
  }),
  address: optional((given, broken) => {
    const lines = given.split('|').map((line) => line.trim());
    if (lines.length > 4 || lines.some((line) => line === '' || line.length > 70))
      return broken("must be at most 4 lines of at most 70 characters, with '|' between them");
    return lines.join('|');
  }),
  new_mandate_on_account_change: column(flag).prefault(''),
});

export type CreditorImport = z.output<typeof shape>;

/**
 * creditors.csv: whose money is collected. `identifier` is the SEPA creditor identifier; `address` stands on mandate forms, its
 * lines separated by '|'; `new_mandate_on_account_change`: a customer's new account is not told to the bank as an amendment,
 * a new mandate is asked for.
 */
export const creditorRules: RowRules<CreditorImport> = {
  required: ['code', 'name', 'zone', 'currency', 'identifier'],
  optional: ['address', 'new_mandate_on_account_change'],
  shape,
};
