import { z } from 'zod';

import { decimalToMinor } from '../money.ts';
import type { RowRules } from './rules.ts';
import { isCutInFiles, maxRemittanceLength, sepaCut } from './sepaTexts.ts';
import { businessNumber, code, column, currency, date, flag, oneOf, optional, refusing, text } from './values.ts';

/** Kept as text, as '' means: as the customer has it. */
const override = optional((given, broken) => String(flag(given, broken)));

const shape = z
  .object({
    creditor: column(code),
    customer: column(businessNumber),
    kind: column(oneOf('invoice', 'credit_note')),
    number: column(businessNumber),
    issued_on: column(date),
    due_on: column(date),
    currency: column(currency),
    amount: column((given) => given),
    description: column(text(500)),
    collect_automatically: override,
    mandate_required: override,
  })
  .transform((item, context) => {
    const refuse = refusing(item, context);
    const amount_minor = decimalToMinor(item.amount, item.currency);
    if (amount_minor === undefined)
      refuse('amount', 'must be a plain decimal such as 12.50, within the decimals of the currency');
    else if (amount_minor <= 0) refuse('amount', 'must be more than zero');
    if (item.due_on < item.issued_on) refuse('due_on', 'must not be before issued_on');
    return {
      ...item,
      amount_minor: amount_minor ?? 0,
      remittance: sepaCut(`${item.number} ${item.description}`, maxRemittanceLength),
    };
  });

export type ItemImport = z.output<typeof shape>;

/**
 * items.csv: open items, invoices and credit notes, with amounts as plain decimals. `collect_automatically` and
 * `mandate_required` are the customer's unless they are given. `remittance` is what the debtor reads on the statement.
 */
export const itemRules: RowRules<ItemImport> = {
  required: ['creditor', 'customer', 'kind', 'number', 'issued_on', 'due_on', 'currency', 'amount', 'description'],
  optional: ['collect_automatically', 'mandate_required'],
  shape,
  warnings: ({ number, description }) =>
    isCutInFiles(`${number} ${description}`, maxRemittanceLength)
      ? [
          {
            field: 'description',
            value: description,
            rule: `is cut to ${maxRemittanceLength} characters in bank files`,
          },
        ]
      : [],
};
