import { z } from 'zod';

import { checkUmr, umrKey } from '../umr.ts';
import type { RowRules } from './rules.ts';
import { businessNumber, code, column, date, oneOf, optional, refusing, sepaIban } from './values.ts';

const shape = z
  .object({
    creditor: column(code),
    customer: optional(businessNumber),
    iban: column(sepaIban),
    umr: column((given, broken) => {
      const check = checkUmr(given);
      return check.ok ? check.umr : broken(check.rule);
    }),
    scheme: column(oneOf('CORE', 'B2B')),
    kind: column(oneOf('recurring', 'one_off')),
    item: optional(businessNumber),
    signed_on: optional(date),
    state: column(oneOf('to_sign', 'active')),
    origin: optional(oneOf('sepa', 'converted'), 'sepa'),
  })
  .transform((mandate, context) => {
    const { kind, item, state, signed_on } = mandate;
    const refuse = refusing(mandate, context);
    if (kind === 'one_off' && item === '') refuse('item', 'must be given for a one-off mandate');
    if (kind === 'recurring' && item !== '') refuse('item', 'must be empty for a recurring mandate');
    if (state === 'active' && signed_on === '') refuse('signed_on', 'must be given for an active mandate');
    if (state === 'to_sign' && signed_on !== '') refuse('signed_on', 'must be empty while the mandate is to be signed');
    return { ...mandate, umr_key: umrKey(mandate.umr) };
  });

export type MandateImport = z.output<typeof shape>;

/**
 * mandates.csv: mandates as they were signed elsewhere, or are to be signed here. Where `customer` is empty it is the one
 * customer of the creditor that has the account.
 */
export const mandateRules: RowRules<MandateImport> = {
  required: ['creditor', 'customer', 'iban', 'umr', 'scheme', 'kind', 'item', 'signed_on', 'state', 'origin'],
  optional: [],
  shape,
};
