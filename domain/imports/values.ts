import { IANAZone } from 'luxon';
import { z } from 'zod';

import { checkBic } from '../bic.ts';
import { isDate } from '../dates.ts';
import { checkIban, isSepaIban } from '../iban.ts';

/** Reports a broken rule and ends the reading of the value. */
export type Break = (rule: string) => never;

/** A column: reads the trimmed text of a field, or breaks a rule. */
export function column<Value>(read: (text: string, broken: Break) => Value) {
  return field((given) => given, read);
}

/** A column that may be missing or empty: '' then, or `empty` when it is given. */
export function optional<Value>(read: (text: string, broken: Break) => Value, empty = '') {
  return field(
    (given) => given ?? '',
    (text, broken) => (text === '' ? empty : read(text, broken)),
  );
}

/** One transform: `z.string().transform` is two schemas and takes five times as long, which a file of 100,000 rows feels. */
function field<Value>(prepare: (given: unknown) => unknown, read: (text: string, broken: Break) => Value) {
  return z.transform((given: unknown, context): Value => {
    const broken = breaking(given, context);
    const prepared = prepare(given);
    if (typeof prepared !== 'string') return broken(prepared === undefined ? 'must be given' : 'must be a text');
    const text = prepared.trim();
    return hasControlCharacter.test(text)
      ? broken('may not have line breaks or control characters')
      : read(text, broken);
  });
}

/** Where zod takes broken rules. */
interface Context {
  issues: z.core.$ZodRawIssue[];
}

function breaking(input: unknown, { issues }: Context): Break {
  return (message) => {
    issues.push({ code: 'custom', message, input });
    return z.NEVER;
  };
}

/** Reports rules of a column that depend on other columns, from the transform of the whole row. */
export function refusing(input: unknown, { issues }: Context): (field: string, rule: string) => void {
  return (field, rule) => {
    issues.push({ code: 'custom', path: [field], message: rule, input });
  };
}

const hasControlCharacter = /\p{Cc}/u;

/** A text of 1 to `most` characters. */
export function text(most: number) {
  return (given: string, broken: Break): string => {
    if (given === '') return broken('must not be empty');
    return given.length <= most ? given : broken(`may have at most ${most} characters`);
  };
}

/** One of our own codes, as they stand in commands, ids and file names. */
export function code(given: string, broken: Break): string {
  return /^[a-z0-9][a-z0-9-]{0,19}$/.test(given)
    ? given
    : broken("must be 1 to 20 small letters, digits or '-', not beginning with '-'");
}

/** A number of a customer, item or account in the creditor's books. */
export const businessNumber = text(35);

export function oneOf<const Name extends string>(...names: readonly Name[]) {
  return (given: string, broken: Break): Name =>
    names.find((name) => name === given) ?? broken(`must be one of ${names.join(', ')}`);
}

/** A date 'YYYY-MM-DD' that exists. */
export function date(given: string, broken: Break): string {
  return isDate(given) ? given : broken('must be a date YYYY-MM-DD that exists');
}

/** An IBAN that the SEPA schemes reach, in electronic form. */
export function sepaIban(given: string, broken: Break): string {
  if (given === '') return broken('must not be empty');
  const check = checkIban(given);
  if (!check.ok) return broken(check.rule);
  return isSepaIban(check.iban) ? check.iban : broken('must be an account in a SEPA country');
}

export function bic(given: string, broken: Break): string {
  const check = checkBic(given);
  return check.ok ? check.bic : broken(check.rule);
}

export function email(given: string, broken: Break): string {
  return /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/.test(given) ? given : broken('must be an e-mail address');
}

/** ISO 639-1, in small letters. */
export function language(given: string, broken: Break): string {
  return /^[a-z]{2}$/.test(given) ? given : broken('must be a language of two small letters (en, nl, de, fr, da)');
}

export function zone(given: string, broken: Break): string {
  return IANAZone.isValidZone(given) ? given : broken('must be an IANA time zone such as Europe/Amsterdam');
}

/** ISO 4217. */
export function currency(given: string, broken: Break): string {
  return /^[A-Z]{3}$/.test(given) ? given : broken('must be a currency of three capital letters');
}

const yes = new Set(['true', 'yes', '1']);
const no = new Set(['false', 'no', '0', '']);

/** yes or no; nothing is no. */
export function flag(given: string, broken: Break): boolean {
  const word = given.toLowerCase();
  return yes.has(word) || (no.has(word) ? false : broken('must be yes or no'));
}

/** Words separated by spaces, each once. */
export function codes(given: string, broken: Break): readonly string[] {
  const words = given === '' ? [] : given.split(/ +/);
  for (const word of words) code(word, broken);
  return [...new Set(words)];
}
