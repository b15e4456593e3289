import { IncassoError } from '../domain/errors.ts';
import { type Db, inTransaction, lockCreditor, many, one, type Transaction } from './connection.ts';
import type { SystemRow } from './parties.ts';
import { recordCreated, type Stamp } from './transitions.ts';

/** What a person makes a line of: the rest of an item in one direction. */
interface OpenItem {
  item_id: number;
  system_id: number;
  direction: 'debit' | 'disbursement';
  /** What is owed to us, or by us where the line pays out. */
  open_minor: number;
}

/**
 * Makes a draft line that pays out what a credit note still owes its customer. Nothing is paid out without a person asking for it.
 * @returns the number of the line. @throws IncassoError NOT_FOUND; CONFLICT when nothing is owed, or a line of it is under way.
 */
export async function disburseItem(db: Db, system: SystemRow, number: string, stamp: Stamp): Promise<number> {
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, system.creditor_id, 'single');
    const item = await one<{ id: number; kind: string; owed_minor: number }>(
      trx,
      `item ${number} of creditor ${system.creditor}`,
      `SELECT i.id, i.kind, -b.open_minor AS owed_minor FROM items i JOIN item_balances b ON b.item_id = i.id
        WHERE i.creditor_id = :creditor_id AND i.number = :number FOR UPDATE OF b`,
      { creditor_id: system.creditor_id, number },
    );
    if (item.kind !== 'credit_note') throw new IncassoError('CONFLICT', `item ${number} is no credit note`);
    const open = { item_id: item.id, system_id: system.id, open_minor: item.owed_minor };
    return insertLine(trx, { ...open, direction: 'disbursement' }, 'to be paid out', stamp);
  });
}

/**
 * Makes a draft line that collects, or pays out, once more what is open of the item of a line that has ended: sending again is a
 * person's decision (C7).
 * @returns the number of the new line. @throws IncassoError NOT_FOUND; CONFLICT when a line of the item is under way, or nothing is
 *   open.
 */
export async function sendAgain(db: Db, id: number, stamp: Stamp): Promise<number> {
  return inTransaction(db, async (trx) => {
    const line = await one<Omit<OpenItem, 'open_minor'> & { creditor_id: number }>(
      trx,
      `collection ${id}`,
      'SELECT creditor_id, system_id, item_id, direction FROM collections WHERE id = :id',
      { id },
    );
    await lockCreditor(trx, line.creditor_id, 'single');
    const balance = await one<{ open_minor: number }>(
      trx,
      'balance',
      'SELECT open_minor FROM item_balances WHERE item_id = :item FOR UPDATE',
      { item: line.item_id },
    );
    const open_minor = line.direction === 'debit' ? balance.open_minor : -balance.open_minor;
    return insertLine(trx, { ...line, open_minor }, `line ${id} is sent again`, stamp);
  });
}

/** The balance of the item is locked by the caller, so that two people do not make two lines. */
async function insertLine(trx: Transaction, open: OpenItem, reason: string, stamp: Stamp): Promise<number> {
  const [living] = await many<{ id: number; state: string }>(
    trx,
    `SELECT id, state FROM collections WHERE item_id = :item AND state IN ('draft', 'invalid', 'ready', 'held', 'in_flight')`,
    { item: open.item_id },
  );
  if (living) throw new IncassoError('CONFLICT', `line ${living.id} of the item is ${living.state}`);
  if (open.open_minor <= 0) throw new IncassoError('CONFLICT', 'nothing is open of the item');
  const { made } = await one<{ made: number }>(
    trx,
    'line',
    `INSERT INTO collections (creditor_id, system_id, item_id, direction, currency, amount_minor, due_on, attempt_no, state, state_since)
     SELECT i.creditor_id, :system_id, i.id, :direction, i.currency, :open_minor, i.due_on,
            1 + (SELECT count(*) FROM collections e WHERE e.item_id = i.id), 'draft', :at
       FROM items i WHERE i.id = :item_id RETURNING id AS made`,
    { ...open, at: stamp.at },
  );
  await recordCreated(
    trx,
    'collection',
    { sql: 'SELECT :made::bigint AS id', bindings: { made } },
    { ...stamp, reason },
  );
  return made;
}
