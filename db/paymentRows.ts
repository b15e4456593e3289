import { IncassoError } from '../domain/errors.ts';
import { formatMoney } from '../domain/money.ts';
import type { UnappliedPaymentState } from '../domain/states/unappliedPayment.ts';
import { first, many, one, run, type Transaction } from './connection.ts';
import { noteHistory, type Selection, type Stamp, transitionOne } from './transitions.ts';

/*
 * The rows of unapplied payments and of what became of them, in a transaction that holds the creditor's lock: it also numbers the
 * rows of a payment.
 */

export interface Payment {
  id: number;
  creditor_id: number;
  customer_id: number | null;
  currency: string;
  open_minor: number;
  state: UnappliedPaymentState;
  file_id: number;
  record_no: number;
}

export interface Item {
  id: number;
  number: string;
  open_minor: number;
}

/** Why and by whom; the reason goes into the history of the payment. */
export type Decision = Stamp & { reason?: string | undefined };

export function lockPayment(trx: Transaction, id: number): Promise<Payment> {
  return one(
    trx,
    `unapplied payment ${id}`,
    `SELECT id, creditor_id, customer_id, currency, open_minor, state, file_id, record_no
       FROM unapplied_payments WHERE id = :id FOR UPDATE`,
    { id },
  );
}

export function findItem(
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
export async function lockInvoice(trx: Transaction, payment: Payment, number: string): Promise<Item> {
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

export async function customerOf(
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

export async function assign(
  trx: Transaction,
  payment: Payment,
  item: Item,
  amount: number,
  decision: Decision,
): Promise<void> {
  await allocate(trx, payment, { kind: 'assigned', item_id: item.id, amount_minor: amount }, decision);
  await moveBalance(trx, item.id, -amount);
  const to = amount === payment.open_minor ? 'assigned' : payment.state;
  await record(trx, payment, to, `${formatMoney(amount, payment.currency)} to item ${item.number}`, decision);
}

/** What was decided, in the history of the payment: with its new state, or as a note where it keeps its own. */
export async function record(
  trx: Transaction,
  { id, state }: Payment,
  to: UnappliedPaymentState,
  what: string,
  decision: Decision,
): Promise<void> {
  const reason = [what, decision.reason].filter(Boolean).join(': ');
  if (to === state) await noteHistory(trx, 'unapplied_payment', id, reason, decision);
  else await transitionOne(trx, 'unapplied_payment', id, to, { ...decision, reason });
}

interface Allocation {
  kind: 'assigned' | 'refund' | 'not_ours' | 'gone_back';
  item_id: number | null;
  amount_minor: number;
}

/** The next part of the payment's own record. */
export async function allocate(
  trx: Transaction,
  payment: Payment,
  part: Allocation,
  decision: Decision,
): Promise<void> {
  const { file_id, record_no } = payment;
  const { part_no } = await one<{ part_no: number }>(
    trx,
    'part',
    `SELECT 1 + max(p.part_no) AS part_no
       FROM (SELECT part_no FROM matches WHERE file_id = :file_id AND record_no = :record_no
             UNION ALL
             SELECT part_no FROM payment_allocations WHERE file_id = :file_id AND record_no = :record_no) p`,
    { file_id, record_no },
  );
  await insertAllocation(trx, payment, part, { file_id, record_no, part_no }, decision);
}

export async function insertAllocation(
  trx: Transaction,
  { id, creditor_id }: Payment,
  part: Allocation,
  place: { file_id: number; record_no: number; part_no: number },
  { at }: Decision,
): Promise<void> {
  await run(
    trx,
    `INSERT INTO payment_allocations (file_id, record_no, part_no, unapplied_payment_id, kind, item_id, amount_minor, allocated_on)
     SELECT :file_id, :record_no, :part_no, :id, :kind, :item_id, :amount_minor, (:at::timestamptz AT TIME ZONE k.zone)::date
       FROM creditors k WHERE k.id = :creditor_id`,
    { id, creditor_id, ...part, ...place, at },
  );
  await run(trx, 'UPDATE unapplied_payments SET open_minor = open_minor - :amount_minor WHERE id = :id', {
    id,
    amount_minor: part.amount_minor,
  });
}

export async function moveBalance(trx: Transaction, itemId: number, byMinor: number): Promise<void> {
  await run(trx, 'UPDATE item_balances SET open_minor = open_minor + :by WHERE item_id = :id', {
    id: itemId,
    by: byMinor,
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
