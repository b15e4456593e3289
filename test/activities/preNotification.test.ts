import { beforeEach, describe, expect, test } from 'vitest';

import { proposeCollections } from '../../db/collections.ts';
import { inTransaction, lockCreditor, many, one, run } from '../../db/connection.ts';
import { findSystem } from '../../db/parties.ts';
import { queuePreNotifications } from '../../db/preNotifications.ts';
import { listBatches } from '../../db/submissions.ts';
import { history } from '../../db/transitions.ts';
import { sendingDates } from '../../domain/sending.ts';
import { testIban } from '../support/fixtures.ts';
import { addCollection, addLine, freeze, type Line, lineNow, type NewLine } from '../support/lines.ts';
import { debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('pre_notification');
const { sent, received } = receivingIn(world);

/** Mondays at nine in Amsterdam: told on day 0, collected on day 14 or later. */
const day0 = '2026-03-02T08:00:00.000Z';
const notYet = 'the customer was not told yet';

beforeEach(async () => {
  world.now = day0;
  world.faults = {};
  world.mails = [];
  await run(world.db, `DELETE FROM mails`);
  await run(world.db, `UPDATE collections SET state = 'cancelled' WHERE state IN ('draft', 'ready', 'held')`);
});

const queue = () => world.activities.queuePreNotifications({ system: 'sepa-noord', actor: 'anna' });
const send = () => world.activities.sendWaitingMails();
const told = async () => {
  await queue();
  await send();
};
const notifiedOn = async ({ collection }: Line) =>
  (await one<{ on: string | null }>(world.db, 'line', 'SELECT notified_on AS on FROM collections WHERE id = :id', { id: collection })).on; // prettier-ignore
/** The collection dates of what is sent now, by the reason of what is not. */
async function freezeNow(): Promise<{ dates: string[]; blocked: string[] }> {
  const { submissions, lines } = await freeze(world.db, world.now);
  const batches = await Promise.all(submissions.map(({ id }) => listBatches(world.db, id)));
  return { dates: batches.flat().map((batch) => batch.collection_on), blocked: lines.map((line) => line.reason) };
}
const byMail = (wanted: NewLine = {}): Promise<Line> =>
  addLine(world.db, { dueOn: '2026-03-02', toldAt: 'k@example.org', ...wanted });
const ofSameCustomer = async (line: Line, wanted: NewLine = {}): Promise<Line> => {
  const other = await byMail(wanted);
  await run(world.db, 'UPDATE items SET customer_id = :customer WHERE id = :item', { customer: line.customer, item: other.item }); // prettier-ignore
  return other;
};
/** The customer of a line has another account, of which the mandate says. */
async function changeAccount(line: Line, iban: string): Promise<void> {
  await run(
    world.db,
    `WITH added AS (INSERT INTO bank_accounts (customer_id, iban, added_on) VALUES (:customer, :iban, '2026-03-01') RETURNING id)
     UPDATE mandates SET bank_account_id = (SELECT id FROM added) WHERE id = :mandate`,
    { customer: line.customer, mandate: line.mandate, iban },
  );
}

describe('C15 a customer who is told by mail', () => {
  test('is not collected from before the mail was sent, then 14 days after it; the mail says what the file does', async () => {
    const line = await byMail({ amount: 1234, iban: 'NL91ABNA0417164300' });
    expect(await queue()).toEqual({ mails: 1, lines: 1 });
    expect(await freezeNow()).toEqual({ dates: [], blocked: [notYet] });
    await send();
    expect(await notifiedOn(line)).toBe('2026-03-02');
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'ready', blocked: null });
    const [mail, ...more] = world.mails;
    expect([mail?.to, more]).toEqual(['k@example.org', []]);
    for (const fact of [
      'EUR 12.34',
      '2026-03-16',
      line.umr,
      'ending in 4300',
      'NL03ZZZ011234567890',
      'Noorderlicht BV',
    ])
      expect(mail?.text).toContain(fact);
    expect(`${mail?.text}${mail?.html}`).not.toContain('0417164300');
    world.now = '2026-03-03T08:00:00.000Z';
    expect(await freezeNow()).toEqual({ dates: ['2026-03-16'], blocked: [] });
    expect((await history(world.db, 'collection', line.collection)).map(({ reason }) => reason)).toContain(
      'announced for 2026-03-16',
    );
  });

  test('gets one mail for all lines, drafts too, and none again when asked twice', async () => {
    const line = await byMail();
    const draft = await ofSameCustomer(line, { state: 'draft', dueOn: '2026-03-25' });
    const held = await ofSameCustomer(line, { state: 'held' });
    await byMail({ toldAt: 'other@example.org' });
    expect(await queue()).toEqual({ mails: 2, lines: 3 });
    expect(await queue()).toEqual({ mails: 0, lines: 0 });
    await send();
    expect(await queue()).toEqual({ mails: 0, lines: 0 });
    expect(world.mails.map((mail) => mail.to).sort()).toEqual(['k@example.org', 'other@example.org']);
    const text = world.mails.find((mail) => mail.to === 'k@example.org')?.text ?? '';
    expect(text.match(/Collection date: .*/g)).toEqual(['Collection date: 2026-03-16', 'Collection date: 2026-03-25']);
    expect(await Promise.all([line, draft, held].map(notifiedOn))).toEqual(['2026-03-02', '2026-03-02', null]);
  });

  test('is told in their language, of the day in the zone of the creditor', async () => {
    const line = await byMail();
    await run(world.db, `UPDATE customers SET language = 'nl' WHERE id = :id`, { id: line.customer });
    world.now = '2026-03-02T23:30:00.000Z';
    await told();
    expect(world.mails[0]?.subject).toBe('Vooraankondiging van een incasso door Noorderlicht BV');
    expect(world.mails[0]?.text).toContain('Incassodatum: 2026-03-17');
    expect(await notifiedOn(line)).toBe('2026-03-03');
  });

  test('who has no address is blocked and listed, and told once they have one', async () => {
    const line = await byMail({ toldAt: null });
    expect(await queue()).toEqual({ mails: 0, lines: 0 });
    expect((await freezeNow()).blocked).toEqual(['pre-notification by e-mail needs an address']);
    await run(world.db, `UPDATE customers SET email = 'new@example.org' WHERE id = :id`, { id: line.customer });
    await told();
    expect(await freezeNow()).toEqual({ dates: ['2026-03-16'], blocked: [] });
  });

  test('is told nothing of a line that the guard keeps back for another reason', async () => {
    await byMail({ mandate: null });
    await byMail({ open: 0 });
    await byMail({ amount: 600_000 });
    expect(await queue()).toEqual({ mails: 0, lines: 0 });
  });

  test('on a weekend after the 14 days the next business day is announced and collected', async () => {
    await byMail();
    world.now = '2026-03-07T08:00:00.000Z';
    await told();
    expect(world.mails[0]?.text).toContain('Collection date: 2026-03-23');
    expect((await freezeNow()).dates).toEqual(['2026-03-23']);
  });

  test('others are told by their invoice, as before', async () => {
    await addLine(world.db, { dueOn: '2026-03-02' });
    expect(await queue()).toEqual({ mails: 0, lines: 0 });
    expect(await freezeNow()).toEqual({ dates: ['2026-03-03'], blocked: [] });
  });

  test('who is told by the invoice from now on is collected from 14 days after it', async () => {
    const line = await byMail();
    await queue();
    await run(world.db, `UPDATE customers SET pre_notification = 'invoice' WHERE id = :id`, { id: line.customer });
    await run(world.db, `UPDATE items SET issued_on = '2026-02-26' WHERE id = :id`, { id: line.item });
    await told();
    expect(world.mails).toEqual([]);
    expect(await freezeNow()).toEqual({ dates: ['2026-03-12'], blocked: [] });
  });
});

describe('C15 what was announced is what is collected', () => {
  test.each([
    ['the account', (line: Line) => changeAccount(line, testIban(900_001))],
    ['the amount', (line: Line) => run(world.db, 'UPDATE collections SET amount_minor = amount_minor - 1 WHERE id = :id', { id: line.collection })],
  ])('when %s changed, it is announced again and waits again', async (_, change) => {
    const line = await byMail();
    await told();
    world.now = '2026-03-09T08:00:00.000Z';
    await change(line);
    expect((await freezeNow()).blocked).toEqual([notYet]);
    await queue();
    expect((await freezeNow()).blocked).toEqual([notYet]);
    await send();
    expect(world.mails.map((mail) => /Collection date: (.*)/.exec(mail.text)?.[1])).toEqual(['2026-03-16', '2026-03-23']);
    expect(new Set(world.mails.map((mail) => mail.message_id)).size).toBe(2);
    expect((await freezeNow()).dates).toEqual(['2026-03-23']);
  }); // prettier-ignore

  test('never earlier than announced; later is no new announcement', async () => {
    const line = await byMail({ dueOn: '2026-03-25' });
    await told();
    await run(world.db, `UPDATE collections SET due_on = '2026-03-02' WHERE id = :id`, { id: line.collection });
    expect((await freezeNow()).dates).toEqual(['2026-03-25']);
    const late = await byMail();
    await told();
    world.now = '2026-04-01T08:00:00.000Z';
    expect(await queue()).toEqual({ mails: 0, lines: 0 });
    expect((await freezeNow()).dates).toEqual(['2026-04-02']);
    expect(await lineNow(world.db, late)).toMatchObject({ state: 'in_flight' });
  });

  test('a line that is collected again after AM04 is announced again', async () => {
    const line = await byMail();
    await told();
    await sent(0); // what is ready
    await received([{ amount: line.amount, e2e: line.e2e }]);
    await received([debit(line, 'AM04')]);
    const retry = await one<{ id: number }>(world.db, 'retry', `SELECT id FROM collections WHERE item_id = :item AND state = 'draft'`, { item: line.item }); // prettier-ignore
    await run(world.db, `UPDATE collections SET state = 'ready' WHERE id = :id`, retry);
    expect((await freezeNow()).blocked).toEqual([notYet]);
    await told();
    expect(world.mails).toHaveLength(2);
    expect((await freezeNow()).dates).toEqual(['2026-03-16']);
  });
});

describe('C15 a mail that was not sent', () => {
  test('the mail server is down: nothing is collected; what can still be kept goes as it is', async () => {
    const line = await byMail({ dueOn: '2026-03-25' });
    world.faults.mailDown = true;
    await expect(told()).rejects.toMatchObject({ type: 'MAIL' });
    world.now = '2026-03-03T08:00:00.000Z';
    expect(await queue()).toEqual({ mails: 0, lines: 0 });
    expect((await freezeNow()).blocked).toEqual([notYet]);
    world.faults.mailDown = false;
    await send();
    expect(await notifiedOn(line)).toBe('2026-03-03');
    expect((await freezeNow()).dates).toEqual(['2026-03-25']);
  });

  test('its date cannot be kept any more: it is made anew, and only that one goes', async () => {
    await byMail();
    await queue();
    world.now = '2026-03-04T08:00:00.000Z';
    expect(await queue()).toEqual({ mails: 1, lines: 1 });
    await send();
    expect(world.mails.map((mail) => /Collection date: (.*)/.exec(mail.text)?.[1])).toEqual(['2026-03-18']);
    expect((await freezeNow()).dates).toEqual(['2026-03-18']);
  });

  test('sent late, with a date that is not kept: 14 days count from the sending', async () => {
    await byMail();
    await queue();
    world.now = '2026-03-04T08:00:00.000Z';
    await send();
    expect((await freezeNow()).dates).toEqual(['2026-03-18']);
  });

  test('of a debit that will not be is withdrawn', async () => {
    const line = await byMail();
    const other = await ofSameCustomer(line);
    await queue();
    await run(world.db, `UPDATE collections SET state = 'stopped' WHERE id = :id`, { id: other.collection });
    expect(await queue()).toEqual({ mails: 1, lines: 1 });
    await send();
    expect(world.mails.map((mail) => mail.text.match(/Collection date/g)?.length)).toEqual([1]);
  });

  test('to an address that is refused tells support, blocks the line and holds up nobody; another address gets another mail', async () => {
    const line = await byMail({ toldAt: 'gone@example.org' });
    const good = await byMail();
    world.faults.refuses = 'gone@example.org';
    await queue();
    await expect(send()).rejects.toMatchObject({
      type: 'MAIL_REFUSED',
      message: expect.not.stringContaining('gone@') as string,
    });
    expect([await notifiedOn(line), await notifiedOn(good)]).toEqual([null, '2026-03-02']);
    expect(await freezeNow()).toEqual({ dates: ['2026-03-16'], blocked: [notYet] });
    expect(await lineNow(world.db, line)).toMatchObject({ blocked: notYet });
    await run(world.db, `UPDATE customers SET email = 'here@example.org' WHERE id = :id`, { id: line.customer });
    await told();
    expect(world.mails.map((mail) => mail.to)).toEqual(['k@example.org', 'here@example.org']);
    expect((await freezeNow()).dates).toEqual(['2026-03-16']);
  });

  test('a crash between sending and marking: the same Message-ID again, and told once', async () => {
    const line = await byMail();
    await queue();
    world.faults.mailAnswerLost = true;
    await expect(send()).rejects.toMatchObject({ type: 'MAIL' });
    expect(await notifiedOn(line)).toBeNull();
    expect((await freezeNow()).blocked).toEqual([notYet]);
    world.faults.mailAnswerLost = false;
    await send();
    await send();
    const [first, second, ...more] = world.mails;
    expect([first?.message_id, more]).toEqual([second?.message_id, []]);
    expect(await notifiedOn(line)).toBe('2026-03-02');
    expect((await freezeNow()).dates).toEqual(['2026-03-16']);
  });

  test('while it is being sent nobody announces the line a second time', async () => {
    const line = await byMail();
    await queue();
    await changeAccount(line, testIban(900_002));
    const system = await findSystem(world.db, 'sepa-noord');
    let marking: Promise<unknown> = Promise.resolve();
    await inTransaction(world.db, async (trx) => {
      await lockCreditor(trx, system.creditor_id, 'set');
      // it is sent, and waits for the lock with which it is marked
      marking = send();
      while (world.mails.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      const plan = { system, ...sendingDates(system, world.now) };
      expect(await queuePreNotifications(trx, plan, { at: world.now, actor: 'anna' })).toMatchObject({ mails: 0 });
    });
    await marking;
    expect(await many(world.db, 'SELECT id FROM mails')).toHaveLength(1);
    // the account that the mail named is not the one that would be debited
    expect((await freezeNow()).blocked).toEqual([notYet]);
  });
});

describe('C15 proposing', () => {
  test('makes the lines of those who are told by mail 14 days earlier, and told by nothing yet', async () => {
    const dueUntil = '2026-03-10';
    const due = ['2026-03-10', '2026-03-11', '2026-03-24', '2026-03-25'];
    const items = async (wanted: NewLine) =>
      Promise.all(due.map(async (dueOn) => (await addLine(world.db, { ...wanted, dueOn, state: 'cancelled' })).item));
    const [invoiced, mailed] = [await items({}), await items({ toldAt: 'k@example.org' })];
    const system = await findSystem(world.db, 'sepa-noord');
    await proposeCollections(world.db, system, { dueUntil, state: 'draft' }, { at: world.now, actor: 'anna' });
    const made = (ids: number[]) =>
      many(world.db, `SELECT due_on, notified_on FROM collections WHERE item_id = ANY(:ids) AND state = 'draft' ORDER BY due_on`, { ids }); // prettier-ignore
    expect(await made(invoiced)).toEqual([{ due_on: '2026-03-10', notified_on: '2026-02-01' }]);
    expect(await made(mailed)).toEqual(['2026-03-10', '2026-03-11', '2026-03-24'].map((due_on) => ({ due_on, notified_on: null }))); // prettier-ignore
  });
});

test('C15 a dry run lists who would be told and changes nothing', async () => {
  const line = await byMail({ amount: 1000 });
  await addCollection(world.db, line.item, {}, line.amount);
  const system = await findSystem(world.db, 'sepa-noord');
  const plan = { system, ...sendingDates(system, world.now) };
  const report = await queuePreNotifications(world.db, plan, { at: world.now, actor: 'dry run' }, true);
  expect(report).toEqual({
    mails: 1,
    lines: 1,
    sum_minor: 1000,
    customers: [
      {
        customer: expect.stringMatching(/^K/) as string,
        line_count: 1,
        sum_minor: 1000,
        first_collection_on: '2026-03-16',
      },
    ],
  });
  expect(await many(world.db, 'SELECT 1 FROM mails')).toEqual([]);
  expect(await many(world.db, 'SELECT 1 FROM pre_notifications')).toEqual([]);
});
