import { describe, expect, it } from 'vitest';

import { freeBusinessDay } from '../../../domain/calendars/calendar.ts';
import {
  betalingsserviceDateRule,
  betalingsserviceDeadline,
  betalingsserviceObjectionEnd,
  danishBanking,
  earliestBetalingsserviceDate,
} from '../../../domain/calendars/denmark.ts';

/**
 * Closed because of Easter, written down and not computed: Maundy Thursday, Good Friday, Easter Monday, Ascension, the
 * Friday after it, Whit Monday.
 */
const easterClosings = [
  ['2024-03-28', '2024-03-29', '2024-04-01', '2024-05-09', '2024-05-10', '2024-05-20'],
  ['2025-04-17', '2025-04-18', '2025-04-21', '2025-05-29', '2025-05-30', '2025-06-09'],
  ['2026-04-02', '2026-04-03', '2026-04-06', '2026-05-14', '2026-05-15', '2026-05-25'],
  ['2027-03-25', '2027-03-26', '2027-03-29', '2027-05-06', '2027-05-07', '2027-05-17'],
  ['2028-04-13', '2028-04-14', '2028-04-17', '2028-05-25', '2028-05-26', '2028-06-05'],
  ['2029-03-29', '2029-03-30', '2029-04-02', '2029-05-10', '2029-05-11', '2029-05-21'],
  ['2030-04-18', '2030-04-19', '2030-04-22', '2030-05-30', '2030-05-31', '2030-06-10'],
  ['2031-04-10', '2031-04-11', '2031-04-14', '2031-05-22', '2031-05-23', '2031-06-02'],
  ['2032-03-25', '2032-03-26', '2032-03-29', '2032-05-06', '2032-05-07', '2032-05-17'],
  ['2033-04-14', '2033-04-15', '2033-04-18', '2033-05-26', '2033-05-27', '2033-06-06'],
  ['2034-04-06', '2034-04-07', '2034-04-10', '2034-05-18', '2034-05-19', '2034-05-29'],
  ['2035-03-22', '2035-03-23', '2035-03-26', '2035-05-03', '2035-05-04', '2035-05-14'],
].flat();
const fixedClosings = ['01-01', '06-05', '12-24', '12-25', '12-26', '12-31'];

describe('Danish banking days', () => {
  it('C15 G5 are closed on exactly the listed days of 2024 to 2035, and weekends', () => {
    const wrong: string[] = [];
    const end = Date.UTC(2036, 0, 1);
    for (let time = Date.UTC(2024, 0, 1); time < end; time += 86_400_000) {
      const day = new Date(time);
      const date = day.toISOString().slice(0, 10);
      const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
      const isListed = easterClosings.includes(date) || fixedClosings.includes(date.slice(5));
      if (danishBanking.isBusinessDay(date) !== !(isWeekend || isListed)) wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });

  it('C15 are closed on Great Prayer Day until 2023 only', () => {
    for (const date of ['2021-04-30', '2022-05-13', '2023-05-05'])
      expect(danishBanking.isBusinessDay(date), date).toBe(false);
    for (const date of ['2024-04-26', '2025-05-16', '2026-05-01'])
      expect(danishBanking.isBusinessDay(date), date).toBe(true);
  });

  it('C15 move to the next open day, over Easter and the end of the year', () => {
    expect(danishBanking.next('2026-04-01')).toBe('2026-04-01');
    expect(danishBanking.next('2026-04-02')).toBe('2026-04-07');
    expect(danishBanking.next('2026-05-14')).toBe('2026-05-18');
    expect(danishBanking.next('2026-12-31')).toBe('2027-01-04');
  });

  it('C15 are counted forward and back, and never the day itself', () => {
    expect(danishBanking.addBusinessDays('2026-04-01', 1)).toBe('2026-04-07');
    expect(danishBanking.addBusinessDays('2026-04-07', -1)).toBe('2026-04-01');
    expect(danishBanking.addBusinessDays('2027-01-01', -6)).toBe('2026-12-21');
    expect(danishBanking.addBusinessDays('2026-12-25', 0)).toBe('2026-12-28');
  });

  it('C15 are shifted to where the customer has no other collection', () => {
    expect(freeBusinessDay(danishBanking, '2026-02-01', new Set())).toBe('2026-02-02');
    expect(freeBusinessDay(danishBanking, '2026-02-05', new Set(['2026-02-05', '2026-02-06']))).toBe('2026-02-09');
  });
});

describe('the deadline of Betalingsservice', () => {
  it.each([
    // Sixth-last banking day of the month before, counted on paper; 11:00 in Copenhagen is 10:00 or 09:00 UTC.
    ['2026-02-02', '2026-01-23T10:00:00.000Z'],
    ['2027-01-29', '2026-12-21T10:00:00.000Z'],
    ['2026-05-04', '2026-04-23T09:00:00.000Z'],
    ['2026-06-30', '2026-05-21T09:00:00.000Z'],
    ['2026-04-01', '2026-03-24T10:00:00.000Z'],
    ['2024-04-02', '2024-03-20T10:00:00.000Z'],
  ])('C15 for %s is %s', (paymentOn, deadline) => {
    expect(betalingsserviceDeadline(paymentOn)).toBe(deadline);
  });

  it('C15 refuses a delivery at 11:00 and takes one a second before', () => {
    expect(betalingsserviceDateRule('2026-02-02', '2026-01-23T09:59:59Z')).toBeUndefined();
    expect(betalingsserviceDateRule('2026-02-02', '2026-01-23T10:00:00Z')).toMatch(/before 11:00 on the sixth-last/);
  });

  it('C15 takes 90 days ahead and refuses 91, counted in Copenhagen', () => {
    expect(betalingsserviceDateRule('2026-04-01', '2026-01-01T12:00:00Z')).toBeUndefined();
    expect(betalingsserviceDateRule('2026-04-01', '2025-12-31T22:59:59Z')).toMatch(/at most 90 days/);
    expect(betalingsserviceDateRule('2026-04-01', '2025-12-31T23:00:00Z')).toBeUndefined();
  });

  it('C15 refuses a payment date on which banks are closed', () => {
    expect(betalingsserviceDateRule('2026-06-05', '2026-05-01T08:00:00Z')).toBe('must be a Danish banking day');
  });

  it('C15 names the first date that can still be paid', () => {
    expect(earliestBetalingsserviceDate('2026-01-23T09:59:59Z')).toBe('2026-02-02');
    expect(earliestBetalingsserviceDate('2026-01-23T10:00:00Z')).toBe('2026-03-02');
    expect(earliestBetalingsserviceDate('2026-12-31T12:00:00Z')).toBe('2027-02-01');
    expect(earliestBetalingsserviceDate('2025-12-31T23:30:00Z')).toBe('2026-02-02');
  });

  it('C9 says until when a payment is provisional', () => {
    expect(betalingsserviceObjectionEnd('2026-01-02')).toBe('2026-01-07T15:00:00.000Z');
    expect(betalingsserviceObjectionEnd('2026-06-01')).toBe('2026-06-08T14:00:00.000Z');
  });
});
