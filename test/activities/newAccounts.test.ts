import { beforeEach, describe, expect, test } from 'vitest';

import { addAccount, closeAccount, listAccounts } from '../../db/accounts.ts';
import { many, one, run } from '../../db/connection.ts';
import { findMandateById, reactivateMandate, signMandate, withdrawMandate } from '../../db/mandates.ts';
import { camt } from '../support/bankFiles.ts';
import { testIban } from '../support/fixtures.ts';
import { addCollection, addLine, freeze, type Line } from '../support/lines.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('new_accounts');
const german = 'DE89370400440532013000';
let files = 0;
let line: Line;

beforeEach(async () => {
  await run(world.db, `UPDATE collections SET state = 'cancelled' WHERE state = 'ready'`);
  await run(world.db, 'UPDATE creditors SET new_mandate_on_account_change = false');
  line = await addLine(world.db);
});

const stamp = () => ({ at: world.now, actor: 'anna' });
const move = (iban: string) => addAccount(world.db, line.customer, { iban }, stamp());
const mandate = () => findMandateById(world.db, line.mandate);

/** A further item of the customer, ready to be collected. @returns its end-to-end id. */
async function nextItem(): Promise<string> {
  const item = await one<{ id: number }>(
    world.db,
    'item',
    `INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
       remittance, collect_automatically, mandate_required)
     SELECT creditor_id, customer_id, kind, number || '-' || :no, issued_on, due_on, currency, amount_minor, description,
            remittance, collect_automatically, mandate_required FROM items WHERE id = :id RETURNING id`,
    { id: line.item, no: (files += 1) },
  );
  await run(
    world.db,
    'INSERT INTO item_balances (item_id, open_minor) SELECT id, amount_minor FROM items WHERE id = :id',
    item,
  );
  return `noord-${await addCollection(world.db, item.id, {}, line.amount)}`;
}

/** Sends what is ready. @returns what the file says of the customer's accounts and the sequence type. */
async function send(): Promise<string> {
  const [submission] = (await freeze(world.db, world.now)).submissions;
  await world.activities.writeSubmission({ id: submission?.id ?? 0 });
  await world.activities.deliverSubmission({ id: submission?.id ?? 0 });
  const row = await one<{
    debtor_iban: string;
    amendment: { original_debtor_account: string } | null;
    sequence_type: string;
  }>(
    world.db,
    'line',
    `SELECT l.debtor_iban, l.amendment, b.sequence_type FROM submission_lines l JOIN submission_batches b
         ON b.submission_id = l.submission_id AND b.batch_no = l.batch_no WHERE l.submission_id = :id ORDER BY l.line_no LIMIT 1`,
    { id: submission?.id ?? 0 },
  );
  return [row.sequence_type, row.debtor_iban, row.amendment?.original_debtor_account ?? 'nothing told'].join(', ');
}

/** The money of a line comes. */
async function settle(e2e: string): Promise<void> {
  await world.putInInbox(`f${(files += 1)}.xml`, camt([{ amount: line.amount, e2e }], { id: `N-${files}` }));
  await world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
  const { id } = await one<{ id: number }>(world.db, 'file', 'SELECT max(id) AS id FROM inbound_files');
  await world.activities.stageInboundFile({ id });
  await world.activities.applyInboundFile({ id });
}

const [second, third] = [testIban(900_002), testIban(900_003)];
const first = async () => (await listAccounts(world.db, line.customer))[0]?.iban ?? '';

describe('M8 a new account', () => {
  test('of a mandate that no bank knows is no amendment', async () => {
    await move(second);
    expect(await send()).toBe(`RCUR, ${second}, nothing told`);
  });

  test('is told until a collection from it is accepted; RCUR where the creditor account says so', async () => {
    const old = await first();
    await send();
    await move(second);
    const told = await nextItem();
    expect(await send()).toBe(`FRST, ${second}, ${old}`);
    await run(world.db, 'UPDATE creditor_accounts SET amended_as_frst = false');
    await nextItem();
    expect(await send()).toBe(`RCUR, ${second}, ${old}`);
    await run(world.db, 'UPDATE creditor_accounts SET amended_as_frst = true');
    // the old account's own debit settles late: it says nothing of the new one
    await settle(line.e2e);
    expect((await mandate()).amended_original).toBe(old);
    await settle(told);
    await nextItem();
    expect(await send()).toBe(`RCUR, ${second}, nothing told`);
  });

  test('changed again before one is accepted: told from the account that the bank knows by then', async () => {
    await send();
    await move(second);
    const told = await nextItem();
    await send();
    await move(third);
    await settle(told);
    await nextItem();
    expect(await send()).toBe(`FRST, ${third}, ${second}`);
  });

  test('back to the first one is told too, when the bank has learned of the second', async () => {
    const old = await first();
    await send();
    await move(second);
    const told = await nextItem();
    await send();
    await move(old);
    expect((await mandate()).amended_original).toBeNull();
    await settle(told);
    await nextItem();
    expect(await send()).toBe(`FRST, ${old}, ${second}`);
  });

  test('at another bank is SMNDA; a mandate signed again for another account is told as well', async () => {
    await send();
    await settle(line.e2e);
    await withdrawMandate(world.db, line.mandate, { ...stamp(), reason: 'a red card' });
    await reactivateMandate(world.db, line.mandate, { signed_on: world.now.slice(0, 10), iban: german }, stamp());
    await nextItem();
    expect(await send()).toBe(`FRST, ${german}, SMNDA`);
  });

  test('where the creditor wants a new mandate: the old one goes on until the new one is signed, then is superseded', async () => {
    await run(world.db, 'UPDATE creditors SET new_mandate_on_account_change = true');
    const old = await first();
    expect((await move(second)).message).toMatch(
      /^the account is added; mandate \S+ is to be signed; until then \S+ stays with the old account$/,
    );
    expect(await send()).toBe(`RCUR, ${old}, nothing told`);
    const [replacement] = await many<{ id: number; umr: string }>(
      world.db,
      `SELECT id, umr FROM mandates WHERE replaces_id = :old AND state = 'to_sign'`,
      { old: line.mandate },
    );
    await signMandate(world.db, replacement?.id ?? 0, { signed_on: world.now.slice(0, 10) }, stamp());
    expect((await mandate()).state).toBe('superseded');
    expect((await listAccounts(world.db, line.customer)).map((account) => [account.iban, account.closed_on !== null])).toEqual([[old, true], [second, false]]); // prettier-ignore
    await nextItem();
    expect(await send()).toBe(`RCUR, ${second}, nothing told`);
  });

  test('an account that is closed by hand blocks its mandate, and the outcome says so; a wrong IBAN is refused', async () => {
    const { message } = await closeAccount(world.db, line.customer, await first(), stamp());
    expect(message).toContain('nothing is collected with it until another is added');
    expect((await freeze(world.db, world.now)).lines.at(-1)?.reason).toBe('the bank account of the mandate is closed');
    await expect(move('NL91ABNA0417164301')).rejects.toThrow(
      'field iban: has check digits that do not fit the account',
    );
    expect((await mandate()).state).toBe('active');
  });
});
