import { describe, expect, it } from 'vitest';

import {
  addDays,
  dayOfWeek,
  daysBetween,
  easterSunday,
  isDate,
  localDate,
  localDateTime,
  localTimeToInstant,
} from '../../domain/dates.ts';

describe('business dates', () => {
  it('are real calendar dates written YYYY-MM-DD', () => {
    for (const date of ['2026-11-23', '2024-02-29', '2000-02-29', '1000-01-01', '9999-12-31']) {
      expect(isDate(date), date).toBe(true);
    }
    const wrong = ['2023-02-29', '1900-02-29', '2026-04-31', '2026-00-10', '2026-13-01', '2026-01-00', '2026-1-01'];
    for (const date of [...wrong, '2026-01-01T00:00', '', '20260101', '2026/01/01', '202a-01-01', '0999-01-01']) {
      expect(isDate(date), date).toBe(false);
    }
  });

  it('move over months, years, leap days and clock changes', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2023-12-31', 1)).toBe('2024-01-01');
    expect(addDays('2024-03-31', -31)).toBe('2024-02-29');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-01-01', 0)).toBe('2026-01-01');
    expect(() => addDays('2026-02-30', 1)).toThrow("'2026-02-30' is no date");
  });

  it('are counted as whole days', () => {
    expect(daysBetween('2024-01-01', '2025-01-01')).toBe(366);
    expect(daysBetween('2025-01-01', '2024-01-01')).toBe(-366);
    expect(daysBetween('1969-12-31', '1970-01-02')).toBe(2);
  });

  it('know their weekday, also before 1970', () => {
    expect(dayOfWeek('2026-11-23')).toBe(1);
    expect(dayOfWeek('2026-11-22')).toBe(7);
    expect(dayOfWeek('1970-01-01')).toBe(4);
    expect(dayOfWeek('1969-07-20')).toBe(7);
    expect(dayOfWeek('1900-01-01')).toBe(1);
  });

  it('know Easter, at its extremes too', () => {
    expect(easterSunday(2026)).toBe('2026-04-05');
    expect(easterSunday(1818)).toBe('1818-03-22');
    expect(easterSunday(2008)).toBe('2008-03-23');
    expect(easterSunday(1943)).toBe('1943-04-25');
    expect(easterSunday(2038)).toBe('2038-04-25');
    expect(easterSunday(2000)).toBe('2000-04-23');
  });
});

describe('wall clocks', () => {
  it('show the date and time of an instant in a zone', () => {
    expect(localDate('2026-11-22T23:30:00Z', 'Europe/Amsterdam')).toBe('2026-11-23');
    expect(localDate('2026-11-23T03:00:00Z', 'America/New_York')).toBe('2026-11-22');
    expect(localDateTime('2026-07-01T10:00:00.999Z', 'Europe/Copenhagen')).toBe('2026-07-01T12:00:00');
    expect(localDateTime('2026-07-01T12:00:00+02:00', 'UTC')).toBe('2026-07-01T10:00:00');
  });

  it('C4 give the same local time across clock changes', () => {
    expect(localTimeToInstant('2026-03-28', '07:00', 'Europe/Amsterdam')).toBe('2026-03-28T06:00:00.000Z');
    expect(localTimeToInstant('2026-03-29', '07:00', 'Europe/Amsterdam')).toBe('2026-03-29T05:00:00.000Z');
    expect(localTimeToInstant('2026-10-25', '07:00', 'Europe/Amsterdam')).toBe('2026-10-25T06:00:00.000Z');
  });

  it('give the moment of the change for a time that is skipped in spring', () => {
    for (const time of ['02:00', '02:01', '02:30', '02:59']) {
      expect(localTimeToInstant('2026-03-29', time, 'Europe/Amsterdam'), time).toBe('2026-03-29T01:00:00.000Z');
    }
    expect(localTimeToInstant('2026-03-29', '01:59', 'Europe/Amsterdam')).toBe('2026-03-29T00:59:00.000Z');
    expect(localTimeToInstant('2026-03-29', '03:00', 'Europe/Amsterdam')).toBe('2026-03-29T01:00:00.000Z');
    expect(localTimeToInstant('2026-10-04', '02:15', 'Australia/Lord_Howe')).toBe('2026-10-03T15:30:00.000Z');
  });

  it('give the first of two moments for a time that is shown twice in autumn', () => {
    expect(localTimeToInstant('2026-10-25', '02:30', 'Europe/Amsterdam')).toBe('2026-10-25T00:30:00.000Z');
    expect(localTimeToInstant('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });

  it('refuse what is no zone, no instant or no time', () => {
    expect(() => localDate('2026-11-23T00:00:00Z', 'Europe/Atlantis')).toThrow('not an IANA time zone');
    expect(() => localDate('yesterday', 'UTC')).toThrow('not an ISO instant');
    expect(() => localTimeToInstant('2026-11-23', '24:00', 'UTC')).toThrow('no time HH:MM');
    expect(() => localTimeToInstant('2026-11-31', '10:00', 'UTC')).toThrow('no date');
  });
});
