import { z } from 'zod';

import { needsDebtorBic } from '../iban.ts';
import type { RowRules } from './rules.ts';
import { bic, businessNumber, code, column, date, optional, refusing, sepaIban } from './values.ts';

const shape = z
  .object({
    creditor: column(code),
    customer: column(businessNumber),
    iban: column(sepaIban),
    bic: optional(bic),
    added_on: column(date),
    closed_on: optional(date),
  })
  .transform((account, context) => {
    const { added_on, closed_on } = account;
    if (closed_on !== '' && closed_on < added_on)
      refusing(account, context)('closed_on', 'must not be before added_on');
    return account;
  });

export type BankAccountImport = z.output<typeof shape>;

/** bank-accounts.csv: the customers' accounts. An account is added or closed, never edited. */
export const bankAccountRules: RowRules<BankAccountImport> = {
  required: ['creditor', 'customer', 'iban', 'bic', 'added_on'],
  optional: ['closed_on'],
  shape,
  warnings: ({ iban, bic: given }) =>
    given === '' && needsDebtorBic(iban)
      ? [{ field: 'bic', value: '', rule: 'is needed to collect from a bank outside the EEA' }]
      : [],
};
