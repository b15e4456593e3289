import { z } from 'zod';

import { signingChannels } from '../messages/mandate.ts';
import { umrKey } from '../umr.ts';
import type { RowRules } from './rules.ts';
import { bic, code, column, date, oneOf, optional, sepaIban, text } from './values.ts';

const shape = z
  .object({
    creditor: column(code),
    umr: column(text(35)),
    signed_on: column(date),
    place: optional(text(70)),
    channel: optional(oneOf(...signingChannels)),
    iban: optional(sepaIban),
    bic: optional(bic),
  })
  .transform((signature) => ({ ...signature, umr_key: umrKey(signature.umr) }));

export type SignatureImport = z.output<typeof shape>;

/** signatures.csv: a batch of mandates that came back signed. `iban` where the form names another account than the one known. */
export const signatureRules: RowRules<SignatureImport> = {
  required: ['creditor', 'umr', 'signed_on'],
  optional: ['place', 'channel', 'iban', 'bic'],
  shape,
};
