import { beforeEach, describe, expect, test } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { many, one, run } from '../../db/connection.ts';
import { listLines } from '../../db/instructionLines.ts';
import { findInstruction, listInstructions } from '../../db/instructions.ts';
import { postJournal } from '../../db/ledger.ts';
import { listBatches } from '../../db/submissions.ts';
import { history } from '../../db/transitions.ts';
import { camt, type Movement, pain002, type StatusFile } from '../support/bankFiles.ts';
import { decideAs } from '../support/deciding.ts';
import { addLine, freeze, type Line, lineNow, type NewLine } from '../support/lines.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('inbound_files');
let files = 0;

beforeEach(async () => {
  // Every test has its own lines; what an earlier one left ready is none of its business.
  await run(world.db, `UPDATE collections SET state = 'cancelled' WHERE state = 'ready'`);
  await run(world.db, `UPDATE instructions SET state = 'decided' WHERE state = 'open'`);
});

interface Sent {
  id: number;
  message: string;
  lines: Line[];
}

/** Lines that were frozen into one submission and delivered. */
async function sent(count: number, wanted: NewLine = {}): Promise<Sent> {
  const lines: Line[] = [];
  for (let no = 0; no < count; no += 1) lines.push(await addLine(world.db, wanted));
  const [submission] = (await freeze(world.db, world.now)).submissions;
  if (!submission) throw new Error('nothing was frozen');
  await world.activities.writeSubmission({ id: submission.id });
  await world.activities.deliverSubmission({ id: submission.id });
  return { id: submission.id, message: submission.message_id, lines };
}

/** Takes a file in and carries it as far as it goes without a person, as the workflow does. */
async function receive(content: string, name = `file-${(files += 1)}.xml`): Promise<{ id: number; state: string }> {
  await world.putInInbox(name, content);
  for (const wanted of ['status', 'payments'] as const) {
    await world.activities.takeFilesIn({ system: 'sepa-noord', wanted, actor: 'anna' });
  }
  const { id } = await one<{ id: number }>(world.db, 'file', 'SELECT max(id) AS id FROM inbound_files');
  return { id, state: await carryOn(id) };
}

async function carryOn(id: number): Promise<string> {
  for (;;) {
    const view = await world.activities.lookInboundFile({ id });
    if (view.state === 'received') await world.activities.stageInboundFile({ id });
    else if (view.state === 'staged' && view.adds_up) await world.activities.applyInboundFile({ id });
    else if (view.state === 'staged') await world.activities.doubtInboundFile({ id, reason: view.problem });
    else {
      if (view.state !== 'in_doubt') await world.activities.finishInboundFile({ id });
      return view.state;
    }
  }
}

const credits = (lines: Line[]): Movement[] => lines.map((line) => ({ amount: line.amount, e2e: line.e2e }));
const debit = (line: Line, reason: string): Movement => ({ sign: 'DBIT', amount: line.amount, e2e: line.e2e, reason });
const received = (movements: Movement[], id = `N-${(files += 1)}`) => receive(camt(movements, { id }));
const answered = (status: StatusFile) => receive(pain002({ id: `S-${(files += 1)}`, ...status }));
const states = async (lines: Line[]) =>
  (await Promise.all(lines.map((line) => lineNow(world.db, line)))).map((now) => now.state);
const submissionState = async (sending: Sent) => (await world.activities.lookSubmission({ id: sending.id })).state;
const asked = async () => (await listInstructions(world.db)).map((row) => [row.cause, row.facts['reason']]);
const effects = (file: number) =>
  many<{ effect: string | null; reason: string }>(
    world.db,
    'SELECT effect, reason FROM matches WHERE file_id = :file ORDER BY record_no, part_no',
    { file },
  );

/** Everything that a file could change, to see that it changed nothing. */
const books = () =>
  one(
    world.db,
    'books',
    `SELECT (SELECT sum(open_minor) FROM item_balances) AS open, (SELECT count(*) FROM transitions WHERE subject_kind <> 'inbound_file') AS transitions,
            (SELECT count(*) FROM collections) AS collections, (SELECT sum(amount_minor) FROM matches WHERE effect = 'settled') AS settled,
            (SELECT count(*) FROM submission_lines WHERE released_at IS NULL) AS living`,
  );

describe('statuses of the bank', () => {
  test('C8 a whole file refused at group level rejects and releases every line', async () => {
    const sending = await sent(3);
    await answered({ message: sending.message, status: 'RJCT', reason: 'FF01' });
    expect(await states(sending.lines)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await lineNow(world.db, sending.lines[0] as Line)).toMatchObject({
      released: true,
      open: sending.lines[0]?.amount,
    });
    expect(await submissionState(sending)).toBe('rejected');
  });

  test('C8 a refused batch rejects its lines and no others', async () => {
    const early = await addLine(world.db);
    const late = await addLine(world.db, { dueOn: '2026-03-20' });
    const [submission] = (await freeze(world.db, world.now)).submissions;
    const [, second] = await listBatches(world.db, submission?.id ?? 0);
    await run(world.db, `UPDATE submissions SET state = 'delivered' WHERE id = :id`, { id: submission?.id ?? 0 });
    await answered({
      message: submission?.message_id ?? '',
      status: 'PART',
      batches: [{ id: second?.payment_info_id ?? '', status: 'RJCT', reason: 'DT01' }],
    });
    expect(await states([early, late])).toEqual(['in_flight', 'rejected']);
    expect((await world.activities.lookSubmission({ id: submission?.id ?? 0 })).state).toBe('partly_rejected');
  });

  test('C8 single lines are rejected with their reason; the file is partly rejected', async () => {
    const sending = await sent(3);
    const [first, second] = sending.lines as [Line, Line];
    await answered({
      message: sending.message,
      status: 'PART',
      batches: [
        {
          id: `${sending.message}-1`,
          transactions: [
            { e2e: first.e2e, status: 'RJCT', reason: 'AM05' },
            { e2e: second.e2e, status: 'ACCP' },
          ],
        },
      ],
    });
    expect(await states(sending.lines)).toEqual(['rejected', 'in_flight', 'in_flight']);
    expect((await history(world.db, 'collection', first.collection)).at(-1)).toMatchObject({ reason: 'AM05' });
    expect(await submissionState(sending)).toBe('partly_rejected');
  });

  test('C8 a line that the refused file lists as accepted itself stays in flight', async () => {
    const sending = await sent(2);
    await answered({
      message: sending.message,
      status: 'RJCT',
      reason: 'FF01',
      batches: [{ id: `${sending.message}-1`, transactions: [{ e2e: sending.lines[0]?.e2e ?? '', status: 'ACCP' }] }],
    });
    expect(await states(sending.lines)).toEqual(['in_flight', 'rejected']);
  });

  test('C8 an unknown status is kept and moves nothing', async () => {
    const sending = await sent(1);
    const { id, state } = await answered({ message: sending.message, status: 'WXYZ' });
    expect(state).toBe('applied');
    expect(await effects(id)).toEqual([{ effect: 'noted', reason: 'WXYZ' }]);
    expect(await submissionState(sending)).toBe('delivered');
  });

  test('C8 a status for a message that is not ours is shown to a person', async () => {
    await answered({ message: 'NOT-OURS', status: 'ACCP' });
    expect(await asked()).toEqual([['records_unmatched', '1 a status for a message that is not ours']]);
  });

  test('C8 a status for a submission that was withdrawn is shown to a person and changes nothing', async () => {
    const sending = await sent(1);
    await run(world.db, `UPDATE submissions SET state = 'withdrawn' WHERE id = :id`, { id: sending.id });
    await answered({ message: sending.message, status: 'ACCP' });
    expect(await asked()).toEqual([['records_unmatched', '1 a status for a submission that is withdrawn']]);
  });

  test('C8 an answer that comes before the delivery is recorded counts once it is', async () => {
    const sending = await sent(1);
    await run(world.db, `UPDATE submissions SET state = 'delivering' WHERE id = :id`, { id: sending.id });
    await answered({ message: sending.message, status: 'ACCP' });
    await run(world.db, `UPDATE submissions SET state = 'delivered' WHERE id = :id`, { id: sending.id });
    expect(await submissionState(sending)).toBe('acknowledged');
  });

  test('C8 a line rejected twice in one file is rejected and collected again once', async () => {
    const sending = await sent(2);
    const twice = { e2e: sending.lines[0]?.e2e ?? '', status: 'RJCT', reason: 'AM04' };
    const { id } = await answered({
      message: sending.message,
      batches: [{ id: `${sending.message}-1`, transactions: [twice, twice] }],
    });
    expect((await effects(id)).map((row) => row.effect)).toContain(null);
    expect(
      await many(world.db, 'SELECT 1 FROM collections WHERE item_id = :id', { id: sending.lines[0]?.item ?? 0 }),
    ).toHaveLength(2);
  });
});

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

  test('C9 a second credit of a settled line is marked double? and moves nothing', async () => {
    const { lines } = await sent(1);
    await received(credits(lines));
    const { id } = await received([{ ...credits(lines)[0], amount: lines[0]?.amount ?? 0, ref: 'ANOTHER' }]);
    expect(await effects(id)).toEqual([{ effect: null, reason: 'double? the line is settled' }]);
    expect(await lineNow(world.db, lines[0] as Line)).toMatchObject({ open: 0 });
  });

  test('C9 a line credited twice in one file is paid once and posted once', async () => {
    const { lines } = await sent(1);
    const [credit] = credits(lines) as [Movement];
    const { id } = await received([credit, { ...credit, ref: 'SECOND' }]);
    expect((await effects(id)).map((row) => row.effect)).toEqual(['settled', null]);
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

describe('a file met again', () => {
  test('G4 the same bytes under another name are the same file', async () => {
    const sending = await sent(1);
    const content = camt(credits(sending.lines), { id: 'N-again' });
    const first = await receive(content);
    const before = await books();
    const again = await receive(content, 'renamed.xml');
    expect(again.id).toBe(first.id);
    expect(await books()).toEqual(before);
    expect((await world.inInbox()).filter((name) => !name.includes('.done-'))).toEqual([]);
  });

  test('G4 the same content in other bytes, and its parts in other files, change nothing', async () => {
    const sending = await sent(3);
    const movements = [...credits(sending.lines), debit(sending.lines[2] as Line, 'MD06')];
    await received(movements);
    const before = await books();
    await received(movements);
    for (const part of movements) await received([part]);
    expect(await books()).toEqual(before);
    expect(await states(sending.lines)).toEqual(['settled', 'settled', 'refunded']);
    expect(await asked()).toEqual([]);
  });

  test('G4 statuses that come twice, also in other bytes, change nothing', async () => {
    const sending = await sent(2);
    const rejected: StatusFile = {
      message: sending.message,
      batches: [
        {
          id: `${sending.message}-1`,
          transactions: [{ e2e: sending.lines[0]?.e2e ?? '', status: 'RJCT', reason: 'AM04' }],
        },
      ],
    };
    await answered(rejected);
    const before = await books();
    await answered(rejected);
    expect(await books()).toEqual(before);
  });

  test('G4 another file under the name of one that was dealt with stays in the inbox', async () => {
    const sending = await sent(2);
    const [first, second] = sending.lines as [Line, Line];
    const doubtful = await receive(camt(credits([first]), { id: 'N-name', statedEntries: 7 }), 'camt054.xml');
    expect(doubtful.state).toBe('in_doubt');
    await world.putInInbox('camt054.xml', camt(credits([second]), { id: 'N-newer' }));
    await world.activities.finishInboundFile({ id: doubtful.id });
    expect(await world.inInbox()).toContain('camt054.xml');
    await receive(camt(credits([second]), { id: 'N-newer' }), 'camt054.xml');
    expect(await states([second])).toEqual(['settled']);
  });
});

describe('files that are no good', () => {
  test.each([
    ['empty', '', /the file is empty/],
    ['foreign', 'IBAN;amount\nNL91;10', /no format that is read here/],
    ['other XML', '<Document><SomethingElse/></Document>', /no message that is read here/],
    ['truncated', camt([{ amount: 1, e2e: 'x' }]).slice(0, 700), /line \d+/],
    ['damaged', camt([{ amount: 1, e2e: 'x' }]).replace('</Ntry>', '</Ntri>'), /line \d+/],
  ])(
    'bad input: a file that is %s is quarantined with the line, and a person is asked',
    async (kind, content, sentence) => {
      const { state } = await receive(content, `${kind}.xml`);
      expect(state).toBe('quarantined');
      const [instruction] = await listInstructions(world.db);
      expect(instruction?.cause).toBe('file_unreadable');
      expect(instruction?.facts['reason']).toMatch(sentence);
      expect((await world.inInbox()).filter((name) => name.startsWith(kind) && !name.includes('.done-'))).toEqual([]);
    },
  );

  test('bad input: one that cannot be read holds up no other', async () => {
    const sending = await sent(1);
    await world.putInInbox('a-first.xml', camt([], { id: 'N-broken' }));
    world.faults.exchange = (real) => ({
      ...real,
      read: (name) => {
        if (name === 'a-first.xml') throw new Error('permission denied');
        return real.read(name);
      },
    });
    await world.putInInbox('b-second.xml', camt(credits(sending.lines), { id: 'N-second' }));
    const take = world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
    await expect(take).rejects.toThrow('permission denied');
    world.faults = {};
    const { id } = await one<{ id: number }>(
      world.db,
      'file',
      `SELECT id FROM inbound_files WHERE name = 'b-second.xml'`,
    );
    expect(await carryOn(id)).toBe('applied');
    expect(await states(sending.lines)).toEqual(['settled']);
  });

  test('C9 a crash between asking and putting aside asks once', async () => {
    await world.putInInbox('crash.xml', 'no bank file');
    await world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
    const { id } = await one<{ id: number }>(world.db, 'file', `SELECT id FROM inbound_files WHERE name = 'crash.xml'`);
    await world.activities.stageInboundFile({ id });
    await run(world.db, `UPDATE inbound_files SET state = 'received' WHERE id = :id`, { id });
    await world.activities.stageInboundFile({ id });
    expect(await listInstructions(world.db)).toHaveLength(1);
    expect(await carryOn(id)).toBe('quarantined');
  });

  test('C9 a file that does not add up waits; signed off it is applied, put aside it changes nothing', async () => {
    const sending = await sent(2);
    const [first, second] = sending.lines as [Line, Line];
    const decide = async (id: number, outcome: string) => {
      const asking = await raise(world.ports, {
        cause: 'file_does_not_add_up',
        subject_kind: 'inbound_file',
        subject_id: String(id),
        facts: { detail: 'a test asks' },
        actor: 'system',
      });
      const without = decideAs(world.db, asking, { actor: 'anna', outcome }, world.now);
      await expect(without).rejects.toThrow(`outcome ${outcome} needs a reason`);
      await decideAs(world.db, asking, { actor: 'anna', outcome, reason: 'compared' }, world.now);
      return carryOn(id);
    };
    const signed = await receive(camt(credits([first]), { id: 'N-s', statedEntries: 2 }));
    expect(signed.state).toBe('in_doubt');
    expect(await states([first])).toEqual(['in_flight']);
    expect(await decide(signed.id, 'sign_off')).toBe('applied');
    const aside = await receive(camt(credits([second]), { id: 'N-a', statedEntries: 2 }));
    expect(await decide(aside.id, 'quarantine')).toBe('quarantined');
    expect(await states([first, second])).toEqual(['settled', 'in_flight']);
  });

  test('C9 what needs a person is asked in the transaction that applies: when asking fails, nothing is applied', async () => {
    const { lines } = await sent(1);
    await world.putInInbox('asks.xml', camt([...credits(lines), { amount: 5, e2e: 'nobody' }], { id: 'N-asks' }));
    await world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
    const { id } = await one<{ id: number }>(world.db, 'file', `SELECT id FROM inbound_files WHERE name = 'asks.xml'`);
    await world.activities.stageInboundFile({ id });
    await run(world.db, 'ALTER TABLE instructions RENAME TO instructions_away');
    await expect(world.activities.applyInboundFile({ id })).rejects.toThrow();
    await run(world.db, 'ALTER TABLE instructions_away RENAME TO instructions');
    expect(await states(lines)).toEqual(['in_flight']);
    expect(await carryOn(id)).toBe('applied');
    expect((await asked()).map(([cause]) => cause)).toEqual(['records_unmatched']);
  });
});

describe('a submission that was withdrawn', () => {
  test('C12 its lines are sent again in a later file under another end-to-end id, and only that one settles', async () => {
    const line = await addLine(world.db);
    const [first] = (await freeze(world.db, world.now)).submissions;
    await world.activities.decideSubmission({
      id: first?.id ?? 0,
      action: 'withdraw',
      by: { actor: 'anna', reason: 'wrong date' },
    });
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'held', released: true });
    await run(world.db, `UPDATE collections SET state = 'ready' WHERE id = :id`, { id: line.collection });
    const [second] = (await freeze(world.db, world.now)).submissions;
    expect(second).toMatchObject({ line_count: 1 });
    await run(world.db, `UPDATE submissions SET state = 'delivered' WHERE id = :id`, { id: second?.id ?? 0 });
    const old = await received([{ amount: line.amount, e2e: line.e2e }]);
    expect(await effects(old.id)).toEqual([{ effect: null, reason: 'the line was withdrawn' }]);
    await received([{ amount: line.amount, e2e: `${line.e2e}-2` }]);
    expect(await states([line])).toEqual(['settled']);
  });
});
