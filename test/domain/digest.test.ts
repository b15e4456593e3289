import { describe, expect, test } from 'vitest';

import { addDays, dayOfWeek } from '../../domain/dates.ts';
import { digestDue, digestGroups } from '../../domain/digest.ts';

const anchor = '2026-01-05';
const brussels = 'Europe/Brussels';

describe('T8 the Monday of a digest', () => {
  test.each([
    ['a minute before 08:00', '2026-01-05T06:59:00.000Z', undefined],
    ['at 08:00', '2026-01-05T07:00:00.000Z', '2026-01-05'],
    ['on the Tuesday, for a worker that was down', '2026-01-06T12:00:00.000Z', '2026-01-05'],
    ['on the Thursday, at the latest', '2026-01-08T22:59:00.000Z', '2026-01-05'],
    ['not on the Friday any more', '2026-01-08T23:00:00.000Z', undefined],
    ['not on the Monday between', '2026-01-12T12:00:00.000Z', undefined],
    ['before the anchor', '2025-12-22T12:00:00.000Z', undefined],
    ['at 08:00 of summer time', '2026-03-30T06:00:00.000Z', '2026-03-30'],
    ['an hour before, when clocks have changed', '2026-03-30T05:59:00.000Z', undefined],
    ['at 08:00 of winter time again', '2026-10-26T07:00:00.000Z', '2026-10-26'],
  ])('%s', (_, at, monday) => {
    expect(digestDue(anchor, at, brussels)).toBe(monday);
  });

  test('goes on in steps of 14 days over leap days and years of 53 weeks, never by the parity of weeks', () => {
    const mondays: string[] = [];
    for (let date = anchor; date < '2034-01-01'; date = addDays(date, 1)) {
      const monday = digestDue(anchor, `${date}T12:00:00.000Z`, brussels);
      if (monday !== undefined && monday !== mondays.at(-1)) mondays.push(monday);
    }
    expect(mondays.slice(25, 28)).toEqual(['2026-12-21', '2027-01-04', '2027-01-18']);
    expect(mondays).toContain('2028-02-28');
    expect(mondays).toContain('2028-03-13');
    for (const [index, monday] of mondays.entries()) {
      expect(dayOfWeek(monday)).toBe(1);
      expect(monday).toBe(addDays(anchor, 14 * index));
    }
  });

  test('is that of the recipient: at one instant it is there in Tokyo and not yet in New York', () => {
    const at = '2026-01-04T23:30:00.000Z';
    expect(digestDue(anchor, at, 'Asia/Tokyo')).toBe('2026-01-05');
    expect(digestDue(anchor, at, 'America/New_York')).toBeUndefined();
    expect(digestDue(anchor, '2026-01-05T13:00:00.000Z', 'America/New_York')).toBe('2026-01-05');
  });
});

describe('T8 what a digest lists', () => {
  const of = (group: string, raised_on: string) => ({ group, raised_on });

  test("the source's example: A with 16.11 is not in the mail of 20.11, B with 15.11 and 19.11 is, with both", () => {
    const listed = digestGroups([of('A', '2023-11-16'), of('B', '2023-11-19'), of('B', '2023-11-15')], '2023-11-20');
    expect(listed).toEqual([['B', [of('B', '2023-11-15'), of('B', '2023-11-19')]]]);
    expect(digestDue('2023-11-20', '2023-11-20T09:00:00.000Z', brussels)).toBe('2023-11-20');
  });

  test('nothing when no group has one that is five days old', () => {
    expect(digestGroups([of('A', '2023-11-16'), of('B', '2023-11-20')], '2023-11-20')).toEqual([]);
  });

  test('groups in the order of their oldest; days are counted over a leap day', () => {
    const listed = digestGroups([of('A', '2028-02-24'), of('B', '2028-02-20'), of('A', '2028-03-01')], '2028-02-29');
    expect(listed.map(([group]) => group)).toEqual(['B', 'A']);
  });
});
