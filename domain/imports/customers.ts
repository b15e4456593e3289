import { z } from 'zod';

import { isCountry } from './countries.ts';
import type { RowRules } from './rules.ts';
import { isCutInFiles, maxNameLength, sepaAddress, sepaCut } from './sepaTexts.ts';
import { businessNumber, code, column, email, flag, language, oneOf, optional, text } from './values.ts';

const shape = z
  .object({
    creditor: column(code),
    number: column(businessNumber),
    name: column(text(140)),
    email: optional(email),
    language: column(language),
    country: column((given, broken) =>
      isCountry(given) ? given : broken('must be a country of ISO 3166 (two letters)'),
    ),
    street: optional(text(70)),
    building: optional(text(16)),
    postcode: optional(text(16)),
    town: optional(text(35)),
    collect_automatically: column(flag),
    mandate_required_per_invoice: column(flag),
    collected_before: column(flag).prefault(''),
    pre_notification: optional(oneOf('invoice', 'email')),
    cpr_cvr: optional((given, broken) =>
      /^\d{8}(\d\d)?$/.test(given) ? given : broken('must be a CVR number (8 digits) or a CPR number (10 digits)'),
    ),
  })
  .transform((customer) => {
    const address = sepaAddress(customer);
    return {
      ...customer,
      sepa_name: sepaCut(customer.name, maxNameLength),
      sepa_address: address === undefined ? '' : JSON.stringify(address),
    };
  });

export type CustomerImport = z.output<typeof shape>;

/**
 * customers.csv: who owes. `collected_before`: was debited before this system took over (M6).
 * `pre_notification`: what tells them of a SEPA debit in advance, the invoice (of a new customer, where nothing is said) or a mail.
 * `cpr_cvr`: number of a person or a company in Denmark, for agreements of Betalingsservice that start here. `sepa_name` and `sepa_address` are made here, once, as they stand in every file.
 */
export const customerRules: RowRules<CustomerImport> = {
  required: [
    'creditor', 'number', 'name', 'email', 'language', 'country', 'street', 'building', 'postcode', 'town',
    'collect_automatically', 'mandate_required_per_invoice',
  ], // prettier-ignore
  optional: ['collected_before', 'pre_notification', 'cpr_cvr'],
  shape,
  warnings: ({ name }) =>
    isCutInFiles(name, maxNameLength)
      ? [{ field: 'name', value: name, rule: `is cut to ${maxNameLength} characters in bank files` }]
      : [],
};
