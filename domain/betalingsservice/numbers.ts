const maxTextLine = 60;
const maxCustomerNumber = 15;

/**
 * What may stand in a customer number: everything that can be printed but small letters, blanks and '&'; of the Danish letters the
 * three capitals; more than zeros. Also a pattern of PostgreSQL.
 */
export const customerNumberPattern = `^(?!0+$)[!-%'-\`{-~ÆØÅ]{1,${maxCustomerNumber}}$`;
const customerNumber = new RegExp(customerNumberPattern);

/**
 * The rule that a customer number at Betalingsservice breaks, or undefined (nets.md 2.1). Numbers come back with zeros
 * in front, so they must be unique by `normalCustomerNumber`.
 */
export function customerNumberRule(text: string): string | undefined {
  if (customerNumber.test(text)) return undefined;
  if (text.length > maxCustomerNumber) return `may have at most ${maxCustomerNumber} characters`;
  if (normalCustomerNumber(text) === '') return 'must have more than zeros';
  return "may have no small letters, no blanks and no '&'";
}

/** A customer number without leading zeros and trailing blanks: the same whatever padding it was sent or returned with. */
export function normalCustomerNumber(text: string): string {
  return text.replace(/^0+/, '').trimEnd();
}

/** The rule that a payer identification (14 digits and a check digit by modulus 10) breaks, or undefined (nets.md 2.9). */
export function payerIdentificationRule(text: string): string | undefined {
  if (!/^\d{15}$/.test(text)) return 'must be 15 digits';
  return text.endsWith(modulus10(text.slice(0, -1))) ? undefined : 'has a wrong check digit';
}

/** The check digit by modulus 10: weights 2 and 1 from the right, sum of digits (nets.md 2.9). */
export function modulus10(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const product = index % 2 === 0 ? digit * 2 : digit;
    sum += product > 9 ? product - 9 : product;
  }
  return String((10 - (sum % 10)) % 10);
}

const cvrWeights = [2, 7, 6, 5, 4, 3, 2, 1];

/** The rule that a Danish company number (8 digits, modulus 11) breaks, or undefined (nets.md 2.9). For what people type. */
export function cvrRule(text: string): string | undefined {
  if (!/^[1-9]\d{7}$/.test(text)) return 'must be 8 digits';
  const sum = cvrWeights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return sum % 11 === 0 ? undefined : 'has a wrong check digit';
}

/**
 * Divides a text into lines of the advice of at most 60 characters, at its own line breaks and else between words; a
 * longer word is cut. Blank lines stay, blanks at the end of lines do not (nets.md 2.3).
 */
export function adviceLines(text: string): string[] {
  if (text.trim() === '') return [];
  if (text.length <= maxTextLine && !text.includes('\n')) return [text.trimEnd()];
  return text.trimEnd().split(/\r?\n/).flatMap(wrapped);
}

function wrapped(paragraph: string): string[] {
  const lines: string[] = [];
  let rest = paragraph.trimEnd();
  while (rest.length > maxTextLine) {
    const blank = rest.lastIndexOf(' ', maxTextLine);
    const cut = blank > 0 ? blank : maxTextLine;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}
