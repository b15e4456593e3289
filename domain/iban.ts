import { mod97Of } from './mod97.ts';
import { isEeaCountry, isSepaCountry } from './sepaCountries.ts';

export type IbanCheck = { ok: true; iban: string } | { ok: false; rule: string };

/** Lengths by country (SWIFT IBAN registry), SEPA and others. */
const lengths = new Map<string, number>(
  [
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24',
    'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32',
    'LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24',
    'RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30',
  ]
    .join(' ')
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Where the bank's code stands in the IBAN, [from, to), in countries with a code of fixed length (SWIFT IBAN registry). */
const bankCodePlaces: Record<string, readonly [number, number]> = {
  AT: [4, 9], BE: [4, 7], CH: [4, 9], DE: [4, 12], DK: [4, 8], ES: [4, 8], FR: [4, 9], GB: [4, 8], IE: [4, 8],
  IT: [5, 10], LI: [4, 9], LU: [4, 7], MC: [4, 9], NL: [4, 8], PT: [4, 8], SE: [4, 7], SM: [5, 10],
}; // prettier-ignore

/**
 * Checks an IBAN as people write it (spaces and lower case are allowed): country, length, characters, check digits.
 * @returns the IBAN in electronic form, or the rule that it breaks; the rule never repeats the IBAN.
 */
export function checkIban(text: string): IbanCheck {
  const iban = text.replace(/\s+/g, '').toUpperCase();
  const rule = ibanRule(iban);
  return rule === undefined ? { ok: true, iban } : { ok: false, rule };
}

/** The rule that an IBAN in electronic form (upper case, no spaces) breaks, or undefined (ISO 13616). */
export function ibanRule(iban: string): string | undefined {
  const country = bankCountry(iban);
  const length = lengths.get(country);
  if (length === undefined) return 'must begin with the code of a country that has IBANs';
  if (iban.length !== length) return `must have ${length} characters in ${country}`;
  const checkDigits = iban.slice(2, 4);
  // 00, 01 and 99 are congruent with 97, 98 and 02: mod 97 alone would accept them.
  if (checkDigits === '00' || checkDigits === '01' || checkDigits === '99') return 'has impossible check digits';
  if (!(checkDigits >= '02' && checkDigits <= '98')) return 'must have two check digits after the country';
  const remainder = mod97Of(iban, 0, 4, mod97Of(iban, 4, length, 0));
  if (remainder === -1) return 'may contain only letters A-Z and digits';
  return remainder === 1 ? undefined : 'has check digits that do not fit the account';
}

/** The country of an IBAN: its first two characters. */
export function bankCountry(iban: string): string {
  return iban.slice(0, 2);
}

/** True when the account is at a bank inside the European Economic Area, where no BIC and no address is needed. */
export function isEeaIban(iban: string): boolean {
  return isEeaCountry(bankCountry(iban));
}

/** True when the account can be reached by the SEPA schemes. */
export function isSepaIban(iban: string): boolean {
  return isSepaCountry(bankCountry(iban));
}

/**
 * True when two IBANs certainly name accounts at one bank: same country and same bank code. False also when it cannot
 * be told, for which SMNDA is the safe amendment.
 */
export function isSameBank(one: string, other: string): boolean {
  const place = bankCodePlaces[bankCountry(one)];
  if (!place || bankCountry(one) !== bankCountry(other)) return false;
  return one.slice(...place) === other.slice(...place);
}

/** A debtor's bank outside the EEA must be named by its BIC. */
export function needsDebtorBic(debtorIban: string): boolean {
  return !isEeaIban(debtorIban);
}

/** The debtor's address is mandatory when either bank is outside the EEA, and is not sent otherwise. */
export function needsDebtorAddress(creditorIban: string, debtorIban: string): boolean {
  return !isEeaIban(creditorIban) || !isEeaIban(debtorIban);
}
