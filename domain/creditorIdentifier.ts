import { mod97Of } from './mod97.ts';
import { isSepaCountry } from './sepaCountries.ts';

export type CreditorIdentifierCheck = { ok: true; identifier: string } | { ok: false; rule: string };

/** Country, check digits, business code, national identifier: the characters that EPC262-08 allows. */
const identifierPattern = /^[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9+?/\-:().,']{1,28}$/;

/**
 * Checks a SEPA creditor identifier (EPC AT-02; spaces and lower case are allowed in what is given).
 * The business code, positions 5 to 7, is the creditor's own and is not part of the check digits.
 * @returns the identifier in upper case without spaces, or the rule that it breaks.
 */
export function checkCreditorIdentifier(text: string): CreditorIdentifierCheck {
  const identifier = text.replace(/\s+/g, '').toUpperCase();
  const rule = creditorIdentifierRule(identifier);
  return rule === undefined ? { ok: true, identifier } : { ok: false, rule };
}

/** The rule that a creditor identifier in upper case without spaces breaks, or undefined. */
export function creditorIdentifierRule(identifier: string): string | undefined {
  if (!identifierPattern.test(identifier)) {
    return 'must be country, two check digits, business code of three, national identifier of 1 to 28 characters';
  }
  const country = identifier.slice(0, 2);
  if (!isSepaCountry(country)) return 'must begin with the code of a SEPA country';
  if (country === 'DE' && identifier.length !== 18) return 'must have 18 characters in DE';
  const expected = checkDigits(country, identifier.slice(7));
  return identifier.slice(2, 4) === expected ? undefined : 'has check digits that do not fit the identifier';
}

/** ISO 7064 mod 97-10 over national identifier, country and 00, always two digits; characters like '-' do not count. */
function checkDigits(country: string, nationalIdentifier: string): string {
  const counted = `${nationalIdentifier.replace(/[^A-Z0-9]/g, '')}${country}00`;
  return String(98 - mod97Of(counted, 0, counted.length, 0)).padStart(2, '0');
}
