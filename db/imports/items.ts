import type { ItemImport } from '../../domain/imports/items.ts';
import { run, type Transaction } from '../connection.ts';
import { makeOneOffs } from '../mandateMaking.ts';
import { spendKept } from '../paymentRows.ts';
import type { Stamp } from '../transitions.ts';
import { creditorCheck, type ImportTable } from './table.ts';

/** What an item opens: an invoice is owed to us, a credit note to the customer. */
const opens = (item: string, amount: string): string =>
  `CASE ${item}.kind WHEN 'invoice' THEN ${amount} ELSE -(${amount}) END`;

const isKnownItem = 'SELECT 1 FROM items t WHERE t.id = r.known_id';

export const itemTable: ImportTable = {
  target: 'items',
  columns: {
    creditor: 'text',
    customer: 'text',
    kind: 'text',
    number: 'text',
    issued_on: 'date',
    due_on: 'date',
    currency: 'text',
    amount: 'text',
    amount_minor: 'bigint',
    description: 'text',
    remittance: 'text',
    collect_automatically: 'text',
    mandate_required: 'text',
  } satisfies Record<keyof ItemImport, string>,
  lookups: {
    select: `c.id AS creditor_id, u.id AS customer_id, u.collect_automatically AS customer_collect_automatically,
      u.mandate_required_per_invoice AS customer_mandate_required, t.id AS known_id`,
    from: `LEFT JOIN creditors c ON c.code = s.creditor
           LEFT JOIN customers u ON u.creditor_id = c.id AND u.number = s.customer
           LEFT JOIN items t ON t.creditor_id = c.id AND t.number = s.number`,
  },
  checks: [
    creditorCheck,
    { field: 'customer', rule: 'is no customer of this creditor', where: 'r.customer_id IS NULL' },
    { field: 'number', twice: ['creditor_id', 'number'] },
    {
      field: 'number',
      rule: 'is already the number of an item of another customer, kind or currency',
      where: `EXISTS (${isKnownItem}
                AND (t.customer_id, t.kind, t.currency) IS DISTINCT FROM (r.customer_id, r.kind, r.currency))`,
    },
    {
      field: 'amount',
      rule: 'is not the amount that is being collected; it cannot change now',
      where: `EXISTS (${isKnownItem} AND t.amount_minor <> r.amount_minor)
              AND EXISTS (SELECT 1 FROM collections l
                           WHERE l.item_id = r.known_id AND l.state IN ('in_flight', 'settled'))`,
    },
    {
      field: 'amount',
      rule: 'is less than what was paid or credited already',
      where: `EXISTS (SELECT 1 FROM items t JOIN item_balances b ON b.item_id = t.id
                       WHERE t.id = r.known_id AND t.amount_minor <> r.amount_minor
                         AND ${opens('t', 'b.open_minor')} + r.amount_minor - t.amount_minor < 0)`,
    },
  ],
  fixed: {
    creditor_id: 'r.creditor_id',
    customer_id: 'r.customer_id',
    kind: 'r.kind',
    number: 'r.number',
    currency: 'r.currency',
  },
  changing: {
    issued_on: 'r.issued_on',
    due_on: 'r.due_on',
    amount_minor: 'r.amount_minor',
    description: 'r.description',
    remittance: 'r.remittance',
    collect_automatically: `coalesce(nullif(r.collect_automatically, '')::boolean, t.collect_automatically,
      r.customer_collect_automatically)`,
    mandate_required: `coalesce(nullif(r.mandate_required, '')::boolean, t.mandate_required, r.customer_mandate_required)`,
  },
  before: moveBalances,
  after: openBalances,
};

/** A corrected amount moves the open rest by the difference: what was paid stays paid. */
async function moveBalances(trx: Transaction): Promise<void> {
  await run(
    trx,
    `UPDATE item_balances b SET open_minor = b.open_minor + ${opens('t', 'r.amount_minor - t.amount_minor')}
       FROM import_rows r JOIN items t ON t.id = r.known_id
      WHERE b.item_id = t.id AND t.amount_minor <> r.amount_minor`,
  );
}

/** A new item is open in full, or paid with what is kept for it; an invoice asks for the mandate that it requires (M2). */
async function openBalances(trx: Transaction, stamp: Stamp): Promise<void> {
  await run(
    trx,
    `INSERT INTO item_balances (item_id, open_minor)
     SELECT i.id, ${opens('i', 'i.amount_minor')}
       FROM import_rows r JOIN items i ON i.creditor_id = r.creditor_id AND i.number = r.number
      WHERE r.known_id IS NULL ORDER BY i.id`,
  );
  const imported =
    'SELECT i.id FROM items i JOIN import_rows r ON r.creditor_id = i.creditor_id AND r.number = i.number';
  const added = `${imported} WHERE r.known_id IS NULL`;
  await spendKept(trx, { sql: added, bindings: {} }, stamp);
  await makeOneOffs(trx, { sql: imported, bindings: {} }, { ...stamp, reason: 'the item requires a mandate' });
}
