import type { Calendar } from './calendars/calendar.ts';
import { addDays, dayOfWeek, localDate, localTimeToInstant } from './dates.ts';
import { parseDays } from './schedule.ts';

/** Kinds of files that come regularly, as inbound files are told apart (formats/detect.ts). */
export const expectedKinds = ['payments', 'status', 'agreements'] as const;

/** A file that a bank or payment centre sends on its days: a setting of a collection system. */
export interface ExpectedFile {
  kind: (typeof expectedKinds)[number];
  /** Weekdays as in schedules: 'mon-fri'. Of these, the business days of the system's calendar count. */
  days: string;
  /** Local time of the creditor after which its absence is silence: after the last run of the day that fetches it (C4). */
  by: string;
}

/** How long an expected file has been missing. */
export interface Absence {
  /** The first day without it. */
  first: string;
  /** Days on which it was expected and did not come. */
  days: number;
}

/**
 * The days without an expected file, up to now; undefined when none is missing. A file counts for the day on which it comes.
 * @param after - local date of the last one that came, or on which it began to be expected
 * @param at - ISO instant; today counts once the time `by` is over
 */
export function absenceOf(
  expected: ExpectedFile,
  { calendar, zone }: { calendar: Calendar; zone: string },
  after: string,
  at: string,
): Absence | undefined {
  const today = localDate(at, zone);
  const isOver = at > localTimeToInstant(today, expected.by, zone);
  const last = isOver ? today : addDays(today, -1);
  const weekdays = parseDays(expected.days);
  const missing: string[] = [];
  for (let day = addDays(after, 1); day <= last; day = addDays(day, 1)) {
    if (weekdays.includes(dayOfWeek(day)) && calendar.isBusinessDay(day)) missing.push(day);
  }
  const [first] = missing;
  return first === undefined ? undefined : { first, days: missing.length };
}
