import type { SepaScheme } from '../../domain/mandateActions.ts';

export type Kind = 'recurring' | 'one_off';

/** The words of a mandate form in one language. `{creditor}` is the creditor's name. */
export interface MandateTexts {
  titles: Record<SepaScheme, Record<Kind, string>>;
  authorisation: Record<SepaScheme, Record<Kind, string[]>>;
  greeting: string;
  covering: Record<Kind, string>;
  /** A B2B mandate must be known to the debtor's bank before the first collection. */
  registration: string;
  dated: string;
  debtor_number: string;
  umr: string;
  creditor_identifier: string;
  creditor_name: string;
  creditor_address: string;
  debtor_name: string;
  debtor_address: string;
  iban: string;
  bic: string;
  /** Beside a known account. */
  please_check: string;
  optional: string;
  payment_type: string;
  payment_types: Record<Kind, string>;
  reason: string;
  place: string;
  date: string;
  signature: string;
  note: string;
  return_to: string;
}

export const byKind = <Wording>(wordingOf: (kind: Kind) => Wording): Record<Kind, Wording> => ({
  recurring: wordingOf('recurring'),
  one_off: wordingOf('one_off'),
});

/** A wording that does not depend on the kind of mandate. */
export const both = <Wording>(wording: Wording): Record<Kind, Wording> => byKind(() => wording);
