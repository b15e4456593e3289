/**
 * The guard before freezing (C13): every ready line of a system with what would stand in the file, and in `blocked` the
 * first reason why it may not go. One statement, so that it costs the same for one line and for a million.
 *
 * A mandate is the item's own one-off where the item requires one, else the customer's active recurring mandate of the
 * scheme. The usual amount of a customer is the mean of what was collected from them before.
 */
export const guardSql = `
  WITH ready AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.item_id ORDER BY c.id) AS nth_of_item
      FROM collections c WHERE c.system_id = :system_id AND c.state = 'ready'),
  usual AS (
    SELECT i.customer_id, avg(c.amount_minor) AS amount_minor
      FROM collections c JOIN items i ON i.id = c.item_id
     WHERE c.system_id = :system_id AND c.state IN ('settled', 'returned', 'refunded') GROUP BY i.customer_id)
  SELECT c.id AS collection_id, c.item_id, c.amount_minor, c.due_on, k.code AS creditor,
         c.mandate_id IS NOT NULL AS frozen_before, m.id AS mandate_id, m.umr, m.signed_on,
         u.sepa_name AS debtor_name, a.iban AS debtor_iban, a.bic AS debtor_bic, i.remittance,
         CASE WHEN left(a.iban, 2) = ANY(:non_eea) OR :creditor_outside_eea THEN u.sepa_address END AS debtor_address,
         CASE WHEN m.amended_original IS NOT NULL
              THEN jsonb_build_object('original_debtor_account', m.amended_original) END AS amendment,
         m.kind AS mandate_kind,
         CASE WHEN m.kind = 'one_off' THEN 'OOFF'
              WHEN m.amended_original IS NOT NULL AND :amended_as_frst THEN 'FRST'
              WHEN :first_as_frst AND m.first_accepted_on IS NULL THEN 'FRST' ELSE 'RCUR' END AS sequence_type,
         greatest(c.due_on, :earliest::date, c.notified_on + :notice_days::int) AS wanted_on,
         CASE
           WHEN living.submission_id IS NOT NULL THEN 'in flight in ' || s.message_id
           WHEN c.nth_of_item > 1 THEN 'another line of the same item is ready'
           WHEN b.open_minor <= 0 THEN 'the item is paid or credited'
           WHEN c.amount_minor > b.open_minor THEN 'the amount is above the open rest of the item'
           WHEN c.currency <> :currency THEN 'the currency is not ' || :currency::text
           WHEN c.direction <> 'debit' THEN 'disbursements are not taken by this system'
           WHEN NOT i.collect_automatically THEN 'the item is not collected automatically'
           WHEN m.id IS NULL THEN 'no active mandate'
           WHEN m.suspended_reason IS NOT NULL THEN 'mandate suspended: ' || m.suspended_reason
           WHEN a.closed_on IS NOT NULL THEN 'the bank account of the mandate is closed'
           WHEN m.signed_on > :today::date THEN 'the mandate is signed in the future'
           WHEN left(a.iban, 2) = ANY(:non_eea) AND a.bic IS NULL THEN 'a bank outside the EEA needs its BIC'
           WHEN (left(a.iban, 2) = ANY(:non_eea) OR :creditor_outside_eea) AND u.sepa_address IS NULL
             THEN 'a bank outside the EEA needs the town and country of the debtor'
           WHEN c.amount_minor > :max_amount_minor THEN 'amount above the limit of the system'
           WHEN c.amount_confirmed_by IS NULL AND c.amount_minor >= 100 * usual.amount_minor
             THEN 'amount is 100 times or more the usual of this customer'
           WHEN c.amount_confirmed_by IS NULL AND c.amount_minor >= 10 * usual.amount_minor
             THEN 'amount is 10 times or more the usual of this customer'
           WHEN c.due_on < :today::date - :max_days_past_due::int
             THEN 'due more than ' || :max_days_past_due::int || ' days ago'
         END AS blocked
    FROM ready c
    JOIN creditors k ON k.id = c.creditor_id
    JOIN items i ON i.id = c.item_id
    JOIN item_balances b ON b.item_id = i.id
    JOIN customers u ON u.id = i.customer_id
    LEFT JOIN mandates m ON m.creditor_id = c.creditor_id AND m.customer_id = i.customer_id AND m.scheme = :scheme
         AND m.state = 'active'
         AND CASE WHEN i.mandate_required THEN m.kind = 'one_off' AND m.item_id = i.id ELSE m.kind = 'recurring' END
    LEFT JOIN bank_accounts a ON a.id = m.bank_account_id
    LEFT JOIN usual ON usual.customer_id = i.customer_id
    LEFT JOIN submission_lines living ON living.item_id = c.item_id AND living.released_at IS NULL
    LEFT JOIN submissions s ON s.id = living.submission_id`;
