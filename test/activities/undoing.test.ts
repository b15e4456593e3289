import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { many, one, run } from '../../db/connection.ts';
import { postJournal } from '../../db/ledger.ts';
import { stopLine } from '../../db/stopping.ts';
import { actOnSubmission } from '../../db/submissions.ts';
import { auditTotals } from '../../db/totals.ts';
import { undoLines } from '../../db/undoing.ts';
import { addLine, freeze, type Line, lineNow } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('undoing');
const { sent, received, answered, states, submissionState, asked, asks } = receivingIn(world);
const stamp = () => ({ at: world.now, actor: 'anna' });
/** The collection date of what is sent on the Monday on which the world begins. */
const collectionDay = '2026-03-03T08:00:00.000Z';

const only = (lines: Line[]): Line => lines[0] as Line;
const stateOf = async (id: number): Promise<string> =>
  (await one<{ state: string }>(world.db, 'submission', 'SELECT state FROM submissions WHERE id = :id', { id })).state;

test('C12 C16 a file and what undoes it say of us what was so when it was frozen', async () => {
  const change = async (version: string, name: string) => {
    await run(world.db, 'UPDATE collection_systems SET message_version = :version', { version });
    await run(world.db, 'UPDATE creditor_accounts SET name = :name', { name });
  };
  const line = await addLine(world.db);
  const [submission] = (await freeze(world.db, world.now)).submissions;
  await change('pain.008.001.02', 'Another name');
  const id = submission?.id ?? 0;
  await world.activities.writeSubmission({ id });
  await world.activities.deliverSubmission({ id });
  const sentFile = await readFile(join(world.bankDir, 'to-bank', `${submission?.message_id}.xml`), 'utf8');
  expect(sentFile).toContain('pain.008.001.08');
  expect(sentFile).toContain('<Nm>Noorderlicht BV</Nm>');
  expect(sentFile).not.toContain('Another name');
  expect((await asks('cancellations', [line])).xml).toContain('<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>');
  await change('pain.008.001.08', 'Noorderlicht BV');
});

describe('stopping a line', () => {
  test('C16 one that was not sent is stopped for good', async () => {
    const line = await addLine(world.db);
    expect(await stopLine(world.db, line.collection, stamp())).toEqual({ message: 'ready to stopped', wake: [] });
  });

  test('C16 until its file is delivered the file is withdrawn with it, and its other lines go with the next', async () => {
    const [stopped, other] = [await addLine(world.db), await addLine(world.db)];
    const [submission] = (await freeze(world.db, world.now)).submissions;
    await world.activities.writeSubmission({ id: submission?.id ?? 0 });
    const { message, wake } = await stopLine(world.db, stopped.collection, { ...stamp(), reason: 'asked for' });
    expect(message).toBe(`stopped; ${submission?.message_id} is withdrawn, 1 other lines are ready again`);
    expect(wake).toEqual([`submission/${submission?.message_id}`]);
    expect(await states([stopped, other])).toEqual(['stopped', 'ready']);
    expect((await world.activities.deliverSubmission({ id: submission?.id ?? 0 })).kind).toBe('nothing');
    const next = await freeze(world.db, world.now);
    expect(next.frozen).toEqual({ count: 1, sum_minor: other.amount });
    expect(await lineNow(world.db, stopped)).toMatchObject({ state: 'stopped', open: stopped.amount, released: true });
  });

  test('C16 once the bank has it, the sentence says what is still possible', async () => {
    const { lines, message } = await sent(1);
    const { collection } = only(lines);
    const stopping = (at: string) => stopLine(world.db, collection, { at, actor: 'anna' });
    await expect(stopping(world.now)).rejects.toThrow(
      `line ${collection} is in_flight in ${message}, which is with the bank: ask it to cancel the line with "incasso collections cancel ${collection}"`,
    );
    await expect(stopping('2026-03-04T08:00:00.000Z')).rejects.toThrow('past its date: wait for the settlement');
    await received(credits(lines));
    await expect(stopping('2026-03-04T08:00:00.000Z')).rejects.toThrow(
      `give it back with "incasso collections reverse ${collection}" until 2026-03-10`,
    );
    await expect(stopping('2026-03-11T08:00:00.000Z')).rejects.toThrow(
      'could be reversed until 2026-03-10: pay it back with a credit note',
    );
  });
});

describe('cancelling', () => {
  test('C16 a camt.055 of its own goes the way of every file, and ends when the bank has cancelled', async () => {
    const { lines, message, id: original } = await sent(3);
    const request = await asks('cancellations', lines.slice(0, 2));
    expect(request.xml).toContain('camt.055.001.08');
    expect(request.xml).toContain(`<OrgnlMsgId>${message}</OrgnlMsgId>`);
    for (const { e2e } of lines.slice(0, 2)) expect(request.xml).toContain(e2e);
    expect(request.xml).not.toContain(lines[2]?.e2e);
    expect(await stateOf(request.id)).toBe('delivered');
    await answered({
      message,
      batches: [
        {
          id: `${message}-1`,
          transactions: lines.slice(0, 2).map(({ e2e }) => ({ e2e, status: 'RJCT', reason: 'CUST' })),
        },
      ],
    });
    expect(await states(lines)).toEqual(['rejected', 'rejected', 'in_flight']);
    expect(await stateOf(request.id)).toBe('reconciled');
    expect(await stateOf(original)).toBe('partly_rejected');
  });

  test('C16 a request that came too late ends when the money comes, and the line is settled', async () => {
    const { lines } = await sent(1);
    const request = await asks('cancellations', lines);
    await received(credits(lines));
    expect(await states(lines)).toEqual(['settled']);
    expect(await stateOf(request.id)).toBe('reconciled');
  });

  test('C16 a request is made once, in time, and of what the bank has', async () => {
    const { lines } = await sent(1);
    const ready = await addLine(world.db);
    const line = only(lines);
    const first = await asks('cancellations', lines);
    const ids = [line.collection, ready.collection];
    const again = await undoLines(world.db, 'cancellations', ids, 'CUST', stamp());
    expect(again.outcomes.map((outcome) => [outcome.message_id, outcome.message])).toEqual([
      [null, `it was asked for already in ${first.message}`],
      [null, `line ${ready.collection} is in no file that the bank is known to have`],
    ]);
    const { lines: late } = await sent(1);
    const tooLate = await undoLines(world.db, 'cancellations', [only(late).collection], 'CUST', {
      at: '2026-03-04T08:00:00.000Z',
      actor: 'anna',
    });
    expect(tooLate.outcomes[0]?.message).toContain('past its date');
  });

  test('C16 a request that was withdrawn, or that the bank refused, can be made again, and a person is told of the refusal', async () => {
    const { lines } = await sent(1);
    const { outcomes } = await undoLines(world.db, 'cancellations', [only(lines).collection], 'CUST', stamp());
    const { id } = await one<{ id: number }>(world.db, 's', 'SELECT max(id) AS id FROM submissions');
    await actOnSubmission(world.db, id, 'withdraw', { actor: 'anna', reason: 'a mistake' }, world.now);
    const second = await asks('cancellations', lines);
    expect(second.message).not.toBe(outcomes[0]?.message_id);
    await answered({ message: second.message, status: 'RJCT', reason: 'FF01' });
    expect(await stateOf(second.id)).toBe('rejected');
    expect((await asked()).map(([cause]) => cause)).toEqual(['status_needs_person']);
    expect(await states(lines)).toEqual(['in_flight']);
    expect((await asks('cancellations', lines)).outcomes[0]?.message_id).not.toBeNull();
  });
});

describe('reversing', () => {
  test('C16 C10 a pain.007 gives back what was settled: the line is reversed, its item open, and the ledger says so', async () => {
    const sending = await sent(2);
    await received(credits(sending.lines));
    world.now = collectionDay;
    const line = only(sending.lines);
    const request = await asks('reversals', [line]);
    expect(request.xml).toContain('pain.007.001.09');
    expect(request.xml).toContain(`<OrgnlEndToEndId>${line.e2e}</OrgnlEndToEndId>`);
    await received([{ sign: 'DBIT', amount: line.amount, e2e: line.e2e, ref: 'REVERSAL' }]);
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'reversed', open: line.amount, released: true });
    expect(await stateOf(request.id)).toBe('reconciled');
    expect(await submissionState(sending)).toBe('settled');
    await postJournal(world.db, 900_002, stamp());
    const entries = await many(
      world.db,
      `SELECT account, amount_minor FROM ledger_entries WHERE item_id = :item AND kind = 'reversed' ORDER BY id`,
      { item: line.item },
    );
    expect(entries).toEqual([
      { account: '1300 receivables', amount_minor: line.amount },
      { account: '1100 bank', amount_minor: -line.amount },
    ]);
    expect((await auditTotals(world.db)).checks.filter((check) => !check.ok)).toEqual([]);
  });

  test('C16 money that goes out for another reason is a return, also where a reversal was asked for', async () => {
    world.now = '2026-03-02T08:00:00.000Z';
    const { lines } = await sent(3);
    await received(credits(lines));
    world.now = collectionDay;
    await asks('reversals', lines);
    const [closed, refused, reversed] = lines.map((line) => debit(line, 'MS02'));
    await received([
      { ...closed!, reason: 'AC04' },
      { ...refused!, code: 'UPDD' },
      { ...reversed!, code: 'PRDD' },
    ]);
    expect(await states(lines)).toEqual(['returned', 'returned', 'reversed']);
  });

  test.each([
    ['before its collection date', '2026-03-02T08:00:00.000Z'],
    ['more than five business days after it', '2026-03-11T08:00:00.000Z'],
  ])('C16 nothing is reversed %s', async (_, at) => {
    world.now = '2026-03-02T08:00:00.000Z';
    const { lines } = await sent(1);
    await received(credits(lines));
    const { outcomes } = await undoLines(world.db, 'reversals', [only(lines).collection], 'MS02', {
      at,
      actor: 'anna',
    });
    expect(outcomes[0]?.message_id).toBeNull();
    await run(world.db, `UPDATE instructions SET state = 'decided'`);
  });
});
