import { expect } from 'vitest';

import { type Db, many } from '../../db/connection.ts';
import { type MandateState, mandateStates } from '../../domain/states/mandate.ts';
import { mayBecome } from '../../domain/states/table.ts';
import type { Play } from './mandateFiles.ts';

/** Each query finds what must not be there. */
const broken: Record<string, string> = {
  'M1 at most one living recurring mandate per customer, creditor and scheme': `
    SELECT customer_id, creditor_id, scheme, array_agg(umr || ' ' || state) FROM mandates
     WHERE kind = 'recurring' AND (state IN ('awaiting_bank_registration', 'active') OR (state = 'to_sign' AND replaces_id IS NULL))
     GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  'M2 at most one living one_off per item': `
    SELECT item_id, array_agg(umr || ' ' || state) FROM mandates
     WHERE kind = 'one_off' AND state IN ('to_sign', 'awaiting_bank_registration', 'active', 'completed')
     GROUP BY 1 HAVING count(*) > 1`,
  'M7 a one_off whose item is in a living frozen line is completed': `
    SELECT m.umr, m.state FROM submission_lines l JOIN collections c ON c.id = l.collection_id JOIN mandates m ON m.id = c.mandate_id
     WHERE l.released_at IS NULL AND m.kind = 'one_off' AND m.state <> 'completed'`,
  'M7 a one_off is completed only while its item is in a living frozen line': `
    SELECT m.umr FROM mandates m WHERE m.state = 'completed' AND NOT EXISTS (
      SELECT 1 FROM submission_lines l JOIN collections c ON c.id = l.collection_id
       WHERE c.mandate_id = m.id AND l.item_id = m.item_id AND l.released_at IS NULL)`,
  'M14 what stands in a submission is never deleted, nor to be signed': `
    SELECT m.umr, m.state FROM mandates m WHERE m.state IN ('deleted', 'to_sign', 'abandoned') AND (
      EXISTS (SELECT 1 FROM collections c JOIN submission_lines l ON l.collection_id = c.id WHERE c.mandate_id = m.id)
      OR EXISTS (SELECT 1 FROM submission_lines l WHERE l.umr = m.umr))`,
  'a mandate that is to be signed has a wakeup': `
    SELECT m.umr FROM mandates m WHERE m.state = 'to_sign' AND NOT EXISTS (
      SELECT 1 FROM wakeups w WHERE w.workflow_type = 'mandateSigning' AND w.subject_id = m.id)`,
  'a signed mandate has a date and an account of its customer': `
    SELECT m.umr, m.state FROM mandates m LEFT JOIN bank_accounts a ON a.id = m.bank_account_id
     WHERE m.state IN ('awaiting_bank_registration', 'active', 'completed', 'expired', 'superseded')
       AND (m.signed_on IS NULL OR a.customer_id IS DISTINCT FROM m.customer_id)`,
  'M10 what is suspended is or was active': `
    SELECT umr, state FROM mandates WHERE suspended_reason IS NOT NULL AND state IN ('to_sign', 'deleted', 'abandoned')`,
  'M8 what the bank is told of an old account names that account, and not the present one': `
    SELECT m.umr FROM mandates m LEFT JOIN bank_accounts o ON o.id = m.amended_from_account_id
     WHERE (m.amended_original IS NULL) <> (o.id IS NULL) OR o.id = m.bank_account_id
        OR (m.amended_original <> 'SMNDA' AND m.amended_original <> o.iban)`,
  'M14 every change has an actor, and a reason but for a signature': `
    SELECT m.umr, t.from_state, t.to_state, t.actor FROM transitions t JOIN mandates m ON m.id = t.subject_id
     WHERE t.subject_kind = 'mandate' AND (t.actor = '' OR coalesce(t.reason, '') = '')
       AND NOT (coalesce(t.from_state, '') IN ('to_sign', 'withdrawn') AND t.to_state IN ('active', 'awaiting_bank_registration'))`,
  'M14 a history begins once, goes on where it ended, and its end is the state': `
    SELECT m.umr, m.state, t.history FROM mandates m LEFT JOIN LATERAL (
      SELECT array_agg(coalesce(h.from_state, '') || '>' || h.to_state ORDER BY h.id) AS history,
             bool_and(h.from_state IS NOT DISTINCT FROM h.before) AS whole,
             (array_agg(h.to_state ORDER BY h.id DESC))[1] AS last
        FROM (SELECT x.*, lag(x.to_state) OVER (ORDER BY x.id) AS before FROM transitions x
               WHERE x.subject_kind = 'mandate' AND x.subject_id = m.id) h) t ON true
     WHERE t.whole IS NOT TRUE OR t.last <> m.state`,
};

/** Lines of the submissions that were just frozen, where the mandate is not what stands in the file (C13, M2, M8). */
const wrongLines = `
  SELECT l.umr, m.umr AS mandate, m.kind, m.state, m.suspended_reason, l.signed_on, m.signed_on AS signed, a.closed_on, l.amendment
    FROM submission_lines l JOIN collections c ON c.id = l.collection_id JOIN items i ON i.id = l.item_id
    LEFT JOIN mandates m ON m.id = c.mandate_id LEFT JOIN bank_accounts a ON a.id = m.bank_account_id
   WHERE l.submission_id = ANY(:ids) AND (
     m.id IS NULL OR m.customer_id <> i.customer_id OR m.scheme <> :scheme OR NOT i.collect_automatically
     OR (CASE WHEN i.mandate_required THEN m.kind = 'one_off' AND m.item_id = i.id AND m.state = 'completed'
              ELSE m.kind = 'recurring' AND m.state = 'active' END) IS NOT TRUE
     OR m.suspended_reason IS NOT NULL OR a.closed_on IS NOT NULL
     OR l.umr IS DISTINCT FROM m.umr OR l.debtor_iban IS DISTINCT FROM a.iban
     OR l.signed_on IS DISTINCT FROM m.signed_on OR (l.signed_on > :today::date) IS NOT FALSE
     OR (l.amendment ->> 'original_debtor_account') IS DISTINCT FROM m.amended_original)`;

/** Fails with the name of the invariant that does not hold. `alone`: nobody else acted in the step. */
export async function checkMandates(play: Play, alone: boolean): Promise<void> {
  for (const [name, sql] of Object.entries(broken)) expect(await many(play.db, sql), name).toEqual([]);
  const steps = await many<{ from: MandateState; to: MandateState }>(
    play.db,
    `SELECT DISTINCT from_state AS from, to_state AS to FROM transitions WHERE subject_kind = 'mandate' AND from_state <> to_state`,
  );
  for (const { from, to } of steps) expect(mayBecome(mandateStates, from, to), `${from} to ${to}`).toBe(true);
  await checkAccounts(play);
  if (alone) {
    const { ids, scheme, today } = play.frozen;
    expect(await many(play.db, wrongLines, { ids, scheme, today }), 'C13 a line is as its mandate says').toEqual([]);
  }
  play.frozen = { ...play.frozen, ids: [] };
}

/** The account of an active mandate is open, unless a person has closed it. */
async function checkAccounts(play: Play): Promise<void> {
  const closed = await many<{ umr: string; account: string }>(
    play.db,
    `SELECT m.umr, u.number || ' ' || a.iban AS account FROM mandates m JOIN bank_accounts a ON a.id = m.bank_account_id
       JOIN customers u ON u.id = m.customer_id WHERE m.state = 'active' AND a.closed_on IS NOT NULL`,
  );
  const byItself = closed.filter(({ account }) => !play.closedByHand.has(account));
  expect(byItself, 'M8 the account of an active mandate is closed only by a person').toEqual([]);
}

/** Rows of mandates never disappear, and never change their reference. */
export async function mandateNames(db: Db): Promise<string[]> {
  return (await many<{ name: string }>(db, `SELECT id || ' ' || umr AS name FROM mandates ORDER BY id`)).map(
    ({ name }) => name,
  );
}
