import { describe, expect, test } from 'vitest';

import { many, one, run } from '../../db/connection.ts';
import { undoLines } from '../../db/undoing.ts';
import { addLine, type Line } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('cancellation_answers');
const { sent, received, answered, resolved, states, submissionState, asked, asks, effects, books } = receivingIn(world);
const monday = '2026-03-02T08:00:00.000Z';
const collectionDay = '2026-03-03T08:00:00.000Z';

const stateOf = async (id: number): Promise<string> =>
  (await one<{ state: string }>(world.db, 'submission', 'SELECT state FROM submissions WHERE id = :id', { id })).state;
const released = async (id: number): Promise<boolean[]> => {
  const rows = await many<{ released: boolean }>(
    world.db,
    'SELECT released_at IS NOT NULL AS released FROM undo_lines WHERE submission_id = :id ORDER BY line_no',
    { id },
  );
  return rows.map((row) => row.released);
};
const causes = async () => (await asked()).map(([cause]) => cause);
const of = (lines: Line[], status: string, reason?: string) => lines.map(({ e2e }) => ({ e2e, status, reason }));

/** Lines with the bank, and the request to cancel the first of them. */
async function asksToCancel(count: number, cancelled = count) {
  world.now = monday;
  const sending = await sent(count);
  const lines = sending.lines.slice(0, cancelled);
  return { ...sending, cancelled: lines, request: await asks('cancellations', lines), batch: `${sending.message}-1` };
}

describe('what a bank answers to a request to cancel (camt.029)', () => {
  test('C16 an accepted cancellation ends the line as one that the bank rejects at our request, and the request', async () => {
    const { id, lines, message, cancelled, request, batch } = await asksToCancel(3, 2);
    const file = await resolved({
      message,
      confirmation: 'CNCL',
      batches: [{ id: batch, transactions: of(cancelled, 'ACCR') }],
    });
    expect((await effects(file.id)).map((row) => row.effect)).toEqual(['rejected', 'rejected']);
    expect(await states(lines)).toEqual(['rejected', 'rejected', 'in_flight']);
    expect([await stateOf(request.id), await stateOf(id)]).toEqual(['reconciled', 'partly_rejected']);
    const reasons = await many<{ reason: string }>(
      world.db,
      `SELECT DISTINCT reason FROM transitions WHERE subject_kind = 'collection' AND subject_id = ANY(:ids) AND to_state = 'rejected'`,
      { ids: cancelled.map((line) => line.collection) },
    );
    expect(reasons).toEqual([{ reason: 'FOCR' }]);
    expect(await causes()).toEqual([]);
  });

  test.each(['pain.002 first', 'camt.029 first'])('C16 C8 said twice, %s, it happens once', async (order) => {
    const { message, cancelled, batch } = await asksToCancel(1);
    const says = [
      () => answered({ message, batches: [{ id: batch, transactions: of(cancelled, 'RJCT', 'FOCR') }] }),
      () => resolved({ message, batches: [{ id: batch, transactions: of(cancelled, 'ACCR') }] }),
    ];
    if (order === 'camt.029 first') says.reverse();
    await says[0]?.();
    const before = await books();
    const second = await says[1]?.();
    expect((await effects(second?.id ?? 0)).map((row) => row.effect)).toEqual(['met_again']);
    expect(await books()).toEqual(before);
    expect(await causes()).toEqual([]);
  });

  test('C16 a refusal releases the line of the request and tells a person; the rest of the request goes on', async () => {
    const { lines, message, request, batch } = await asksToCancel(2);
    const [refused, other] = [lines.slice(0, 1), lines.slice(1)];
    await resolved({ message, batches: [{ id: batch, transactions: of(refused, 'RJCR', 'PTNA') }] });
    expect(await states(lines)).toEqual(['in_flight', 'in_flight']);
    expect(await released(request.id)).toEqual([true, false]);
    expect(await stateOf(request.id)).toBe('partly_rejected');
    expect(await causes()).toEqual(['status_needs_person']);
    expect((await asks('cancellations', refused)).outcomes[0]?.message_id).not.toBeNull();
    await answered({ message, batches: [{ id: batch, transactions: of(other, 'RJCT', 'FOCR') }] });
    expect(await stateOf(request.id)).toBe('reconciled');
  });

  test('C16 what came too late to be cancelled is settled, and can be reversed', async () => {
    const { lines, message, request, batch } = await asksToCancel(1);
    await resolved({ message, batches: [{ id: batch, transactions: of(lines, 'RJCR', 'PTNA') }] });
    expect(await stateOf(request.id)).toBe('rejected');
    await received(credits(lines));
    expect(await causes()).toEqual(['status_needs_person']);
    world.now = collectionDay;
    expect((await asks('reversals', lines)).outcomes[0]?.message_id).not.toBeNull();
  });

  test('C16 C8 a refusal that comes after the money is noted: the person was told by then', async () => {
    const { lines, message, request, batch } = await asksToCancel(1);
    await received(credits(lines));
    expect(await causes()).toEqual(['status_needs_person']);
    const file = await resolved({ message, batches: [{ id: batch, transactions: of(lines, 'RJCR', 'PTNA') }] });
    expect(await effects(file.id)).toEqual([{ effect: 'noted', reason: 'RJCR, but the line is settled' }]);
    expect(await stateOf(request.id)).toBe('reconciled');
    expect(await causes()).toEqual(['status_needs_person']);
  });

  test('C16 an acceptance that comes after the money is left to a person', async () => {
    const { lines, message, batch } = await asksToCancel(1);
    await received(credits(lines));
    const file = await resolved({ message, batches: [{ id: batch, transactions: of(lines, 'ACCR') }] });
    expect(await effects(file.id)).toEqual([{ effect: null, reason: 'cancelled, but the line is settled' }]);
    expect(await states(lines)).toEqual(['settled']);
    expect(await causes()).toContain('records_unmatched');
  });

  test.each([
    ['the group', (message: string) => ({ message, status: 'RJCR' })],
    ['the batch', (message: string) => ({ message, batches: [{ id: `${message}-1`, status: 'RJCR' }] })],
    ['the message', (message: string) => ({ message, confirmation: 'RJCR' })],
  ])('C16 a refusal of %s goes down to the lines that were asked for, and no further', async (_, answer) => {
    const { lines, message, request } = await asksToCancel(3, 2);
    await resolved(answer(message));
    expect(await states(lines)).toEqual(['in_flight', 'in_flight', 'in_flight']);
    expect(await released(request.id)).toEqual([true, true]);
    expect(await stateOf(request.id)).toBe('rejected');
  });

  test('C16 a group that is accepted but for what it lists', async () => {
    const { lines, message, request, batch } = await asksToCancel(3);
    await resolved({
      message,
      status: 'ACCR',
      batches: [{ id: batch, transactions: of(lines.slice(2), 'RJCR', 'NOOR') }],
    });
    expect(await states(lines)).toEqual(['rejected', 'rejected', 'in_flight']);
    expect(await released(request.id)).toEqual([false, false, true]);
  });

  test('C16 an answer that only names our request as its case', async () => {
    const { lines, request } = await asksToCancel(1);
    await resolved({ message: '', caseId: request.message, confirmation: 'PDCR' });
    expect(await stateOf(request.id)).toBe('acknowledged');
    await resolved({ message: '', caseId: request.message, confirmation: 'CNCL' });
    expect([await states(lines), await stateOf(request.id)]).toEqual([['rejected'], 'reconciled']);
  });

  test('C16 C12 the answer settles a doubt about the delivery of the request', async () => {
    const { lines, message, request, batch } = await asksToCancel(2, 1);
    await run(world.db, `UPDATE submissions SET state = 'unknown' WHERE id = :id`, { id: request.id });
    await resolved({ message, batches: [{ id: batch, transactions: of(lines.slice(0, 1), 'PDCR') }] });
    expect(await stateOf(request.id)).toBe('acknowledged');
    expect(await states(lines)).toEqual(['in_flight', 'in_flight']);
  });

  test('C16 an answer to an earlier request does not touch one that was not sent yet', async () => {
    const { lines, message, batch } = await asksToCancel(1);
    const refusal = { message, batches: [{ id: batch, transactions: of(lines, 'RJCR', 'NOAS') }] };
    await resolved(refusal);
    await undoLines(
      world.db,
      'cancellations',
      lines.map((line) => line.collection),
      'DUPL',
      { at: world.now, actor: 'anna' },
    );
    const again = await resolved(refusal);
    expect((await effects(again.id)).map((row) => row.effect)).toEqual(['met_again']);
    const { id } = await one<{ id: number }>(world.db, 'request', 'SELECT max(submission_id) AS id FROM undo_lines');
    expect([await stateOf(id), await released(id)]).toEqual(['frozen', [false]]);
  });

  test('C16 a payment out that the bank recalls is settled until its money comes back', async () => {
    const { lines, message, request, batch } = await asksToCancel(1);
    await run(world.db, `UPDATE collections SET direction = 'disbursement' WHERE id = :id`, {
      id: lines[0]?.collection ?? 0,
    });
    await received(lines.map(({ amount, e2e }) => ({ sign: 'DBIT', amount, e2e })));
    const file = await resolved({ message, batches: [{ id: batch, transactions: of(lines, 'ACCR') }] });
    expect((await effects(file.id)).map((row) => row.effect)).toEqual(['noted']);
    expect([await states(lines), await stateOf(request.id)]).toEqual([['settled'], 'reconciled']);
  });

  test('C16 C8 the same refusal again, and answers that belong to nothing', async () => {
    const { lines, message, request, batch } = await asksToCancel(2, 1);
    const refusal = { message, batches: [{ id: batch, transactions: of(lines.slice(0, 1), 'RJCR', 'NOAS') }] };
    const never = await sent(1);
    await resolved(refusal);
    const before = await books();
    const reasonsOf = async (answer: Parameters<typeof resolved>[0]) => effects((await resolved(answer)).id);
    expect(await reasonsOf(refusal)).toEqual([{ effect: 'met_again', reason: 'NOAS' }]);
    expect(await reasonsOf({ message, batches: [{ id: batch, transactions: of(lines.slice(1), 'ACCR') }] })).toEqual([
      { effect: null, reason: 'no request for a line with this reference' },
    ]);
    expect(await reasonsOf({ message: 'SOMEBODY-ELSE', status: 'ACCR' })).toEqual([
      { effect: null, reason: 'a status for a message that is not ours' },
    ]);
    expect(await reasonsOf({ message: never.message, status: 'ACCR' })).toEqual([
      { effect: null, reason: 'nothing was requested of this message' },
    ]);
    expect(await states([...lines, ...never.lines])).toEqual(['in_flight', 'in_flight', 'in_flight']);
    expect(await stateOf(request.id)).toBe('rejected');
    // the instructions for what belongs to nothing have a history too
    expect(await books()).toEqual({ ...(before as object), transitions: expect.anything() as unknown });
  });
});

describe('what a bank says of single lines of a request (pain.002)', () => {
  test('C16 a refused line of a reversal is released, a person is told, and the rest goes on', async () => {
    world.now = monday;
    const { lines } = await sent(2);
    await received(credits(lines));
    world.now = collectionDay;
    const request = await asks('reversals', lines);
    expect(request.xml).toContain(`<RvslPmtInfId>${request.message}-1</RvslPmtInfId>`);
    await answered({
      message: request.message,
      status: 'PART',
      batches: [{ id: `${request.message}-1`, transactions: of(lines.slice(0, 1), 'RJCT', 'AM09') }],
    });
    expect(await states(lines)).toEqual(['settled', 'settled']);
    expect(await released(request.id)).toEqual([true, false]);
    expect(await stateOf(request.id)).toBe('partly_rejected');
    expect(await causes()).toEqual(['status_needs_person']);
    await received(lines.slice(1).map((line) => debit(line, 'MD05')));
    expect([await states(lines), await stateOf(request.id)]).toEqual([['settled', 'reversed'], 'reconciled']);
    expect((await asks('reversals', lines.slice(0, 1))).outcomes[0]?.message_id).not.toBeNull();
  });

  test('C16 a refused batch of a reversal is that of the request, not of the collections', async () => {
    world.now = monday;
    const sending = await sent(2);
    await received(credits(sending.lines));
    world.now = collectionDay;
    const request = await asks('reversals', sending.lines);
    await answered({ message: request.message, batches: [{ id: `${request.message}-1`, status: 'RJCT' }] });
    expect(await released(request.id)).toEqual([true, true]);
    expect([await stateOf(request.id), await submissionState(sending)]).toEqual(['rejected', 'settled']);
  });

  test('C16 a refused line of a request to cancel, and one that stands in no request', async () => {
    const { lines, request, batch } = await asksToCancel(2);
    const other = await addLine(world.db);
    const file = await answered({
      message: request.message,
      batches: [
        {
          id: batch,
          transactions: [...of(lines.slice(0, 1), 'RJCT', 'DT01'), { e2e: `NOT-${other.collection}`, status: 'RJCT' }],
        },
      ],
    });
    expect((await effects(file.id)).map((row) => row.effect)).toEqual(['not_undone', null]);
    expect(await released(request.id)).toEqual([true, false]);
    expect(await states(lines)).toEqual(['in_flight', 'in_flight']);
  });
});
