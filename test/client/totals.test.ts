import { beforeAll, expect, test } from 'vitest';

import { notifyCustomers, previewSend, propose, setAllLines, setLines } from '../../client/collections.ts';
import { openContext } from '../../client/context.ts';
import { many, run } from '../../db/connection.ts';
import { freezeCollections } from '../../db/freeze.ts';
import { findSystem } from '../../db/parties.ts';
import { auditTotals } from '../../db/totals.ts';
import { sendingDates } from '../../domain/sending.ts';
import { testDatabase } from '../support/database.ts';
import { collectionsByState, insertOffice } from '../support/fixtures.ts';
import { testConfig } from './support.ts';

const database = testDatabase('client_totals');
const at = '2026-01-05T07:00:00.000Z';
const stamp = { at, actor: 'anna' };

/** The library on a business clock that stands still. */
function context() {
  const opened = openContext(testConfig(database.url), 'anna', { db: database.db });
  return { ...opened, now: () => Promise.resolve(at) };
}

beforeAll(() =>
  insertOffice(database.db, { customers: 5, issuedOn: '2026-01-02', dueOn: '2026-01-12', bankDir: '/nowhere' }),
);

test('C13 a dry run lists what is blocked, and changes nothing', async () => {
  expect(await propose(context(), 'sepa-noord', true)).toBe(5);
  expect(await collectionsByState(database.db)).toEqual({});
  expect(await propose(context(), 'sepa-noord', false)).toBe(5);
  expect(await setAllLines(context(), 'sepa-noord', 'ready', undefined)).toBe(5);
  await run(database.db, `UPDATE mandates SET suspended_reason = 'MD01' WHERE umr = 'M-K1'`);
  const report = await previewSend(context(), 'sepa-noord');
  expect(report).toMatchObject({ frozen: { count: 4, sum_minor: 4014 }, blocked: { count: 1, sum_minor: 1001 } });
  expect(report.lines).toMatchObject([{ item: 'F1', reason: 'mandate suspended: MD01' }]);
  expect(await collectionsByState(database.db)).toEqual({ ready: { count: 5, sum_minor: 5015 } });
  expect(await many(database.db, 'SELECT id FROM submissions')).toEqual([]);
});

test('C15 customers are told by hand as by a send; a dry run lists them, and an inactive system tells nobody', async () => {
  await run(
    database.db,
    `UPDATE customers SET pre_notification = 'email', email = 'k2@example.org' WHERE number = 'K2'`,
  );
  const told = { mails: 1, lines: 1, sum_minor: 1002, currency: 'EUR', customers: [{ customer: 'K2', line_count: 1 }] };
  const mails = () => many(database.db, 'SELECT recipient FROM mails');
  expect(await notifyCustomers(context(), 'sepa-noord', true)).toMatchObject(told);
  expect(await mails()).toEqual([]);
  await run(database.db, 'UPDATE collection_systems SET active = false');
  await expect(notifyCustomers(context(), 'sepa-noord', false)).rejects.toThrow('sepa-noord is not active');
  await run(database.db, 'UPDATE collection_systems SET active = true');
  expect(await notifyCustomers(context(), 'sepa-noord', false)).toMatchObject(told);
  expect(await mails()).toEqual([{ recipient: 'k2@example.org' }]);
  await run(database.db, `UPDATE customers SET pre_notification = 'invoice' WHERE number = 'K2'`);
});

test('C7 lines are set one by one, and each that cannot be is told why', async () => {
  const [line] = await many<{ id: number }>(database.db, 'SELECT id FROM collections ORDER BY id LIMIT 1');
  const id = line?.id ?? 0;
  expect(await setLines(context(), [id, 999_999], 'held', 'look first')).toEqual([
    { id, done: true, message: 'ready to held' },
    { id: 999_999, done: false, message: 'collection 999999 does not exist' },
  ]);
});

test('the totals agree while lines are held and in flight', async () => {
  const system = await findSystem(database.db, 'sepa-noord');
  await freezeCollections(database.db, { system, jobRunId: 1, ...sendingDates(system, at) }, stamp);
  const { states, checks } = await auditTotals(database.db);
  expect(states.map(({ state, count, sum_minor }) => [state, count, sum_minor])).toEqual([
    ['held', 1, 1001],
    ['in_flight', 4, 4014],
  ]);
  expect(checks.filter((check) => !check.ok)).toEqual([]);
  expect(checks.find((check) => check.check.startsWith('sent ='))).toMatchObject({ count: 4, sum_minor: 4014 });
});

test.each([
  [
    'a collection that left its submission',
    `UPDATE collections SET state = 'held' WHERE state = 'in_flight' AND item_id = 2`,
    'sent =',
  ],
  ['a state that nobody knows', `UPDATE collections SET state = 'lost' WHERE item_id = 3`, 'created ='],
  ['a sum of a submission', `UPDATE submissions SET sum_minor = sum_minor + 1`, 'submissions = their lines'],
  [
    'a settled line without a settlement',
    `UPDATE collections SET state = 'settled' WHERE item_id = 4`,
    'settlements received',
  ],
  [
    'an entry without its other side',
    `WITH batch AS (INSERT INTO ledger_batches (creditor_id, job_run_id, posted_at, posted_by, entry_count)
                    SELECT id, 1, '${at}', 'anna', 1 FROM creditors RETURNING id, creditor_id)
     INSERT INTO ledger_entries (batch_id, creditor_id, account, kind, file_id, record_no, part_no, booked_on, currency, amount_minor)
     SELECT id, creditor_id, '1100 bank', 'collected', 1, 1, 0, '2026-01-05', 'EUR', 5 FROM batch`,
    'sources whose entries do not sum to zero',
  ],
])('a broken total is found: %s', async (_what, breaking, check) => {
  const trx = await database.db.transaction();
  try {
    await run(trx, breaking);
    const { checks } = await auditTotals(trx);
    expect(checks.filter((found) => !found.ok).map((found) => found.check)).toContainEqual(
      expect.stringContaining(check),
    );
  } finally {
    await trx.rollback();
  }
});
