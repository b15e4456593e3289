import { currencyDecimals, decimalToMinor } from '../domain/money.ts';
import type { FindingList } from './findings.ts';
import type { XmlHandlers } from './xmlPaths.ts';

export interface Amount {
  minor: number;
  currency: string;
}

/** Joined texts (remittance, reasons) are cut at this length, so that a record stays small. */
const MAX_JOINED_LENGTH = 4_000;

/** Reads values as ISO 20022 messages write them; what cannot be read is a neutral value and an error finding. */
export class IsoValues {
  private readonly findings: FindingList;

  constructor(findings: FindingList) {
    this.findings = findings;
  }

  /** An amount and its `Ccy`, exactly; 0 when it is not one. */
  amount(field: string, text: string, line: number, currency: string): Amount {
    if (!/^[A-Z]{3}$/.test(currency)) {
      this.findings.error(line, `${field}/@Ccy`, currency, 'an amount has a currency of three capital letters');
      return { minor: 0, currency: '' };
    }
    const minor = decimalToMinor(text, currency);
    if (minor !== undefined && !text.startsWith('-') && !text.startsWith('+')) return { minor, currency };
    const rule = `an amount in ${currency} is a decimal without sign, exact to ${currencyDecimals(currency)} decimals`;
    this.findings.error(line, field, text, rule);
    return { minor: 0, currency };
  }

  /** The calendar date of an ISODate or ISODateTime as written, without a change of zone; '' when it is none. */
  date(field: string, text: string, line: number): string {
    const parts = /^(\d{4})-(\d\d)-(\d\d)(?:$|[TZ+-])/.exec(text);
    const [year = 0, month = 0, day = 0] = (parts ?? []).slice(1).map(Number);
    if (day >= 1 && day <= daysInMonth(year, month)) return text.slice(0, 10);
    this.findings.error(line, field, text, 'a date is YYYY-MM-DD and exists in the calendar');
    return '';
  }

  /** `CRDT` or `DBIT`, or ''. */
  sign(field: string, text: string, line: number): 'CRDT' | 'DBIT' | '' {
    if (text === 'CRDT' || text === 'DBIT') return text;
    this.findings.error(line, field, text, 'it is CRDT or DBIT');
    return '';
  }

  /** A number of transactions or entries. */
  count(field: string, text: string, line: number): number | undefined {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    this.findings.error(line, field, text, 'it is a whole number of at most 15 digits');
    return undefined;
  }
}

export function isTrue(text: string): boolean {
  return text === 'true' || text === '1';
}

/** Adds a further occurrence of a repeatable text. */
export function joinText(before: string, next: string, separator = ' '): string {
  return before === '' ? next : (before + separator + next).slice(0, MAX_JOINED_LENGTH);
}

/** Puts a common path in front of handlers. */
export function under(path: string, handlers: XmlHandlers): XmlHandlers {
  return Object.fromEntries(Object.entries(handlers).map(([key, handler]) => [`${path}/${key}`, handler]));
}

/**
 * The message name (`camt.054.001.08`) in the namespace of the root element, or else in another attribute of it (real
 * files have `Xmlns`, or only a schema location), or ''.
 */
export function messageName(attributes: Map<string, string>): string {
  for (const value of [attributes.get('xmlns') ?? '', ...attributes.values()]) {
    const name = /(?:camt|pain)\.\d{3}\.\d{3}\.\d{2}(?!\d)/.exec(value)?.[0];
    if (name) return name;
  }
  return '';
}

function daysInMonth(year: number, month: number): number {
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
