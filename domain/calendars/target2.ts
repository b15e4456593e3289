import { dayOfWeek, daysBetween, easterSunday } from '../dates.ts';
import { calendarOf } from './calendar.ts';

/** The business days of SEPA: those on which TARGET2 (now T2) is open. */
export const target2 = calendarOf(isTarget2Day);

/**
 * True when TARGET2 is open: every day but Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December.
 * The rule holds since 2002 (European Central Bank, press release of 14 December 2000).
 */
function isTarget2Day(date: string): boolean {
  if (dayOfWeek(date) >= 6) return false;
  const dayInYear = date.slice(5);
  if (dayInYear === '01-01' || dayInYear === '05-01' || dayInYear === '12-25' || dayInYear === '12-26') return false;
  const daysFromEaster = daysBetween(easterSunday(Number(date.slice(0, 4))), date);
  return daysFromEaster !== -2 && daysFromEaster !== 1;
}
