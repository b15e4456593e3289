import { addDays, dayOfWeek, daysBetween, easterSunday, localDate, localTimeToInstant } from '../dates.ts';
import { calendarOf } from './calendar.ts';

/** Days from Easter Sunday on which Danish banks are closed: Maundy Thursday to Easter Monday, Ascension, Whit Monday. */
const closedFromEaster = new Set([-3, -2, 1, 39, 40, 50]);
/** The fourth Friday after Easter. It was abolished as a holiday from 2024 on. */
const greatPrayerDay = 26;
const lastYearOfGreatPrayerDay = 2023;
/** New Year's Day, Constitution Day, Christmas Eve to Boxing Day, New Year's Eve. */
const closedInYear = new Set(['01-01', '06-05', '12-24', '12-25', '12-26', '12-31']);

const zone = 'Europe/Copenhagen';
const deadlineTime = '11:00';
/** Collections of a month are delivered on this banking day, counted from the end of the month before. */
const deadlineFromEnd = 6;
const maxDaysAhead = 90;

/** The banking days of Denmark. */
export const danishBanking = calendarOf(isDanishBankingDay);

/**
 * True when Danish banks are open: every day but Saturdays, Sundays, public holidays and the days on which banks alone
 * are closed (the Friday after Ascension, 5 June, 24 and 31 December). Source: nets.md 2.7.
 */
function isDanishBankingDay(date: string): boolean {
  if (dayOfWeek(date) >= 6 || closedInYear.has(date.slice(5))) return false;
  const year = Number(date.slice(0, 4));
  const daysFromEaster = daysBetween(easterSunday(year), date);
  if (daysFromEaster === greatPrayerDay) return year > lastYearOfGreatPrayerDay;
  return !closedFromEaster.has(daysFromEaster);
}

/**
 * When a Betalingsservice collection (section 0112) must have arrived: before 11:00 in Copenhagen on the sixth-last
 * Danish banking day of the month before its payment date. Source: nets.md 2.7, C15.
 * @returns ISO UTC instant; a delivery at that very instant is too late
 */
export function betalingsserviceDeadline(paymentOn: string): string {
  const firstOfMonth = `${paymentOn.slice(0, 8)}01`;
  return localTimeToInstant(danishBanking.addBusinessDays(firstOfMonth, -deadlineFromEnd), deadlineTime, zone);
}

/**
 * The rule of Betalingsservice that a payment date breaks for section 0112, or undefined (nets.md 2.7, C15).
 * @param paymentOn - 'YYYY-MM-DD'
 * @param deliveredAt - ISO instant at which the file is delivered
 */
export function betalingsserviceDateRule(paymentOn: string, deliveredAt: string): string | undefined {
  if (!isDanishBankingDay(paymentOn)) return 'must be a Danish banking day';
  if (Date.parse(deliveredAt) >= Date.parse(betalingsserviceDeadline(paymentOn))) {
    return 'must be delivered before 11:00 on the sixth-last Danish banking day of the month before';
  }
  if (paymentOn > latestBetalingsserviceDate(deliveredAt)) {
    return `must be at most ${maxDaysAhead} days after the delivery`;
  }
  return undefined;
}

/** The last date on which section 0112 can be paid when the file is delivered at an ISO instant. */
export function latestBetalingsserviceDate(deliveredAt: string): string {
  return addDays(localDate(deliveredAt, zone), maxDaysAhead);
}

/** The first date on which section 0112 can still be paid when the file is delivered at an ISO instant (C7, C15). */
export function earliestBetalingsserviceDate(deliveredAt: string): string {
  const today = localDate(deliveredAt, zone);
  let paymentOn = danishBanking.next(firstOfNextMonth(today));
  while (Date.parse(deliveredAt) >= Date.parse(betalingsserviceDeadline(paymentOn))) {
    paymentOn = danishBanking.next(firstOfNextMonth(paymentOn));
  }
  return paymentOn;
}

/**
 * Until when a debtor may reject a payment or get it back: 16:00 in Copenhagen on the 7th of the payment month, or on the
 * next Danish banking day. A payment that is reported as completed before is provisional (nets.md 2.7).
 * @returns ISO UTC instant
 */
export function betalingsserviceObjectionEnd(paymentOn: string): string {
  return localTimeToInstant(danishBanking.next(`${paymentOn.slice(0, 8)}07`), '16:00', zone);
}

function firstOfNextMonth(date: string): string {
  return `${addDays(`${date.slice(0, 8)}01`, 31).slice(0, 8)}01`;
}
