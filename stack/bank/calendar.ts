import { DateTime } from 'luxon';

/** Where the bank stands; its cut-off and its dates are of this zone. */
const bankZone = 'Europe/Amsterdam';

/** The bank's local date and time of an instant: `{ date: '2026-01-05', time: '09:00' }`. */
export function localTime(instant: string): { date: string; time: string } {
  const local = DateTime.fromISO(instant, { zone: bankZone });
  return { date: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm') };
}

/** The instant as banks write it in messages: local, with seconds and without fraction. */
export function localDateTime(instant: string): string {
  return DateTime.fromISO(instant, { zone: bankZone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** A real date written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && day(text).isValid;
}

/** True when TARGET2 is open: not at weekends, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. */
export function isBusinessDay(date: string): boolean {
  const { weekday, year } = day(date);
  if (weekday > 5) return false;
  if (['01-01', '05-01', '12-25', '12-26'].includes(date.slice(5))) return false;
  const easter = easterSunday(year);
  return date !== addDays(easter, -2) && date !== addDays(easter, 1);
}

/** A date some calendar days later (earlier when negative). */
export function addDays(date: string, days: number): string {
  return day(date).plus({ days }).toFormat('yyyy-MM-dd');
}

/** The n-th business day after (before, when negative) a date; the date itself when n is 0 and it is one, else the next. */
export function addBusinessDays(date: string, count: number): string {
  let at = date;
  if (count === 0) while (!isBusinessDay(at)) at = addDays(at, 1);
  for (let left = Math.abs(count); left > 0;) {
    at = addDays(at, Math.sign(count));
    if (isBusinessDay(at)) left -= 1;
  }
  return at;
}

function day(date: string): DateTime {
  return DateTime.fromISO(date, { zone: 'utc' });
}

/** Easter Sunday in the Gregorian calendar, by Gauss's rule with its two exceptions. */
function easterSunday(year: number): string {
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
