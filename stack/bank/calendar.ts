import { DateTime } from 'luxon';

import { addDays, addOpenDays, easterSunday, isWeekend } from '../simulation/dates.ts';

/** Where the bank stands; its cut-off and its dates are of this zone. */
export const bankZone = 'Europe/Amsterdam';

/** The instant as banks write it in messages: local, with seconds and without fraction. */
export function localDateTime(instant: string): string {
  return DateTime.fromISO(instant, { zone: bankZone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** True when TARGET2 is open: not at weekends, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. */
export function isBusinessDay(date: string): boolean {
  if (isWeekend(date)) return false;
  if (['01-01', '05-01', '12-25', '12-26'].includes(date.slice(5))) return false;
  const easter = easterSunday(Number(date.slice(0, 4)));
  return date !== addDays(easter, -2) && date !== addDays(easter, 1);
}

/** The n-th business day after (before, when negative) a date; the date itself when n is 0 and it is one, else the next. */
export function addBusinessDays(date: string, count: number): string {
  return addOpenDays(date, count, isBusinessDay);
}
