import { type Db, inTransaction, lockCreditor, many, run, type Transaction } from './connection.ts';
import { noteAll, type Selection, type Stamp, transition } from './transitions.ts';

const monthsUnused = 36;
const warnDaysAhead = 60;

export interface ExpiryReport {
  expired: number;
  /** Mandates that expire within 60 days and of which nobody was told yet, for the instruction of the creditor. */
  warned: number;
  first: string | null;
}

/**
 * Ends the mandates of a creditor with which nothing was presented for 36 months, and finds those that will expire within
 * 60 days (M9). Counted from the last collection that a bank got and that was not reversed, else from the signature, of a
 * converted one from the conversion: so a reversal restores the date by itself. None ends that was not warned of 60 days
 * before: one that comes in old, and may have been used elsewhere, is warned of first.
 * @param today - in the creditor's zone. @param tell - called with the mandates to warn of, in the same transaction.
 */
export function expireMandates(
  db: Db,
  creditorId: number,
  today: string,
  stamp: Stamp,
  tell: (trx: Transaction, report: ExpiryReport, lines: Selection) => Promise<void>,
): Promise<ExpiryReport> {
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, creditorId, 'set');
    await trx.raw('DROP TABLE IF EXISTS expiring');
    await run(trx, `CREATE TEMP TABLE expiring ON COMMIT DROP AS ${expiringSql}`, { creditor: creditorId, today });
    const expired = await transition(
      trx,
      'mandate',
      'active',
      'expired',
      {
        sql: `SELECT id, 'nothing was presented for ${monthsUnused} months', NULL::text FROM expiring WHERE warned AND expires_on <= :today::date`,
        bindings: { today },
      },
      stamp,
    );
    const [{ warned = 0, first = null } = {}] = await many<{ warned: number; first: string | null }>(
      trx,
      `SELECT count(*)::int AS warned, min(expires_on) AS first FROM expiring WHERE NOT warned`,
    );
    const report = { expired, warned, first };
    if (warned > 0) await warn(trx, today, report, stamp, tell);
    return report;
  });
}

async function warn(
  trx: Transaction,
  today: string,
  report: ExpiryReport,
  stamp: Stamp,
  tell: (trx: Transaction, report: ExpiryReport, lines: Selection) => Promise<void>,
): Promise<void> {
  const which = 'FROM expiring WHERE NOT warned';
  await tell(trx, report, {
    sql: `SELECT 'mandate' AS subject_kind, id AS subject_id, 0::bigint AS amount_minor, '' AS currency,
                 'expires on ' || expires_on AS note ${which}`,
    bindings: {},
  });
  await noteAll(
    trx,
    'mandate',
    { sql: `SELECT id, 'expires on ' || expires_on, NULL::text ${which}`, bindings: {} },
    stamp,
  );
  await run(trx, `UPDATE mandates SET expiry_warned_on = :today::date WHERE id IN (SELECT id ${which})`, { today });
}

/** Active mandates whose 36 months end within the days of the warning. `warned`: since they were last used. `expires_on`:
 * never sooner than that many days after the warning. */
const expiringSql = `
  WITH old AS (
    SELECT m.id, m.customer_id, m.expiry_warned_on,
           CASE WHEN m.origin = 'converted' THEN coalesce(m.made_on, m.signed_on) ELSE m.signed_on END AS since
      FROM mandates m
     WHERE m.creditor_id = :creditor AND m.state = 'active'
       AND CASE WHEN m.origin = 'converted' THEN coalesce(m.made_on, m.signed_on) ELSE m.signed_on END
           <= (:today::date + ${warnDaysAhead} - interval '${monthsUnused} months')::date),
  used AS (
    SELECT o.id, max(b.collection_on) AS used_on
      FROM old o JOIN items i ON i.customer_id = o.customer_id JOIN collections c ON c.item_id = i.id AND c.mandate_id = o.id
      JOIN submission_lines l ON l.collection_id = c.id
      JOIN submission_batches b ON b.submission_id = l.submission_id AND b.batch_no = l.batch_no
      JOIN submissions s ON s.id = l.submission_id
     WHERE c.state <> 'reversed'
       AND s.state NOT IN ('frozen', 'written', 'awaiting_approval', 'approved', 'delivering', 'refused', 'withdrawn')
     GROUP BY o.id),
  dated AS (
    SELECT o.id, (greatest(o.since, u.used_on) + interval '${monthsUnused} months')::date AS due_on,
           CASE WHEN o.expiry_warned_on > greatest(o.since, u.used_on) THEN o.expiry_warned_on END AS warned_on
      FROM old o LEFT JOIN used u ON u.id = o.id)
  SELECT id, warned_on IS NOT NULL AS warned,
         greatest(due_on, coalesce(warned_on, :today::date) + ${warnDaysAhead}) AS expires_on
    FROM dated WHERE due_on <= :today::date + ${warnDaysAhead}`;
