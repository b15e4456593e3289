import { describe, expect, test } from 'vitest';

import { danishBanking } from '../../domain/calendars/denmark.ts';
import { target2 } from '../../domain/calendars/target2.ts';
import { absenceOf } from '../../domain/expectedFiles.ts';

const payments = { kind: 'payments', days: 'mon-fri', by: '10:00' } as const;
const dutch = { calendar: target2, zone: 'Europe/Amsterdam' };
const danish = { calendar: danishBanking, zone: 'Europe/Copenhagen' };

describe('C4 only absence after the last run of the day is silence', () => {
  test.each([
    ['before its time', '2026-03-03T08:59:59.000Z', undefined],
    ['at its time', '2026-03-03T09:00:00.000Z', undefined],
    ['after its time', '2026-03-03T09:00:00.001Z', { first: '2026-03-03', days: 1 }],
    ['on the next day before its time', '2026-03-04T08:00:00.000Z', { first: '2026-03-03', days: 1 }],
    ['on the next day after its time', '2026-03-04T10:00:00.000Z', { first: '2026-03-03', days: 2 }],
    ['a week later', '2026-03-10T10:00:00.000Z', { first: '2026-03-03', days: 6 }],
  ])('C4 %s', (_, at, absence) => {
    expect(absenceOf(payments, dutch, '2026-03-02', at)).toEqual(absence);
  });

  test('C4 the time is the wall clock of the creditor, in summer and in winter', () => {
    const [winter, summer] = ['2026-03-27T08:30:00.000Z', '2026-03-30T08:30:00.000Z'];
    expect(absenceOf(payments, dutch, '2026-03-26', winter)).toBeUndefined();
    expect(absenceOf(payments, dutch, '2026-03-27', summer)).toEqual({ first: '2026-03-30', days: 1 });
  });

  test('C4, C15 only business days of the calendar count: Easter and 1 May do not', () => {
    expect(absenceOf(payments, dutch, '2026-04-02', '2026-04-06T12:00:00.000Z')).toBeUndefined();
    expect(absenceOf(payments, dutch, '2026-04-02', '2026-04-07T12:00:00.000Z')).toEqual({
      first: '2026-04-07',
      days: 1,
    });
    expect(absenceOf(payments, dutch, '2026-04-30', '2026-05-01T12:00:00.000Z')).toBeUndefined();
    expect(absenceOf(payments, danish, '2026-04-30', '2026-05-01T12:00:00.000Z')).toEqual({
      first: '2026-05-01',
      days: 1,
    });
  });

  test('C4 only the days of the setting count', () => {
    const weekly = { ...payments, days: 'wed' };
    expect(absenceOf(weekly, dutch, '2026-03-02', '2026-03-03T12:00:00.000Z')).toBeUndefined();
    expect(absenceOf(weekly, dutch, '2026-03-02', '2026-03-12T12:00:00.000Z')).toEqual({
      first: '2026-03-04',
      days: 2,
    });
  });

  test('C4 what came today counts for today, also when it came late', () => {
    expect(absenceOf(payments, dutch, '2026-03-03', '2026-03-03T22:00:00.000Z')).toBeUndefined();
  });
});
