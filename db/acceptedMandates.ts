import { originalAccount } from './accounts.ts';
import { many, run, type Transaction } from './connection.ts';
import type { Pass } from './matching.ts';

/**
 * An accepted collection: from the first on the mandate is no longer FRST, and the bank knows it. What the file said of a
 * new account need not be said again, if it was this account (M8, M12).
 */
export async function acceptMandates(trx: Transaction, pass: Pass): Promise<void> {
  await run(
    trx,
    // an agreement of a payment centre may have to be ended there: its status is not for a payment to say
    `UPDATE mandates t SET first_accepted_on = x.booked_on,
            transfer_status = CASE t.scheme WHEN 'BS' THEN t.transfer_status ELSE 'confirmed' END
       FROM (SELECT c.mandate_id, min(left(m.booked_on, 10)::date) AS booked_on FROM matches m JOIN collections c ON c.id = m.collection_id
              WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = 'settled' AND pg_input_is_valid(left(m.booked_on, 10), 'date')
              GROUP BY c.mandate_id) x
      WHERE t.id = x.mandate_id AND t.first_accepted_on IS NULL`,
    { file_id: pass.file_id, pass: pass.pass },
  );
  await knowAccounts(trx, pass);
}

/**
 * The bank knows the account that an accepted file has told it. Where the customer has moved on since, the next file
 * tells the bank of the change from that account; else there is nothing to tell any more (M8).
 */
async function knowAccounts(trx: Transaction, pass: Pass): Promise<void> {
  const told = await many<{ id: number; known_id: number; known: string; present: string | null }>(
    trx,
    `SELECT DISTINCT d.id, k.id AS known_id, k.iban AS known, p.iban AS present
       FROM matches m JOIN collections c ON c.id = m.collection_id JOIN mandates d ON d.id = c.mandate_id
       JOIN submission_lines l ON l.collection_id = m.collection_id AND l.submission_id = m.submission_id
       JOIN bank_accounts k ON k.customer_id = d.customer_id AND k.iban = l.debtor_iban
       LEFT JOIN bank_accounts p ON p.id = d.bank_account_id
      WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = 'settled' AND l.amendment IS NOT NULL
      ORDER BY d.id`,
    { file_id: pass.file_id, pass: pass.pass },
  );
  for (const { id, known_id, known, present } of told) {
    const isPresent = present === null || present === known;
    await run(
      trx,
      'UPDATE mandates SET amended_from_account_id = :from_id, amended_original = :original WHERE id = :id',
      {
        id,
        from_id: isPresent ? null : known_id,
        original: isPresent ? null : originalAccount(known, present),
      },
    );
  }
}
