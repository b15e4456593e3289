import { z } from 'zod';

import { sepaTextRule } from '../charset.ts';
import type { RowRules } from './rules.ts';
import { maxNameLength } from './sepaTexts.ts';
import { bic, code, column, flag, oneOf, optional, sepaIban } from './values.ts';

const shape = z.object({
  creditor: column(code),
  code: column(code),
  name: column((given, broken) => {
    const rule = sepaTextRule(given, maxNameLength);
    return rule === undefined ? given : broken(rule);
  }),
  iban: column(sepaIban),
  bic: optional(bic),
  books_from: optional(oneOf('camt.054', 'camt.053'), 'camt.054'),
  first_as_frst: column(flag),
  amended_as_frst: column(flag).prefault('yes'),
});

export type CreditorAccountImport = z.output<typeof shape>;

/**
 * creditor-accounts.csv: the creditors' own accounts. `name` is the name of the account holder as the bank has it, in the
 * SEPA set; it stands in the files. `first_as_frst`: the bank wants FRST for the first collection of a mandate;
 * `amended_as_frst`: after a change of account too (yes where it is not given).
 */
export const creditorAccountRules: RowRules<CreditorAccountImport> = {
  required: ['creditor', 'code', 'name', 'iban', 'bic', 'books_from', 'first_as_frst'],
  optional: ['amended_as_frst'],
  shape,
};
