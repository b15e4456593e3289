import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { one, run } from '../../db/connection.ts';
import {
  addDanishItem,
  addDanishLine,
  danishLineNow,
  insertDanishOffice,
  type NewDanishLine,
} from '../support/danishOffice.ts';
import { testDatabase } from '../support/database.ts';
import { freeze } from '../support/lines.ts';

const database = testDatabase('freeze_bs');
/** Before the deadline of 23 January 2026, 11:00: what is due in February is taken, and nothing of January any more. */
const january = '2026-01-15T08:00:00.000Z';
const send = (at = january, system = 'nets-dansk') => freeze(database.db, at, { system });

beforeAll(() => insertDanishOffice(database.db, { bankDir: '/nowhere' }));

beforeEach(() => run(database.db, `UPDATE collections SET state = 'cancelled' WHERE state = 'ready'`));

const setAdapter = (adapter: string) =>
  run(database.db, 'UPDATE collection_systems SET adapter = :adapter', { adapter });

describe('the guard of Betalingsservice', () => {
  const alike = '0D77';
  const blocked: [string, NewDanishLine, string][] = [
    ['no agreement', { agreement: null }, 'no active mandate'],
    ['an agreement that the centre has not registered', { agreement: { state: 'awaiting_bank_registration' } }, 'no active mandate'],
    ['an agreement that has ended', { agreement: { state: 'withdrawn' } }, 'no active mandate'],
    ['a suspended agreement', { agreement: { suspended: '0237' } }, 'mandate suspended: 0237'],
    ['an agreement without number', { agreement: { number: null } }, 'the mandate has no number of the payment centre'],
    ['an item that needs a mandate of its own', { mandateRequired: true }, 'the item requires a mandate of its own, which Betalingsservice does not have'],
    ['small letters in the customer number', { number: 'd-77' }, 'the customer number cannot stand in a file of Betalingsservice'],
    ['a customer number of zeros', { number: '000' }, 'the customer number cannot stand in a file of Betalingsservice'],
    ['a customer number of 16 characters', { number: 'D234567890123456' }, 'the customer number cannot stand in a file of Betalingsservice'],
    ['a customer number that another has but for zeros', { number: alike }, 'the number of another customer differs in leading zeros only'],
    ['an item that is paid meanwhile', { open: 0 }, 'the item is paid or credited'],
    ['an amount above the limit', { amount: 5_000_001 }, 'amount above the limit of the system'],
    ['a date that is too far ahead', { dueOn: '2026-04-16' }, 'its date is after 2026-04-15, the last that is taken now'],
  ]; // prettier-ignore

  test.each(blocked)('C13 blocks %s, and the good line goes', async (_, wanted, reason) => {
    if (wanted.number === alike) await addDanishLine(database.db, { number: 'D77', agreement: { state: 'withdrawn' } });
    await run(database.db, `UPDATE collections SET state = 'cancelled' WHERE state = 'ready'`);
    const bad = await addDanishLine(database.db, wanted);
    const good = await addDanishLine(database.db);
    const report = await send();
    expect(report.lines).toMatchObject([{ collection_id: bad.collection, reason }]);
    expect(report).toMatchObject({ frozen: { count: 1, sum_minor: good.amount }, blocked: { count: 1 } });
    expect(await danishLineNow(database.db, bad)).toMatchObject({ state: 'ready', blocked: reason });
  });

  test('C13 in Basis the customer needs no address, no account and no pre-notification', async () => {
    const line = await addDanishLine(database.db, { street: null, postcode: null, town: null });
    await run(database.db, 'UPDATE collections SET notified_on = NULL WHERE id = :id', { id: line.collection });
    await send();
    expect(await danishLineNow(database.db, line)).toMatchObject({ state: 'in_flight', kind: 'automatic' });
  });
});

describe('dates of Betalingsservice', () => {
  test.each([
    ['a day before the deadline is paid in the next month', '2026-01-22T09:59:00Z', '2026-01-10', '2026-02-02'],
    ['at the deadline the month after next is the first', '2026-01-23T10:00:00Z', '2026-01-10', '2026-03-02'],
    ['a due date on a Sunday is paid on the Monday', january, '2026-02-15', '2026-02-16'],
    ['a due date in Easter is paid after it', '2026-03-12T08:00:00Z', '2026-04-02', '2026-04-07'],
  ])('C15 what is sent %s', async (_, at, dueOn, paidOn) => {
    const line = await addDanishLine(database.db, { dueOn });
    expect((await send(at)).shifted).toBe(1);
    expect(await danishLineNow(database.db, line)).toMatchObject({ paid_on: paidOn });
  });

  test('C15 further collections of a customer on one date are shifted, never merged, also against earlier files', async () => {
    const first = await addDanishLine(database.db, { dueOn: '2026-02-05' });
    await send();
    const second = await addDanishItem(database.db, first, { dueOn: '2026-02-05' });
    const third = await addDanishItem(database.db, first, { dueOn: '2026-02-05' });
    const onTheNextDay = await addDanishItem(database.db, first, { dueOn: '2026-02-06' });
    const other = await addDanishLine(database.db, { dueOn: '2026-02-05' });
    expect(await send()).toMatchObject({ frozen: { count: 4 }, shifted: 3 });
    const dates = [];
    for (const line of [first, second, third, onTheNextDay, other])
      dates.push((await danishLineNow(database.db, line))?.paid_on);
    // the 7th and 8th are a weekend
    expect(dates).toEqual(['2026-02-05', '2026-02-06', '2026-02-09', '2026-02-10', '2026-02-05']);
  });

  test('C15 a date of a file that was withdrawn is free again', async () => {
    const line = await addDanishLine(database.db, { dueOn: '2026-02-12' });
    const { submissions } = await send();
    await run(database.db, `UPDATE submissions SET state = 'withdrawn' WHERE id = :id`, {
      id: submissions[0]?.id ?? 0,
    });
    const next = await addDanishItem(database.db, line, { dueOn: '2026-02-12' });
    await send();
    expect(await danishLineNow(database.db, next)).toMatchObject({ paid_on: '2026-02-12' });
  });
});

describe('nets-total', () => {
  beforeAll(() => setAdapter('nets-total'));

  test('C13 a customer without mandate gets a slip, one with a mandate is collected from', async () => {
    const slip = await addDanishLine(database.db, { agreement: null });
    const ended = await addDanishLine(database.db, { agreement: { state: 'withdrawn' } });
    const automatic = await addDanishLine(database.db);
    expect(await send()).toMatchObject({ frozen: { count: 3 }, blocked: { count: 0 } });
    const kinds = [];
    for (const line of [slip, ended, automatic]) kinds.push((await danishLineNow(database.db, line))?.kind);
    expect(kinds).toEqual(['slip', 'slip', 'automatic']);
  });

  const blocked: [string, NewDanishLine, string][] = [
    ['without street', { agreement: null, street: null }, 'a payment slip needs the address of the customer'],
    ['with a postcode that is none', { agreement: null, postcode: '19' }, 'a payment slip needs the address of the customer'],
    ['abroad without town', { agreement: null, country: 'SE', town: null }, 'a payment slip needs the address of the customer'],
    ['whose mandate is suspended', { agreement: { suspended: '0237' } }, 'mandate suspended: 0237'],
  ]; // prettier-ignore

  test.each(blocked)('C13 blocks a customer %s', async (_, wanted, reason) => {
    await addDanishLine(database.db, wanted);
    expect((await send()).lines).toMatchObject([{ reason }]);
  });

  test('C12 references have at most 9 characters, and another one when a line is frozen again', async () => {
    const line = await addDanishLine(database.db, { agreement: null });
    const { submissions } = await send();
    const before = await danishLineNow(database.db, line);
    expect(before?.reference).toBe(String(line.collection));
    await run(database.db, 'UPDATE submission_lines SET released_at = :at WHERE collection_id = :id', {
      at: january,
      id: line.collection,
    });
    await run(database.db, `UPDATE collections SET state = 'ready' WHERE id = :id`, { id: line.collection });
    await run(database.db, `UPDATE submissions SET state = 'withdrawn' WHERE id = :id`, {
      id: submissions[0]?.id ?? 0,
    });
    await send();
    expect((await danishLineNow(database.db, line))?.reference).toBe(`${line.collection}B`);
    const { longest } = await one<{ longest: number }>(
      database.db,
      'references',
      'SELECT max(length(end_to_end_id)) AS longest FROM submission_lines',
    );
    expect(longest).toBeLessThanOrEqual(9);
  });
});
