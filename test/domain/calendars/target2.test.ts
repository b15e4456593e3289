import { describe, expect, it } from 'vitest';

import { target2 } from '../../../domain/calendars/target2.ts';

/** Good Friday and Easter Monday, written down from church calendars and not computed. */
const easterClosings = [
  ['2024-03-29', '2024-04-01'],
  ['2025-04-18', '2025-04-21'],
  ['2026-04-03', '2026-04-06'],
  ['2027-03-26', '2027-03-29'],
  ['2028-04-14', '2028-04-17'],
  ['2029-03-30', '2029-04-02'],
  ['2030-04-19', '2030-04-22'],
  ['2031-04-11', '2031-04-14'],
  ['2032-03-26', '2032-03-29'],
  ['2033-04-15', '2033-04-18'],
  ['2034-04-07', '2034-04-10'],
  ['2035-03-23', '2035-03-26'],
].flat();
const fixedClosings = ['01-01', '05-01', '12-25', '12-26'];

describe('TARGET2 calendar', () => {
  it('C15 G5 is closed on exactly the listed days of 2024 to 2035, and weekends', () => {
    const wrong: string[] = [];
    const end = Date.UTC(2036, 0, 1);
    for (let time = Date.UTC(2024, 0, 1); time < end; time += 86_400_000) {
      const day = new Date(time);
      const date = day.toISOString().slice(0, 10);
      const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
      const isListed = easterClosings.includes(date) || fixedClosings.includes(date.slice(5));
      if (target2.isBusinessDay(date) !== !(isWeekend || isListed)) wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });

  it('C15 is open on days that are holidays in many countries only', () => {
    for (const date of ['2026-05-14', '2026-05-25', '2026-12-24', '2026-12-31', '2026-04-02', '2026-04-27']) {
      expect(target2.isBusinessDay(date), date).toBe(true);
    }
  });

  it('C15 moves to the next open day, over Easter and the end of the year', () => {
    expect(target2.next('2026-04-02')).toBe('2026-04-02');
    expect(target2.next('2026-04-03')).toBe('2026-04-07');
    expect(target2.next('2026-12-25')).toBe('2026-12-28');
    expect(target2.next('2026-05-01')).toBe('2026-05-04');
    expect(target2.next('2028-01-01')).toBe('2028-01-03');
  });

  it('C15 counts open days forward and back, and never the day itself', () => {
    expect(target2.addBusinessDays('2026-11-23', 1)).toBe('2026-11-24');
    expect(target2.addBusinessDays('2026-11-21', 1)).toBe('2026-11-23');
    expect(target2.addBusinessDays('2026-11-21', -1)).toBe('2026-11-20');
    expect(target2.addBusinessDays('2026-04-07', -1)).toBe('2026-04-02');
    expect(target2.addBusinessDays('2026-12-24', 5)).toBe('2027-01-04');
    expect(target2.addBusinessDays('2027-01-04', -5)).toBe('2026-12-24');
    expect(target2.addBusinessDays('2026-04-04', 0)).toBe('2026-04-07');
    expect(target2.addBusinessDays('2026-11-23', 0)).toBe('2026-11-23');
  });
});
