import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hourAndMinute, parseDays, timesBetween, writeDays } from '../../domain/schedule.ts';

describe('the times of a day', () => {
  it.each([
    ['07:00', 120, '09:00', ['07:00', '09:00']],
    ['07:00', 45, '09:00', ['07:00', '07:45', '08:30']],
    ['10:00', 60, '10:00', ['10:00']],
    ['23:50', 5, '23:59', ['23:50', '23:55']],
  ])('C4 start %s every %i minutes end %s', (start, every, end, times) => {
    expect(timesBetween(start, every, end)).toEqual(times);
  });

  it('C4 begin at the start, never pass the end, and keep their distance', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 5, max: 1500 }), (one, other, every) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const minutes = timesBetween(clock(start), every, clock(end)).map((time) => {
          const { hour, minute } = hourAndMinute(time);
          return hour * 60 + minute;
        });
        expect(minutes[0]).toBe(start);
        expect(end - (minutes.at(-1) ?? 0)).toBeLessThan(every);
        expect(minutes).toEqual(minutes.map((_, index) => start + index * every));
        expect(Math.max(...minutes)).toBeLessThanOrEqual(end);
      }),
      { seed: 20260105 },
    );
  });

  it.each([
    ['7:00', 60, '09:00', /no time HH:MM/],
    ['24:00', 60, '09:00', /no time HH:MM/],
    ['09:00', 60, '07:00', /before start/],
    ['07:00', 0, '09:00', /at least 5/],
    ['07:00', 7.5, '09:00', /whole minutes/],
  ])('refuses start %s every %d end %s', (start, every, end, sentence) => {
    expect(() => timesBetween(start, every, end)).toThrow(sentence);
  });
});

describe('weekdays', () => {
  it.each([
    ['mon-fri', [1, 2, 3, 4, 5], 'mon-fri'],
    ['fri,mon', [1, 5], 'mon,fri'],
    ['sat-mon', [1, 6, 7], 'mon,sat,sun'],
    ['daily', [1, 2, 3, 4, 5, 6, 7], 'mon-sun'],
    ['Tue', [2], 'tue'],
  ])('%s', (text, days, written) => {
    expect(parseDays(text)).toEqual(days);
    expect(writeDays(days)).toBe(written);
  });

  it.each(['', 'workdays', 'mon-', 'mon-tue-wed', 'mon;tue'])('refuses %j', (text) => {
    expect(() => parseDays(text)).toThrow(/days must be like/);
  });
});

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
