import { one, run, type Transaction } from './connection.ts';
import { releaseOneOffs } from './mandateMaking.ts';
import { type Effect, type Pass, reasonCode, setAsideRepeated } from './matching.ts';
import { type Selection, type Stamp, transition } from './transitions.ts';

const movedFrom = {
  settled: 'in_flight',
  rejected: 'in_flight',
  returned: 'settled',
  refunded: 'settled',
  reversed: 'settled',
} as const;

interface Mine extends Record<string, string | number> {
  file_id: number;
  pass: number;
  effect: string;
}

/** Moves the collections of one effect, changes the open amount where money moved, and releases what is not in flight. */
export async function moveCollections(
  trx: Transaction,
  pass: Pass,
  effect: keyof typeof movedFrom & Effect,
  stamp: Stamp,
): Promise<void> {
  const mine = { file_id: pass.file_id, pass: pass.pass, effect };
  const matched = await one<{ count: number }>(
    trx,
    'matches',
    'SELECT count(*)::int AS count FROM matches WHERE file_id = :file_id AND pass = :pass AND effect = :effect',
    mine,
  );
  const moved = await transition(
    trx,
    'collection',
    movedFrom[effect],
    effect,
    {
      sql: `SELECT m.collection_id, nullif(${reasonCode}, ''), 'file ' || m.file_id
              FROM matches m JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
             WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = :effect`,
      bindings: mine,
    },
    stamp,
  );
  if (matched.count === 0) return;
  if (moved < matched.count) await setAsideRepeated(trx, pass, effect);
  if (effect !== 'rejected') await moveBalances(trx, mine, stamp.at);
  if (effect !== 'settled') {
    const undoneOnes = {
      sql: `SELECT collection_id AS id FROM matches WHERE file_id = :file_id AND pass = :pass AND effect = :effect`,
      bindings: mine,
    };
    await releaseOneOffs(trx, undoneOnes, `its collection was ${effect}`, stamp);
    await run(
      trx,
      `UPDATE submission_lines l SET released_at = :at FROM matches m
        WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = :effect AND l.collection_id = m.collection_id AND l.released_at IS NULL`,
      { ...mine, at: stamp.at },
    );
  }
}

/** What moved changes what is open. A settled line after which something is, does not keep another line from collecting that. */
async function moveBalances(trx: Transaction, mine: Mine, at: string): Promise<void> {
  const sign = mine.effect === 'settled' ? '-' : '+';
  const { still_open } = await one<{ still_open: number }>(
    trx,
    'balances',
    `WITH moved AS (
       UPDATE item_balances b SET open_minor = b.open_minor ${sign} x.amount_minor
         FROM (SELECT c.item_id, sum((m.amount_minor - m.charges_minor) * CASE c.direction WHEN 'debit' THEN 1 ELSE -1 END) AS amount_minor
                 FROM matches m JOIN collections c ON c.id = m.collection_id
                WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = :effect GROUP BY c.item_id) x
        WHERE b.item_id = x.item_id RETURNING b.open_minor)
     SELECT count(*) FILTER (WHERE open_minor <> 0)::int AS still_open FROM moved`,
    mine,
  );
  if (still_open === 0) return;
  const items = `SELECT c.item_id FROM matches m JOIN collections c ON c.id = m.collection_id
    WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = :effect`;
  await openRests(trx, { sql: items, bindings: mine }, at);
}

/** Settled lines of items of which something is open, still or again, make room for another line. @param items - SQL of their ids */
export async function openRests(trx: Transaction, { sql, bindings }: Selection, at: string): Promise<void> {
  await run(
    trx,
    `UPDATE submission_lines l SET rest_open_at = :at
       FROM (${sql}) i
       JOIN item_balances b ON b.item_id = i.item_id
       JOIN collections c ON c.item_id = b.item_id AND c.state = 'settled'
      WHERE l.collection_id = c.id AND l.released_at IS NULL AND l.rest_open_at IS NULL
        AND CASE c.direction WHEN 'debit' THEN b.open_minor > 0 ELSE b.open_minor < 0 END`,
    { ...bindings, at },
  );
}
