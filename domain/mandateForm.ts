import type { SepaScheme } from './mandateActions.ts';

/** A mandate to sign, as a letter to the debtor. */
export interface MandateForm {
  /** ISO 639-1: en, nl, fr, de or da; anything else is en. */
  language: string;
  scheme: SepaScheme;
  kind: 'recurring' | 'one_off';
  umr: string;
  /** Address lines may be empty; without an identifier there is a line to write it on. */
  creditor: { name: string; identifier: string | null; address: string[] };
  debtor: { number: string; name: string; address: string[] };
  /** Known account, to be confirmed; else empty boxes to fill in. */
  iban: string | null;
  bic: string | null;
  /** Of a one-off: what it is for. */
  item: { number: string; amount_minor: number; currency: string } | null;
  /** Where the signed form goes back to: lines, may be empty. */
  returnTo: string[];
  /** YYYY-MM-DD, printed as the date of the letter. */
  dated: string;
}
