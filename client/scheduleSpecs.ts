import type { CalendarSpec, DayOfWeek, ScheduleSpec, ScheduleSpecDescription } from '@temporalio/client';

import { hourAndMinute, type ScheduleTimes, timesBetween, writeDays } from '../domain/schedule.ts';

const temporalDays: readonly DayOfWeek[] = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
];

/**
 * The times of a schedule as Temporal takes them: one calendar entry for each time of day. Never intervals: they count from
 * 1970 in UTC, ignore the zone, and would be added to the calendars.
 */
export function specOf(times: ScheduleTimes): ScheduleSpec {
  const intent = `${times.start} every ${times.everyMinutes} minutes until ${times.end}, ${writeDays(times.days)}`;
  const dayOfWeek = times.days.map((day) => temporalDays[day - 1] as DayOfWeek);
  return {
    timezone: times.zone,
    calendars: timesBetween(times.start, times.everyMinutes, times.end).map((time): CalendarSpec => ({
      ...hourAndMinute(time),
      second: 0,
      dayOfWeek,
      comment: `${time} (${intent})`,
    })),
  };
}

/** "07:00, 09:00 mon-fri Europe/Amsterdam", also of a schedule that was edited in the Web UI. */
export function writeSpec(spec: ScheduleSpecDescription): string {
  const everyMs = spec.intervals?.map((interval) => Number(interval.every)) ?? [];
  const intervals = everyMs.map((ms) => `every ${ms / 60_000} minutes`);
  const calendars = new Map<string, string[]>();
  for (const calendar of spec.calendars ?? []) {
    const days = calendar.dayOfWeek.flatMap((range) => {
      const first = isoDay(range.start);
      const length = isoDay(range.end) - first;
      return Array.from({ length: length + 1 }, (_, index) => first + index);
    });
    const key = writeDays(days.sort((one, other) => one - other));
    const times = calendar.hour.flatMap(({ start }) =>
      calendar.minute.map((minute) => `${two(start)}:${two(minute.start)}`),
    );
    calendars.set(key, [...(calendars.get(key) ?? []), ...times]);
  }
  const daily = [...calendars].map(([days, times]) => `${[...times].sort().join(', ')} ${days}`);
  return [...intervals, ...daily.map((text) => `${text} ${spec.timezone ?? 'UTC'}`)].join('; ');
}

function isoDay(day: DayOfWeek): number {
  return temporalDays.indexOf(day) + 1;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
