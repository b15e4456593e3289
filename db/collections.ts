import { IncassoError } from '../domain/errors.ts';
import { factsOf } from '../domain/sending.ts';
import type { CollectionState } from '../domain/states/collection.ts';
import { type Db, inTransaction, lockCreditor, many, run } from './connection.ts';
import type { SystemRow } from './parties.ts';
import { recordCreated, type Stamp, transition, transitionOne } from './transitions.ts';

/**
 * Makes lines of the collection journal from due items that are open and to be collected automatically. An item that
 * has a line already, even a rejected or returned one, gets no second by itself: collecting again is a decision.
 * `ready`: collection-send may take them at once; else they are drafts. Where the creditor has a B2B system each item goes to the
 * system of its mandate's scheme; whatever is not SEPA takes them all. Those of customers who are told by mail come earlier by the
 * days between mail and debit; they count as told only when a mail was sent.
 * @returns how many lines were made.
 */
export async function proposeCollections(
  db: Db,
  system: SystemRow,
  options: { dueUntil: string; state: 'draft' | 'ready' },
  stamp: Stamp,
): Promise<number> {
  const { family, scheme } = factsOf(system);
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, system.creditor_id, 'set');
    const before = await many<{ max: number | null }>(trx, 'SELECT max(id) AS max FROM collections');
    const made = await run(
      trx,
      `INSERT INTO collections (creditor_id, system_id, item_id, direction, currency, amount_minor, due_on, notified_on,
         attempt_no, state, state_since)
       SELECT i.creditor_id, :system_id, i.id, 'debit', i.currency, b.open_minor, i.due_on, CASE u.pre_notification WHEN 'invoice' THEN i.issued_on END,
              1 + (SELECT count(*) FROM collections e WHERE e.item_id = i.id), :state, :at
         FROM items i JOIN item_balances b ON b.item_id = i.id JOIN customers u ON u.id = i.customer_id
        WHERE i.creditor_id = :creditor_id AND i.kind = 'invoice' AND i.collect_automatically AND b.open_minor > 0
          AND i.due_on <= :due_until::date + CASE u.pre_notification WHEN 'email' THEN :notice_days::int ELSE 0 END
          AND NOT EXISTS (SELECT 1 FROM collections e WHERE e.item_id = i.id AND e.state <> 'cancelled')
          AND (:scheme NOT IN ('CORE', 'B2B') OR :scheme = 'CORE' AND NOT EXISTS (${b2bSystem}) OR (${schemeOfItem}) = :scheme)
        ORDER BY i.due_on, i.id`,
      {
        system_id: system.id,
        creditor_id: system.creditor_id,
        state: options.state,
        due_until: options.dueUntil,
        notice_days: family === 'sepa' ? system.pre_notification_days : 0,
        scheme,
        at: stamp.at,
      },
    );
    await recordCreated(
      trx,
      'collection',
      {
        sql: 'SELECT id FROM collections WHERE id > :before AND creditor_id = :creditor_id',
        bindings: { before: before[0]?.max ?? 0, creditor_id: system.creditor_id },
      },
      { ...stamp, reason: 'proposed' },
    );
    return made;
  });
}

/** Without an active B2B system everything is proposed for Core, where the guard says which mandate is missing. */
const b2bSystem = `SELECT 1 FROM collection_systems y WHERE y.creditor_id = :creditor_id AND y.adapter = 'sepa-b2b' AND y.active`;

/**
 * The scheme in which an item is collected: that of its one-off mandate where it needs one, else of the customer's recurring
 * mandate. An active mandate goes before one that waits for the bank's registration, B2B before Core.
 */
const schemeOfItem = `
  SELECT coalesce((
    SELECT m.scheme FROM mandates m
     WHERE m.creditor_id = i.creditor_id AND m.customer_id = i.customer_id
       AND m.state IN ('active', 'awaiting_bank_registration')
       AND CASE WHEN i.mandate_required THEN m.item_id = i.id ELSE m.kind = 'recurring' END
     ORDER BY m.state, m.scheme LIMIT 1), 'CORE')`;

export interface CollectionRow {
  id: number;
  creditor: string;
  system: string;
  customer: string;
  item: string;
  direction: 'debit' | 'disbursement';
  amount_minor: number;
  currency: string;
  due_on: string;
  /** The date in its last file; later than due is a shift. */
  collection_on: string | null;
  state: CollectionState;
  state_since: string;
  blocked_reason: string | null;
  message_id: string | null;
}

/** Lines of the collection journal, oldest first. */
export async function listCollections(
  db: Db,
  filter: { system?: string; state?: string; limit?: number } = {},
): Promise<CollectionRow[]> {
  return many(
    db,
    `SELECT c.id, k.code AS creditor, y.code AS system, u.number AS customer, i.number AS item, c.direction, c.amount_minor, c.currency,
            c.due_on, b.collection_on, c.state, c.state_since, c.blocked_reason, s.message_id
       FROM collections c
       JOIN creditors k ON k.id = c.creditor_id
       JOIN collection_systems y ON y.id = c.system_id
       JOIN items i ON i.id = c.item_id
       JOIN customers u ON u.id = i.customer_id
       LEFT JOIN LATERAL (SELECT l.submission_id, l.batch_no FROM submission_lines l WHERE l.collection_id = c.id
                           ORDER BY l.submission_id DESC LIMIT 1) l ON true
       LEFT JOIN submissions s ON s.id = l.submission_id
       LEFT JOIN submission_batches b ON b.submission_id = l.submission_id AND b.batch_no = l.batch_no
      WHERE (:any_system OR y.code = :system) AND (:any_state OR c.state = :state)
      ORDER BY c.id LIMIT :limit`,
    {
      any_system: filter.system === undefined,
      system: filter.system ?? '',
      any_state: filter.state === undefined,
      state: filter.state ?? '',
      limit: filter.limit ?? 1000,
    },
  );
}

/**
 * An operator sets one line ready or held; stopping is in db/stopping.ts. Refused with a sentence when its state does not allow it.
 * A line in flight stands in a frozen file: it goes only with the whole submission.
 */
export async function setCollectionState(
  db: Db,
  id: number,
  to: 'ready' | 'held',
  stamp: Stamp & { reason?: string },
): Promise<CollectionState> {
  return inTransaction(db, async (trx) => {
    const rows = await many<{ creditor_id: number }>(trx, 'SELECT creditor_id FROM collections WHERE id = :id', { id });
    if (rows[0]) await lockCreditor(trx, rows[0].creditor_id, 'single');
    const [living] = await many<{ message_id: string }>(
      trx,
      `SELECT s.message_id FROM submission_lines l JOIN submissions s ON s.id = l.submission_id
         JOIN collections c ON c.id = l.collection_id
        WHERE c.id = :id AND c.state = 'in_flight' AND l.released_at IS NULL`,
      { id },
    );
    if (living) throw inFlight(`collection ${id} is in flight in ${living.message_id}`);
    return transitionOne(trx, 'collection', id, to, stamp);
  });
}

function inFlight(what: string): IncassoError {
  return new IncassoError('CONFLICT', `${what}: it can only be withdrawn with the whole submission, before delivery`);
}

/** Sets every line of a system that is in `from` to `to`; returns how many. */
export async function setCollectionsOfSystem(
  db: Db,
  system: SystemRow,
  from: CollectionState,
  to: 'ready' | 'held' | 'stopped',
  stamp: Stamp & { reason?: string },
): Promise<number> {
  if (from === 'in_flight') throw inFlight('a line in flight stands in a file');
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, system.creditor_id, 'set');
    return transition(
      trx,
      'collection',
      from,
      to,
      {
        sql: 'SELECT id, :why::text, NULL::text FROM collections WHERE system_id = :system_id AND state = :from_state',
        bindings: { system_id: system.id, from_state: from, why: stamp.reason ?? null },
      },
      stamp,
    );
  });
}

/** Lets an unusual amount pass the guard once a person has looked at it. */
export async function confirmAmount(db: Db, id: number, stamp: Stamp): Promise<boolean> {
  const changed = await run(
    db,
    `UPDATE collections SET amount_confirmed_by = :actor, blocked_reason = NULL
      WHERE id = :id AND state IN ('draft', 'ready', 'held') AND amount_confirmed_by IS NULL`,
    { id, actor: stamp.actor },
  );
  return changed === 1;
}
