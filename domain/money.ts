import { IncassoError } from './errors.ts';

/** Decimals of the minor unit by ISO 4217 where they are not 2. */
const decimalsOf: Record<string, number> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4,
}; // prettier-ignore

/** An amount in minor units (cents) with its ISO 4217 currency, as it stands in messages and JSON. */
export interface Money {
  amount_minor: number;
  currency: string;
}

/** Number of decimals of a currency's minor unit (EUR 2, JPY 0, KWD 3). */
export function currencyDecimals(currency: string): number {
  return decimalsOf[currency] ?? 2;
}

/** The one parser of amounts from PostgreSQL (bigint as text): refuses what a double cannot hold exactly. */
export function parseMinor(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new IncassoError('BROKEN_PROMISE', `amount ${text} is outside ±(2^53 - 1) minor units`);
  }
  return value;
}

/** Sum of minor units; refuses to leave the range in which numbers are exact. */
export function addMinor(...amounts: number[]): number {
  let sum = 0;
  for (const amount of amounts) {
    sum += amount;
    if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(sum)) {
      throw new IncassoError('BROKEN_PROMISE', `sum ${sum} is outside ±(2^53 - 1) minor units`);
    }
  }
  return sum;
}

/**
 * Reads a plain decimal ("12.5", "0012", "-3.10") exactly, without a float.
 * @returns minor units, or undefined when the text is no decimal or has non-zero digits beyond the minor unit.
 */
export function decimalToMinor(text: string, currency: string): number | undefined {
  const parts = /^([+-]?)(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text);
  if (!parts) return undefined;
  const decimals = currencyDecimals(currency);
  const fraction = parts[3] ?? '';
  if (/[1-9]/.test(fraction.slice(decimals))) return undefined;
  const value = Number(`${parts[2]}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
  if (!Number.isSafeInteger(value)) return undefined;
  return parts[1] === '-' && value !== 0 ? -value : value;
}

/** Writes minor units as a plain decimal with the currency's decimals: 1250, EUR is "12.50". */
export function minorToDecimal(minor: number, currency: string): string {
  const decimals = currencyDecimals(currency);
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** For people: "EUR 1250.00". */
export function formatMoney(minor: number, currency: string): string {
  return `${currency} ${minorToDecimal(minor, currency)}`;
}
