import { IncassoError } from '../../domain/errors.ts';
import { isDate } from '../simulation/dates.ts';
import { type Fields, type Position, recordLength } from './positions.ts';
import { RefusedDelivery } from './refusal.ts';

/** A record of 128 characters as it came, with the number of its line. */
export interface DeliveryRecord {
  line: number;
  /** `042`. */
  type: string;
  text: string;
}

/** A text without the blanks at its end. */
export function textIn<T extends Fields>(record: DeliveryRecord, fields: T, name: keyof T & string): string {
  return charactersOf(record, fields, name).trimEnd();
}

/** The digits of a field, zeros in front included; throws RefusedDelivery when there is anything else. */
export function digitsIn<T extends Fields>(record: DeliveryRecord, fields: T, name: keyof T & string): string {
  const characters = charactersOf(record, fields, name);
  if (!/^\d+$/.test(characters)) refuseField(record, fields, name, 'must be digits');
  return characters;
}

/** A count or an amount; blanks, which may be missing at the end, are 0. */
export function numberIn<T extends Fields>(record: DeliveryRecord, fields: T, name: keyof T & string): number {
  return charactersOf(record, fields, name).trim() === '' ? 0 : Number(digitsIn(record, fields, name));
}

/** A date ddmmyy or ddmmyyyy as 'YYYY-MM-DD'; throws RefusedDelivery when it is none. */
export function dateIn<T extends Fields>(record: DeliveryRecord, fields: T, name: keyof T & string): string {
  const digits = digitsIn(record, fields, name);
  const year = digits.length === 6 ? `20${digits.slice(4)}` : digits.slice(4);
  const date = `${year}-${digits.slice(2, 4)}-${digits.slice(0, 2)}`;
  if (!isDate(date)) refuseField(record, fields, name, 'must be a date');
  return date;
}

/** A customer or mandate number without zeros in front and blanks at the end, which mean nothing (nets.md 2.1). */
export function plainNumber(text: string): string {
  return text.replace(/^0+/, '').trimEnd();
}

/** Refuses the delivery for a field. The value is only repeated when it is digits: a shifted record may hold a name there. */
export function refuseField<T extends Fields>(
  record: DeliveryRecord,
  fields: T,
  name: keyof T & string,
  rule: string,
): never {
  const characters = charactersOf(record, fields, name);
  const value = /^[\d ]+$/.test(characters) ? ` '${characters}'` : '';
  const [first, last] = positionOf(fields, name);
  throw new RefusedDelivery(`line ${record.line}, BS${record.type}/${name} (${first}-${last})${value}: ${rule}`);
}

/** A field of a record to be written. Dates are 'YYYY-MM-DD'; '' is none. */
export type WrittenField = { digits: string | number } | { text: string } | { date: string };

/**
 * A record of 128 characters, without line end: digits with zeros in front, texts with blanks behind.
 * @throws IncassoError BROKEN_PROMISE for a value that does not fit: the centre decides what it writes
 */
export function writeRecord<T extends Fields>(
  type: string,
  fields: T,
  values: Partial<Record<keyof T & string, WrittenField>>,
): string {
  const characters = [...`BS${type}`.padEnd(recordLength, ' ')];
  for (const [name, value] of Object.entries(values) as [keyof T & string, WrittenField][]) {
    const [first, last] = positionOf(fields, name);
    const length = last - first + 1;
    const text = filled(value, length);
    if (text.length !== length)
      throw new IncassoError('BROKEN_PROMISE', `BS${type}/${name} takes ${length} characters`);
    characters.splice(first - 1, length, ...text);
  }
  return characters.join('');
}

function filled(value: WrittenField, length: number): string {
  if ('text' in value) return value.text.padEnd(length, ' ');
  if ('digits' in value) return String(value.digits).padStart(length, '0');
  const [year = '', month = '', day = ''] = value.date.split('-');
  return `${day}${month}${year.slice(2)}`.padStart(length, '0');
}

function charactersOf<T extends Fields>(record: DeliveryRecord, fields: T, name: keyof T & string): string {
  const [first, last] = positionOf(fields, name);
  return record.text.slice(first - 1, last);
}

function positionOf<T extends Fields>(fields: T, name: keyof T & string): Position {
  return fields[name] as Position;
}
