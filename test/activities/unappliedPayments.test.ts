import { expect, test } from 'vitest';

import {
  assignPayment,
  disownPayment,
  keepPayment,
  refundPayment,
  takeGoneBack,
  unassignPayment,
} from '../../db/allocations.ts';
import { many, one } from '../../db/connection.ts';
import { importRows } from '../../db/imports/importRows.ts';
import { itemTable } from '../../db/imports/items.ts';
import { postJournal } from '../../db/ledger.ts';
import { disburseItem } from '../../db/linesByHand.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { findSystem } from '../../db/parties.ts';
import { auditTotals } from '../../db/totals.ts';
import { history } from '../../db/transitions.ts';
import { findUnapplied, listUnapplied, makeUnapplied } from '../../db/unappliedPayments.ts';
import { incasso } from '../client/support.ts';
import { addLine, type Line, lineNow } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('unapplied');
const { sent, received, asked, effects } = receivingIn(world);
let references = 0;
let runs = 800_000;

const by = (reason: string) => ({ at: world.now, actor: 'anna', reason });
const post = () => postJournal(world.db, (runs += 1), { at: world.now, actor: 'anna' });

/** A line that was paid twice, and the unapplied payment of the second time. */
async function paidTwice(amount?: number): Promise<{ line: Line; id: number }> {
  const { lines } = await sent(1, amount === undefined ? {} : { amount });
  const [line] = lines as [Line];
  await received(credits(lines));
  const { id: file } = await received([{ amount: line.amount, e2e: line.e2e, ref: `AGAIN-${(references += 1)}` }]);
  const { id } = await one<{ id: number }>(
    world.db,
    'payment',
    'SELECT id FROM unapplied_payments WHERE file_id = :file',
    {
      file,
    },
  );
  return { line, id };
}

const numberOf = async (of: 'items' | 'customers', id: number) =>
  (await one<{ number: string }>(world.db, of, `SELECT number FROM ${of} WHERE id = :id`, { id })).number;

/** The entries of a payment and of what became of it: account and amount, in their order. */
async function entriesOf(id: number): Promise<[string, number][]> {
  const rows = await many<{ account: string; amount_minor: number }>(
    world.db,
    `SELECT e.account, e.amount_minor FROM ledger_entries e JOIN unapplied_payments u USING (file_id, record_no)
      WHERE u.id = :id ORDER BY e.id`,
    { id },
  );
  return rows.map(({ account, amount_minor }) => [account, amount_minor]);
}

async function mustAddUp(): Promise<void> {
  const { checks } = await auditTotals(world.db);
  expect(checks.filter((check) => !check.ok)).toEqual([]);
  expect((await ledgerBalances(world.db)).reduce((sum, account) => sum + account.balance_minor, 0)).toBe(0);
}

test('C9 P13 a second payment is kept with payer and customer, a person is asked, and it is posted', async () => {
  const { line, id } = await paidTwice();
  expect(await findUnapplied(world.db, id)).toMatchObject({
    state: 'open',
    amount_minor: line.amount,
    open_minor: line.amount,
    customer: await numberOf('customers', line.customer),
    reason: 'double? the line is settled',
  });
  expect(await asked()).toEqual([['records_unmatched', '1 double? the line is settled']]);
  await post();
  expect(await entriesOf(id)).toEqual([
    ['1100 bank', line.amount],
    ['2400 unapplied payments', -line.amount],
  ]);
  expect(await post()).toMatchObject({ posted: 0 });
  await mustAddUp();
});

test('C9 a payment that the bank gave no reference may be one met again: it is left to a person', async () => {
  const { lines } = await sent(1);
  await received(credits(lines));
  const [line] = lines as [Line];
  const { id } = await received([{ amount: line.amount, e2e: line.e2e, ref: '' }]);
  expect(await effects(id)).toEqual([{ effect: null, reason: 'double? the line is settled' }]);
});

test('P13 assigned: the invoice keeps its rest, the payment its surplus, and the ledger says so', async () => {
  const { line, id } = await paidTwice(5_000);
  const small = await addLine(world.db, { amount: 1_200 });
  const large = await addLine(world.db, { amount: 9_000 });
  await post();
  expect(await assignPayment(world.db, id, await numberOf('items', small.item), undefined, by('same house'))).toBe(
    1_200,
  );
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'open', open_minor: 3_800 });
  const number = await numberOf('items', large.item);
  await expect(assignPayment(world.db, id, number, 3_801, by('too much'))).rejects.toThrow(/38\.00.*is open/);
  expect(await assignPayment(world.db, id, number, 800, by('a part'))).toBe(800);
  expect(await assignPayment(world.db, id, number, undefined, by('the rest'))).toBe(3_000);
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'assigned', open_minor: 0 });
  expect(await lineNow(world.db, small)).toMatchObject({ open: 0 });
  expect(await lineNow(world.db, large)).toMatchObject({ open: 5_200 });
  await expect(assignPayment(world.db, id, number, undefined, by('more'))).rejects.toThrow(
    'nothing is open of payment',
  );
  expect(await post()).toMatchObject({ posted: 3, sum_minor: 5_000 });
  expect((await entriesOf(id)).slice(2)).toEqual(
    [1_200, 800, 3_000].flatMap((amount) => [
      ['2400 unapplied payments', amount],
      ['1300 receivables', -amount],
    ]),
  );
  expect((await history(world.db, 'unapplied_payment', id)).map(({ to_state, reason }) => [to_state, reason])).toEqual([
    ['open', 'a second payment'],
    ['open', `EUR 12.00 to item ${await numberOf('items', small.item)}: same house`],
    ['open', `EUR 8.00 to item ${number}: a part`],
    ['assigned', `EUR 30.00 to item ${number}: the rest`],
  ]);
  expect(line.amount).toBe(5_000);
  await mustAddUp();
});

test('P13 taken back: both are open again, and the posted entries stay with their reversal', async () => {
  const { line, id } = await paidTwice();
  const other = await addLine(world.db, { amount: line.amount });
  const number = await numberOf('items', other.item);
  await assignPayment(world.db, id, number, undefined, by('hers'));
  await post();
  expect(await unassignPayment(world.db, id, number, by('it was not hers'))).toBe(line.amount);
  expect(await lineNow(world.db, other)).toMatchObject({ open: line.amount });
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'open', open_minor: line.amount });
  await expect(unassignPayment(world.db, id, number, by('again'))).rejects.toThrow('is assigned to item');
  await post();
  expect((await entriesOf(id)).map(([, amount]) => amount)).toEqual(
    [1, -1, 1, -1, -1, 1].map((sign) => sign * line.amount),
  );
  await mustAddUp();
});

test('P13 an invoice that is being collected is not paid beside it', async () => {
  const { id } = await paidTwice();
  const { lines } = await sent(1);
  const [line] = lines as [Line];
  const number = await numberOf('items', line.item);
  await expect(assignPayment(world.db, id, number, undefined, by('hers'))).rejects.toThrow(
    `item ${number} is being collected with line ${line.collection}`,
  );
});

test('P13 kept for the next invoice: it is paid when it is imported, before it is collected', async () => {
  const { line, id } = await paidTwice(2_000);
  const customer = await numberOf('customers', line.customer);
  expect(await keepPayment(world.db, id, undefined, by('they pay ahead'))).toBe(customer);
  const invoice = (number: string, amount_minor: number) => ({
    line: 1,
    row: {
      creditor: 'noord',
      customer,
      kind: 'invoice',
      number,
      issued_on: '2026-03-01',
      due_on: '2026-03-15',
      currency: 'EUR',
      amount: '',
      amount_minor,
      description: 'd',
      remittance: 'r',
      collect_automatically: '',
      mandate_required: '',
    },
  });
  const importing = (row: ReturnType<typeof invoice>) =>
    importRows(world.db, itemTable, rows(row), { stamp: { at: world.now, actor: 'anna' }, dryRun: false });
  await importing(invoice(`N-${id}-1`, 1_500));
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'kept', open_minor: 500 });
  await importing(invoice(`N-${id}-2`, 1_500));
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'assigned', open_minor: 0 });
  const open = await many(
    world.db,
    `SELECT b.open_minor FROM items i JOIN item_balances b ON b.item_id = i.id WHERE i.number LIKE :like ORDER BY i.number`,
    { like: `N-${id}-%` },
  );
  expect(open).toEqual([{ open_minor: 0 }, { open_minor: 1_000 }]);
  await post();
  await mustAddUp();
});

test('P13 refunded: a credit note owes it, which is paid out like every other', async () => {
  const { line, id } = await paidTwice();
  expect(await refundPayment(world.db, id, undefined, by('paid twice'))).toBe(`REFUND-${id}`);
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'refunded', open_minor: 0 });
  const made = await disburseItem(world.db, await findSystem(world.db, 'sepa-noord'), `REFUND-${id}`, by(''));
  expect(await many(world.db, 'SELECT direction, amount_minor FROM collections WHERE id = :made', { made })).toEqual([
    { direction: 'disbursement', amount_minor: line.amount },
  ]);
  await post();
  expect((await entriesOf(id)).slice(2)).toEqual([
    ['2400 unapplied payments', line.amount],
    ['1300 receivables', -line.amount],
  ]);
  await mustAddUp();
});

test('C9 P13 a person makes a payment for nothing known an unapplied one, and says that it is not ours', async () => {
  const { id: file } = await received([{ amount: 777, e2e: 'NOBODY-KNOWS' }]);
  expect(await effects(file)).toEqual([{ effect: null, reason: 'no line with this reference' }]);
  await expect(makeUnapplied(world.db, file, 2, by('?'))).rejects.toThrow(`file ${file} has no unmatched record 2`);
  const [id = 0] = await makeUnapplied(world.db, file, 1, by('nobody knows it'));
  await expect(makeUnapplied(world.db, file, 1, by('again'))).rejects.toThrow('has no unmatched record 1');
  await expect(refundPayment(world.db, id, undefined, by('whose?'))).rejects.toThrow('name the customer');
  await post();
  await disownPayment(world.db, id, by('for the tenant next door'));
  await post();
  expect(await entriesOf(id)).toEqual([
    ['1100 bank', 777],
    ['2400 unapplied payments', -777],
    ['2400 unapplied payments', 777],
    ['2490 money of others', -777],
  ]);
  await mustAddUp();
});

test('P13 money that goes out is never a payment to us', async () => {
  const { lines } = await sent(1);
  const { id: file } = await received([debit({ ...(lines[0] as Line), e2e: 'UNKNOWN' }, 'AC04')]);
  await expect(makeUnapplied(world.db, file, 1, by('?'))).rejects.toThrow('is no booked credit on an account of ours');
});

test('C9 P13 when the bank takes one of two payments back, a person says which', async () => {
  const first = await paidTwice();
  const back = (line: Line, ref: string) => received([{ ...debit(line, 'AM05'), ref }]);
  const { id: file } = await back(first.line, 'BACK-1');
  expect(await effects(file)).toEqual([{ effect: null, reason: 'the line was paid twice: which payment goes back?' }]);
  expect(await lineNow(world.db, first.line)).toMatchObject({ state: 'settled', open: 0 });
  expect(await takeGoneBack(world.db, first.id, { file_id: file, record_no: 1 }, by(''))).toBe(first.line.amount);
  expect(await findUnapplied(world.db, first.id)).toMatchObject({ state: 'gone_back', open_minor: 0 });
  await post();
  expect((await entriesOf(first.id)).map(([account]) => account)).toEqual(['1100 bank', '2400 unapplied payments']);
  expect(
    await many(world.db, 'SELECT account FROM ledger_entries WHERE file_id = :file ORDER BY id', { file }),
  ).toEqual([{ account: '2400 unapplied payments' }, { account: '1100 bank' }]);

  const second = await paidTwice();
  await back(second.line, 'BACK-2');
  await disownPayment(world.db, second.id, by('the first went back'));
  await received(credits((await sent(1)).lines));
  expect(await lineNow(world.db, second.line)).toMatchObject({ state: 'returned', open: second.line.amount });
  await post();
  await mustAddUp();
});

test('P13 decided in parts: a part that is taken back opens it again, and it can be refunded once more', async () => {
  const { id } = await paidTwice(3_000);
  const other = await addLine(world.db, { amount: 1_000 });
  const number = await numberOf('items', other.item);
  await assignPayment(world.db, id, number, undefined, by('hers'));
  expect(await refundPayment(world.db, id, undefined, by('the rest'))).toBe(`REFUND-${id}`);
  await unassignPayment(world.db, id, number, by('not hers'));
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'open', open_minor: 1_000 });
  expect(await refundPayment(world.db, id, undefined, by('that too'))).toBe(`REFUND-${id}-2`);
  expect(await findUnapplied(world.db, id)).toMatchObject({ state: 'refunded', open_minor: 0 });
  await post();
  await mustAddUp();
});

test('P13 two people decide on one payment at the same moment: one wins, the other is told', async () => {
  const { id } = await paidTwice();
  const both = await Promise.allSettled([
    refundPayment(world.db, id, undefined, by('one')),
    disownPayment(world.db, id, by('other')),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = both.find((each) => each.status === 'rejected');
  expect(String(refused?.reason)).toContain(`nothing is open of payment ${id}`);
  await mustAddUp();
});

test('the command lists, shows and decides', async () => {
  const { line, id } = await paidTwice(4_321);
  const env = { DATABASE_URL: world.databaseUrl, INCASSO_OPERATOR: 'anna' };
  const ids = async () => (await listUnapplied(world.db, { limit: 100 })).map((payment) => payment.id);
  expect(await ids()).toContain(id);
  const command = async (...args: string[]) => {
    const { code, stdout, stderr } = await incasso(args, env);
    return [code, `${stdout}${stderr}`.trim()] as const;
  };
  expect((await command('payments', 'list'))[1]).toContain('double? the line is settled');
  const other = await addLine(world.db, { amount: 9_999 });
  const number = await numberOf('items', other.item);
  expect(await command('payments', 'assign', String(id), number, '--amount', '12.5x')).toEqual([
    1,
    'incasso: amount 12.5x: must be a decimal number of EUR',
  ]);
  expect(await command('payments', 'assign', String(id), number, '--amount', '12.50')).toEqual([
    0,
    `EUR 12.50 of payment ${id} pay item ${number}`,
  ]);
  expect((await command('payments', 'unassign', String(id), number, '--reason', 'wrong'))[0]).toBe(0);
  expect((await command('payments', 'next-invoice', String(id)))[1]).toContain(
    await numberOf('customers', line.customer),
  );
  expect((await command('payments', 'refund', String(id), '--reason', 'twice'))[1]).toContain(`REFUND-${id}`);
  expect((await command('payments', 'not-ours', String(id), '--reason', 'no'))[0]).toBe(1);
  expect((await command('payments', 'show', String(id)))[1]).toContain('taken back');
  expect(await ids()).not.toContain(id);
});

async function* rows<Row>(...all: Row[]): AsyncGenerator<Row> {
  yield* all;
}
