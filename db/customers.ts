import { IncassoError } from '../domain/errors.ts';
import { recordAudit } from './audit.ts';
import { type Db, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { deleteToSign, makeOneOffs, makeRecurring } from './mandateMaking.ts';
import type { Selection, Stamp } from './transitions.ts';

export interface CustomerRow {
  id: number;
  creditor_id: number;
  creditor: string;
  zone: string;
  number: string;
  name: string;
  email: string | null;
  language: string;
  collect_automatically: boolean;
  mandate_required_per_invoice: boolean;
  new_mandate_on_account_change: boolean;
}

const columns = `u.id, u.creditor_id, k.code AS creditor, k.zone, u.number, u.name, u.email, u.language,
  u.collect_automatically, u.mandate_required_per_invoice, k.new_mandate_on_account_change`;
const source = 'customers u JOIN creditors k ON k.id = u.creditor_id';

/** @param creditor - its code; without one the number must be one of one creditor only. Throws NOT_FOUND, INVALID_INPUT. */
export async function findCustomer(db: Db, number: string, creditor?: string): Promise<CustomerRow> {
  const found = await many<CustomerRow>(
    db,
    `SELECT ${columns} FROM ${source} WHERE u.number = :number AND (:any OR k.code = :creditor) ORDER BY u.id`,
    { number, any: creditor === undefined, creditor: creditor ?? '' },
  );
  const [customer] = found;
  if (!customer) throw new IncassoError('NOT_FOUND', `customer ${number} does not exist`);
  if (found.length === 1) return customer;
  const creditors = found.map((row) => row.creditor).join(', ');
  throw new IncassoError(
    'INVALID_INPUT',
    `customer ${number} is one of several creditors (${creditors}): name the creditor`,
  );
}

export async function lockCustomer(trx: Transaction, id: number): Promise<CustomerRow> {
  await one(trx, `customer ${id}`, 'SELECT id FROM customers WHERE id = :id FOR UPDATE', { id });
  return one(trx, `customer ${id}`, `SELECT ${columns} FROM ${source} WHERE u.id = :id`, { id });
}

export interface CustomerSettings {
  collect_automatically?: boolean;
  mandate_required_per_invoice?: boolean;
  /** Unpaid items that are in no file get the settings too; without it they keep theirs. */
  apply_to_items?: boolean;
}

/**
 * Changes how a customer is collected from, with what follows for mandates, in one transaction: switched on for the first
 * time a recurring one is asked for (M1); "mandate required per invoice" replaces the recurring one that is still to be
 * signed by one-offs, and the mirror (M3); switched off, nothing is asked for any more. An active mandate is left alone.
 */
export async function setCustomer(
  db: Db,
  id: number,
  settings: CustomerSettings,
  stamp: Stamp & { reason?: string },
): Promise<{ done: boolean; message: string }> {
  const { creditor_id } = await one<{ creditor_id: number }>(
    db,
    `customer ${id}`,
    'SELECT creditor_id FROM customers WHERE id = :id',
    { id },
  );
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, creditor_id, 'set');
    return setCustomerIn(trx, id, settings, stamp);
  });
}

/** The same in the transaction of something else, which holds the creditor's lock. */
export async function setCustomerIn(
  trx: Transaction,
  id: number,
  settings: CustomerSettings,
  stamp: Stamp & { reason?: string },
): Promise<{ done: boolean; message: string }> {
  const customer = await lockCustomer(trx, id);
  const collects = settings.collect_automatically ?? customer.collect_automatically;
  const perInvoice = settings.mandate_required_per_invoice ?? customer.mandate_required_per_invoice;
  const { apply_to_items = false } = settings;
  const isSame = collects === customer.collect_automatically && perInvoice === customer.mandate_required_per_invoice;
  if (isSame && !apply_to_items) return { done: false, message: `customer ${customer.number} is set so already` };
  await run(
    trx,
    `UPDATE customers SET collect_automatically = :collects, mandate_required_per_invoice = :per_invoice WHERE id = :id`,
    { id, collects, per_invoice: perInvoice },
  );
  const detail = {
    reason: stamp.reason ?? null,
    before: { collects: customer.collect_automatically, per_invoice: customer.mandate_required_per_invoice },
    after: { collects, per_invoice: perInvoice, apply_to_items },
  };
  await recordAudit(trx, { action: 'customer.set', subject: `customer/${id}`, detail }, stamp);
  const items = apply_to_items ? await applyToItems(trx, id, collects, perInvoice) : 0;
  const said = await followUp(trx, customer, { collects, perInvoice, applied: apply_to_items }, stamp);
  return {
    done: true,
    message: [`customer ${customer.number} is set`, ...(items > 0 ? [`${items} unpaid items too`] : []), ...said].join(
      '; ',
    ),
  };
}

/** Items of which something is open and which stand in no living file (M2: changeable until frozen). */
const unpaid = `SELECT i.id FROM items i JOIN item_balances b ON b.item_id = i.id
  WHERE i.customer_id = :customer AND i.kind = 'invoice' AND b.open_minor > 0
    AND NOT EXISTS (SELECT 1 FROM submission_lines l WHERE l.item_id = i.id AND l.released_at IS NULL AND l.rest_open_at IS NULL)`;

function applyToItems(trx: Transaction, customer: number, collects: boolean, perInvoice: boolean): Promise<number> {
  return run(
    trx,
    `UPDATE items t SET collect_automatically = :collects, mandate_required = :per_invoice FROM (${unpaid}) w
      WHERE t.id = w.id AND (t.collect_automatically, t.mandate_required) IS DISTINCT FROM (:collects, :per_invoice)`,
    { customer, collects, per_invoice: perInvoice },
  );
}

interface Chosen {
  collects: boolean;
  perInvoice: boolean;
  applied: boolean;
}

/** What the settings mean for mandates that are still to be signed, and which ones are asked for now. */
async function followUp(
  trx: Transaction,
  before: CustomerRow,
  { collects, perInvoice, applied }: Chosen,
  stamp: Stamp,
): Promise<string[]> {
  const customer = before.id;
  const said: string[] = [];
  const tell = (count: number, what: string): void => void (count > 0 && said.push(`${count} ${what}`));
  const toSign = (kind: 'recurring' | 'one_off'): Selection => ({
    sql: `SELECT id FROM mandates WHERE customer_id = :customer AND kind = :wanted_kind AND replaces_id IS NULL`,
    bindings: { customer, wanted_kind: kind },
  });
  if (!collects || perInvoice) {
    const reason = collects ? 'a mandate is required for each invoice' : 'nothing is collected automatically any more';
    tell(await deleteToSign(trx, toSign('recurring'), { ...stamp, reason }), 'recurring mandate to sign is deleted');
  }
  if (applied && (!collects || !perInvoice)) {
    const reason = collects ? 'no mandate is required for each invoice' : 'nothing is collected automatically any more';
    tell(await deleteToSign(trx, toSign('one_off'), { ...stamp, reason }), 'one-off mandates to sign are deleted');
  }
  if (collects && !perInvoice) {
    const rule = before.mandate_required_per_invoice ? 'again' : 'first';
    const which = { sql: 'SELECT :customer::bigint AS id', bindings: { customer } };
    const reason = before.mandate_required_per_invoice
      ? 'no mandate is required for each invoice'
      : 'collected automatically';
    tell(await makeRecurring(trx, which, rule, { ...stamp, reason }), 'recurring mandate is to be signed');
  }
  if (collects && perInvoice && applied) {
    const reason = 'a mandate is required for each invoice';
    const which = { sql: unpaid, bindings: { customer } };
    tell(await makeOneOffs(trx, which, { ...stamp, reason }), 'one-off mandates are to be signed');
  }
  return said;
}

/**
 * Changes how one item is collected, until it stands in a file (M2). Requiring a mandate asks for a one-off; requiring none
 * any more deletes it while it is to be signed.
 */
export async function setItem(
  db: Db,
  number: string,
  creditor: string | undefined,
  settings: { collect_automatically?: boolean; mandate_required?: boolean },
  stamp: Stamp,
): Promise<{ done: boolean; message: string }> {
  const { id, creditor_id } = await findItem(db, number, creditor);
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, creditor_id, 'set');
    await one(trx, `item ${number}`, 'SELECT id FROM items WHERE id = :id FOR UPDATE', { id });
    const [frozen] = await many<{ message_id: string }>(
      trx,
      `SELECT s.message_id FROM submission_lines l JOIN submissions s ON s.id = l.submission_id
        WHERE l.item_id = :id AND l.released_at IS NULL AND l.rest_open_at IS NULL`,
      { id },
    );
    if (frozen)
      throw new IncassoError(
        'CONFLICT',
        `item ${number} stands in ${frozen.message_id}: it can be changed until it is frozen`,
      );
    const changed = await run(
      trx,
      `UPDATE items SET collect_automatically = coalesce(:collects, collect_automatically),
              mandate_required = coalesce(:required, mandate_required)
        WHERE id = :id AND (collect_automatically, mandate_required) IS DISTINCT FROM
              (coalesce(:collects, collect_automatically), coalesce(:required, mandate_required))`,
      { id, collects: settings.collect_automatically ?? null, required: settings.mandate_required ?? null },
    );
    if (changed === 0) return { done: false, message: `item ${number} is set so already` };
    await recordAudit(trx, { action: 'item.set', subject: `item/${id}`, detail: { ...settings } }, stamp);
    const deleted = await deleteToSign(
      trx,
      {
        sql: `SELECT m.id FROM mandates m JOIN items i ON i.id = m.item_id
               WHERE i.id = :item AND m.kind = 'one_off' AND NOT (i.mandate_required AND i.collect_automatically)`,
        bindings: { item: id },
      },
      { ...stamp, reason: 'the item needs none any more' },
    );
    const made = await makeOneOffs(
      trx,
      { sql: 'SELECT :item::bigint AS id', bindings: { item: id } },
      { ...stamp, reason: 'the item requires a mandate' },
    );
    const also =
      made > 0 ? '; a one-off mandate is to be signed' : deleted > 0 ? '; its mandate to sign is deleted' : '';
    return { done: true, message: `item ${number} is set${also}` };
  });
}

export interface ItemRow {
  id: number;
  creditor_id: number;
  customer_id: number;
  open_minor: number;
}

/** @param creditor - its code; without one the number must be one of one creditor only. Throws NOT_FOUND, INVALID_INPUT. */
export async function findItem(db: Db, number: string, creditor: string | undefined): Promise<ItemRow> {
  const found = await many<ItemRow>(
    db,
    `SELECT i.id, i.creditor_id, i.customer_id, b.open_minor FROM items i JOIN creditors k ON k.id = i.creditor_id
       JOIN item_balances b ON b.item_id = i.id
      WHERE i.number = :number AND (:any OR k.code = :creditor) ORDER BY i.id`,
    { number, any: creditor === undefined, creditor: creditor ?? '' },
  );
  const [item] = found;
  if (!item) throw new IncassoError('NOT_FOUND', `item ${number} does not exist`);
  if (found.length > 1)
    throw new IncassoError('INVALID_INPUT', `item ${number} is one of several creditors: name the creditor`);
  return item;
}
