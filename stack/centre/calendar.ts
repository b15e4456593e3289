import { addDays, addOpenDays, easterSunday, isWeekend } from '../simulation/dates.ts';

/** Where the centre stands; its deadline and its dates are of this zone. */
export const centreZone = 'Europe/Copenhagen';

/** The last year in which Store Bededag, the fourth Friday after Easter, was a holiday. */
const lastStoreBededag = 2023;
const deadlineFromEndOfMonth = 6;

const holidaysOfYears = new Map<number, ReadonlySet<string>>();

/** True when Danish banks are open (nets.md 2.7). */
export function isBankingDay(date: string): boolean {
  return !isWeekend(date) && !holidaysOf(Number(date.slice(0, 4))).has(date);
}

/** The n-th banking day after (before, when negative) a date; the date itself when n is 0 and it is one, else the next. */
export function addBankingDays(date: string, count: number): string {
  return addOpenDays(date, count, isBankingDay);
}

/** The date until whose deadline a collection of section 0112 may come: the sixth-last banking day of the month before. */
export function lastDayOfDelivery(paymentOn: string): string {
  return addBankingDays(`${paymentOn.slice(0, 7)}-01`, -deadlineFromEndOfMonth);
}

/** The last date on which an automatic payment can be charged back: the 7th of its month, or the banking day after. */
export function lastDayOfObjection(paymentOn: string): string {
  return addBankingDays(`${paymentOn.slice(0, 7)}-07`, 0);
}

function holidaysOf(year: number): ReadonlySet<string> {
  const known = holidaysOfYears.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const holidays = new Set([
    `${year}-01-01`,
    addDays(easter, -3), // Maundy Thursday
    addDays(easter, -2), // Good Friday
    addDays(easter, 1), // Easter Monday
    addDays(easter, 39), // Ascension
    addDays(easter, 40), // the Friday after Ascension
    addDays(easter, 50), // Whit Monday
    `${year}-06-05`,
    `${year}-12-24`,
    `${year}-12-25`,
    `${year}-12-26`,
    `${year}-12-31`,
  ]);
  if (year <= lastStoreBededag) holidays.add(addDays(easter, 26));
  holidaysOfYears.set(year, holidays);
  return holidays;
}
