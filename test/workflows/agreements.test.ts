import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { giveFiles } from '../../client/files.ts';
import { actOnMandate, create, readMandate } from '../../client/mandates.ts';
import { run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { listSubmissions } from '../../db/submissions.ts';
import { addDane, agreementsOf, delivery0603, delivery0621, notice } from '../support/agreements.ts';
import { insertDanishOffice } from '../support/danishOffice.ts';
import { eventually } from '../support/office.ts';
import { contextOf, testWorkplace } from './workplace.ts';

const office = testWorkplace('agreements');
const system = { system: 'nets-dansk', actor: 'anna' };
let customer = '';
let umr = '';

const context = () => contextOf(office, 'anna');
const agreement = async () => (await agreementsOf(office.db, customer)).at(-1);
const becomes = (state: string, transfer: string) =>
  eventually(agreement, (now) => now?.state === state && now.transfer === transfer, `the agreement becomes ${state}`);
const submissions = () => listSubmissions(office.db, { system: 'nets-dansk' });
const receive = async (name: string, content: Buffer, job: string) => {
  await writeFile(join(office.dir, 'bank/from-bank', name), content);
  return office.runJob(job, system);
};

beforeAll(async () => {
  await insertDanishOffice(office.db, { bankDir: join(office.dir, 'bank') });
  customer = await addDane(office.db);
});

describe('an agreement from here to the payment centre and back', () => {
  test('M12 made by hand it awaits the centre, with no letter and no question', async () => {
    const made = await create(await context(), { customer, scheme: 'BS' });
    umr = made.umr ?? '';
    expect(made.message).toBe(`agreement BS-${customer} is to be sent to the payment centre`);
    expect(await create(await context(), { customer, scheme: 'BS' })).toMatchObject({ done: false });
    const other = await addDane(office.db, { cpr: null });
    const incomplete = await create(await context(), { customer: other, scheme: 'BS' });
    expect(incomplete.message).toMatch(/, but not yet: the CPR or CVR number of the customer is missing$/);
    const one_off = create(await context(), { customer, item: 'F1', scheme: 'BS' });
    await expect(one_off).rejects.toThrow('field item: Betalingsservice has no agreement for a single item');
  });

  test('C5 agreementSend delivers what is complete and reports what is not', async () => {
    const report = await office.runJob('agreementSend', system);
    expect(report.counts).toEqual({ submissions: 1, frozen: 1, incomplete: 1 });
    expect(report.message).toMatch(/^1 agreements in NETS-DANSK-\d{8}-\d+; 1 incomplete; 1 the CPR or CVR number/);
    await becomes('awaiting_bank_registration', 'transferred');
    const [submission] = await submissions();
    expect(submission).toMatchObject({ kind: 'agreements', state: 'delivered', line_count: 1, sum_minor: 0 });
    const name = (await readdir(join(office.dir, 'bank/to-bank'))).find((file) => file.startsWith('NETS-DANSK'));
    expect(await readFile(join(office.dir, 'bank/to-bank', name ?? ''), 'latin1')).toContain(customer);
    expect((await office.runJob('agreementSend', system)).message).toMatch(/^nothing to send; 1 incomplete/);
  });

  test('C8 the echo acknowledges the file', async () => {
    await receive('D26030101.BS1', delivery0621([[customer, '011000']]), 'collectionStatus');
    await eventually(submissions, ([row]) => row?.state === 'acknowledged', 'the submission is acknowledged');
  });

  test('C6 the centre registers it: active, and the file reconciled without posting', async () => {
    const report = await receive('D26030201.BS1', delivery0603([notice('0231', customer, '501')]), 'agreementImport');
    expect(report.counts).toMatchObject({ found: 1, taken: 1, matched: 0 });
    await becomes('active', 'confirmed');
    await eventually(submissions, ([row]) => row?.state === 'reconciled', 'the submission is reconciled');
    const [row] = await submissions();
    expect(await office.client.workflow.getHandle(`submission/${row?.message_id}`).result()).toBe('reconciled');
  });

  test('M12 withdrawn here it goes as a cancellation; 0603 given by hand confirms it', async () => {
    await actOnMandate(await context(), { umr }, 'withdraw', 'the customer asks');
    await becomes('withdrawn', 'to_transfer');
    await office.runJob('agreementSend', system);
    await becomes('withdrawn', 'transferred');
    const path = join(office.dir, 'ended.txt');
    await writeFile(path, delivery0603([notice('0233', customer, '501', '100326')], { id: '0000000043' }));
    expect(await giveFiles(await context(), 'nets-dansk', [path])).toMatchObject([{ message: 'taken in' }]);
    await becomes('withdrawn', 'confirmed');
    const { mandate, history } = await readMandate(await context(), { umr });
    expect(mandate).toMatchObject({ agreement_number: '000000501', agreement_until: '2026-03-10', data_status: 'ok' });
    expect(history.map((line) => line.to_state)).toEqual(['awaiting_bank_registration', 'active', 'withdrawn']);
  });

  test('C1 what we send ourselves is not taken back by hand, a receipt is', async () => {
    const [sent] = (await readdir(join(office.dir, 'bank/to-bank'))).filter((file) => file.startsWith('NETS-DANSK'));
    const receipt = join(office.dir, 'V26030301.BS1');
    await writeFile(receipt, 'alt vel');
    const given = await giveFiles(await context(), 'nets-dansk', [join(office.dir, 'bank/to-bank', sent ?? ''), receipt]); // prettier-ignore
    expect(given.map((file) => file.message)).toEqual([
      'no file of statuses, payments, agreements or receipts: "incasso files inspect" says what it is',
      'taken in',
    ]);
    await office.instruction('receipt_unmatched', given[1]?.id ?? 0);
    expect((await listInstructions(office.db)).map((row) => row.cause)).toEqual(['receipt_unmatched']);
  });

  test('C8 an answer that a person reads in a receipt wakes the submission that waits for it', async () => {
    await run(office.db, `UPDATE customers SET cpr_cvr = '12345674' WHERE cpr_cvr IS NULL`);
    await office.runJob('agreementSend', system);
    await eventually(submissions, ([row]) => row?.state === 'delivered', 'the submission is delivered');
    const report = await receive('V26030401.BS1', Buffer.from('afvist: forkert debitorgruppe'), 'collectionStatus');
    expect(report.counts).toMatchObject({ taken: 1 });
    const [row] = await submissions();
    const instruction = await eventually(
      () => listInstructions(office.db, { cause: 'receipt_to_judge' }),
      (rows) => rows.length === 1,
      'the receipt is shown',
    );
    await office.decide(instruction[0]?.id ?? 0, 'rejected', 'wrong debtor group');
    await office.becomes(row?.message_id ?? '', 'rejected');
    expect(await office.client.workflow.getHandle(`submission/${row?.message_id}`).result()).toBe('rejected');
  });
});
