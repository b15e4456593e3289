import { describe, expect, test } from 'vitest';

import { assignPayment, disownPayment, refundPayment, unassignPayment } from '../../db/allocations.ts';
import { one, run } from '../../db/connection.ts';
import { sendAgain } from '../../db/linesByHand.ts';
import { listUnapplied, makeUnapplied } from '../../db/unappliedPayments.ts';
import { addLine, freeze, type Line } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('waiting_money');
const { sent, received, answered, effects, states } = receivingIn(world);
const by = (reason: string) => ({ at: world.now, actor: 'anna', reason });

const only = (lines: Line[]): Line => lines[0] as Line;
const ready = (id: number) => run(world.db, `UPDATE collections SET state = 'ready' WHERE id = :id`, { id });
const lastLineOf = async ({ item }: Line) =>
  (await one<{ id: number }>(world.db, 'line', 'SELECT max(id) AS id FROM collections WHERE item_id = :item', { item }))
    .id;
const waits = { reason: 'a payment of the item waits for a decision: incasso payments' };

describe('a second payment', () => {
  test('C9 G4 told twice in one file, with one reference, it is one movement: a person looks', async () => {
    const { lines } = await sent(1);
    const [credit] = credits(lines);
    const { id } = await received([
      { ...credit!, ref: 'SAME' },
      { ...credit!, ref: 'SAME' },
    ]);
    expect((await effects(id)).map(({ effect }) => effect)).toEqual(['settled', null]);
  });

  test('C9 G4 of a batch that came as one amount before, its details are the same money', async () => {
    const { lines, message } = await sent(2);
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    await received([{ amount, batch: `${message}-1`, bare: true, ref: 'BATCH' }]);
    const { id } = await received(credits(lines).map((credit, no) => ({ ...credit, ref: `DETAIL-${no}` })));
    expect((await effects(id)).map(({ effect }) => effect)).toEqual([null, null]);
    expect(await states(lines)).toEqual(['settled', 'settled']);
  });
});

describe('C13 money that waits keeps its item from being collected', () => {
  test('of a line that was rejected and paid all the same, until a person has decided', async () => {
    const { lines, message } = await sent(1);
    const line = only(lines);
    await answered({
      message,
      batches: [{ id: `${message}-1`, transactions: [{ e2e: line.e2e, status: 'RJCT', reason: 'AM04' }] }],
    });
    const { id: file } = await received(credits(lines));
    const retry = await lastLineOf(line);
    expect(retry).not.toBe(line.collection);
    await ready(retry);
    expect((await freeze(world.db, world.now, { dryRun: true })).lines).toMatchObject([
      { collection_id: retry, ...waits },
    ]);
    const [payment = 0] = await makeUnapplied(world.db, file, 1, by('they paid after all'));
    expect((await freeze(world.db, world.now, { dryRun: true })).lines).toMatchObject([
      { collection_id: retry, ...waits },
    ]);
    await disownPayment(world.db, payment, by('not for this'));
    expect((await freeze(world.db, world.now, { dryRun: true })).frozen.count).toBe(1);
  });

  test('of a line that was returned and paid a second time', async () => {
    const { lines } = await sent(1);
    const line = only(lines);
    await received(credits(lines));
    await received([debit(line, 'AM04')]);
    await received([{ ...credits(lines)[0]!, ref: 'PAID-BY-HAND' }]);
    await ready(await lastLineOf(line));
    expect((await freeze(world.db, world.now, { dryRun: true })).lines).toMatchObject([waits]);
    const [payment] = (await listUnapplied(world.db, { limit: 1000 })).slice(-1);
    const { number } = await one<{ number: string }>(
      world.db,
      'item',
      'SELECT number FROM items WHERE id = :item',
      line as never,
    );
    await assignPayment(world.db, payment!.id, number, undefined, by('for the return'));
    expect((await freeze(world.db, world.now, { dryRun: true })).lines).toMatchObject([
      { reason: 'the item is paid or credited' },
    ]);
  });
});

describe('what is open of an item whose line is settled', () => {
  test('C7 C9 can be collected with another line, and the settled one can still be returned', async () => {
    const { lines } = await sent(1);
    const line = only(lines);
    await received(credits(lines));
    await received([{ ...credits(lines)[0]!, ref: 'TWICE' }]);
    const [payment] = (await listUnapplied(world.db, { limit: 1000 })).slice(-1);
    const other = await addLine(world.db, { amount: line.amount, state: 'held' });
    const { number } = await one<{ number: string }>(
      world.db,
      'item',
      'SELECT number FROM items WHERE id = :item',
      other as never,
    );
    // the other item is collected and settled; then what was assigned to it before is taken back
    await assignPayment(world.db, payment!.id, number, 100, by('hers'));
    await run(
      world.db,
      'UPDATE collections SET amount_minor = amount_minor - 100 WHERE id = :collection',
      other as never,
    );
    await ready(other.collection);
    await freeze(world.db, world.now);
    await received([{ amount: line.amount - 100, e2e: other.e2e }]);
    expect(await states([other])).toEqual(['settled']);
    await unassignPayment(world.db, payment!.id, number, by('it was not hers'));
    await refundPayment(world.db, payment!.id, undefined, by('paid twice'));
    const rest = await sendAgain(world.db, other.collection, by(''));
    await ready(rest);
    expect(await freeze(world.db, world.now)).toMatchObject({
      frozen: { count: 1, sum_minor: 100 },
      blocked: { count: 0 },
    });
    await received([debit({ ...other, amount: line.amount - 100 }, 'AC04')]);
    expect(await states([other])).toEqual(['returned']);
  });
});

describe('what could not be matched when it came', () => {
  test('C9 a batch that was credited before a line of it was rejected is tried again when the rejection comes', async () => {
    const { lines, message } = await sent(3);
    const [rejected, ...paid] = lines as [Line, Line, Line];
    const amount = paid.reduce((sum, line) => sum + line.amount, 0);
    const { id } = await received([{ amount, batch: `${message}-1`, bare: true, ref: 'NET' }]);
    expect((await effects(id)).map(({ effect }) => effect)).toEqual([null]);
    await answered({
      message,
      batches: [{ id: `${message}-1`, transactions: [{ e2e: rejected.e2e, status: 'RJCT', reason: 'AC04' }] }],
    });
    expect(await states(lines)).toEqual(['rejected', 'settled', 'settled']);
  });

  test('C9 a return that names only the mandate is tried again when the settlement comes, and no later line is taken for it', async () => {
    const { lines } = await sent(1);
    const [line] = lines as [Line];
    const back = { sign: 'DBIT' as const, amount: line.amount, mandate: line.umr, ref: 'BACK' };
    await received([{ ...back, bookedOn: '2026-03-06' }]);
    expect(await states(lines)).toEqual(['in_flight']);
    await received([{ amount: line.amount, e2e: line.e2e, bookedOn: '2026-03-05' }]);
    expect(await states(lines)).toEqual(['returned']);

    const next = await sent(1);
    const [later] = next.lines as [Line];
    const before = { amount: later.amount, mandate: later.umr, ref: 'EARLIER', bookedOn: '2026-02-01' };
    await run(world.db, `UPDATE collections SET state = 'held' WHERE id = :collection`, later as never);
    await received([before]);
    await run(world.db, `UPDATE collections SET state = 'in_flight' WHERE id = :collection`, later as never);
    await received(credits((await sent(1)).lines));
    expect(await states(next.lines)).toEqual(['in_flight']);
  });
});
