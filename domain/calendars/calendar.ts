import { addDays } from '../dates.ts';

/** The days on which the banks of a collection system work. Dates are 'YYYY-MM-DD'; what is no date throws INVALID_INPUT. */
export interface Calendar {
  isBusinessDay: (date: string) => boolean;
  /** The first business day on or after a date. */
  next: (date: string) => string;
  /**
   * The date n business days after a date, or before it when n is negative. The date itself is never counted, so one day after a
   * Saturday is the Monday, and one before it the Friday. With n = 0: as `next`.
   */
  addBusinessDays: (date: string, n: number) => string;
}

/** The calendar of which these are the business days. */
export function calendarOf(isBusinessDay: (date: string) => boolean): Calendar {
  const next = (date: string): string => {
    let day = date;
    while (!isBusinessDay(day)) day = addDays(day, 1);
    return day;
  };
  const addBusinessDays = (date: string, n: number): string => {
    if (n === 0) return next(date);
    const step = n > 0 ? 1 : -1;
    let day = date;
    for (let left = Math.abs(n); left > 0; left--) {
      do day = addDays(day, step);
      while (!isBusinessDay(day));
    }
    return day;
  };
  return { isBusinessDay, next, addBusinessDays };
}

/** The first business day on or after a date that is not taken. */
export function freeBusinessDay(calendar: Calendar, date: string, taken: ReadonlySet<string>): string {
  let day = calendar.next(date);
  while (taken.has(day)) day = calendar.addBusinessDays(day, 1);
  return day;
}
