import { beforeEach, describe, expect, test } from 'vitest';

import { listSignalLines, listSignalTotals } from '../../db/collectionSignals.ts';
import { run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { allowPosting, postJournal } from '../../db/ledger.ts';
import { auditTotals } from '../../db/totals.ts';
import { type CollectionSignal, signalNames } from '../../domain/collectionSignals.ts';
import { decideAs } from '../support/deciding.ts';
import { addCollection, addLine, freeze, type Line } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('collection_signals');
const { sent, received, answered } = receivingIn(world);
const system = 'sepa-noord';
const later = '2026-03-31T08:00:00.000Z';
let runNo = 0;

// each test begins with a system in which nothing waits
beforeEach(async () => {
  world.now = '2026-03-02T08:00:00.000Z';
  await run(world.db, `UPDATE collections SET state = 'cancelled' WHERE state <> 'cancelled'`);
  await run(world.db, `UPDATE matches SET effect = 'noted' WHERE effect IS NOT NULL`);
});

const linesOf = async (signal: CollectionSignal, at = world.now) =>
  (await listSignalLines(world.db, signal, { system, limit: 100 }, at)).map((line) => line.collection);

const numbers = (lines: Line[]) => lines.map((line) => line.collection);
const sumOf = (lines: Line[]) => lines.reduce((sum, line) => sum + line.amount, 0);

/** The signals that something has, as name, count and sum. */
async function signals(at = world.now) {
  const totals = await listSignalTotals(world.db, system, at);
  return totals.filter(({ count }) => count > 0).map(({ signal, count, sum_minor }) => [signal, count, sum_minor]);
}

const post = () => postJournal(world.db, (runNo += 1), { at: world.now, actor: 'anna' });

describe('C17 the signal list of a system', () => {
  test('C17 every signal is listed, with zero and without a date where nothing has it', async () => {
    const totals = await listSignalTotals(world.db, undefined, world.now);
    expect(totals.map(({ signal }) => signal)).toEqual(signalNames);
    expect(totals[0]).toEqual({ system, signal: 'draft', count: 0, sum_minor: 0, currency: 'EUR', oldest_since: null });
  });

  test('C17 ready lines are blocked once the guard kept them back; drafts and held ones have their own', async () => {
    const blocked = await addLine(world.db, { mandate: null });
    const [draft, held] = [await addLine(world.db, { state: 'draft' }), await addLine(world.db, { state: 'held' })];
    expect(await linesOf('ready')).toEqual([blocked.collection]);
    await freeze(world.db, world.now);
    const ready = await addLine(world.db);
    expect(await signals()).toEqual([
      ['draft', 1, draft.amount],
      ['ready', 1, ready.amount],
      ['blocked', 1, blocked.amount],
      ['held', 1, held.amount],
    ]);
    const [line] = await listSignalLines(world.db, 'blocked', { system, limit: 1 }, world.now);
    expect(line).toMatchObject({ note: 'no active mandate', since: '2026-02-01T00:00:00.000Z' });
  });

  test('C17 lines in flight are silent from the moment at which the bank must have answered', async () => {
    const { lines, message } = await sent(2);
    expect(await signals()).toEqual([['in_flight', 2, sumOf(lines)]]);
    const [inFlight] = await listSignalLines(world.db, 'in_flight', { system, limit: 1 }, world.now);
    expect(inFlight?.note).toBe(`${message} is delivered`);
    expect(await signals(later)).toEqual([['silent', 2, sumOf(lines)]]);
    const silent = (await listSignalTotals(world.db, system, later)).find(({ signal }) => signal === 'silent');
    expect(silent?.oldest_since).toBe('2026-03-06T17:00:00.000Z');
  });

  test('C17 in flight and silent together are what the totals have in flight', async () => {
    await sent(3);
    world.now = '2026-03-20T08:00:00.000Z';
    await sent(2);
    const counted = (await signals()).reduce((sum, [, count]) => sum + Number(count), 0);
    const total = (await auditTotals(world.db)).states.find(({ state }) => state === 'in_flight');
    expect([counted, (await signals()).length, total?.count]).toEqual([5, 2, 5]);
  });

  test('C17 a rejected line stays until its item is collected again, paid, or decided at the desk', async () => {
    const { lines, message } = await sent(4);
    await answered({
      message,
      batches: [
        { id: `${message}-1`, transactions: lines.map(({ e2e }) => ({ e2e, status: 'RJCT', reason: 'AC04' })) },
      ],
    });
    expect(await linesOf('rejected')).toEqual(numbers(lines));
    const [again, paid, decided, left] = lines as [Line, Line, Line, Line];
    await addCollection(world.db, again.item, { state: 'draft' }, again.amount);
    await run(world.db, 'UPDATE item_balances SET open_minor = 0 WHERE item_id = :item', { item: paid.item });
    expect(await linesOf('rejected')).toEqual([decided.collection, left.collection]);
    const [instruction] = await listInstructions(world.db, { cause: 'status_needs_person' });
    await decideAs(world.db, instruction?.id ?? 0, { actor: 'anna', outcome: 'seen', lines: [3] }, world.now);
    expect(await linesOf('rejected')).toEqual([left.collection]);
    const [line] = await listSignalLines(world.db, 'rejected', { system, limit: 1 }, world.now);
    expect(line?.note).toBe('AC04');
  });

  test('C17 returns and refunds are one signal; a line that is made anew takes the place of its own', async () => {
    const { lines } = await sent(3);
    const [returned, refunded, retried] = lines as [Line, Line, Line];
    await received(credits(lines));
    await received([debit(returned, 'AC01'), debit(refunded, 'MD06'), debit(retried, 'AM04')]);
    await post();
    expect(await signals()).toEqual([
      ['draft', 1, retried.amount],
      ['returned', 2, returned.amount + refunded.amount],
    ]);
    expect(await linesOf('returned')).toEqual([returned.collection, refunded.collection]);
  });

  test('C17 movements are unposted until they stand in the ledger', async () => {
    const { lines } = await sent(2);
    const { id } = await received(credits(lines));
    await allowPosting(world.db, id, false);
    expect(await signals()).toEqual([['unposted', 2, sumOf(lines)]]);
    const [line] = await listSignalLines(world.db, 'unposted', { system, limit: 1 }, world.now);
    expect(line?.note).toBe(`settled by file ${id}, posting is not allowed`);
    await allowPosting(world.db, id, true);
    await post();
    expect(await signals()).toEqual([]);
  });

  test('C17 of an item that was settled with less the open rest is listed, until it is collected', async () => {
    const { lines } = await sent(1);
    const [line] = lines as [Line];
    await received(credits(lines));
    await post();
    await run(world.db, 'UPDATE item_balances SET open_minor = 250 WHERE item_id = :item', { item: line.item });
    expect(await signals()).toEqual([['part_paid', 1, 250]]);
    await addCollection(world.db, line.item, { state: 'draft' }, 250);
    expect(await signals()).toEqual([['draft', 1, 250]]);
  });

  test('C17 what is owed to a customer is open too: a rejected disbursement is listed', async () => {
    const owed = await addLine(world.db, { direction: 'disbursement', mandate: null, open: -2_500, amount: 2_500 });
    await run(world.db, `UPDATE collections SET state = 'rejected' WHERE id = :id`, { id: owed.collection });
    expect(await signals()).toEqual([['rejected', 1, 2_500]]);
    await run(world.db, 'UPDATE item_balances SET open_minor = 0 WHERE item_id = :item', { item: owed.item });
    expect(await signals()).toEqual([]);
  });
});
