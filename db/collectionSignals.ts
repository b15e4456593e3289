import { type CollectionSignal, signalNames } from '../domain/collectionSignals.ts';
import { type Db, many } from './connection.ts';
import { unpostedMovements } from './ledger.ts';

export interface SignalTotal {
  system: string;
  signal: CollectionSignal;
  count: number;
  sum_minor: number;
  currency: string;
  /** Since when the oldest of them is so; null when there is none. */
  oldest_since: string | null;
}

export interface SignalLine {
  system: string;
  signal: CollectionSignal;
  collection: number;
  customer: string;
  item: string;
  amount_minor: number;
  currency: string;
  since: string;
  /** Why, or where it stands: the guard's reason, the submission, the reason code, the file. */
  note: string | null;
}

/**
 * Every signal of every system, or of one, with count and sum (C17). Those that nothing has are listed too: zero is an answer.
 * @param at - the instant that says who is silent
 */
export async function listSignalTotals(db: Db, system: string | undefined, at: string): Promise<SignalTotal[]> {
  return many(
    db,
    `SELECT y.code AS system, n.signal, count(s.signal)::int AS count, coalesce(sum(s.amount_minor), 0)::bigint AS sum_minor,
            coalesce(s.currency, k.currency) AS currency, min(s.since) AS oldest_since
       FROM collection_systems y
       JOIN creditors k ON k.id = y.creditor_id
       CROSS JOIN unnest(:signals::text[]) WITH ORDINALITY AS n (signal, place)
       LEFT JOIN (${signalsSql}) s ON s.system_id = y.id AND s.signal = n.signal
      WHERE :any_system OR y.code = :system
      GROUP BY y.code, n.signal, n.place, coalesce(s.currency, k.currency) ORDER BY y.code, n.place, currency`,
    { signals: signalNames, at, ...ofSystem(system) },
  );
}

/** The lines behind one signal, oldest first. */
export async function listSignalLines(
  db: Db,
  signal: CollectionSignal,
  { system, limit }: { system: string | undefined; limit: number },
  at: string,
): Promise<SignalLine[]> {
  return many(
    db,
    `SELECT y.code AS system, s.signal, s.collection_id AS collection, u.number AS customer, i.number AS item, s.amount_minor,
            s.currency, s.since, s.note
       FROM (${signalsSql}) s
       JOIN collection_systems y ON y.id = s.system_id
       JOIN collections c ON c.id = s.collection_id
       JOIN items i ON i.id = c.item_id
       JOIN customers u ON u.id = i.customer_id
      WHERE s.signal = :signal AND (:any_system OR y.code = :system)
      ORDER BY y.code, s.since, s.collection_id LIMIT :limit`,
    { signal, at, limit, ...ofSystem(system) },
  );
}

function ofSystem(system: string | undefined): { any_system: boolean; system: string } {
  return { any_system: system === undefined, system: system ?? '' };
}

/** Nobody has made another line of the item since; a cancelled one does not count. */
const isLastOfItem = `NOT EXISTS (SELECT 1 FROM collections n WHERE n.item_id = c.item_id AND n.id > c.id AND n.state <> 'cancelled')`;

/** What is open of an item in the direction of its line: to be collected, or owed to the customer. */
const openMinor = `CASE c.direction WHEN 'debit' THEN b.open_minor ELSE -b.open_minor END`;

/** Somebody has decided about the line at the desk. */
const isDecided = `EXISTS (SELECT 1 FROM instruction_lines d
                            WHERE d.subject_kind = 'collection' AND d.subject_id = c.id AND d.outcome IS NOT NULL)`;

/** What every line of the journal that waits for somebody signals; what is settled, paid and posted signals nothing. */
const signalsSql = `
  SELECT c.system_id, CASE WHEN c.state = 'ready' AND c.blocked_reason IS NOT NULL THEN 'blocked' ELSE c.state END AS signal,
         c.id AS collection_id, c.amount_minor, c.currency, c.state_since AS since, c.blocked_reason AS note
    FROM collections c WHERE c.state IN ('draft', 'ready', 'held')
  UNION ALL
  SELECT c.system_id, CASE WHEN f.answer_due_at < :at THEN 'silent' ELSE 'in_flight' END, c.id, c.amount_minor, c.currency,
         CASE WHEN f.answer_due_at < :at THEN f.answer_due_at ELSE c.state_since END, f.message_id || ' is ' || f.state
    FROM collections c
    JOIN submission_lines l ON l.collection_id = c.id AND l.released_at IS NULL
    JOIN submissions f ON f.id = l.submission_id
   WHERE c.state = 'in_flight'
  UNION ALL
  SELECT c.system_id, CASE WHEN c.state = 'rejected' THEN 'rejected' ELSE 'returned' END, c.id, c.amount_minor, c.currency,
         c.state_since, (SELECT t.reason FROM transitions t WHERE t.subject_kind = 'collection' AND t.subject_id = c.id
                          ORDER BY t.id DESC LIMIT 1)
    FROM collections c JOIN item_balances b ON b.item_id = c.item_id AND ${openMinor} > 0
   WHERE c.state IN ('rejected', 'returned', 'refunded') AND ${isLastOfItem} AND NOT ${isDecided}
  UNION ALL
  SELECT c.system_id, 'part_paid', c.id, ${openMinor}, c.currency, c.state_since, NULL
    FROM collections c JOIN item_balances b ON b.item_id = c.item_id AND ${openMinor} > 0
   WHERE c.state = 'settled' AND ${isLastOfItem}
  UNION ALL
  SELECT m.system_id, 'unposted', m.collection_id, m.amount_minor, m.currency, m.matched_at,
         m.effect || ' by file ' || m.file_id || CASE WHEN m.posting_allowed THEN '' ELSE ', posting is not allowed' END
    ${unpostedMovements} AND m.collection_id IS NOT NULL`;
