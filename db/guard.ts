import type { AdapterFacts } from '../domain/sending.ts';
import { customerNumberProblems } from './agreements.ts';

/** What a family of systems freezes of a line, and what else keeps a collection or a disbursement out. */
interface Family {
  /** The columns of submission_lines that come from mandate, customer and item, and `sequence_type`. */
  frozen: string;
  /** True where the line was frozen before, and withdrawn: it needs a new reference. */
  frozenBefore: string;
  /** Which active mandate the line goes under. */
  mandate: string;
  /** The branches of a CASE: first reason why a line may not go. */
  blocks: string;
  disbursementBlocks: string;
}

/**
 * A mandate is the item's own one-off where the item requires one, else the customer's recurring one. A collected line has a
 * mandate, so one that has it already was frozen before.
 */
const sepa: Family = {
  frozen: `m.umr, m.signed_on, u.sepa_name AS debtor_name, a.iban AS debtor_iban, a.bic AS debtor_bic, i.remittance,
         CASE WHEN left(a.iban, 2) = ANY(:non_eea) OR :creditor_outside_eea THEN u.sepa_address END AS debtor_address,
         CASE WHEN m.amended_original IS NOT NULL
              THEN jsonb_build_object('original_debtor_account', m.amended_original) END AS amendment,
         NULL::text AS customer_number,
         CASE WHEN c.direction = 'disbursement' THEN 'disbursement'
              WHEN m.kind = 'one_off' THEN 'OOFF'
              WHEN m.amended_original IS NOT NULL AND :amended_as_frst THEN 'FRST'
              WHEN :first_as_frst AND m.first_accepted_on IS NULL THEN 'FRST' ELSE 'RCUR' END AS sequence_type`,
  frozenBefore: 'c.mandate_id IS NOT NULL',
  mandate: `c.direction = 'debit'
         AND CASE WHEN i.mandate_required THEN m.kind = 'one_off' AND m.item_id = i.id ELSE m.kind = 'recurring' END`,
  blocks: `
           WHEN m.id IS NULL THEN 'no active mandate'
           WHEN m.suspended_reason IS NOT NULL THEN 'mandate suspended: ' || m.suspended_reason
           WHEN a.closed_on IS NOT NULL THEN 'the bank account of the mandate is closed'
           WHEN m.signed_on > :today::date THEN 'the mandate is signed in the future'
           WHEN left(a.iban, 2) = ANY(:non_eea) AND a.bic IS NULL THEN 'a bank outside the EEA needs its BIC'
           WHEN (left(a.iban, 2) = ANY(:non_eea) OR :creditor_outside_eea) AND u.sepa_address IS NULL
             THEN 'a bank outside the EEA needs the town and country of the debtor'`,
  disbursementBlocks: `
           WHEN a.id IS NULL THEN 'a disbursement needs the one open bank account of the customer'
           WHEN left(a.iban, 2) = ANY(:non_eea) OR :creditor_outside_eea THEN 'nothing is paid out from or to a bank outside the EEA'`,
};

/** A line goes under the customer's agreement; without one, where slips are sent, as a payment slip to their address. */
const inFile = `
           WHEN m.suspended_reason IS NOT NULL THEN 'mandate suspended: ' || m.suspended_reason
           WHEN m.id IS NOT NULL AND m.agreement_number IS NULL THEN 'the mandate has no number of the payment centre'${customerNumberProblems}`;
const betalingsservice: Family = {
  frozen: `m.agreement_number AS umr, NULL::date AS signed_on, u.name AS debtor_name, NULL::text AS debtor_iban,
         NULL::text AS debtor_bic, i.number || ' ' || i.description AS remittance,
         CASE WHEN m.id IS NULL
              THEN jsonb_strip_nulls(jsonb_build_object('street', u.street, 'building', u.building, 'postcode', u.postcode,
                     'town', u.town, 'country', u.country, 'cpr_cvr', u.cpr_cvr)) END AS debtor_address,
         NULL::jsonb AS amendment, ltrim(u.number, '0') AS customer_number,
         CASE WHEN c.direction = 'disbursement' THEN 'disbursement' WHEN m.id IS NULL THEN 'slip' ELSE 'automatic' END AS sequence_type`,
  frozenBefore: 'EXISTS (SELECT 1 FROM submission_lines e WHERE e.collection_id = c.id)',
  mandate: `m.kind = 'recurring'`,
  blocks: `
           WHEN i.mandate_required THEN 'the item requires a mandate of its own, which Betalingsservice does not have'
           WHEN m.id IS NULL AND NOT :sends_slips THEN 'no active mandate'${inFile}
           WHEN m.id IS NULL AND (u.street IS NULL OR CASE u.country WHEN 'DK' THEN coalesce(u.postcode, '') !~ '^\\d{4}$'
                   ELSE u.town IS NULL END) THEN 'a payment slip needs the address of the customer'`,
  disbursementBlocks: `
           WHEN m.id IS NULL THEN 'no active mandate'${inFile}`,
};

/**
 * The guard before freezing (C13): every ready line of a system with what would stand in the file, and in `blocked` the
 * first reason why it may not go. One statement, so that it costs the same for one line and for a million.
 * The usual amount of a customer is the mean of what was collected from them before.
 */
export function guardSql(facts: AdapterFacts): string {
  const family = facts.family === 'sepa' ? sepa : betalingsservice;
  return `
  WITH ready AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.item_id ORDER BY c.id) AS nth_of_item
      FROM collections c WHERE c.system_id = :system_id AND c.state = 'ready'),
  usual AS (
    SELECT i.customer_id, avg(c.amount_minor) AS amount_minor
      FROM collections c JOIN items i ON i.id = c.item_id
     WHERE c.system_id = :system_id AND c.state IN ('settled', 'returned', 'refunded') GROUP BY i.customer_id)
  SELECT c.id AS collection_id, c.item_id, i.customer_id, c.direction, c.amount_minor, c.due_on, k.code AS creditor,
         ${family.frozenBefore} AS frozen_before, m.id AS mandate_id, m.kind AS mandate_kind,
         ${family.frozen},
         greatest(c.due_on, :earliest::date, CASE c.direction WHEN 'debit' THEN c.notified_on + :notice_days::int END) AS wanted_on,
         CASE
           WHEN living.submission_id IS NOT NULL THEN 'in flight in ' || s.message_id
           WHEN c.nth_of_item > 1 THEN 'another line of the same item is ready'
           WHEN c.currency <> :currency THEN 'the currency is not ' || :currency::text
           WHEN c.direction = 'disbursement' THEN
             CASE WHEN b.open_minor >= 0 THEN 'nothing is owed to the customer for this item'
                  WHEN c.amount_minor > -b.open_minor THEN 'the amount is above what is owed to the customer'${family.disbursementBlocks}
                  WHEN c.amount_minor > :max_amount_minor THEN 'amount above the limit of the system' END
           WHEN b.open_minor <= 0 THEN 'the item is paid or credited'
           WHEN c.amount_minor > b.open_minor THEN 'the amount is above the open rest of the item'
           WHEN NOT i.collect_automatically THEN 'the item is not collected automatically'${family.blocks}
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
         AND m.state = 'active' AND ${family.mandate}
    LEFT JOIN bank_accounts a ON a.id = CASE c.direction WHEN 'debit' THEN m.bank_account_id ELSE (
         SELECT min(o.id) FROM bank_accounts o WHERE o.customer_id = u.id AND o.closed_on IS NULL HAVING count(*) = 1) END
    LEFT JOIN usual ON usual.customer_id = i.customer_id
    LEFT JOIN submission_lines living ON living.item_id = c.item_id AND living.released_at IS NULL
    LEFT JOIN submissions s ON s.id = living.submission_id`;
}
