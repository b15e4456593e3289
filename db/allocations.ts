import { IncassoError } from '../domain/errors.ts';
import { formatMoney } from '../domain/money.ts';
import type { UnappliedPaymentState } from '../domain/states/unappliedPayment.ts';
import { type Db, first, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { openRests } from './moving.ts';
import { noteHistory, type Selection, type Stamp, transitionOne } from './transitions.ts';

/*
 * What becomes of an unapplied payment (P13), each time a person's decision with its row and its history. The journal posts
 * the rows (db/ledger.ts). All of it happens under the creditor's lock, which also numbers the rows of a payment.
 */

interface Payment {
  id: number;
  creditor_id: number;
  customer_id: number | null;
  currency: string;
  open_minor: number;
  state: UnappliedPaymentState;
  file_id: number;
  record_no: number;
}

interface Item {
  id: number;
  number: string;
  open_minor: number;
}

/** Why and by whom; the reason goes into the history of the payment. */
type Decision = Stamp & { reason?: string | undefined };

/**
 * Pays an open invoice with it, or a part of it: the invoice keeps its rest, the payment its surplus.
 * @param amountMinor - the smaller of what is open of both where it is not given
 * @returns what was assigned, in minor units. @throws IncassoError NOT_FOUND, INVALID_INPUT; CONFLICT when nothing is open, or the
 *   invoice is being collected.
 */
export async function assignPayment(
  db: Db,
  id: number,
  itemNumber: string,
  amountMinor: number | undefined,
  decision: Decision,
): Promise<number> {
  return decide(db, id, async (trx, payment) => {
    const item = await lockInvoice(trx, payment, itemNumber);
    const most = Math.min(payment.open_minor, item.open_minor);
    const amount = amountMinor ?? most;
    if (amount <= 0 || amount > most) {
      const open = [payment, item].map(({ open_minor }) => formatMoney(open_minor, payment.currency));
      throw new IncassoError('INVALID_INPUT', `of the payment ${open[0]} is open, of item ${itemNumber} ${open[1]}`);
    }
    await assign(trx, payment, item, amount, decision);
    return amount;
  });
}

/**
 * Takes back what was assigned to an invoice: it is open again, and so is the payment. The ledger gets entries of their own.
 * @returns what was taken back, in minor units. @throws IncassoError NOT_FOUND; CONFLICT when nothing was assigned.
 */
export async function unassignPayment(
  db: Db,
  id: number,
  itemNumber: string,
  decision: Decision & { reason: string },
): Promise<number> {
  return inPayment(db, id, async (trx, payment) => {
    const item = await findItem(trx, payment, itemNumber);
    const { sum } = await one<{ sum: number }>(
      trx,
      'sum',
      `SELECT coalesce(sum(amount_minor), 0)::bigint AS sum FROM payment_allocations
        WHERE unapplied_payment_id = :id AND item_id = :item_id AND kind = 'assigned'`,
      { id, item_id: item.id },
    );
    if (sum === 0) throw new IncassoError('CONFLICT', `nothing of payment ${id} is assigned to item ${itemNumber}`);
    await allocate(trx, payment, { kind: 'assigned', item_id: item.id, amount_minor: -sum }, decision);
    await moveBalance(trx, item.id, sum);
    await openRests(trx, { sql: 'SELECT :item::bigint AS item_id', bindings: { item: item.id } }, decision.at);
    const reason = `taken back from item ${itemNumber}: ${decision.reason}`;
    if (payment.state === 'assigned')
      await transitionOne(trx, 'unapplied_payment', id, 'open', { ...decision, reason });
    else await noteHistory(trx, 'unapplied_payment', id, reason, decision);
    return sum;
  });
}

/**
 * Keeps it for the next invoice of a customer, which is paid with it when it is imported.
 * @param customerNumber - needed where the payment did not pay a line of theirs a second time
 * @returns the customer's number. @throws IncassoError NOT_FOUND, INVALID_INPUT, CONFLICT
 */
export async function keepPayment(
  db: Db,
  id: number,
  customerNumber: string | undefined,
  decision: Decision,
): Promise<string> {
  return decide(db, id, async (trx, payment) => {
    const customer = await customerOf(trx, payment, customerNumber);
    await run(trx, 'UPDATE unapplied_payments SET customer_id = :customer WHERE id = :id', {
      customer: customer.id,
      id,
    });
    const reason = [`for customer ${customer.number}`, decision.reason].filter(Boolean).join(': ');
    if (payment.state === 'kept') await noteHistory(trx, 'unapplied_payment', id, reason, decision);
    else await transitionOne(trx, 'unapplied_payment', id, 'kept', { ...decision, reason });
    return customer.number;
  });
}

/**
 * Owes what is left of it to a customer: a credit note, which is paid out like any other (`disburseItem`).
 * @returns the number of the credit note. @throws IncassoError NOT_FOUND, INVALID_INPUT, CONFLICT
 */
export async function refundPayment(
  db: Db,
  id: number,
  customerNumber: string | undefined,
  decision: Decision & { reason: string },
): Promise<string> {
  return decide(db, id, async (trx, payment) => {
    const customer = await customerOf(trx, payment, customerNumber);
    const note = await one<Omit<Item, 'open_minor'>>(
      trx,
      'credit note',
      `INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
         remittance, collect_automatically, mandate_required)
       SELECT k.id, :customer, 'credit_note', 'REFUND-' || :id::bigint, today, today, :currency, :open_minor,
              'Refund of payment ' || :id::bigint, 'Refund of payment ' || r.booked_on, false, false
         FROM creditors k CROSS JOIN LATERAL (SELECT (:at::timestamptz AT TIME ZONE k.zone)::date AS today) d
         JOIN inbound_records r ON r.file_id = :file_id AND r.record_no = :record_no
        WHERE k.id = :creditor_id RETURNING id, number`,
      { ...payment, customer: customer.id, at: decision.at },
    );
    await run(trx, 'INSERT INTO item_balances (item_id, open_minor) VALUES (:item, :open_minor)', {
      item: note.id,
      open_minor: -payment.open_minor,
    });
    await allocate(trx, payment, { kind: 'refund', item_id: note.id, amount_minor: payment.open_minor }, decision);
    const reason = `credit note ${note.number} of customer ${customer.number}: ${decision.reason}`;
    await transitionOne(trx, 'unapplied_payment', id, 'refunded', { ...decision, reason });
    return note.number;
  });
}

/** What is left of it is money of somebody else. @throws IncassoError NOT_FOUND, CONFLICT */
export async function disownPayment(db: Db, id: number, decision: Decision & { reason: string }): Promise<void> {
  await decide(db, id, async (trx, payment) => {
    await allocate(trx, payment, { kind: 'not_ours', item_id: null, amount_minor: payment.open_minor }, decision);
    await transitionOne(trx, 'unapplied_payment', id, 'not_ours', decision);
  });
}

/** Pays new invoices with the payments that are kept for their customers, oldest first. `items` selects their ids. */
export async function spendKept(trx: Transaction, items: Selection, stamp: Stamp): Promise<void> {
  const pairs = await many<{ id: number; item: string }>(
    trx,
    `SELECT u.id, i.number AS item FROM unapplied_payments u
       JOIN items i ON i.customer_id = u.customer_id AND i.currency = u.currency
      WHERE u.state = 'kept' AND i.kind = 'invoice' AND i.id IN (${items.sql}) ORDER BY u.id, i.due_on, i.id`,
    items.bindings,
  );
  for (const { id, item } of pairs) {
    const payment = await lockPayment(trx, id);
    const invoice = await lockInvoice(trx, payment, item);
    const amount = Math.min(payment.open_minor, invoice.open_minor);
    if (amount > 0) await assign(trx, payment, invoice, amount, { ...stamp, reason: 'kept for it' });
  }
}

/** Works on a payment of which something is open. */
function decide<Result>(db: Db, id: number, work: (trx: Transaction, payment: Payment) => Promise<Result>) {
  return inPayment(db, id, (trx, payment) => {
    if (payment.open_minor === 0) throw new IncassoError('CONFLICT', `nothing is open of payment ${id}`);
    return work(trx, payment);
  });
}

function inPayment<Result>(db: Db, id: number, work: (trx: Transaction, payment: Payment) => Promise<Result>) {
  return inTransaction(db, async (trx) => {
    const creditor = await one<{ id: number }>(
      trx,
      `unapplied payment ${id}`,
      'SELECT creditor_id AS id FROM unapplied_payments WHERE id = :id',
      { id },
    );
    await lockCreditor(trx, creditor.id, 'set');
    return work(trx, await lockPayment(trx, id));
  });
}

function lockPayment(trx: Transaction, id: number): Promise<Payment> {
  return one(
    trx,
    `unapplied payment ${id}`,
    `SELECT id, creditor_id, customer_id, currency, open_minor, state, file_id, record_no
       FROM unapplied_payments WHERE id = :id FOR UPDATE`,
    { id },
  );
}

function findItem(
  trx: Transaction,
  { creditor_id, currency }: Payment,
  number: string,
): Promise<Item & { kind: string }> {
  return one(
    trx,
    `item ${number} in ${currency}`,
    `SELECT i.id, i.number, i.kind, b.open_minor FROM items i JOIN item_balances b ON b.item_id = i.id
      WHERE i.creditor_id = :creditor_id AND i.number = :number AND i.currency = :currency FOR UPDATE OF b`,
    { creditor_id, number, currency },
  );
}

/** An invoice that is being collected could be paid twice. */
async function lockInvoice(trx: Transaction, payment: Payment, number: string): Promise<Item> {
  const item = await findItem(trx, payment, number);
  if (item.kind !== 'invoice') throw new IncassoError('CONFLICT', `item ${number} is no invoice`);
  const line = await first<{ id: number }>(
    trx,
    `SELECT id FROM collections WHERE item_id = :id AND state = 'in_flight'`,
    { id: item.id },
  );
  if (line) throw new IncassoError('CONFLICT', `item ${number} is being collected with line ${line.id}`);
  return item;
}

async function customerOf(
  trx: Transaction,
  { creditor_id, customer_id }: Payment,
  number: string | undefined,
): Promise<{ id: number; number: string }> {
  if (number === undefined && customer_id === null)
    throw new IncassoError('INVALID_INPUT', 'nobody knows whose payment it is: name the customer');
  return one(
    trx,
    `customer ${number ?? ''} of the payment's creditor`,
    `SELECT id, number FROM customers
      WHERE creditor_id = :creditor_id AND CASE WHEN :number::text IS NULL THEN id = :customer_id ELSE number = :number END`,
    { creditor_id, customer_id, number: number ?? null },
  );
}

async function assign(trx: Transaction, payment: Payment, item: Item, amount: number, decision: Decision) {
  await allocate(trx, payment, { kind: 'assigned', item_id: item.id, amount_minor: amount }, decision);
  await moveBalance(trx, item.id, -amount);
  const what = `${formatMoney(amount, payment.currency)} to item ${item.number}`;
  const reason = [what, decision.reason].filter(Boolean).join(': ');
  const { id } = payment;
  if (amount === payment.open_minor)
    await transitionOne(trx, 'unapplied_payment', id, 'assigned', { ...decision, reason });
  else await noteHistory(trx, 'unapplied_payment', id, reason, decision);
}

interface Allocation {
  kind: 'assigned' | 'refund' | 'not_ours';
  item_id: number | null;
  amount_minor: number;
}

async function allocate(trx: Transaction, payment: Payment, part: Allocation, { at }: Stamp): Promise<void> {
  await run(
    trx,
    `INSERT INTO payment_allocations (file_id, record_no, part_no, unapplied_payment_id, kind, item_id, amount_minor, allocated_on)
     SELECT :file_id, :record_no, 1 + max(p.part_no), :id, :kind, :item_id, :amount_minor,
            (SELECT (:at::timestamptz AT TIME ZONE k.zone)::date FROM creditors k WHERE k.id = :creditor_id)
       FROM (SELECT part_no FROM matches WHERE file_id = :file_id AND record_no = :record_no
             UNION ALL
             SELECT part_no FROM payment_allocations WHERE file_id = :file_id AND record_no = :record_no) p`,
    { ...payment, ...part, at },
  );
  await run(trx, 'UPDATE unapplied_payments SET open_minor = open_minor - :amount_minor WHERE id = :id', {
    id: payment.id,
    amount_minor: part.amount_minor,
  });
}

async function moveBalance(trx: Transaction, itemId: number, byMinor: number): Promise<void> {
  await run(trx, 'UPDATE item_balances SET open_minor = open_minor + :by WHERE item_id = :id', {
    id: itemId,
    by: byMinor,
  });
}
