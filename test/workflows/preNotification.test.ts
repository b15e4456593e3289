import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { listCollections } from '../../db/collections.ts';
import { many, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { target2 } from '../../domain/calendars/target2.ts';
import { addDays, localDate, localTimeToInstant } from '../../domain/dates.ts';
import { addLine } from '../support/lines.ts';
import { type Mail, readMail } from '../support/mails.ts';
import { eventually, taskQueue } from '../support/office.ts';
import { testWorkplace } from './workplace.ts';

const office = testWorkplace('pre_notification_walk');
const zone = 'Europe/Amsterdam';
const today = async () => localDate(await office.ports.clock.now(), zone);

/** Each day of this test begins at eight, well before the cut-off and far from midnight. */
async function nextMorning(): Promise<void> {
  const now = await office.ports.clock.now();
  const morning = localTimeToInstant(addDays(localDate(now, zone), 1), '08:00', zone);
  await office.pass(`${Date.parse(morning) - Date.parse(now)} ms`);
}

async function mails(): Promise<Mail[]> {
  const dir = join(office.dir, 'mail');
  const names = (await readdir(dir)).filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(names.map(async (name) => readMail(await readFile(join(dir, name)))));
}

async function lines(): Promise<string[]> {
  return (await listCollections(office.db)).filter((line) => line.state !== 'cancelled').map(
    (line) => `${line.customer} ${line.state} ${line.blocked_reason ?? ''}`.trim(),
  ); // prettier-ignore
}

/** Sends the mails as the guard does; one that is refused makes the run fail after its tries. */
async function failedMailSend(): Promise<void> {
  const handle = await office.client.workflow.start('mailSend', {
    taskQueue,
    workflowId: 'mail-send/fails',
    args: [{}],
  });
  await eventually(
    async () => {
      await office.pass('3 minutes');
      return (await handle.describe()).status.name;
    },
    (status) => status === 'FAILED',
    'the run fails',
  );
}

let told = { number: '', day: '', umr: '' };
let refused = { number: '', customer: 0 };

beforeAll(async () => {
  await nextMorning();
  await run(office.db, 'UPDATE collection_systems SET propose_before_send = true');
  const day = await today();
  const due = { dueOn: addDays(day, 10), state: 'cancelled' };
  const [good, gone] = [
    await addLine(office.db, { ...due, toldAt: 'good@example.org' }),
    await addLine(office.db, { ...due, toldAt: 'gone@example.org' }),
  ];
  const numbers = await many<{ number: string }>(office.db, 'SELECT number FROM customers ORDER BY id');
  told = { number: numbers[0]?.number ?? '', day, umr: good.umr };
  refused = { number: numbers[1]?.number ?? '', customer: gone.customer };
});

describe('C15 pre-notification by mail', () => {
  test('day 0: proposed and announced in one run, and nothing is sent to the bank', async () => {
    const report = await office.runJob('collectionSend');
    expect(report.message).toBe('nothing to send; 2 blocked');
    expect(report.counts).toMatchObject({ proposed: 2, announced: 2, frozen: 0, blocked: 2 });
    expect(await lines()).toEqual([told, refused].map(({ number }) => `${number} ready the customer was not told yet`));
  });

  test('day 0: one mail goes, the other is refused and support is asked', async () => {
    office.faults.refusesMail = (address) => address === 'gone@example.org';
    await failedMailSend();
    const toCustomers = (await mails()).filter((mail) => mail.to === 'good@example.org');
    expect(toCustomers).toHaveLength(1);
    expect(toCustomers[0]?.text).toContain(`Collection date: ${target2.next(addDays(told.day, 14))}`);
    expect(toCustomers[0]?.text).toContain(told.umr);
    const [asked] = await listInstructions(office.db, { cause: 'job_failed' });
    expect(asked).toMatchObject({ colour: 'red', subject_id: 'mailSend/all' });
    expect(JSON.stringify(asked)).not.toContain('gone@');
    expect(await lines()).toEqual([`${told.number} ready`, `${refused.number} ready the customer was not told yet`]);
  });

  test('day 1: the file asks for the money of who was told on day 14 or the next business day, and of nobody else', async () => {
    await nextMorning();
    const report = await office.runJob('collectionSend');
    expect(report.counts).toMatchObject({ frozen: 1, blocked: 1 });
    const [row] = await many<{ message_id: string }>(office.db, 'SELECT message_id FROM submissions');
    const message = row?.message_id ?? '';
    await office.becomes(message, 'delivered');
    const file = await readFile(join(office.dir, 'bank/to-bank', `${message}.xml`), 'utf8');
    expect(file.match(/<ReqdColltnDt>.*?<\/ReqdColltnDt>/g)).toEqual([
      `<ReqdColltnDt>${target2.next(addDays(told.day, 14))}</ReqdColltnDt>`,
    ]);
    expect(file.match(/<MndtId>.*?<\/MndtId>/g)).toEqual([`<MndtId>${told.umr}</MndtId>`]);
    expect(await lines()).toContain(`${refused.number} ready the customer was not told yet`);
  });

  test('20 days of sends without a mail that is taken collect nothing; with an address that works the 14 days begin', async () => {
    await office.pass('20 days');
    expect((await office.runJob('collectionSend')).counts).toMatchObject({ announced: 1, frozen: 0, blocked: 1 });
    await run(office.db, `UPDATE customers SET email = 'here@example.org' WHERE id = :id`, { id: refused.customer });
    await nextMorning();
    const day = await today();
    expect((await office.runJob('collectionSend')).counts).toMatchObject({ announced: 1, frozen: 0, blocked: 1 });
    await office.runJob('mailSend', {});
    expect((await mails()).map((mail) => mail.to).filter((to) => to === 'here@example.org')).toHaveLength(1);
    await nextMorning();
    expect((await office.runJob('collectionSend')).counts).toMatchObject({ announced: 0, frozen: 1, blocked: 0 });
    const [last] = await many<{ on: string }>(
      office.db,
      'SELECT first_collection_on AS on FROM submissions ORDER BY id DESC LIMIT 1',
    );
    expect(last?.on).toBe(target2.next(addDays(day, 14)));
  });
});
