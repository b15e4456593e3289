import { DateTime } from 'luxon';

/** The counterparts' own reckoning of dates, apart from that of Incasso on purpose: an error there must not be repeated here. */

/** Local date and time of an instant in a zone: `{ date: '2026-01-05', time: '09:00' }`. */
export function localTime(instant: string, zone: string): { date: string; time: string } {
  const local = DateTime.fromISO(instant, { zone });
  return { date: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm') };
}

/** A real date written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && day(text).isValid;
}

/** True on Saturdays and Sundays. */
export function isWeekend(date: string): boolean {
  return day(date).weekday > 5;
}

/** A date some calendar days later (earlier when negative). */
export function addDays(date: string, days: number): string {
  return day(date).plus({ days }).toFormat('yyyy-MM-dd');
}

/** The n-th open day after (before, when negative) a date; the date itself when n is 0 and it is open, else the next. */
export function addOpenDays(date: string, count: number, isOpen: (date: string) => boolean): string {
  let at = date;
  if (count === 0) while (!isOpen(at)) at = addDays(at, 1);
  for (let left = Math.abs(count); left > 0;) {
    at = addDays(at, Math.sign(count));
    if (isOpen(at)) left -= 1;
  }
  return at;
}

/** Easter Sunday in the Gregorian calendar, by Gauss's rule with its two exceptions. */
export function easterSunday(year: number): string {
  const century = Math.floor(year / 100);
  const moonShift = 15 + century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25);
  const sundayShift = 4 + century - Math.floor(century / 4);
  const golden = year % 19;
  const moon = (19 * golden + moonShift) % 30;
  const sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + sundayShift) % 7;
  let days = moon + sunday;
  if (moon === 29 && sunday === 6) days -= 7;
  if (moon === 28 && sunday === 6 && golden > 10) days -= 7;
  return addDays(`${year}-03-22`, days);
}

function day(date: string): DateTime {
  return DateTime.fromISO(date, { zone: 'utc' });
}
