import { expect, test } from 'vitest';

import { many, run } from '../../db/connection.ts';
import { freezeCollections } from '../../db/freeze.ts';
import { findSystem } from '../../db/parties.ts';
import { stopLine } from '../../db/stopping.ts';
import { sendingDates } from '../../domain/sending.ts';
import { automatic, end, file, section, sectionEnd, start } from '../formats/nets/bsLines.ts';
import { addDanishLine, type DanishLine, danishLineNow } from '../support/danishOffice.ts';
import { addLine, freeze, lineNow } from '../support/lines.ts';
import { receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('out_of_order', { danish: 'nets-basis' });
const { receive } = receivingIn(world, 'nets-dansk');
const january = '2026-01-15T08:00:00.000Z';

let deliveries = 100;

function delivery(...records: string[]): Buffer {
  const net = records.reduce((sum, each) => sum + Number(each.slice(56, 69)), 0);
  const counts = { c042: records.length, net };
  const id = String((deliveries += 1)).padStart(10, '0');
  return file(start('0602', { id }), section('0211'), ...records, sectionEnd('0211', counts), end('0602', counts));
}

const of = (line: DanishLine) => ({ customer: line.customer, reference: String(line.collection), amount: line.amount });
const notPaid = { paid: 0, paidOn: '000000', bookedOn: '000000' };

test('C9 a delivery whose charge-back comes before its payment waits with its other results, and holds up no later file', async () => {
  const [a, b, c] = [await addDanishLine(world.db), await addDanishLine(world.db), await addDanishLine(world.db)];
  await freeze(world.db, january, { system: 'nets-dansk' });
  await receive(delivery(automatic('0239', of(a)), automatic('0237', { ...of(b), ...notPaid })));
  expect(await danishLineNow(world.db, a)).toMatchObject({ state: 'in_flight' });
  const { state } = await receive(delivery(automatic('0236', of(a)), automatic('0236', of(c))));
  expect(state).toBe('applied');
  expect(await danishLineNow(world.db, a)).toMatchObject({ state: 'refunded', open: a.amount });
  expect(await danishLineNow(world.db, b)).toMatchObject({ state: 'rejected', open: b.amount });
  expect(await danishLineNow(world.db, c)).toMatchObject({ state: 'settled', open: 0 });
});

test('C9 a rejection of a line that was paid waits for a person, and later files of the creditor are applied', async () => {
  const [a, b] = [await addDanishLine(world.db), await addDanishLine(world.db)];
  await freeze(world.db, january, { system: 'nets-dansk' });
  await receive(delivery(automatic('0236', of(a))));
  await receive(
    delivery(
      automatic('0237', { ...of(a), ...notPaid }),
      automatic('0237', { ...of(a), ...notPaid, reference: 'F-1' }),
    ),
  );
  expect((await receive(delivery(automatic('0236', of(b))))).state).toBe('applied');
  expect(await danishLineNow(world.db, a)).toMatchObject({ state: 'settled', open: 0 });
});

test('C12 a line that is stopped while a send goes on is in the file or stopped, never both', async () => {
  const lines = [await addLine(world.db), await addLine(world.db), await addLine(world.db)];
  const stopped = lines[1];
  if (!stopped) throw new Error('three lines');
  const [, stop] = await Promise.allSettled([
    freeze(world.db, '2026-03-02T08:00:00.000Z'),
    stopLine(world.db, stopped.collection, { at: '2026-03-02T08:00:01.000Z', actor: 'anna' }),
  ]);
  expect(stop?.status).toBe('fulfilled');
  const living = await many(
    world.db,
    `SELECT c.state FROM submission_lines l JOIN collections c ON c.id = l.collection_id WHERE l.released_at IS NULL AND c.state = 'stopped'`,
  );
  expect(living).toEqual([]);
  expect(await lineNow(world.db, stopped)).toMatchObject({ state: 'stopped' });
});

test('C7 a disbursement whose file was withdrawn goes again under another reference', async () => {
  const line = await addLine(world.db, { direction: 'disbursement', mandate: null, amount: 900, open: -900 });
  await run(world.db, `UPDATE collections SET state = 'held' WHERE state = 'ready' AND id <> :id`, {
    id: line.collection,
  });
  const [first] = (await freeze(world.db, '2026-03-02T08:00:00.000Z')).submissions;
  await run(world.db, `UPDATE submissions SET state = 'withdrawn' WHERE id = :id`, { id: first?.id ?? 0 });
  await run(world.db, `UPDATE submission_lines SET released_at = :at WHERE submission_id = :id`, {
    id: first?.id ?? 0,
    at: january,
  });
  await run(world.db, `UPDATE collections SET state = 'ready' WHERE id = :id`, { id: line.collection });
  expect((await freeze(world.db, '2026-03-02T08:05:00.000Z')).frozen.count).toBe(1);
});

test('C13 disbursements of Betalingsservice wait where more would be paid out than is collected', async () => {
  const [collected, paidOut] = [
    await addDanishLine(world.db, { amount: 1_000 }),
    await addDanishLine(world.db, { amount: 2_000, isCreditNote: true }),
  ];
  const report = await freeze(world.db, january, { system: 'nets-dansk' });
  expect(report.frozen).toEqual({ count: 1, sum_minor: 1_000 });
  expect(report.lines).toMatchObject([
    { collection_id: paidOut.collection, reason: 'more would be paid out than is collected in the same file' },
  ]);
  expect(await danishLineNow(world.db, collected)).toMatchObject({ state: 'in_flight' });
});

test('C13 a dry run shows the guard also after a request to cancel was made', async () => {
  await addLine(world.db);
  const system = await findSystem(world.db, 'sepa-noord');
  await run(
    world.db,
    `INSERT INTO submissions (creditor_id, system_id, job_run_id, kind, message_id, file_name, made_by, made_at, created_local,
       first_collection_on, line_count, sum_minor, currency, state, state_since, answer_due_at, frozen_system)
     VALUES (:creditor, :system, 0, 'cancellations', 'ASKED', 'ASKED.xml', 'anna', :at, :at, '2026-03-03', 1, 1, 'EUR', 'reconciled', :at, :at,
       '{}')`,
    { creditor: system.creditor_id, system: system.id, at: january },
  );
  const at = '2026-03-02T09:00:00.000Z';
  const plan = { system, jobRunId: 0, ...sendingDates(system, at) };
  const report = await freezeCollections(world.db, plan, { at, actor: 'dry run' }, true);
  expect(report.submissions.map((made) => made.message_id)).not.toContain('ASKED');
  expect(report.frozen.count).toBeGreaterThan(0);
});
