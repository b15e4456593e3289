import { addDays, dayOfWeek, daysBetween, easterSunday } from '../dates.ts';

/**
 * True when TARGET2 (now T2) is open: every day but Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May,
 * 25 and 26 December. The rule holds since 2002 (European Central Bank, press release of 14 December 2000).
 */
export function isTarget2Day(date: string): boolean {
  if (dayOfWeek(date) >= 6) return false;
  const dayInYear = date.slice(5);
  if (dayInYear === '01-01' || dayInYear === '05-01' || dayInYear === '12-25' || dayInYear === '12-26') return false;
  const daysFromEaster = daysBetween(easterSunday(Number(date.slice(0, 4))), date);
  return daysFromEaster !== -2 && daysFromEaster !== 1;
}

/** The first TARGET2 day on or after a date. */
export function nextTarget2Day(date: string): string {
  let day = date;
  while (!isTarget2Day(day)) day = addDays(day, 1);
  return day;
}

/**
 * The date n TARGET2 days after a date, or before it when n is negative. The date itself is never counted, so one day
 * after a Saturday is the Monday, and one before it the Friday. With n = 0: the date itself when it is a TARGET2 day,
 * else the next one.
 */
export function addTarget2Days(date: string, n: number): string {
  if (n === 0) return nextTarget2Day(date);
  const step = n > 0 ? 1 : -1;
  let day = date;
  for (let left = Math.abs(n); left > 0; left--) {
    do day = addDays(day, step);
    while (!isTarget2Day(day));
  }
  return day;
}
