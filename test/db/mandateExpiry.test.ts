import { beforeAll, expect, test } from 'vitest';

import { many, run } from '../../db/connection.ts';
import { expireMandates } from '../../db/expiry.ts';
import { testDatabase } from '../support/database.ts';
import { insertOffice } from '../support/fixtures.ts';
import { addLine, freeze, type Line } from '../support/lines.ts';

const database = testDatabase('mandate_expiry');
let used: Line;
let unused: Line;

beforeAll(async () => {
  const { db } = database;
  await insertOffice(db, { customers: 0, issuedOn: '2026-02-01', dueOn: '2026-03-01', bankDir: '/nowhere' });
  used = await addLine(db, { dueOn: '2026-03-05' });
  unused = await addLine(db, { state: 'held' });
  await run(db, `UPDATE mandates SET signed_on = '2023-06-15'`);
  await freeze(db, '2026-03-02T08:00:00.000Z');
  await run(db, `UPDATE submissions SET state = 'delivered'`);
});

const stamp = (day: string) => ({ at: `${day}T08:00:00.000Z`, actor: 'schedule/mandate-expiry' });

/** One run on a day: how many ended, and what was warned of, as the instruction's lines say it. */
async function runOn(day: string): Promise<{ expired: number; warned: string[] }> {
  const warned: string[] = [];
  const { expired } = await expireMandates(database.db, 1, day, stamp(day), async (trx, _report, lines) => {
    const rows = await many<{ subject_id: number; note: string }>(trx, lines.sql, lines.bindings);
    warned.push(...rows.map((row) => `${row.subject_id} ${row.note}`));
  });
  return { expired, warned };
}

const stateOf = async ({ mandate }: Line) =>
  (await many<{ state: string }>(database.db, 'SELECT state FROM mandates WHERE id = :id', { id: mandate }))[0]?.state;

test('M9 a mandate ends 36 months after its signature or its last presented collection, warned of once, 60 days ahead', async () => {
  expect(await runOn('2026-04-15')).toEqual({ expired: 0, warned: [] });
  expect(await runOn('2026-04-16')).toEqual({ expired: 0, warned: [`${unused.mandate} expires on 2026-06-15`] });
  expect(await runOn('2026-06-14')).toEqual({ expired: 0, warned: [] });
  expect(await runOn('2026-06-15')).toEqual({ expired: 1, warned: [] });
  expect([await stateOf(unused), await stateOf(used)]).toEqual(['expired', 'active']);
  expect(await runOn('2029-01-04')).toEqual({ expired: 0, warned: [`${used.mandate} expires on 2029-03-05`] });
});

test('M9 a reversed collection does not count: the last use before it is restored', async () => {
  await run(database.db, `UPDATE collections SET state = 'reversed' WHERE id = :id`, { id: used.collection });
  // counted from the signature again, and warned of before that
  expect(await runOn('2029-01-05')).toEqual({ expired: 0, warned: [] });
  expect(await runOn('2029-03-05')).toEqual({ expired: 1, warned: [] });
});

test('M9 one that comes in old is warned of first, and ends 60 days later', async () => {
  const old = await addLine(database.db, { state: 'held' });
  await run(database.db, `UPDATE mandates SET signed_on = '2019-01-01' WHERE id = :id`, { id: old.mandate });
  expect(await runOn('2029-05-01')).toEqual({ expired: 0, warned: [`${old.mandate} expires on 2029-06-30`] });
  expect(await runOn('2029-06-29')).toEqual({ expired: 0, warned: [] });
  expect(await runOn('2029-06-30')).toEqual({ expired: 1, warned: [] });
});
