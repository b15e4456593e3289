import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { applyFile } from '../../db/applying.ts';
import { many, one, run } from '../../db/connection.ts';
import { customerTable } from '../../db/imports/customers.ts';
import { importRows } from '../../db/imports/importRows.ts';
import { listLines } from '../../db/instructionLines.ts';
import { listInstructions } from '../../db/instructions.ts';
import { listWaitingAgreements } from '../../db/mandateLists.ts';
import { checkRow } from '../../domain/imports/checkRow.ts';
import { customerRules } from '../../domain/imports/customers.ts';
import { addDane, agreementsOf, delivery0603, notice, register } from '../support/agreements.ts';
import { addDanishLine, danishLineNow } from '../support/danishOffice.ts';
import { receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('agreement_import', { danish: 'nets-basis' });
const { carryOn, effects, asked } = receivingIn(world, 'nets-dansk');
let files = 0;

/** Takes a file in as agreement-import does. */
async function received(content: Buffer): Promise<number> {
  files += 1;
  await world.putInInbox(`D26030${files}01-603.BS1`, content);
  await world.activities.takeFilesIn({ system: 'nets-dansk', wanted: 'agreements', actor: 'anna' });
  const { id } = await one<{ id: number }>(world.db, 'file', 'SELECT max(id) AS id FROM inbound_files');
  expect(await carryOn(id)).toBe('applied');
  return id;
}

const changes = (...records: string[]) =>
  received(delivery0603(records, { id: String(files + 100).padStart(10, '0') }));
const now = (customer: string) => agreementsOf(world.db, customer);
const waiting = async () => (await listWaitingAgreements(world.db, { creditor: 'dansk', limit: 100 })).map((line) => [line.customer_number, line.reason]); // prettier-ignore
const effectsOf = async (file: number) => (await effects(file)).map((match) => match.effect);

/** A customer comes in by the import of customers. */
async function importCustomer(number: string): Promise<void> {
  const fields = {
    creditor: 'dansk', number, name: 'Dane', email: '', language: 'da', country: 'DK', street: '', building: '', postcode: '', town: '',
    collect_automatically: 'yes', mandate_required_per_invoice: 'no',
  }; // prettier-ignore
  const { row, findings } = checkRow(customerRules, 2, fields);
  if (row === undefined) throw new Error(JSON.stringify(findings));
  const rows = (async function* () {
    yield await Promise.resolve({ line: 2, row });
  })();
  const outcome = await importRows(world.db, customerTable, rows, {
    stamp: { at: world.now, actor: 'anna' },
    dryRun: false,
  });
  expect(outcome).toMatchObject({ added: 1, refused: 0 });
}

describe('C6 agreements made at the payment centre', () => {
  test('C6 one is made for the customer, whatever zeros stand before the number', async () => {
    const plain = await addDane(world.db);
    const zeros = await addDane(world.db, { number: '000777' });
    const file = await changes(notice('0231', plain, '111', '010326'), notice('0230', '777', '112', '020326'));
    expect(await effectsOf(file)).toEqual(['created', 'created']);
    expect(await now(plain)).toMatchObject([
      { umr: `BS-${plain}`, state: 'active', number: '000000111', transfer: 'confirmed', since: '2026-03-01', until: null },
    ]); // prettier-ignore
    expect(await now(zeros)).toMatchObject([{ umr: 'BS-000777', state: 'active', number: '000000112' }]);
    expect(await asked()).toEqual([]);
  });

  test('C6 the same said again changes nothing, and the same file is known', async () => {
    const customer = await addDane(world.db);
    const record = notice('0231', customer, '121');
    await changes(record);
    const before = await now(customer);
    expect(await effectsOf(await changes(record))).toEqual(['met_again']);
    expect(await now(customer)).toEqual(before);
  });

  test.each([
    ['0232', 'ended by the bank of the debtor on 2026-03-05'],
    ['0233', 'ended by the creditor on 2026-03-05'],
    ['0234', 'ended by Betalingsservice on 2026-03-05'],
  ])('C6 code %s ends it, and its history says who ended it', async (code, reason) => {
    const customer = await addDane(world.db);
    await changes(notice('0231', customer, '131'));
    const file = await changes(notice(code, customer, '131', '050326'));
    expect(await effectsOf(file)).toEqual(['ended']);
    expect(await now(customer)).toMatchObject([{ state: 'withdrawn', until: '2026-03-05', transfer: 'confirmed' }]);
    const [last] = await many<{ reason: string }>(
      world.db,
      `SELECT reason FROM transitions WHERE subject_kind = 'mandate' ORDER BY id DESC LIMIT 1`,
    );
    expect(last?.reason).toBe(reason);
  });

  test('C6 what a file says of one customer happens in the order of its dates', async () => {
    const [moved, short, back] = [await addDane(world.db), await addDane(world.db), await addDane(world.db)];
    await changes(notice('0231', moved, '141', '010126'));
    await changes(
      notice('0231', moved, '142', '010326'),
      notice('0232', moved, '141', '280226'),
      notice('0232', short, '143', '050326'),
      notice('0231', short, '143', '010326'),
      notice('0231', back, '144', '010126'),
      notice('0232', back, '144', '010226'),
      notice('0231', back, '144', '010326'),
    );
    expect(await now(moved)).toMatchObject([
      { state: 'withdrawn', number: '000000141' },
      { state: 'active', number: '000000142' },
    ]);
    expect(await now(short)).toMatchObject([{ state: 'withdrawn', number: '000000143' }]);
    expect(await now(back)).toMatchObject([{ state: 'active', since: '2026-03-01', until: null }]);
  });

  test('C6 files that come late or out of order do not bring an ended agreement back', async () => {
    const customer = await addDane(world.db);
    await changes(notice('0232', customer, '151', '050326'));
    const late = await changes(notice('0231', customer, '151', '010326'));
    expect(await effects(late)).toEqual([{ effect: 'noted', reason: 'it is withdrawn, ended on 2026-03-05' }]);
    await changes(notice('0231', customer, '152', '100326'));
    const older = await changes(notice('0231', customer, '150', '010126'));
    expect(await effectsOf(older)).toEqual(['noted']);
    expect((await now(customer)).map((one) => [one.number, one.state])).toEqual([
      ['000000151', 'withdrawn'],
      ['000000152', 'active'],
    ]);
  });

  test('C6 a new agreement takes the place of the old one, whose end may come later', async () => {
    const customer = await addDane(world.db);
    await changes(notice('0231', customer, '161', '010126'));
    await changes(notice('0231', customer, '162', '010326'));
    expect(await effectsOf(await changes(notice('0232', customer, '161', '280226')))).toEqual(['met_again']);
    expect((await now(customer)).map((one) => [one.number, one.state])).toEqual([
      ['000000161', 'superseded'],
      ['000000162', 'active'],
    ]);
  });

  test('C6 an agreement on electronic slips is noted and no mandate', async () => {
    const customer = await addDane(world.db);
    const file = await received(delivery0603([notice('0230', customer, '171')], { code: '0219' }));
    expect(await effectsOf(file)).toEqual(['noted']);
    expect(await now(customer)).toEqual([]);
  });

  test('C6 an ended agreement undoes nothing that is in flight', async () => {
    const line = await addDanishLine(world.db, { agreement: { number: '000000181' } });
    await run(world.db, `UPDATE collections SET state = 'in_flight' WHERE id = :id`, { id: line.collection });
    await changes(notice('0232', line.customer, '181', '050326'));
    expect((await now(line.customer))[0]?.state).toBe('withdrawn');
    expect((await danishLineNow(world.db, line))?.state).toBe('in_flight');
  });

  test('C6 a crash before the commit leaves nothing, and the file is applied once', async () => {
    const customer = await addDane(world.db);
    await world.putInInbox('crash-603.BS1', delivery0603([notice('0231', customer, '191')], { id: '0000000191' }));
    await world.activities.takeFilesIn({ system: 'nets-dansk', wanted: 'agreements', actor: 'anna' });
    const { id } = await one<{ id: number }>(world.db, 'file', 'SELECT max(id) AS id FROM inbound_files');
    await world.activities.stageInboundFile({ id });
    const tell = () => Promise.reject(new Error('killed'));
    const plan = { tell, actionFor: () => ({ mandate: 'keep', item: 'person' }) as never, retryDueOn: '2026-03-16' };
    await expect(applyFile(world.db, id, plan, { at: world.now, actor: 'test' })).rejects.toThrow('killed');
    expect(await now(customer)).toEqual([]);
    await world.activities.applyInboundFile({ id });
    await world.activities.applyInboundFile({ id });
    expect(await now(customer)).toHaveLength(1);
    expect(await effectsOf(id)).toEqual(['created']);
  });
});

type Event = { number: string; code: '0231' | '0232' };

/** What events in the order of their days leave of each agreement: one lives at a time, and what was superseded stays so. */
function modelOf(events: readonly Event[]): Record<string, string> {
  const states: Record<string, string> = {};
  for (const { number, code } of events) {
    const living = Object.keys(states).find((other) => states[other] === 'active');
    if (code === '0232') {
      if (states[number] === undefined || states[number] === 'active') states[number] = 'withdrawn';
    } else if (states[number] === undefined) {
      if (living !== undefined) states[living] = 'superseded';
      states[number] = 'active';
    } else if (states[number] === 'withdrawn' && living === undefined) states[number] = 'active';
  }
  return states;
}

const event = fc.record({ number: fc.constantFrom('1', '2', '3'), code: fc.constantFrom('0231', '0232') });
const history = fc.array(event, { minLength: 1, maxLength: 8 }) as fc.Arbitrary<Event[]>;

test('C6 random histories end as their days say, whatever the order in a file and however they are divided into files', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat(1000)), fc.nat(8), async (events, order, cut) => {
      const customer = await addDane(world.db);
      const records = events.map(({ number, code }, day) => ({
        day,
        place: order.next().value as number,
        text: notice(code, customer, number, `0${day + 1}0326`),
      }));
      const shuffled = (part: typeof records) =>
        [...part].sort((a, b) => a.place - b.place).map((record) => record.text);
      for (const part of [records.slice(0, cut), records.slice(cut)])
        if (part.length > 0) await changes(...shuffled(part));
      const left = Object.fromEntries((await now(customer)).map((one) => [String(Number(one.number)), one.state]));
      expect(left).toEqual(modelOf(events));
    }),
    { numRuns: 25, seed: 603 },
  );
});

describe('C6 the work list', () => {
  test('C6 what has no customer waits with its reason, and a person is told once for a file', async () => {
    const file = await changes(notice('0231', '9001', '201', '010326'), notice('0231', '9002', '202'));
    expect(await effectsOf(file)).toEqual([null, null]);
    expect(await waiting()).toEqual([
      ['9001', 'no customer has this number'],
      ['9002', 'no customer has this number'],
    ]);
    const [line] = await listWaitingAgreements(world.db, { creditor: 'dansk', limit: 1 });
    expect(line).toMatchObject({ agreement_number: '000000201', event: 'registered', effective_on: '2026-03-01', since: world.now }); // prettier-ignore
    expect(line?.file).toMatch(/-603\.BS1$/);
    const [instruction] = await listInstructions(world.db);
    expect(instruction).toMatchObject({ cause: 'agreements_unmatched', creditor: 'dansk', line_count: 2 });
    expect(instruction?.facts).toMatchObject({ count: 2, reason: '2 no customer has this number' });

    await importCustomer('9001');
    expect(await now('9001')).toMatchObject([{ state: 'active', number: '000000201', since: '2026-03-01' }]);
    expect(await waiting()).toEqual([['9002', 'no customer has this number']]);
    expect(await asked()).toHaveLength(1);
    await importCustomer('009002');
    expect(await now('009002')).toMatchObject([{ state: 'active', number: '000000202' }]);
    expect(await waiting()).toEqual([]);
    expect(await asked()).toEqual([]);
  });

  test('C6 two customers with the number but for zeros wait, and are named', async () => {
    await addDane(world.db, { number: '9100' });
    await addDane(world.db, { number: '09100' });
    await changes(notice('0231', '9100', '211'));
    expect(await waiting()).toEqual([
      ['9100', 'several customers have this number but for leading zeros: 09100, 9100'],
    ]);
    await world.activities.retryWaitingAgreements({ system: 'nets-dansk', actor: 'anna' });
    expect(await waiting()).toHaveLength(1);
    await run(world.db, `UPDATE customers SET number = 'X9100' WHERE number = '09100'`);
    const { matched } = await world.activities.retryWaitingAgreements({ system: 'nets-dansk', actor: 'anna' });
    expect(matched).toBe(1);
    expect(await now('9100')).toMatchObject([{ state: 'active', number: '000000211' }]);
  });

  test('C6 what waited is applied in the order of its dates, over several files', async () => {
    await changes(notice('0232', '9200', '221', '050326'));
    await changes(notice('0231', '9200', '221', '010326'));
    await importCustomer('9200');
    expect(await now('9200')).toMatchObject([{ state: 'withdrawn', number: '000000221', until: '2026-03-05' }]);
  });

  test('C6 a code that is not known is left to a person and is never applied', async () => {
    const customer = await addDane(world.db);
    await changes(notice('0299', customer, '231'));
    expect((await listInstructions(world.db)).map((row) => row.facts['reason'])).toEqual(['1 code 0299 is not known']);
    const again = await world.activities.retryWaitingAgreements({ system: 'nets-dansk', actor: 'anna' });
    expect(again).toEqual({ matched: 0 });
    expect(await now(customer)).toEqual([]);
  });
});

describe('C6 a full register', () => {
  test('C6 makes what is missing here, and leaves what is missing there to a person', async () => {
    await run(world.db, `UPDATE mandates SET state = 'expired' WHERE scheme = 'BS' AND state = 'active'`);
    const [known, absent, ended, fresh] = await Promise.all([1, 2, 3, 4].map(() => addDane(world.db)));
    await changes(notice('0231', known!, '301'), notice('0231', absent!, '302'), notice('0231', ended!, '303'));
    await changes(notice('0232', ended!, '303', '050326'));
    const file = await received(register(notice('0230', known!, '301'), notice('0230', ended!, '303'), notice('0230', fresh!, '304'))); // prettier-ignore
    expect(await effectsOf(file)).toEqual(['met_again', 'noted', 'created']);
    expect((await now(absent!))[0]?.state).toBe('active');
    expect((await now(ended!))[0]?.state).toBe('withdrawn');
    const [instruction] = await listInstructions(world.db);
    expect(instruction).toMatchObject({ cause: 'agreements_differ', line_count: 2 });
    const lines = await listLines(world.db, instruction?.id ?? 0, 10);
    expect(lines.map((line) => line.note).sort()).toEqual([
      'active here, not in the register of the payment centre',
      'ended here, active in the register of the payment centre',
    ]);
  });
});
