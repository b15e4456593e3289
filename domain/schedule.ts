import { IncassoError } from './errors.ts';
import type { JobName } from './ids.ts';

/** When a job runs by itself (C4): at `start`, then every so many minutes until `end`, on some weekdays, in a zone. */
export interface ScheduleTimes {
  /** Local time, '07:00'. */
  start: string;
  everyMinutes: number;
  /** Local time of the last possible run, '09:00'; it is one when the steps meet it. */
  end: string;
  /** ISO weekdays, 1 is Monday. */
  days: readonly number[];
  /** IANA name. */
  zone: string;
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const shortestStep = 5;

/**
 * The local times of the runs of a day: start 07:00, every 120, end 09:00 gives 07:00 and 09:00. They are wall clock times,
 * so they stay what they are when the clocks change. Throws INVALID_INPUT.
 */
export function timesBetween(start: string, everyMinutes: number, end: string): string[] {
  const first = minutesOf(start);
  const last = minutesOf(end);
  if (last < first) throw new IncassoError('INVALID_INPUT', `end ${end} is before start ${start}`);
  if (!Number.isInteger(everyMinutes) || everyMinutes < shortestStep) {
    throw new IncassoError(
      'INVALID_INPUT',
      `every ${everyMinutes}: at least ${shortestStep} whole minutes between runs`,
    );
  }
  const times: string[] = [];
  for (let minute = first; minute <= last; minute += everyMinutes) times.push(timeOf(minute));
  return times;
}

/** Reads 'mon-fri', 'mon,wed,fri', 'sat-mon' or 'daily' as ISO weekdays in their order. Throws INVALID_INPUT. */
export function parseDays(text: string): number[] {
  if (text === 'daily') return dayNames.map((_, index) => index + 1);
  const days = new Set<number>();
  for (const piece of text.split(',')) {
    const [from = '', to = from] = piece.trim().toLowerCase().split('-');
    const first = dayNames.indexOf(from);
    const last = dayNames.indexOf(to);
    if (first < 0 || last < 0 || piece.split('-').length > 2) {
      throw new IncassoError(
        'INVALID_INPUT',
        `days must be like mon-fri, mon,wed,fri or daily (days: ${dayNames.join(', ')})`,
      );
    }
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day + 1);
      if (day === last) break;
    }
  }
  return [...days].sort((one, other) => one - other);
}

/** Weekdays as people read them: 'mon-fri', 'mon,wed'. */
export function writeDays(days: readonly number[]): string {
  const inARow = days.length > 2 && days.every((day, index) => index === 0 || day === (days[index - 1] ?? 0) + 1);
  const names = days.map((day) => dayNames[day - 1] ?? '');
  return inARow ? `${names[0]}-${names.at(-1)}` : names.join(',');
}

/** Hours and minutes of '07:05'. */
export function hourAndMinute(time: string): { hour: number; minute: number } {
  const minutes = minutesOf(time);
  return { hour: Math.floor(minutes / 60), minute: minutes % 60 };
}

/** When a job runs until the office fits it: sending and fetching in the morning, posting after that. */
export function usualTimes(job: JobName, zone: string): ScheduleTimes {
  const workdays = [1, 2, 3, 4, 5];
  if (job === 'journalPosting') return { start: '10:00', everyMinutes: 60, end: '10:00', days: workdays, zone };
  return { start: '07:00', everyMinutes: 120, end: '09:00', days: workdays, zone };
}

function minutesOf(time: string): number {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!parts) throw new IncassoError('INVALID_INPUT', `'${time}' is no time HH:MM`);
  return Number(parts[1]) * 60 + Number(parts[2]);
}

function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
