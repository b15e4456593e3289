import { describe, expect, test } from 'vitest';

import { many, run } from '../../db/connection.ts';
import { listLines } from '../../db/instructionLines.ts';
import { findInstruction, listInstructions } from '../../db/instructions.ts';
import { postJournal } from '../../db/ledger.ts';
import { camt, type Movement } from '../support/bankFiles.ts';
import { decideAs } from '../support/deciding.ts';
import { freeze, type Line, lineNow } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('money');
const { sent, receive, received, states, submissionState, asked, effects, books } = receivingIn(world);

describe('money', () => {
  test('C9 a credit settles its line; the item is paid; the line stays taken', async () => {
    const sending = await sent(2);
    await received(credits(sending.lines));
    expect(await lineNow(world.db, sending.lines[0] as Line)).toMatchObject({
      state: 'settled',
      open: 0,
      released: false,
    });
    expect(await submissionState(sending)).toBe('settled');
  });

  test('C9 a second credit of a settled line is an unapplied payment, marked double?', async () => {
    const { lines } = await sent(1);
    await received(credits(lines));
    const { id } = await received([{ ...credits(lines)[0], amount: lines[0]?.amount ?? 0, ref: 'ANOTHER' }]);
    expect(await effects(id)).toEqual([{ effect: 'unapplied', reason: 'double? the line is settled' }]);
    expect(await lineNow(world.db, lines[0] as Line)).toMatchObject({ open: 0 });
  });

  test('C9 a line credited twice in one file is paid once and posted once', async () => {
    const { lines } = await sent(1);
    const [credit] = credits(lines) as [Movement];
    const { id } = await received([credit, { ...credit, ref: 'SECOND' }]);
    expect((await effects(id)).map((row) => row.effect)).toEqual(['settled', 'unapplied']);
    expect(await lineNow(world.db, lines[0] as Line)).toMatchObject({ state: 'settled', open: 0 });
    await postJournal(world.db, 900_001, { at: world.now, actor: 'anna' });
    const posted = await many(world.db, 'SELECT 1 FROM ledger_entries WHERE item_id = :id', {
      id: lines[0]?.item ?? 0,
    });
    expect(posted).toHaveLength(2);
  });

  test('C9 a batch credit and its details in one file settle each line once', async () => {
    const sending = await sent(2);
    const sum = sending.lines.reduce((total, line) => total + line.amount, 0);
    await received([
      { amount: sum, batch: `${sending.message}-1`, bare: true, ref: 'BATCH' },
      ...credits(sending.lines),
    ]);
    for (const line of sending.lines)
      expect(await lineNow(world.db, line)).toMatchObject({ state: 'settled', open: 0 });
  });

  test('C9 a batch credit without details settles what is in flight of the batch, to the cent', async () => {
    const sending = await sent(3);
    const sum = sending.lines.reduce((total, line) => total + line.amount, 0);
    const wrong = await received([{ amount: sum - 1, batch: `${sending.message}-1`, bare: true, ref: 'B1' }]);
    expect(await effects(wrong.id)).toEqual([{ effect: null, reason: 'no line with this reference' }]);
    await received([{ amount: sum, batch: `${sending.message}-1`, bare: true, ref: 'B2' }]);
    expect(await states(sending.lines)).toEqual(['settled', 'settled', 'settled']);
  });

  test('C9 an amount or currency that differs matches nothing', async () => {
    const { lines } = await sent(2);
    const [first, second] = lines as [Line, Line];
    const { id } = await received([
      { amount: first.amount + 1, e2e: first.e2e },
      { amount: second.amount, e2e: second.e2e, currency: 'USD' },
    ]);
    expect((await effects(id)).map((row) => row.reason)).toEqual([
      'the amount differs from the line',
      'the currency differs from the line',
    ]);
    expect(await states(lines)).toEqual(['in_flight', 'in_flight']);
  });

  test('C9 a movement without our reference is matched by mandate and amount, when one line fits', async () => {
    const { lines } = await sent(2);
    const [first, second] = lines as [Line, Line];
    await received([
      { amount: first.amount, e2e: 'NOTPROVIDED', mandate: first.umr.toLowerCase(), ref: 'X1' },
      { amount: second.amount + 5, e2e: 'NOTPROVIDED', mandate: second.umr, ref: 'X2' },
    ]);
    expect(await states(lines)).toEqual(['settled', 'in_flight']);
  });

  test('C9 without any reference of the bank a movement is not matched by mandate: a repeat could not be told', async () => {
    const { lines } = await sent(1);
    await received([{ amount: lines[0]?.amount ?? 0, mandate: lines[0]?.umr ?? '', ref: '' }]);
    expect(await states(lines)).toEqual(['in_flight']);
  });

  test('C9 what is not booked, or of an account that is not ours, moves nothing', async () => {
    const { lines } = await sent(1);
    await received([{ ...(credits(lines)[0] as Movement), status: 'PDNG' }]);
    const { id } = await receive(camt(credits(lines), { iban: 'NL20INGB0001234567', id: 'N-foreign' }));
    expect(await effects(id)).toEqual([{ effect: null, reason: 'the account is not one of ours' }]);
    expect(await states(lines)).toEqual(['in_flight']);
  });

  test("C9 another creditor's reference on our account settles nothing", async () => {
    const { lines } = await sent(1);
    await run(
      world.db,
      `WITH other AS (INSERT INTO creditors (code, name, zone, currency) VALUES ('zuid', 'Zuid', 'Europe/Amsterdam', 'EUR') RETURNING id)
       INSERT INTO creditor_accounts (creditor_id, code, name, iban) SELECT id, 'main', 'Zuid', 'NL02RABO0123456789' FROM other`,
    );
    const { id } = await receive(camt(credits(lines), { iban: 'NL02RABO0123456789', id: 'N-zuid' }));
    expect(await effects(id)).toEqual([{ effect: null, reason: 'no line with this reference' }]);
    expect(await states(lines)).toEqual(['in_flight']);
  });

  test('C9 camt.053 after camt.054 only reconciles; with books_from camt.053 it is the other way round', async () => {
    const one054 = await sent(1);
    await received(credits(one054.lines));
    const before = await books();
    const statement = await receive(camt(credits(one054.lines), { family: 'camt.053', id: 'D-1' }));
    expect((await effects(statement.id)).map((row) => row.effect)).toEqual(['met_again']);
    expect(await books()).toEqual(before);
    await run(world.db, `UPDATE creditor_accounts SET books_from = 'camt.053' WHERE code = 'main'`);
    const { lines } = await sent(1);
    await received(credits(lines));
    expect(await states(lines)).toEqual(['in_flight']);
    await receive(camt(credits(lines), { family: 'camt.053', id: 'D-2' }));
    expect(await states(lines)).toEqual(['settled']);
    await run(world.db, `UPDATE creditor_accounts SET books_from = 'camt.054' WHERE code = 'main'`);
  });
});

describe('money that goes back', () => {
  test('C9, C14 a refund reopens the item and releases the line; nobody is asked', async () => {
    const { lines } = await sent(1);
    await received(credits(lines));
    await received([debit(lines[0] as Line, 'MD06')]);
    expect(await lineNow(world.db, lines[0] as Line)).toEqual({
      state: 'refunded',
      open: lines[0]?.amount,
      released: true,
      blocked: null,
    });
    expect(await asked()).toEqual([]);
  });

  test('C14 in the B2B scheme, which has no refunds, a person is asked', async () => {
    const { lines } = await sent(1);
    await received(credits(lines));
    await run(world.db, `UPDATE collection_systems SET adapter = 'sepa-b2b'`);
    await received([debit(lines[0] as Line, 'MD06')]);
    await run(world.db, `UPDATE collection_systems SET adapter = 'sepa-core'`);
    expect(await states(lines)).toEqual(['refunded']);
    expect((await asked()).map(([cause]) => cause)).toEqual(['status_needs_person']);
  });

  test('C14 AM04 makes a draft with the next number, due 14 days later, at most twice; then a person decides', async () => {
    const { lines } = await sent(1);
    const [line] = lines as [Line];
    await received([...credits(lines), debit(line, 'AM04')]);
    const again = () =>
      many<{ id: number; state: string; attempt_no: number; due_on: string }>(
        world.db,
        'SELECT id, state, attempt_no, due_on FROM collections WHERE item_id = :id ORDER BY id',
        { id: line.item },
      );
    expect((await again())[1]).toMatchObject({ state: 'draft', attempt_no: 2, due_on: '2026-03-16' });
    for (const attempt of [2, 3]) {
      const next = (await again()).at(-1);
      await run(world.db, `UPDATE collections SET state = 'ready' WHERE id = :id`, { id: next?.id ?? 0 });
      const [submission] = (await freeze(world.db, world.now)).submissions;
      await run(world.db, `UPDATE submissions SET state = 'delivered' WHERE id = :id`, { id: submission?.id ?? 0 });
      const retried = { ...line, e2e: `noord-${next?.id}` };
      await received([...credits([retried]), debit(retried, 'AM04')]);
      expect((await again()).length, `after attempt ${attempt}`).toBe(3);
    }
    expect((await asked()).map(([cause]) => cause)).toEqual(['status_needs_person']);
  });

  test('C14 MD07: nothing else of a debtor who died is collected by itself, and no signature is asked for', async () => {
    const { lines } = await sent(2);
    const [dead, living] = lines as [Line, Line];
    await run(
      world.db,
      `INSERT INTO mandates (creditor_id, customer_id, umr, umr_key, scheme, kind, state, state_since)
       SELECT creditor_id, id, 'SO-' || number, 'SO-' || number, 'CORE', 'one_off', 'to_sign', :at FROM customers WHERE id = :id`,
      { at: world.now, id: dead.customer },
    );
    await received(credits(lines));
    await received([debit(dead, 'MD07')]);
    const rows = await many(
      world.db,
      `SELECT u.collect_automatically AS customer, i.collect_automatically AS item,
              (SELECT array_agg(m.state ORDER BY m.id) FROM mandates m WHERE m.customer_id = u.id) AS mandates
         FROM customers u JOIN items i ON i.customer_id = u.id WHERE u.id = ANY(:ids) ORDER BY u.id`,
      { ids: [dead.customer, living.customer] },
    );
    expect(rows).toEqual([
      { customer: false, item: false, mandates: ['withdrawn', 'deleted'] },
      { customer: true, item: true, mandates: ['active'] },
    ]);
    expect((await asked()).map(([cause]) => cause)).toEqual(['status_needs_person']);
  });

  test('C14 AC04 suspends the mandate and asks; MD01 ends the mandate and asks', async () => {
    const { lines } = await sent(2);
    const [closed, unauthorised] = lines as [Line, Line];
    await received(credits(lines));
    await received([debit(closed, 'AC04'), debit(unauthorised, 'MD01')]);
    const mandates = await many(
      world.db,
      'SELECT state, suspended_reason FROM mandates WHERE id = ANY(:ids) ORDER BY id',
      {
        ids: [closed.mandate, unauthorised.mandate],
      },
    );
    expect(mandates).toEqual([
      { state: 'active', suspended_reason: 'AC04' },
      { state: 'withdrawn', suspended_reason: null },
    ]);
    const [instruction] = await listInstructions(world.db);
    expect(instruction).toMatchObject({
      cause: 'status_needs_person',
      line_count: 2,
      sum_minor: closed.amount + unauthorised.amount,
    });
  });

  test('T6 a person decides on some lines of a file first: the others stay open, and the last one closes it', async () => {
    const { lines } = await sent(3);
    await received(credits(lines));
    await received(lines.map((line) => debit(line, 'AC04')));
    const [{ id = 0 } = {}] = await listInstructions(world.db);
    const decide = (chosen?: number[]) =>
      decideAs(world.db, id, { actor: 'anna', outcome: 'seen', ...(chosen ? { lines: chosen } : {}) }, world.now);
    await expect(decide([1, 9])).rejects.toThrow(
      `field lines: 9 of instruction ${id} are not there, or decided already`,
    );
    expect((await listLines(world.db, id)).map((line) => line.outcome)).toEqual([null, null, null]);
    expect((await decide([2])).message).toBe('decided for 1 lines: seen; 2 are open');
    await expect(decide([2])).rejects.toThrow('decided already');
    const [first, , third] = lines;
    expect(await findInstruction(world.db, id)).toMatchObject({
      state: 'open',
      line_count: 2,
      sum_minor: (first?.amount ?? 0) + (third?.amount ?? 0),
    });
    expect((await decide()).message).toBe('decided: seen');
    const told = await listLines(world.db, id);
    expect(told.map((line) => [line.subject_id, line.note, line.outcome, line.decided_by])).toEqual(
      lines.map((line) => [line.collection, 'AC04', 'seen', 'anna']),
    );
    expect(await findInstruction(world.db, id)).toMatchObject({ state: 'decided', line_count: 0 });
  });

  test("C9 the success code '0000' undoes nothing, and does not hinder a credit", async () => {
    const { lines } = await sent(1);
    await received([{ ...(credits(lines)[0] as Movement), reason: '0000' }]);
    expect(await states(lines)).toEqual(['settled']);
    await received([debit(lines[0] as Line, '0000')]);
    expect(await states(lines)).toEqual(['settled']);
  });

  test('C9 a return before its settlement waits, is matched after it, and then a person is asked', async () => {
    const { lines } = await sent(1);
    const [line] = lines as [Line];
    // the second record was set aside: a later pass must leave it alone
    const early = await received([debit(line, 'AC04'), { amount: 5, e2e: 'pending', status: 'PDNG' }]);
    expect(await effects(early.id)).toEqual([
      { effect: null, reason: 'returned before it settled: waits for the settlement' },
      { effect: 'noted', reason: 'not booked: PDNG' },
    ]);
    await run(world.db, `UPDATE instructions SET state = 'decided'`);
    await received(credits(lines));
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'returned', open: line.amount, released: true });
    expect((await asked()).map(([cause]) => cause)).toEqual(['status_needs_person']);
  });

  test("C9 a return with the bank's charges on top is matched; the charges are posted as fee", async () => {
    const { lines } = await sent(2);
    const [line, other] = lines as [Line, Line];
    const early = { ...debit(other, 'MD06'), amount: other.amount + 60, charges: 60 };
    await received([early]);
    await received(credits(lines));
    await received([{ ...debit(line, 'MD06'), amount: line.amount + 75, charges: 75 }]);
    expect(await states(lines)).toEqual(['refunded', 'refunded']);
    await postJournal(world.db, 900_002, { at: world.now, actor: 'anna' });
    const fees = await many(
      world.db,
      `SELECT account, amount_minor FROM ledger_entries WHERE kind = 'fee' AND item_id = ANY(:ids) ORDER BY amount_minor`,
      { ids: [line.item, other.item] },
    );
    expect(fees.map((row) => (row as { amount_minor: number }).amount_minor)).toEqual([-75, -60, 60, 75]);
  });

  test('C9 charges that the booked amount does not hold are not posted: the ledger follows the account', async () => {
    const { lines } = await sent(1);
    await received([{ ...(credits(lines)[0] as Movement), charges: 20 }]);
    await postJournal(world.db, 900_003, { at: world.now, actor: 'anna' });
    const entries = await many(world.db, 'SELECT kind FROM ledger_entries WHERE item_id = :id', {
      id: lines[0]?.item ?? 0,
    });
    expect(entries).toEqual([{ kind: 'collected' }, { kind: 'collected' }]);
  });

  test('C9 returned and refunded in one file: the first counts', async () => {
    const { lines } = await sent(1);
    const [line] = lines as [Line];
    await received(credits(lines));
    await received([debit(line, 'AC06'), { ...debit(line, 'MD06'), ref: 'OTHER' }]);
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'returned', open: line.amount });
  });
});
