import { lockCreditor, many, run, type Transaction } from './connection.ts';
import { notToldYet } from './guard.ts';

/**
 * The mail server took these mails: what they announce counts as told from that day on, in the creditor's zone. With the creditor's
 * lock, so that nobody decides meanwhile what is to be announced.
 */
export async function markNotified(trx: Transaction, mailIds: readonly number[], at: string): Promise<void> {
  const creditors = await many<{ creditor_id: number }>(
    trx,
    `SELECT DISTINCT c.creditor_id FROM pre_notifications p JOIN collections c ON c.id = p.collection_id
      WHERE p.mail_id = ANY(:mails) ORDER BY 1`,
    { mails: mailIds },
  );
  for (const { creditor_id } of creditors) await lockCreditor(trx, creditor_id, 'single');
  await run(
    trx,
    `UPDATE collections c SET notified_on = (:at::timestamptz AT TIME ZONE k.zone)::date,
            blocked_reason = nullif(c.blocked_reason, :waited_for)
       FROM pre_notifications p, creditors k
      WHERE p.mail_id = ANY(:mails) AND c.id = p.collection_id AND k.id = c.creditor_id`,
    { at, waited_for: notToldYet, mails: mailIds },
  );
}
