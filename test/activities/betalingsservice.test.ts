import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { one, run } from '../../db/connection.ts';
import { listLines } from '../../db/instructionLines.ts';
import { listInstructions } from '../../db/instructions.ts';
import { postJournal } from '../../db/ledger.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { auditTotals } from '../../db/totals.ts';
import {
  automatic,
  end,
  file,
  n,
  pbs,
  rec,
  section,
  sectionEnd,
  slip,
  start,
  supplier,
  x,
  zeros,
} from '../formats/nets/bsLines.ts';
import {
  addDanishLine,
  addDanishSystem,
  type DanishLine,
  danishLineNow,
  type NewDanishLine,
} from '../support/danishOffice.ts';
import { decideAs } from '../support/deciding.ts';
import { freeze } from '../support/lines.ts';
import { receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('betalingsservice', { danish: 'nets-total' });
const { receive, asked, effects, books } = receivingIn(world, 'nets-dansk');
const january = '2026-01-15T08:00:00.000Z';

interface SentFile {
  id: number;
  message: string;
  lines: DanishLine[];
}

async function sent(...wanted: NewDanishLine[]): Promise<SentFile> {
  const lines: DanishLine[] = [];
  for (const each of wanted) lines.push(await addDanishLine(world.db, each));
  world.now = january;
  const [submission] = (await freeze(world.db, january, { system: 'nets-dansk' })).submissions;
  if (!submission) throw new Error('nothing was frozen');
  await world.activities.writeSubmission({ id: submission.id });
  await world.activities.deliverSubmission({ id: submission.id });
  world.now = '2026-02-03T08:00:00.000Z';
  return { id: submission.id, message: submission.message_id, lines };
}

let deliveries = 1;

/** A delivery 0602 of automatic payments and slips, with a number of its own unless one is given. */
function delivery(results: string[], slips: string[] = [], id = String((deliveries += 1)).padStart(10, '0')): Buffer {
  const netOf = (records: string[], from: number): number =>
    records.reduce(
      (sum, each) =>
        sum + (each[from - 1] === '1' ? 1 : each[from - 1] === '2' ? -1 : 0) * Number(each.slice(from, from + 13)),
      0,
    );
  const counts = (records: string[], from: number) => ({ c042: records.length, net: Math.abs(netOf(records, from)) });
  const [ofResults, ofSlips] = [counts(results, 56), counts(slips, 59)];
  return file(
    start('0602', { id }),
    section('0211'), ...results, sectionEnd('0211', ofResults),
    section('0215'), ...slips, sectionEnd('0215', ofSlips),
    end('0602', { sections: 2, c042: results.length + slips.length, net: Math.abs(netOf(results, 56) + netOf(slips, 59)) }),
  ); // prettier-ignore
}

const of = (line: DanishLine) => ({ customer: line.customer, reference: String(line.collection), amount: line.amount });
const now = (line: DanishLine | undefined) => danishLineNow(world.db, line as DanishLine);
const state = async ({ id }: SentFile) => (await world.activities.lookSubmission({ id })).state;
const notPaid = { paid: 0, paidOn: '000000', bookedOn: '000000' };

describe('what is sent', () => {
  test('C12 the file is what its lines say, to the byte', async () => {
    const { id, message, lines } = await sent(
      { number: '00D12', amount: 12_345, description: 'Fjernvarme Ærø, første kvartal, efter særskilt aftale om afregning i to rater' },
      { agreement: null, amount: 500, dueOn: '2026-02-10' },
      { agreement: null, amount: 700, dueOn: '2026-02-11', country: 'SE', postcode: '21119', town: 'Malmö' },
    ); // prettier-ignore
    const [first, second, third] = lines as [DanishLine, DanishLine, DanishLine];
    const owner = (line: DanishLine): [number, number, string][] => [
      [6, 13, pbs],
      [23, 27, '00001'],
      [28, 42, x(line.customer.replace(/^0+/, ''), 15)],
    ];
    const address = (line: DanishLine, no: number, text: string) =>
      rec('022', ...owner(line), [14, 17, '0240'], [18, 22, n(no, 5)], zeros(43, 51), [52, 86, x(text, 35)]);
    const postcode = (line: DanishLine, code: string, country: string) =>
      rec(
        '022',
        ...owner(line),
        [14, 17, '0240'],
        [18, 22, '00009'],
        zeros(43, 51),
        [67, 70, code],
        [71, 73, x(country, 3)],
      );
    const payment = (line: DanishLine, on: string, mandate: string) =>
      rec(
        '042', ...owner(line), [14, 17, '0280'], zeros(18, 22), [43, 51, mandate], [52, 59, on], [60, 60, '1'], [61, 73, n(line.amount, 13)],
        [74, 103, x(String(line.collection), 30)], zeros(104, 120),
      ); // prettier-ignore
    const text = (line: DanishLine, no: number, mandate: string, words: string) =>
      rec('052', ...owner(line), [14, 17, '0241'], [18, 22, n(no, 5)], [43, 51, mandate], [53, 112, x(words, 60)]);
    const none = '000000000';
    const totals = (from: [number, number]) =>
      [
        [from[0], from[1], n(3, 11)],
        [43, 57, n(12_345 + 500 + 700, 15)],
        [58, 68, n(4, 11)],
      ] as [number, number, string][];
    const expected = [
      rec('002', [6, 13, supplier], [14, 16, 'BS1'], [17, 20, '0601'], [21, 30, n(id, 10)], [50, 55, '150126']),
      rec('012', [6, 13, pbs], [14, 17, '0112'], [23, 27, '00001'], [28, 42, x('DANSK', 15)], [47, 54, '15012026'], [69, 128, x('Dansk Fjernvarme A/S', 60)]),
      address(first, 1, 'Bjørn Ærø'), address(first, 2, 'Åboulevarden 7'), postcode(first, '1960', 'DK'),
      payment(first, '02022026', '123456789'),
      text(first, 1, '123456789', `${first.number} Fjernvarme Ærø, første kvartal, efter særskilt aftale`),
      text(first, 2, '123456789', 'om afregning i to rater'),
      address(second, 1, 'Bjørn Ærø'), address(second, 2, 'Åboulevarden 7'), postcode(second, '1960', 'DK'),
      payment(second, '10022026', none),
      text(second, 1, none, `${second.number} Fjernvarme, første kvartal`),
      address(third, 1, 'Bjørn Ærø'), address(third, 2, 'Åboulevarden 7'), address(third, 3, '21119 Malmö'), postcode(third, '0000', 'SE'),
      payment(third, '11022026', none),
      text(third, 1, none, `${third.number} Fjernvarme, første kvartal`),
      rec('092', [6, 13, pbs], [14, 17, '0112'], zeros(18, 22), [23, 27, '00001'], ...totals([32, 42]), [84, 94, n(10, 11)]),
      rec('992', [6, 13, supplier], [14, 16, 'BS1'], [17, 20, '0601'], [21, 31, n(1, 11)], ...totals([32, 42]), zeros(69, 83), [84, 94, n(10, 11)], zeros(95, 128)),
    ]; // prettier-ignore
    const bytes = await readFile(join(world.bankDir, 'to-bank', `${message}.txt`));
    expect(bytes.toString('latin1').split('\r\n')).toEqual([...expected, '']);
  });
});

describe('what comes back', () => {
  test('C9 payments settle, rejections and ended mandates release, each by reference and customer', async () => {
    const sending = await sent({}, {}, {}, { agreement: null, amount: 10_000 });
    const [paid, rejected, ended, onSlip] = sending.lines as [DanishLine, DanishLine, DanishLine, DanishLine];
    const { id, state: fileState } = await receive(
      delivery(
        [automatic('0236', of(paid)), automatic('0237', { ...of(rejected), ...notPaid }), automatic('0238', { ...of(ended), ...notPaid })],
        [slip('0297', of(onSlip))],
      ),
    ); // prettier-ignore
    expect(fileState).toBe('applied');
    expect((await effects(id)).map((row) => row.effect)).toEqual(['settled', 'rejected', 'rejected', 'settled']);
    expect(await now(paid)).toMatchObject({ state: 'settled', open: 0 });
    expect(await now(rejected)).toMatchObject({ state: 'rejected', open: rejected.amount });
    expect(await now(onSlip)).toMatchObject({ state: 'settled', open: 0 });
    expect(await state(sending)).toBe('settled');
    const [asking] = await listInstructions(world.db);
    expect(asking).toMatchObject({ cause: 'status_needs_person', line_count: 2 });
    const lines = await listLines(world.db, asking?.id ?? 0);
    expect(lines.map((line) => line.note)).toEqual(['0237', '0238']);
  });

  test('C14 an ended mandate is withdrawn, one whose payment was rejected goes on', async () => {
    const { lines } = await sent({}, {});
    const [rejected, ended] = lines as [DanishLine, DanishLine];
    await receive(
      delivery([automatic('0237', { ...of(rejected), ...notPaid }), automatic('0238', { ...of(ended), ...notPaid })]),
    );
    expect([await mandateOf(rejected), await mandateOf(ended)]).toEqual(['active', 'withdrawn']);
  });

  test('C9 a charge-back after the payment opens the item again, and a person is asked', async () => {
    const { lines } = await sent({}, { agreement: null });
    const [automaticOne, onSlip] = lines as [DanishLine, DanishLine];
    await receive(delivery([automatic('0236', of(automaticOne))], [slip('0297', of(onSlip))]));
    await receive(
      delivery([automatic('0239', of(automaticOne))], [slip('0299', { ...of(onSlip), archive: 'ARK-0002' })]),
    );
    for (const line of lines) expect(await now(line)).toMatchObject({ state: 'refunded', open: line.amount });
    expect((await asked()).map(([cause]) => cause)).toEqual(['status_needs_person']);
  });

  test('C9 a payment and its charge-back in one file settle and undo', async () => {
    const { lines } = await sent({});
    const [line] = lines as [DanishLine];
    await receive(delivery([automatic('0239', of(line)), automatic('0236', of(line))]));
    expect(await now(line)).toMatchObject({ state: 'refunded', open: line.amount });
  });

  test('C9 a slip pays what was paid: the item keeps its rest, or its surplus, and a person sees it', async () => {
    const { lines } = await sent({ agreement: null, amount: 5_000 }, { agreement: null, amount: 6_000 });
    const [less, more] = lines as [DanishLine, DanishLine];
    await receive(
      delivery(
        [],
        [slip('0297', { ...of(less), paid: 4_000 }), slip('0297', { ...of(more), paid: 6_500, archive: 'ARK-0003' })],
      ),
    );
    expect(await now(less)).toMatchObject({ state: 'settled', open: 1_000 });
    expect(await now(more)).toMatchObject({ state: 'settled', open: -500 });
    const [asking] = await listInstructions(world.db);
    const shown = await listLines(world.db, asking?.id ?? 0);
    expect(shown.map((line) => [line.note, line.amount_minor])).toEqual([['PART', 4_000], ['OVER', 6_500]]); // prettier-ignore
    await receive(delivery([], [slip('0299', { ...of(less), paid: 4_000, archive: 'ARK-0004' })]));
    expect(await now(less)).toMatchObject({ state: 'refunded', open: 5_000 });
  });

  test('C7 C9 a disbursement goes in the same file, and is settled by money that goes out and undone by money that comes back', async () => {
    const sending = await sent(
      { amount: 9_000 },
      { isCreditNote: true, amount: 2_000 },
      { isCreditNote: true, amount: 3_000 },
    );
    const [collected, disbursed, undone] = sending.lines as [DanishLine, DanishLine, DanishLine];
    const text = (await readFile(join(world.bankDir, 'to-bank', `${sending.message}.txt`))).toString('latin1');
    const signs = text.split('\r\n').filter((record) => record.startsWith('BS042'));
    expect(signs.map((record) => record.slice(59, 73))).toEqual(['10000000009000', '20000000002000', '20000000003000']);
    // 43-57 of the delivery's end: what is collected less what is paid out
    expect(text.slice(text.indexOf('BS992')).slice(42, 57)).toBe(n(4_000, 15));
    await receive(
      delivery([
        automatic('0236', of(collected)),
        automatic('0236', { ...of(disbursed), sign: '2' }),
        automatic('0237', { ...of(undone), ...notPaid, sign: '2' }),
      ]),
    );
    expect(await now(collected)).toMatchObject({ state: 'settled', open: 0 });
    expect(await now(disbursed)).toMatchObject({ state: 'settled', open: 0 });
    expect(await now(undone)).toMatchObject({ state: 'rejected', open: -3_000 });
    expect(await state(sending)).toBe('settled');
  });

  test('C8 a slip that nobody pays is asked about, and a person says that it is not expected any more', async () => {
    const sending = await sent({ agreement: null }, { agreement: null });
    const [paid, unpaid] = sending.lines as [DanishLine, DanishLine];
    await receive(delivery([], [slip('0297', { ...of(paid), archive: 'ARK-0006' })]));
    const silent = { cause: 'submission_silent', subject_kind: 'submission', subject_id: String(sending.id) } as const;
    const id = await raise(world.ports, { ...silent, facts: {}, actor: 'system' });
    await decideAs(world.db, id, { actor: 'dora', outcome: 'unpaid', reason: 'reminded twice' }, world.now);
    expect(await now(unpaid)).toMatchObject({ state: 'rejected', open: unpaid.amount });
    expect(await state(sending)).toBe('settled');
    for (const run of [900_002, 900_003]) await postJournal(world.db, run, { at: world.now, actor: 'anna' });
    expect(await state(sending)).toBe('reconciled');
    const late = await receive(delivery([], [slip('0297', { ...of(unpaid), archive: 'ARK-0007' })]));
    expect(await effects(late.id)).toEqual([{ effect: null, reason: 'the line is rejected' }]);
  });

  test('C9 an automatic payment of another amount, customer or unknown reference changes nothing', async () => {
    const { lines } = await sent({}, {}, {});
    const [one, two, three] = lines as [DanishLine, DanishLine, DanishLine];
    const { id } = await receive(
      delivery([
        automatic('0236', { ...of(one), paid: one.amount - 1 }),
        automatic('0236', { ...of(two), customer: 'D9' }),
        automatic('0236', { ...of(three), reference: 'F-1' }),
        automatic('0237', { ...of(two), ...notPaid, customer: 'D9' }),
      ]),
    );
    expect((await effects(id)).map((row) => [row.effect, row.reason])).toEqual([
      [null, 'the amount differs from the line'],
      [null, 'no line with this reference'],
      [null, 'no line with this reference'],
      [null, 'no line with this reference'],
    ]);
    for (const line of lines) expect(await now(line)).toMatchObject({ state: 'in_flight', open: line.amount });
    expect((await asked()).map(([cause]) => cause)).toEqual(['records_unmatched']);
  });

  test('G4 the same delivery in other bytes, and its records in another delivery, change nothing', async () => {
    const { lines } = await sent({}, { agreement: null }, {});
    const [paid, onSlip, rejected] = lines as [DanishLine, DanishLine, DanishLine];
    const results = [automatic('0236', of(paid)), automatic('0237', { ...of(rejected), ...notPaid })];
    const slips = [slip('0297', { ...of(onSlip), archive: 'ARK-0005' })];
    const first = delivery(results, slips, '0000009001');
    await receive(first);
    // a person is asked about what is double: that is a transition, of an instruction
    const before = { ...((await books()) as object), transitions: expect.anything() as unknown };
    const stripped = Buffer.from(first.toString('latin1').replace(/ +\r\n/g, '\n'), 'latin1');
    const again = await receive(stripped);
    expect((await effects(again.id)).map((row) => row.effect)).toEqual(['met_again', 'met_again', 'met_again']);
    const inAnother = await receive(delivery(results, slips, '0000009002'));
    expect((await effects(inAnother.id)).map((row) => [row.effect, row.reason])).toEqual([
      [null, 'double? the line is settled'],
      ['met_again', '0237'],
      ['met_again', expect.stringContaining('met before in file')],
    ]);
    expect(await books()).toEqual(before);
  });

  test('C10 G2 what was paid is posted in full, part and charge-back included, and everything adds up', async () => {
    await postJournal(world.db, 900_001, { at: world.now, actor: 'anna' });
    const danish = (await ledgerBalances(world.db)).filter((balance) => balance.creditor === 'dansk');
    expect(danish.reduce((sum, balance) => sum + balance.balance_minor, 0)).toBe(0);
    expect(danish.length).toBeGreaterThan(1);
    const { checks } = await auditTotals(world.db);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
  });
});

describe('files that are wrong', () => {
  const wrong: [string, (good: Buffer) => Buffer, RegExp][] = [
    ['of another data supplier', (good) => change(good, 0, 5, '12345678'), /another data supplier/],
    ['of another creditor', (good) => Buffer.from(good.toString('latin1').replaceAll(pbs, '09999999'), 'latin1'), /another creditor/],
    ['of the test system', (good) => change(good, 0, 13, 'KR9'), /subsystem is not BS1/],
    ['with a wrong sum', (good) => Buffer.from(good.toString('latin1').replace(/(BS092.{37}).{15}/, '$1000000000000001'), 'latin1'), /control totals|net_amount/],
    ['with an unknown transaction code', (good) => Buffer.from(good.toString('latin1').replace(/(BS042.{8})0236/, '$10240'), 'latin1'), /transaction code is not known/],
    ['that is cut off', (good) => good.subarray(0, good.length - 130), /BS992 is missing/],
  ]; // prettier-ignore

  test.each(wrong)('P7 a file %s is not applied before a person has looked', async (_, spoil, problem) => {
    const { lines } = await sent({});
    const [line] = lines as [DanishLine];
    const before = await books();
    const { id, state: fileState } = await receive(spoil(delivery([automatic('0236', of(line))])));
    expect(fileState).toBe('in_doubt');
    expect((await world.activities.lookInboundFile({ id })).problem).toMatch(problem);
    expect(await books()).toEqual(before);
  });

  test('C5 C8 what we send ourselves, and what belongs to another job, is left where it is', async () => {
    await world.putInInbox('mine.txt', file(start('0601'), section('0112'), sectionEnd('0112', {}), end('0601', {})));
    await world.putInInbox(
      'mandates.txt',
      file(start('0603'), section('0212'), sectionEnd('0212', {}), end('0603', {})),
    );
    expect(
      await world.activities.takeFilesIn({ system: 'nets-dansk', wanted: 'payments', actor: 'anna' }),
    ).toMatchObject({ taken: 0, left: 2 });
    expect((await world.inInbox()).filter((name) => name.endsWith('.txt'))).toEqual(['mandates.txt', 'mine.txt']);
  });
});

describe('two systems of Betalingsservice', () => {
  test('C11 while both are active payments are imported for neither, and the other jobs run', async () => {
    await addDanishSystem(world.db, { code: 'nets-basis-dansk', bankDir: world.bankDir, adapter: 'nets-basis' });
    const may = async (system: string, job: 'paymentImport' | 'collectionSend') =>
      world.activities.checkSystem({ system, job });
    for (const system of ['nets-dansk', 'nets-basis-dansk']) {
      expect(await may(system, 'paymentImport')).toMatchObject({
        run: false,
        why: expect.stringContaining('active together') as string,
      });
      expect(await may(system, 'collectionSend')).toEqual({ run: true, why: '' });
    }
    await run(world.db, `UPDATE collection_systems SET active = false WHERE code = 'nets-basis-dansk'`);
    expect(await may('nets-dansk', 'paymentImport')).toEqual({ run: true, why: '' });
    expect(await may('sepa-noord', 'collectionSend')).toEqual({ run: true, why: '' });
  });
});

async function mandateOf(line: DanishLine): Promise<string> {
  const row = await one<{ state: string }>(world.db, 'mandate', 'SELECT state FROM mandates WHERE customer_id = :id', {
    id: line.customerId,
  });
  return row.state;
}

/** Writes over some characters of a line. */
function change(bytes: Buffer, line: number, at: number, text: string): Buffer {
  const lines = bytes.toString('latin1').split('\r\n');
  lines[line] = lines[line]!.slice(0, at) + text + lines[line]!.slice(at + text.length);
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
