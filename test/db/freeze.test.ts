import { beforeEach, describe, expect, test } from 'vitest';
import { beforeAll } from 'vitest';

import { listCollections } from '../../db/collections.ts';
import { confirmAmount, proposeCollections, setCollectionsOfSystem, setCollectionState } from '../../db/collections.ts';
import { many, one, run } from '../../db/connection.ts';
import { sendAgain } from '../../db/linesByHand.ts';
import { findSystem } from '../../db/parties.ts';
import { listBatches } from '../../db/submissions.ts';
import { history } from '../../db/transitions.ts';
import { testDatabase } from '../support/database.ts';
import { insertOffice } from '../support/fixtures.ts';
import { addCollection, addLine, freeze, lineNow, type NewLine } from '../support/lines.ts';

const database = testDatabase('freeze');
/** Monday morning, before the cut-off of 12:30. */
const monday = '2026-03-02T08:00:00.000Z';
const stamp = { at: monday, actor: 'anna' };

beforeAll(() =>
  insertOffice(database.db, {
    customers: 0,
    issuedOn: '2026-02-01',
    dueOn: '2026-03-01',
    bankDir: '/nowhere',
    maxLines: 1000,
  }),
);

beforeEach(() => run(database.db, `UPDATE collections SET state = 'cancelled' WHERE state IN ('ready', 'draft')`));

describe('the guard', () => {
  const blocked: [string, NewLine, string | RegExp][] = [
    ['an item that is paid meanwhile', { open: 0 }, 'the item is paid or credited'],
    ['an amount above the open rest', { amount: 1000, open: 999 }, 'the amount is above the open rest of the item'],
    ['another currency', { currency: 'CHF' }, 'the currency is not EUR'],
    [
      'a disbursement of what is not owed',
      { direction: 'disbursement' },
      'nothing is owed to the customer for this item',
    ],
    [
      'a disbursement of more than is owed',
      { direction: 'disbursement', amount: 1000, open: -999 },
      'the amount is above what is owed to the customer',
    ],
    [
      'a disbursement to a closed account',
      { direction: 'disbursement', amount: 1000, open: -1000, closedOn: '2026-01-01' },
      'a disbursement needs the one open bank account of the customer',
    ],
    ['no mandate', { mandate: null }, 'no active mandate'],
    ['a mandate that is not signed yet', { mandate: { state: 'to_sign' } }, 'no active mandate'],
    ['a mandate that was withdrawn', { mandate: { state: 'withdrawn' } }, 'no active mandate'],
    ['an item that needs a mandate of its own', { mandateRequired: true }, 'no active mandate'],
    ['a suspended mandate', { mandate: { suspended: 'AC04' } }, 'mandate suspended: AC04'],
    ['a closed bank account', { closedOn: '2026-01-01' }, 'the bank account of the mandate is closed'],
    ['a mandate signed in the future', { mandate: { signed_on: '2026-03-03' } }, 'the mandate is signed in the future'],
    ['a Swiss bank without BIC', { iban: 'CH9300762011623852957' }, 'a bank outside the EEA needs its BIC'],
    [
      'a Swiss debtor without town',
      { iban: 'CH5604835012345678009', bic: 'CRESCHZZ80A' },
      'a bank outside the EEA needs the town and country of the debtor',
    ],
    ['an amount above the limit', { amount: 500_001 }, 'amount above the limit of the system'],
    ['a due date long past', { dueOn: '2025-12-31' }, 'due more than 60 days ago'],
  ];

  test.each(blocked)('C13 blocks %s, and the good line goes', async (_, wanted, reason) => {
    const bad = await addLine(database.db, wanted);
    const good = await addLine(database.db);
    const report = await freeze(database.db, monday);
    expect(report.lines).toMatchObject([{ collection_id: bad.collection, reason }]);
    expect(report).toMatchObject({
      frozen: { count: 1, sum_minor: good.amount },
      blocked: { count: 1, sum_minor: bad.amount },
    });
    expect(await lineNow(database.db, bad)).toMatchObject({ state: 'ready', blocked: reason });
    expect(await lineNow(database.db, good)).toMatchObject({ state: 'in_flight', blocked: null });
  });

  test('C13 blocks a second ready line of the item, and then the item in flight by the name of its file', async () => {
    const line = await addLine(database.db);
    await addCollection(database.db, line.item, {}, line.amount);
    const first = await freeze(database.db, monday);
    expect(first.lines).toMatchObject([{ reason: 'another line of the same item is ready' }]);
    const second = await freeze(database.db, monday);
    expect(second.lines).toMatchObject([{ reason: `in flight in ${first.submissions[0]?.message_id}` }]);
    expect(second.submissions).toEqual([]);
  });

  test.each([
    [10, 'amount is 10 times or more the usual of this customer'],
    [100, 'amount is 100 times or more the usual of this customer'],
  ])('C13 blocks %d times the usual amount until a person confirms it', async (times, reason) => {
    const usual = await addLine(database.db, { amount: 1000, state: 'settled' });
    const unusual = await addLine(database.db, { amount: 1000 * times });
    await run(database.db, 'UPDATE items SET customer_id = :customer WHERE id = :item', {
      customer: usual.customer,
      item: unusual.item,
    });
    expect((await freeze(database.db, monday)).lines).toMatchObject([{ reason }]);
    expect(await confirmAmount(database.db, unusual.collection, stamp)).toBe(true);
    expect(await freeze(database.db, monday)).toMatchObject({ frozen: { count: 1 }, lines: [] });
    expect(await confirmAmount(database.db, unusual.collection, stamp)).toBe(false);
  });

  test('C13 the dry run says the same as the real run and changes nothing', async () => {
    const lines = [await addLine(database.db), await addLine(database.db, { mandate: null })];
    const rows = () =>
      one(
        database.db,
        'rows',
        `SELECT (SELECT count(*) FROM submissions) AS submissions, (SELECT count(*) FROM submission_lines) AS lines,
                (SELECT count(*) FROM transitions) AS transitions, (SELECT count(*) FROM wakeups) AS wakeups,
                (SELECT json_agg(c ORDER BY id) FROM collections c) AS collections`,
      );
    const before = await rows();
    const dry = await freeze(database.db, monday, { dryRun: true });
    expect(await rows()).toEqual(before);
    const { submissions, wake: _wake, ...real } = await freeze(database.db, monday);
    expect(dry).toMatchObject(real);
    expect(dry.submissions.map(({ line_count, sum_minor }) => ({ line_count, sum_minor }))).toEqual(
      submissions.map(({ line_count, sum_minor }) => ({ line_count, sum_minor })),
    );
    expect(await lineNow(database.db, lines[0] as never)).toMatchObject({ state: 'in_flight' });
  });
});

describe('the collection date', () => {
  const dates: [string, NewLine, string, string][] = [
    ['a day ahead before the cut-off', {}, monday, '2026-03-03'],
    ['a day later after the cut-off', {}, '2026-03-02T11:31:00.000Z', '2026-03-04'],
    ['the due date when that is later', { dueOn: '2026-03-12' }, monday, '2026-03-12'],
    ['Monday when it falls on a weekend', { dueOn: '2026-03-14' }, monday, '2026-03-16'],
    ['Tuesday after Easter when it falls on Good Friday', { dueOn: '2026-04-03' }, monday, '2026-04-07'],
    ['fourteen days after the announcement', { notifiedOn: '2026-02-24' }, monday, '2026-03-10'],
    ['a day ahead when nothing was announced', { notifiedOn: null }, monday, '2026-03-03'],
    ['Tuesday for a file made on Friday afternoon', {}, '2026-03-06T15:00:00.000Z', '2026-03-10'],
  ];

  test.each(dates)('C7 is %s', async (_, wanted, at, expected) => {
    const line = await addLine(database.db, wanted);
    const report = await freeze(database.db, at);
    const batches = await listBatches(database.db, report.submissions[0]?.id ?? 0);
    expect(batches.map((batch) => batch.collection_on)).toEqual([expected]);
    const dueOn = wanted.dueOn ?? '2026-03-01';
    const shift = { collection_id: line.collection, due_on: dueOn, collection_on: expected };
    expect(report).toMatchObject(expected > dueOn ? { shifted: 1, shifts: [shift] } : { shifted: 0, shifts: [] });
    const [listed] = await listCollections(database.db, { state: 'in_flight' }).then((all) => all.slice(-1));
    expect(listed).toMatchObject({ id: line.collection, due_on: dueOn, collection_on: expected });
  });
});

describe('splitting', () => {
  test('C7 at most the limit of lines in a file, the same way every time', async () => {
    await run(database.db, 'UPDATE collection_systems SET max_lines = 2');
    for (const dueOn of ['2026-03-20', '2026-03-01', '2026-03-20', '2026-03-01', '2026-03-01'])
      await addLine(database.db, { dueOn });
    const split = async (dryRun: boolean) =>
      (await freeze(database.db, monday, { dryRun })).submissions.map(({ line_count, sum_minor }) => [
        line_count,
        sum_minor,
      ]);
    const planned = await split(true);
    expect(planned.map(([count]) => count)).toEqual([2, 2, 1]);
    expect(await split(true)).toEqual(planned);
    expect(await split(false)).toEqual(planned);
    const last = await many<{ id: number }>(database.db, 'SELECT id FROM submissions ORDER BY id DESC LIMIT 3');
    const batches = await Promise.all(last.reverse().map(({ id }) => listBatches(database.db, id)));
    expect(batches.map((each) => each.map((batch) => [batch.batch_no, batch.count]))).toEqual([
      [[1, 2]],
      [
        [1, 1],
        [2, 1],
      ],
      [[1, 1]],
    ]);
    await run(database.db, 'UPDATE collection_systems SET max_lines = 1000');
  });
});

describe('freezing again', () => {
  test('C12 the same run freezes once, however often it asks', async () => {
    await addLine(database.db);
    const first = await freeze(database.db, monday, { run: 777 });
    await addLine(database.db);
    const again = await freeze(database.db, monday, { run: 777 });
    expect(again.submissions).toEqual(first.submissions);
    expect(again.frozen).toEqual(first.frozen);
  });

  test('C12 two runs at once freeze each line once', async () => {
    const lines = [await addLine(database.db), await addLine(database.db), await addLine(database.db)];
    const reports = await Promise.all([
      freeze(database.db, monday),
      freeze(database.db, monday),
      freeze(database.db, monday),
    ]);
    expect(reports.reduce((sum, report) => sum + report.frozen.count, 0)).toBe(lines.length);
    const taken = await many(database.db, 'SELECT 1 FROM submission_lines WHERE collection_id = ANY(:ids)', {
      ids: lines.map((line) => line.collection),
    });
    expect(taken).toHaveLength(lines.length);
  });
});

describe('lines in the hands of an operator', () => {
  test('C16 a line in flight is not held by itself: it stands in a frozen file', async () => {
    const line = await addLine(database.db);
    const { submissions } = await freeze(database.db, monday);
    await expect(setCollectionState(database.db, line.collection, 'held', stamp)).rejects.toThrow(
      `collection ${line.collection} is in flight in ${submissions[0]?.message_id}`,
    );
    const system = await findSystem(database.db, 'sepa-noord');
    await expect(setCollectionsOfSystem(database.db, system, 'in_flight', 'held', stamp)).rejects.toMatchObject({
      type: 'CONFLICT',
    });
    expect(await lineNow(database.db, line)).toMatchObject({ state: 'in_flight', released: false });
  });

  test('C7 a refusal names the state and what is allowed', async () => {
    const line = await addLine(database.db, { state: 'settled' });
    await expect(setCollectionState(database.db, line.collection, 'ready', stamp)).rejects.toThrow(
      'collection is settled; it cannot become ready (allowed: returned, refunded, reversed)',
    );
  });

  test('C7 what has ended is sent again by a person, once, with what is open', async () => {
    const line = await addLine(database.db, { state: 'returned', amount: 1000, open: 700 });
    const again = await sendAgain(database.db, line.collection, stamp);
    const made = await one(
      database.db,
      'line',
      'SELECT state, amount_minor, attempt_no, due_on FROM collections WHERE id = :again',
      { again },
    );
    expect(made).toEqual({ state: 'draft', amount_minor: 700, attempt_no: 2, due_on: '2026-03-01' });
    await expect(sendAgain(database.db, line.collection, stamp)).rejects.toThrow(`line ${again} of the item is draft`);
    const paid = await addLine(database.db, { state: 'rejected', open: 0 });
    await expect(sendAgain(database.db, paid.collection, stamp)).rejects.toThrow('nothing is open of the item');
  });

  test('C7 proposing twice makes one line of each item, with one first transition', async () => {
    const line = await addLine(database.db, { state: 'cancelled' });
    const system = await findSystem(database.db, 'sepa-noord');
    const propose = () => proposeCollections(database.db, system, { dueUntil: '2026-03-10', state: 'draft' }, stamp);
    const made = await Promise.all([propose(), propose()]);
    const proposed = await many<{ id: number }>(
      database.db,
      `SELECT id FROM collections WHERE item_id = :item AND state = 'draft'`,
      { item: line.item },
    );
    expect(proposed).toHaveLength(1);
    expect(made.filter((count) => count > 0)).toHaveLength(1);
    expect(await history(database.db, 'collection', proposed[0]?.id ?? 0)).toHaveLength(1);
  });
});
