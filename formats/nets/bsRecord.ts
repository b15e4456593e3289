import { normalCustomerNumber } from '../../domain/betalingsservice/numbers.ts';
import { isDate } from '../../domain/dates.ts';
import type { FindingList } from '../findings.ts';
import { type Field, fieldName, rawField, type RecordLayout } from './layout.ts';

const noDates = new Set(['000000', '00000000', ' '.repeat(6), ' '.repeat(8)]);

/**
 * One record, read by its layout. What cannot be read is a neutral value and an error finding that names line, field,
 * value and rule.
 */
export class BsRecord {
  readonly line: number;
  private readonly layout: RecordLayout;
  /** Filled up to 128 characters. */
  private readonly text: string;
  private readonly findings: FindingList;

  constructor(layout: RecordLayout, text: string, line: number, findings: FindingList) {
    this.layout = layout;
    this.text = text;
    this.line = line;
    this.findings = findings;
  }

  /** The same record by another layout: which one it has is often said by its code. */
  by(layout: RecordLayout): BsRecord {
    return new BsRecord(layout, this.text, this.line, this.findings);
  }

  /** As found, blanks included. */
  raw(name: string): string {
    return rawField(this.field(name), this.text);
  }

  /** Without blanks at the end. */
  value(name: string): string {
    return this.raw(name).trimEnd();
  }

  /** A customer number as it is compared: without the zeros in front (nets.md 2.1). */
  customerNumber(name: string): string {
    const number = normalCustomerNumber(this.raw(name).trim());
    if (number === '') this.error(name, 'the customer number is missing');
    return number;
  }

  /** Digits with their leading zeros, as found. */
  digits(name: string): string {
    const raw = this.raw(name);
    if (Number.isNaN(valueOfDigits(raw))) this.error(name, `it is ${raw.length} digits, with zeros in front`);
    return raw;
  }

  /** A number of at most 15 digits; 0 when it is none. */
  number(name: string): number {
    return valueOfDigits(this.digits(name)) || 0;
  }

  /** A number that the record may leave out: blanks are 0. */
  optionalNumber(name: string): number {
    return this.raw(name).trim() === '' ? 0 : this.number(name);
  }

  /** 'YYYY-MM-DD' of ddmmyy (of this century) or ddmmyyyy; '' for zeros, blanks, and what is no date. */
  date(name: string): string {
    const raw = this.raw(name);
    if (noDates.has(raw)) return '';
    const year = raw.length === 6 ? `20${raw.slice(4)}` : raw.slice(4);
    const date = `${year}-${raw.slice(2, 4)}-${raw.slice(0, 2)}`;
    if (isDate(date)) return date;
    this.error(name, `a date is ${raw.length === 6 ? 'ddmmyy' : 'ddmmyyyy'} and exists in the calendar`);
    return '';
  }

  /** A date that the record must have. */
  neededDate(name: string): string {
    if (noDates.has(this.raw(name))) this.error(name, 'the date is missing');
    return this.date(name);
  }

  /** '0', '1' or '2'; '' with an error for anything else. */
  sign(name: string): '0' | '1' | '2' | '' {
    const raw = this.raw(name);
    if (raw === '0' || raw === '1' || raw === '2') return raw;
    this.error(name, 'it is 0 (zero), 1 (collect) or 2 (disburse)');
    return '';
  }

  /** Shows a record whose layout is not known. */
  notRead(): void {
    const name = `BS${this.layout.type} ${this.raw('code')}`;
    this.findings.warning(
      this.line,
      name,
      this.text.trimEnd().slice(17),
      'a record of this kind is shown and not read',
    );
  }

  error(name: string, rule: string): void {
    this.findings.error(this.line, fieldName(this.layout, this.field(name)), this.value(name), rule);
  }

  warning(name: string, rule: string): void {
    this.findings.warning(this.line, fieldName(this.layout, this.field(name)), this.value(name), rule);
  }

  private field(name: string): Field {
    return this.layout.byName.get(name)!;
  }
}

/** The number that digits write, NaN when one is none. No regular expression: it is called for each number of a file. */
function valueOfDigits(text: string): number {
  let value = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
