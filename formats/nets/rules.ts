import { customerNumberRule } from '../../domain/betalingsservice/numbers.ts';
import type { DeliveryHeader } from '../../domain/betalingsservice/outgoing.ts';
import { isLatin1Text } from '../../domain/charset.ts';
import { isDate } from '../../domain/dates.ts';
import { IncassoError } from '../../domain/errors.ts';

/** The rules of fields that deliveries 0601 and 0605 share. Each gives the rule that is broken, or undefined. */

export function digitsRule(text: string, minLength: number, maxLength: number): string | undefined {
  if (text.length >= minLength && text.length <= maxLength && /^\d+$/.test(text)) return undefined;
  return `must be ${minLength === maxLength ? minLength : `${minLength} to ${maxLength}`} digits`;
}

/** A text that may be ''; blanks at its end would be lost on the way. */
export function textRule(text: string, maxLength: number): string | undefined {
  if (text.length > maxLength) return `may have at most ${maxLength} characters`;
  if (text.endsWith(' ')) return 'must not end with a blank';
  return isLatin1Text(text) ? undefined : 'may have only characters of ISO-8859-1';
}

export function neededTextRule(text: string, maxLength: number): string | undefined {
  return text.trim() === '' ? 'must not be empty' : textRule(text, maxLength);
}

export function dateRule(text: string): string | undefined {
  return isDate(text) && text >= '2000-01-01' && text <= '2099-12-31' ? undefined : 'must be a date of 2000 to 2099';
}

export function mandateNumberRule(text: string): string | undefined {
  return digitsRule(text, 1, 9) ?? (/^0+$/.test(text) ? 'must not be zero' : undefined);
}

export function oneOf(value: string, allowed: readonly string[]): string | undefined {
  return allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`;
}

/** Puts the field in front of a broken rule. */
export function rule(field: string, brokenRule: string | undefined): string | undefined {
  return brokenRule === undefined ? undefined : `${field}: ${brokenRule}`;
}

/** @throws IncassoError INVALID_INPUT naming place, field and rule, never the value */
export function demand(place: string, brokenRule: string | undefined): void {
  if (brokenRule !== undefined) throw new IncassoError('INVALID_INPUT', `${place}, ${brokenRule}`);
}

/** The part of a line by which a person finds it: the customer number is only repeated when it is one. */
export function linePlace(line: { section_no: number; line_no: number; customer_number: string }): string {
  const number = customerNumberRule(line.customer_number) === undefined ? ` (${line.customer_number})` : '';
  return `section ${line.section_no} line ${line.line_no}${number}`;
}

/** Checks what every delivery says of itself; throws INVALID_INPUT. */
export function checkHeader(header: DeliveryHeader): void {
  demand('delivery', rule('supplier', digitsRule(header.supplier, 8, 8)));
  demand('delivery', rule('subsystem', /^[A-Z0-9]{3}$/.test(header.subsystem) ? undefined : 'must be 3 characters'));
  demand('delivery', rule('delivery_id', digitsRule(header.delivery_id, 1, 10)));
  if (header.created_on !== undefined) demand('delivery', rule('created_on', dateRule(header.created_on)));
}

/** Checks whose a section is; throws INVALID_INPUT. */
export function checkSectionOwner(section: {
  section_no: number;
  pbs_number: string;
  debtor_group: string;
  creditor_id: string;
  count: number;
}): void {
  const place = `section ${section.section_no}`;
  demand(place, rule('pbs_number', digitsRule(section.pbs_number, 8, 8)));
  demand(place, rule('debtor_group', digitsRule(section.debtor_group, 5, 5)));
  demand(place, rule('creditor_id', textRule(section.creditor_id, 15)));
  demand(place, rule('count', section.count >= 1 ? undefined : 'must be at least 1'));
}
