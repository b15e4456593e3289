import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { listAgreementLines } from '../../db/agreementFreeze.ts';
import { inTransaction, one, run } from '../../db/connection.ts';
import { listLines } from '../../db/instructionLines.ts';
import { listInstructions } from '../../db/instructions.ts';
import { makeOne } from '../../db/mandateMaking.ts';
import {
  findMandate,
  findMandateById,
  reactivateMandate,
  transferMandate,
  withdrawMandate,
} from '../../db/mandates.ts';
import { auditTotals } from '../../db/totals.ts';
import { file, n, pbs, rec, section, start, supplier, x, zeros } from '../formats/nets/bsLines.ts';
import {
  addDane,
  addDanishAccount,
  agreementsOf,
  danishIban,
  delivery0603,
  delivery0621,
  notice,
} from '../support/agreements.ts';
import { addDanishLine } from '../support/danishOffice.ts';
import { decideAs } from '../support/deciding.ts';
import { freeze } from '../support/lines.ts';
import { receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('agreement_send', { danish: 'nets-basis' });
const { carryOn, effects } = receivingIn(world, 'nets-dansk');
let runs = 5000;
let files = 0;

const stamp = () => ({ at: world.now, actor: 'anna' });

/** Makes an agreement here. @returns its reference. */
async function made(customer: string): Promise<string> {
  const { id } = await one<{ id: number }>(world.db, 'customer', 'SELECT id FROM customers WHERE number = :customer', {
    customer,
  });
  const wanted = { customer_id: id, item_id: null, scheme: 'BS' } as const;
  expect(await inTransaction(world.db, (trx) => makeOne(trx, wanted, { ...stamp(), reason: 'by hand' }))).toBe(1);
  return (await agreementsOf(world.db, customer)).at(-1)?.umr ?? '';
}

const frozen = (job_run_id = (runs += 1)) =>
  world.activities.freezeAgreements({ system: 'nets-dansk', job_run_id, actor: 'anna' });

/** Freezes, writes and delivers what is to be sent. */
async function sent(): Promise<{ id: number; message: string; name: string }> {
  const { submission } = await frozen();
  if (!submission) throw new Error('nothing was frozen');
  await world.activities.writeSubmission({ id: submission.id });
  await world.activities.deliverSubmission({ id: submission.id });
  return { id: submission.id, message: submission.message_id, name: `${submission.message_id}.txt` };
}

/** A customer with an agreement whose registration was delivered. */
async function registering(): Promise<{ customer: string; umr: string; id: number; message: string; name: string }> {
  const customer = await addDane(world.db);
  const umr = await made(customer);
  return { customer, umr, ...(await sent()) };
}

async function received(content: string | Buffer, name?: string): Promise<number> {
  files += 1;
  await world.putInInbox(name ?? `D2603${files}01.BS1`, content);
  for (const wanted of ['agreements', 'status', 'payments'] as const) {
    await world.activities.takeFilesIn({ system: 'nets-dansk', wanted, actor: 'anna' });
  }
  const { id } = await one<{ id: number }>(world.db, 'file', 'SELECT max(id) AS id FROM inbound_files');
  await carryOn(id);
  return id;
}

const confirmed = (...records: string[]) =>
  received(delivery0603(records, { id: String(900 + files).padStart(10, '0') }));
const now = async (customer: string) => (await agreementsOf(world.db, customer)).at(-1);
const state = async (id: number) => (await world.activities.lookSubmission({ id })).state;
const outcomes = async (id: number) => (await listAgreementLines(world.db, id)).map((line) => line.outcome);
const withdraw = async (umr: string) =>
  withdrawMandate(world.db, (await findMandate(world.db, umr)).id, { ...stamp(), reason: 'the customer asks' });
const transferAgain = async (umr: string) => transferMandate(world.db, (await findMandate(world.db, umr)).id, stamp());
const open = async () => (await listInstructions(world.db)).map((row) => row.cause);
const decide = async (cause: string, outcome: string, reason = 'looked') => {
  const [row] = (await listInstructions(world.db)).filter((each) => each.cause === cause);
  await decideAs(world.db, row?.id ?? 0, { actor: 'anna', outcome, reason }, world.now);
};

describe('C5 agreements that start and end here', () => {
  test('C5 the file is what its lines say, to the byte: registrations, then cancellations', async () => {
    const [first, second] = [await addDane(world.db, { number: '00B1', ibans: ['DK5000400440116243'] }), await addDane(world.db, { cpr: '0101701234' })]; // prettier-ignore
    const ended = await addDane(world.db);
    await confirmed(notice('0231', ended, '401'));
    await withdraw((await now(ended))?.umr ?? '');
    await made(first);
    await made(second);
    const { id, name } = await sent();
    const owner = (customer: string): [number, number, string][] => [
      [6, 13, pbs],
      [18, 20, '000'],
      [21, 25, '00001'],
      [26, 40, x(customer.replace(/^0+/, ''), 15)],
    ];
    const registration = (customer: string, cpr: string, account: string) =>
      rec('042', ...owner(customer), [14, 17, '0200'], zeros(41, 61), [62, 71, n(cpr, 10)], [82, 85, '0040'], [90, 99, account],
        zeros(110, 114)); // prettier-ignore
    const { iban } = await one<{ iban: string }>(
      world.db,
      'account',
      'SELECT a.iban FROM bank_accounts a JOIN customers u ON u.id = a.customer_id WHERE u.number = :second',
      { second },
    );
    const text = await readFile(join(world.bankDir, 'to-bank', name), 'latin1');
    const lines = text.split('\r\n');
    expect(lines.filter((line) => line.startsWith('BS042'))).toEqual([
      registration(first, '12345674', '0440116243'),
      registration(second, '0101701234', iban.slice(8)),
      rec('042', ...owner(ended), [14, 17, '0257'], [41, 49, '000000401'], zeros(50, 128)),
    ]);
    expect(lines[0]?.slice(0, 30)).toBe(`BS002${supplier}BS10605${n(id, 10)}`);
    expect(lines.filter((line) => line.startsWith('BS012')).map((line) => line.slice(13, 17))).toEqual([
      '0120',
      '0126',
    ]);
    expect(await now(first)).toMatchObject({ state: 'awaiting_bank_registration', transfer: 'transferred' });
    expect(await now(ended)).toMatchObject({ state: 'withdrawn', transfer: 'transferred' });
    await confirmed(notice('0231', 'B1', '411'), notice('0231', second, '412'), notice('0233', ended, '401', '020326'));
    expect(await outcomes(id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(await state(id)).toBe('reconciled');
  });

  test('C5 what is incomplete is not sent, and says what is missing; mended it goes', async () => {
    const noCpr = await made(await addDane(world.db, { cpr: null }));
    const foreign = await made(await addDane(world.db, { ibans: ['NL91ABNA0417164300'] }));
    const two = await made(await addDane(world.db, { ibans: [danishIban(1), danishIban(2)] }));
    const small = await made(await addDane(world.db, { number: 'small' }));
    const { submission, incomplete } = await frozen();
    expect(submission).toBeUndefined();
    expect(incomplete).toEqual([
      { reason: 'the CPR or CVR number of the customer is missing', count: 1, references: [noCpr] },
      { reason: 'the customer has no Danish account, or more than one', count: 2, references: [foreign, two] },
      { reason: 'the customer number cannot stand in a file of Betalingsservice', count: 1, references: [small] },
    ]);
    const before = await findMandate(world.db, foreign);
    expect(before).toMatchObject({ data_status: 'incomplete', transfer_status: 'to_transfer' });
    await addDanishAccount(world.db, before.customer_id, danishIban(3));
    expect(await findMandate(world.db, foreign)).toMatchObject({ data_status: 'ok', data_problem: null });
    expect((await frozen()).submission?.line_count).toBe(1);
    await run(
      world.db,
      `UPDATE mandates SET transfer_status = 'not_to_transfer' WHERE transfer_status = 'to_transfer'`,
    );
    await run(world.db, `UPDATE agreement_lines SET outcome = 'released' WHERE outcome IS NULL`);
    await run(world.db, `UPDATE submissions SET state = 'withdrawn' WHERE state = 'frozen'`);
  });

  test('C5 a run freezes once, and an agreement stands in one open file only', async () => {
    await made(await addDane(world.db));
    const first = await frozen(77_001);
    expect(await frozen(77_001)).toEqual({ ...first, incomplete: [], wake: [] });
    expect((await frozen()).submission).toBeUndefined();
    const both = await Promise.all([made(await addDane(world.db)), made(await addDane(world.db))]);
    const reports = await Promise.all([frozen(), frozen()]);
    expect(both).toHaveLength(2);
    expect(reports.map((report) => report.submission?.line_count ?? 0).sort()).toEqual([0, 2]);
  });

  test('C5 written again after a crash it is the same file, and no other', async () => {
    await made(await addDane(world.db));
    const { submission } = await frozen();
    const id = submission?.id ?? 0;
    const writeAgain = async () => {
      await run(world.db, `UPDATE submissions SET state = 'frozen' WHERE id = :id`, { id });
      await world.activities.writeSubmission({ id });
    };
    await world.activities.writeSubmission({ id });
    await writeAgain();
    await run(world.db, `UPDATE agreement_lines SET cpr_cvr = '87654321' WHERE submission_id = :id`, { id });
    await expect(writeAgain()).rejects.toThrow('written again with hash');
    await run(world.db, `UPDATE submissions SET state = 'withdrawn' WHERE id = :id`, { id });
  });

  test('C5 withdrawn before delivery it is held until somebody sends it again', async () => {
    const customer = await addDane(world.db);
    const umr = await made(customer);
    const { submission } = await frozen();
    const id = submission?.id ?? 0;
    await world.activities.decideSubmission({ id, action: 'withdraw', by: { actor: 'anna', reason: 'wrong account' } });
    expect(await outcomes(id)).toEqual(['released']);
    expect(await now(customer)).toMatchObject({ state: 'awaiting_bank_registration', transfer: 'not_to_transfer' });
    expect((await frozen()).submission).toBeUndefined();
    expect((await transferAgain(umr)).message).toBe(`mandate ${umr} is sent to the payment centre again`);
    expect(await transferAgain(umr)).toMatchObject({ done: false });
    expect((await frozen()).submission?.line_count).toBe(1);
  });

  test('M12 withdrawn before the payment centre answered, it is ended as soon as it has a number', async () => {
    const { customer, umr, id } = await registering();
    expect(await withdraw(umr)).toMatchObject({ done: true, wake: [] });
    expect(await now(customer)).toMatchObject({ state: 'withdrawn', transfer: 'to_transfer' });
    expect((await frozen()).submission).toBeUndefined();
    await confirmed(notice('0231', customer, '421'));
    expect(await state(id)).toBe('reconciled');
    expect(await now(customer)).toMatchObject({ state: 'withdrawn', number: '000000421', transfer: 'to_transfer' });
    const cancelling = await sent();
    expect(await now(customer)).toMatchObject({ transfer: 'transferred' });
    await confirmed(notice('0233', customer, '421', '100326'));
    expect(await now(customer)).toMatchObject({ state: 'withdrawn', until: '2026-03-10', transfer: 'confirmed' });
    expect(await state(cancelling.id)).toBe('reconciled');
  });

  test('M12 withdrawn while its file waits, it goes out as it was frozen and is ended afterwards', async () => {
    const customer = await addDane(world.db);
    const umr = await made(customer);
    const { submission } = await frozen();
    const id = submission?.id ?? 0;
    expect((await withdraw(umr)).message).toContain(`it stands in ${submission?.message_id} (frozen)`);
    await world.activities.writeSubmission({ id });
    await world.activities.deliverSubmission({ id });
    expect(await now(customer)).toMatchObject({ state: 'withdrawn', transfer: 'to_transfer' });
  });

  test('M12 one that the payment centre never heard of is withdrawn without a word', async () => {
    const customer = await addDane(world.db);
    await withdraw(await made(customer));
    expect(await now(customer)).toMatchObject({ state: 'withdrawn', transfer: 'not_to_transfer' });
    await made(customer);
    expect((await agreementsOf(world.db, customer)).map((each) => each.umr)).toEqual([`BS-${customer}`, `BS-${customer}-2`]); // prettier-ignore
    await withdraw(`BS-${customer}-2`);
  });

  test('M12 what only the payment centre can do is refused with a sentence', async () => {
    const customer = await addDane(world.db);
    await confirmed(notice('0231', customer, '431'));
    const { id } = await findMandate(world.db, (await now(customer))?.umr ?? '');
    const signature = { signed_on: '2026-03-01' };
    await expect(reactivateMandate(world.db, id, signature, stamp())).rejects.toThrow(
      'is an agreement of Betalingsservice: it cannot be signed again here (allowed: withdraw, suspend, resume, transfer)',
    );
    await expect(transferMandate(world.db, id, stamp())).rejects.toThrow('is active: it cannot be sent');
    expect(await findMandateById(world.db, id)).toMatchObject({ state: 'active', transfer_status: 'confirmed' });
  });
});

describe('C8 receipts', () => {
  test('C8 an echo in the list of errors refuses the agreement; corrected it is sent again', async () => {
    const { customer, umr, id } = await registering();
    const receipt = await received(delivery0621([[customer, '031234']]));
    expect(await effects(receipt)).toEqual([{ effect: 'rejected', reason: 'errors: text 031234' }]);
    expect(await now(customer)).toMatchObject({ state: 'awaiting_bank_registration', transfer: 'refused' });
    expect(await state(id)).toBe('rejected');
    const [instruction] = await listInstructions(world.db);
    expect(instruction).toMatchObject({ cause: 'registration_remarks', facts: { refused: 1, remarks: 0, unread: 0 } });
    expect((await listLines(world.db, instruction?.id ?? 0, 10)).map((line) => line.note)).toEqual(['errors: text 031234']); // prettier-ignore
    expect((await frozen()).submission).toBeUndefined();
    await transferAgain(umr);
    await sent();
    await confirmed(notice('0231', customer, '441'));
    expect(await now(customer)).toMatchObject({ state: 'active', transfer: 'confirmed' });
  });

  test('C8 control and remarks acknowledge the file; only remarks are shown to a person', async () => {
    const { customer, id } = await registering();
    await received(delivery0621([[customer, '011000']]));
    expect(await state(id)).toBe('acknowledged');
    expect(await open()).toEqual([]);
    await received(delivery0621([[customer, '022000']]));
    expect(await open()).toEqual(['registration_remarks']);
    expect(await now(customer)).toMatchObject({ transfer: 'transferred' });
    await confirmed(notice('0231', customer, '451'));
    expect(await state(id)).toBe('reconciled');
  });

  test('C8 some refused, others confirmed: partly rejected, then reconciled', async () => {
    const [one_, two] = [await addDane(world.db), await addDane(world.db)];
    await made(one_);
    await made(two);
    const { id } = await sent();
    await received(delivery0621([[one_, '031111']]));
    expect(await state(id)).toBe('partly_rejected');
    await confirmed(notice('0231', two, '461'));
    expect(await state(id)).toBe('reconciled');
    expect(await outcomes(id)).toEqual(['refused', 'confirmed']);
  });

  test('C8 an echo of an agreement that is not ours changes nothing, and a refusal is shown all the same', async () => {
    const receipt = await received(delivery0621([['31415', '031111']]));
    expect(await effects(receipt)).toEqual([{ effect: 'noted', reason: 'no registration of ours awaits an answer' }]);
    expect(await open()).toEqual(['registration_remarks']);
  });

  test('C8 a receipt of validation is shown as text, and a person says that the file was accepted', async () => {
    const { id, name, message } = await registering();
    await received(`VALIDERINGSKVITTERING\r\nfil ${name} modtaget\r\n0 fejl\r\n`, 'V26030101.BS1');
    const [instruction] = await listInstructions(world.db);
    expect(instruction).toMatchObject({ cause: 'receipt_to_judge', subject_workflow: `submission/${message}` });
    expect(instruction?.facts['reason']).toContain('0 fejl');
    expect(await state(id)).toBe('delivered');
    world.woken = [];
    await decide('receipt_to_judge', 'accepted');
    expect(await state(id)).toBe('acknowledged');
    expect(await open()).toEqual([]);
  });

  test('C8 refused as a whole: the agreements are refused, and nothing else is asked about it any more', async () => {
    const { id, customer } = await registering();
    await received(`AFVIST ${n(id, 10)}`, 'V26030102.BS1');
    await received(`AFVIST igen ${n(id, 10)}`, 'V26030103.BS1');
    expect(await open()).toEqual(['receipt_to_judge', 'receipt_to_judge']);
    await decide('receipt_to_judge', 'rejected');
    expect(await state(id)).toBe('rejected');
    expect(await now(customer)).toMatchObject({ state: 'awaiting_bank_registration', transfer: 'refused' });
  });

  test('C8 a delivery of collections that a person reads as refused is released, as a silent one', async () => {
    world.now = '2026-01-15T08:00:00.000Z';
    const line = await addDanishLine(world.db);
    const [submission] = (await freeze(world.db, world.now, { system: 'nets-dansk' })).submissions;
    const id = submission?.id ?? 0;
    await world.activities.writeSubmission({ id });
    await world.activities.deliverSubmission({ id });
    world.now = '2026-03-02T08:00:00.000Z';
    await received(`total-fil på basis-aftale: ${n(id, 10)}`, 'V26030104.BS1');
    await decide('receipt_to_judge', 'rejected');
    expect(await state(id)).toBe('rejected');
    const { state: lineState } = await one<{ state: string }>(world.db, 'line', 'SELECT state FROM collections WHERE id = :id', { id: line.collection }); // prettier-ignore
    expect(lineState).toBe('rejected');
  });

  test('C8, C12 a receipt of transmission that names the file settles a doubt, and a person reads it', async () => {
    const customer = await addDane(world.db);
    await made(customer);
    const { submission } = await frozen();
    const id = submission?.id ?? 0;
    await world.activities.writeSubmission({ id });
    world.faults.exchange = (real) => ({
      ...real,
      rename: () => Promise.reject(new Error('connection lost')),
      look: () => Promise.resolve('not_seen'),
    });
    await expect(world.activities.deliverSubmission({ id })).rejects.toThrow();
    await world.activities.deliverSubmission({ id });
    world.faults = {};
    expect(await state(id)).toBe('unknown');
    await received('modtaget 0000000009', 'T26030101.BS1');
    expect(await state(id)).toBe('unknown');
    await received(`modtaget ${n(id, 10)}`, 'T26030102.BS1');
    expect(await state(id)).toBe('delivered');
    expect(await now(customer)).toMatchObject({ transfer: 'transferred' });
    expect((await open()).sort()).toEqual(['receipt_to_judge', 'receipt_unmatched']);
  });

  test('C8 a receipt that belongs to nothing is kept and shown', async () => {
    await run(world.db, `UPDATE submissions SET state = 'withdrawn' WHERE state NOT IN ('rejected', 'reconciled')`);
    const id = await received('uden indhold', 'V26030105.BS1');
    expect(await effects(id)).toEqual([{ effect: 'noted', reason: 'names no delivery of ours' }]);
    expect(await open()).toEqual(['receipt_unmatched']);
  });

  test('C8 a receipt with the name of one and the content of a delivery is what its content says', async () => {
    const customer = await addDane(world.db);
    const id = await received(delivery0603([notice('0231', customer, '471')], { id: '0000000471' }), 'V26030106.BS1');
    expect((await effects(id)).map((match) => match.effect)).toEqual(['created']);
  });

  test('C8 a damaged 0621 is not applied before a person has looked', async () => {
    const id = await received(file(start('0621'), section('0120')), 'D26030107.BS1');
    expect((await world.activities.lookInboundFile({ id })).state).toBe('in_doubt');
  });
});

test('G6 the totals agree after all of it', async () => {
  for (const check of (await auditTotals(world.db)).checks) expect(check).toMatchObject({ ok: true });
});
