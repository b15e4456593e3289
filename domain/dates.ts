import { IANAZone } from 'luxon';

import { IncassoError } from './errors.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** True for a real calendar date written 'YYYY-MM-DD', years 1000 to 9999. */
export function isDate(text: string): boolean {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return false;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  return year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** The date a number of calendar days later (or earlier, when negative). Throws INVALID_INPUT for what is no date. */
export function addDays(date: string, days: number): string {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Calendar days from one date to another; negative when `to` is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The last day of a date's month. */
export function lastOfMonth(date: string): string {
  return `${date.slice(0, 8)}${daysInMonth(Number(date.slice(0, 4)), Number(date.slice(5, 7)))}`;
}

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export function dayOfWeek(date: string): number {
  // 1970-01-01, day number 0, was a Thursday.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** Easter Sunday of a Gregorian year (the anonymous Gregorian algorithm, Meeus, Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const monthAndDay = h + l - 7 * m + 114;
  const month = Math.floor(monthAndDay / 31);
  const day = (monthAndDay % 31) + 1;
  return dateOfDayNumber(Date.UTC(year, month - 1, day) / dayMs);
}

/** The local date, 'YYYY-MM-DD', of an ISO instant in an IANA zone. */
export function localDate(instant: string, zone: string): string {
  return localDateTime(instant, zone).slice(0, 10);
}

/** The local wall clock of an ISO instant in an IANA zone: 'YYYY-MM-DDTHH:mm:ss', without zone or fraction. */
export function localDateTime(instant: string, zone: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) throw new IncassoError('INVALID_INPUT', `'${instant}' is not an ISO instant`);
  return new Date(time + zoneOffsetMs(zoneOf(zone), time)).toISOString().slice(0, 19);
}

/** Date and time of an ISO instant in an IANA zone as people read it: '2026-11-23 08:00'. */
export function localMinute(instant: string, zone: string): string {
  return localDateTime(instant, zone).slice(0, 16).replace('T', ' ');
}

/**
 * The instant at which a wall clock in an IANA zone shows a date and time ('HH:MM').
 * A time that the clock skips in spring gives the moment of the change; a time it shows twice in autumn gives the first.
 * @returns ISO UTC instant, e.g. `2026-11-23T07:00:00.000Z`.
 */
export function localTimeToInstant(date: string, time: string, zone: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new IncassoError('INVALID_INPUT', `'${time}' is no time HH:MM`);
  const iana = zoneOf(zone);
  const wall = dayNumber(date) * dayMs + (digits(time, 0, 2) * 60 + digits(time, 3, 5)) * minuteMs;
  const before = zoneOffsetMs(iana, wall - dayMs);
  const after = zoneOffsetMs(iana, wall + dayMs);
  const earliest = wall - Math.max(before, after);
  const latest = wall - Math.min(before, after);
  for (const candidate of [earliest, latest]) {
    if (candidate + zoneOffsetMs(iana, candidate) === wall) return new Date(candidate).toISOString();
  }
  return new Date(momentOfChange(iana, earliest, latest)).toISOString();
}

/** The first millisecond in (from, to] with the offset of `to`; the zone changes once between them. */
function momentOfChange(zone: IANAZone, from: number, to: number): number {
  const offsetAfter = zoneOffsetMs(zone, to);
  let last = from;
  let first = to;
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (zoneOffsetMs(zone, middle) === offsetAfter) first = middle;
    else last = middle;
  }
  return first;
}

function zoneOf(name: string): IANAZone {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new IncassoError('INVALID_INPUT', `'${name}' is not an IANA time zone`);
  return zone;
}

function zoneOffsetMs(zone: IANAZone, time: number): number {
  return zone.offset(time) * minuteMs;
}

/** Days since 1970-01-01. */
function dayNumber(date: string): number {
  if (!isDate(date)) throw new IncassoError('INVALID_INPUT', `'${date}' is no date YYYY-MM-DD`);
  return Date.UTC(digits(date, 0, 4), digits(date, 5, 7) - 1, digits(date, 8, 10)) / dayMs;
}

function dateOfDayNumber(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The number that the characters [from, to) write, NaN when one is no digit. No regular expression: it is called per line. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
