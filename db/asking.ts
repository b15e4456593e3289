import { asksBeforePerson, nextAskOn } from '../domain/asking.ts';
import { addDays, localDate } from '../domain/dates.ts';
import { type Db, first, many, one, run, type Transaction } from './connection.ts';
import { findMandateById, type MandateRow } from './mandates.ts';
import { noteHistory, type Stamp } from './transitions.ts';

/**
 * Takes one of the day's asks for a mandate whose turn it is; counts it, and says which one it is. When the day's are used
 * up its turn is the next day. Called again for an ask that was taken it answers the same.
 * @param expected - how many went out when the caller looked. @returns the number of the ask, or undefined: not today.
 */
export async function takeAsk(
  trx: Transaction,
  id: number,
  expected: number,
  atMostADay: number,
  stamp: Stamp,
): Promise<{ mandate: MandateRow; ask_no: number } | undefined> {
  await one(trx, `mandate ${id}`, 'SELECT id FROM mandates WHERE id = :id FOR UPDATE', { id });
  const mandate = await findMandateById(trx, id);
  if (mandate.state !== 'to_sign' || mandate.asked_count >= asksBeforePerson) return undefined;
  if (mandate.asked_count > expected) return { mandate, ask_no: mandate.asked_count };
  const today = localDate(stamp.at, mandate.zone);
  const taken = await first<{ count: number }>(
    trx,
    `INSERT INTO asks_a_day (day, count) VALUES (:today, 1)
     ON CONFLICT (day) DO UPDATE SET count = asks_a_day.count + 1 WHERE asks_a_day.count < :most RETURNING count`,
    { today, most: atMostADay },
  );
  if (!taken) {
    await run(trx, 'UPDATE mandates SET ask_due_on = :tomorrow WHERE id = :id', { id, tomorrow: addDays(today, 1) });
    return undefined;
  }
  const ask_no = mandate.asked_count + 1;
  await run(trx, 'UPDATE mandates SET asked_count = :ask_no, asked_on = :today, ask_due_on = :next WHERE id = :id', {
    id,
    ask_no,
    today,
    next: nextAskOn(today),
  });
  await noteHistory(
    trx,
    'mandate',
    id,
    ask_no === 1 ? 'asked for the signature' : `reminded of the signature (${ask_no - 1})`,
    stamp,
  );
  return { mandate: await findMandateById(trx, id), ask_no };
}

/** A person wants it asked for again: as if it had not been asked. */
export async function askAnew(trx: Transaction, id: number, stamp: Stamp & { reason?: string }): Promise<void> {
  const { zone } = await findMandateById(trx, id);
  await run(trx, 'UPDATE mandates SET asked_count = 0, ask_due_on = :today WHERE id = :id', {
    id,
    today: localDate(stamp.at, zone),
  });
  await noteHistory(trx, 'mandate', id, `to be asked for again${stamp.reason ? `: ${stamp.reason}` : ''}`, stamp);
}

/** Queues a letter to be printed, once for an ask. */
export async function queueLetter(trx: Transaction, mandate: MandateRow, askNo: number, today: string): Promise<void> {
  await run(
    trx,
    `INSERT INTO letters (creditor_id, mandate_id, ask_no, queued_on) VALUES (:creditor_id, :id, :ask_no, :today)
     ON CONFLICT (mandate_id, ask_no) DO UPDATE SET queued_on = excluded.queued_on, printed_at = NULL, printed_by = NULL
       WHERE letters.printed_at IS NOT NULL`,
    { creditor_id: mandate.creditor_id, id: mandate.id, ask_no: askNo, today },
  );
}

/** The letters that wait to be printed, of mandates that are still to be signed; oldest first. */
export async function waitingLetters(
  db: Db,
  creditor: string | undefined,
  limit: number,
): Promise<{ id: number; mandate_id: number; queued_on: string }[]> {
  return many(
    db,
    `SELECT l.id, l.mandate_id, l.queued_on FROM letters l JOIN mandates m ON m.id = l.mandate_id AND m.state = 'to_sign'
       JOIN creditors k ON k.id = l.creditor_id
      WHERE l.printed_at IS NULL AND (:any OR k.code = :creditor) ORDER BY l.id LIMIT :limit`,
    { any: creditor === undefined, creditor: creditor ?? '', limit },
  );
}

export async function markPrinted(db: Db, ids: readonly number[], stamp: Stamp): Promise<void> {
  await run(
    db,
    'UPDATE letters SET printed_at = :at, printed_by = :actor WHERE id = ANY(:ids) AND printed_at IS NULL',
    {
      ids,
      ...stamp,
    },
  );
}
