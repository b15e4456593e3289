import { IncassoError } from '../domain/errors.ts';
import { formatMoney } from '../domain/money.ts';
import { type Db, inTransaction, lockCreditor, one, run, type Transaction } from './connection.ts';
import { openRests } from './moving.ts';
import {
  allocate,
  assign,
  customerOf,
  type Decision,
  findItem,
  insertAllocation,
  type Item,
  lockInvoice,
  lockPayment,
  moveBalance,
  type Payment,
  record,
} from './paymentRows.ts';

/*
 * What becomes of an unapplied payment (P13), each time a person's decision with its row and its history. The journal posts
 * the rows (db/ledger.ts).
 */

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
    const to = payment.open_minor === 0 ? 'open' : payment.state;
    await record(trx, payment, to, `taken back from item ${itemNumber}`, decision);
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
    await record(trx, payment, 'kept', `for customer ${customer.number}`, decision);
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
    const { before } = await one<{ before: number }>(
      trx,
      'refunds',
      `SELECT count(*)::int AS before FROM payment_allocations WHERE unapplied_payment_id = :id AND kind = 'refund'`,
      { id },
    );
    const note = await one<Omit<Item, 'open_minor'>>(
      trx,
      'credit note',
      `INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
         remittance, collect_automatically, mandate_required)
       SELECT k.id, :customer, 'credit_note', 'REFUND-' || :id::bigint || :nth, today, today, :currency, :open_minor,
              'Refund of payment ' || :id::bigint, 'Refund of payment ' || r.booked_on, false, false
         FROM creditors k CROSS JOIN LATERAL (SELECT (:at::timestamptz AT TIME ZONE k.zone)::date AS today) d
         JOIN inbound_records r ON r.file_id = :file_id AND r.record_no = :record_no
        WHERE k.id = :creditor_id RETURNING id, number`,
      { ...payment, customer: customer.id, nth: before === 0 ? '' : `-${before + 1}`, at: decision.at },
    );
    await run(trx, 'INSERT INTO item_balances (item_id, open_minor) VALUES (:item, :open_minor)', {
      item: note.id,
      open_minor: -payment.open_minor,
    });
    await allocate(trx, payment, { kind: 'refund', item_id: note.id, amount_minor: payment.open_minor }, decision);
    await record(trx, payment, 'refunded', `credit note ${note.number} of customer ${customer.number}`, decision);
    return note.number;
  });
}

/** What is left of it is money of somebody else. @throws IncassoError NOT_FOUND, CONFLICT */
export async function disownPayment(db: Db, id: number, decision: Decision & { reason: string }): Promise<void> {
  await decide(db, id, async (trx, payment) => {
    await allocate(trx, payment, { kind: 'not_ours', item_id: null, amount_minor: payment.open_minor }, decision);
    await record(trx, payment, 'not_ours', '', decision);
  });
}

/**
 * The bank took it back, or a part of it, with a debit that matches nothing else.
 * @returns what went back, in minor units. @throws IncassoError NOT_FOUND; CONFLICT when more went back than is open.
 */
export async function takeGoneBack(
  db: Db,
  id: number,
  { file_id, record_no }: { file_id: number; record_no: number },
  decision: Decision,
): Promise<number> {
  return decide(db, id, async (trx, payment) => {
    const { amount_minor } = await one<{ amount_minor: number }>(
      trx,
      `unmatched debit ${record_no} in ${payment.currency} in file ${file_id}`,
      `SELECT m.amount_minor FROM matches m JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
        WHERE m.file_id = :file_id AND m.record_no = :record_no AND m.part_no = 0 AND m.effect IS NULL
          AND m.creditor_id = :creditor_id AND m.currency = :currency AND r.kind = 'payment' AND r.sign = 'DBIT' AND r.status = 'BOOK'
          FOR UPDATE OF m`,
      { file_id, record_no, creditor_id: payment.creditor_id, currency: payment.currency },
    );
    if (amount_minor > payment.open_minor)
      throw new IncassoError(
        'CONFLICT',
        `only ${formatMoney(payment.open_minor, payment.currency)} of payment ${id} is open`,
      );
    await run(
      trx,
      `UPDATE matches SET effect = 'noted', reason = 'took back unapplied payment ' || :id::bigint
        WHERE file_id = :file_id AND record_no = :record_no AND part_no = 0`,
      { id, file_id, record_no },
    );
    const place = { file_id, record_no, part_no: 0 };
    await insertAllocation(trx, payment, { kind: 'gone_back', item_id: null, amount_minor }, place, decision);
    const to = amount_minor === payment.open_minor ? 'gone_back' : payment.state;
    await record(trx, payment, to, `record ${record_no} of file ${file_id}`, decision);
    return amount_minor;
  });
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
