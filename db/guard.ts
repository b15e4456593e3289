import { type AdapterFacts, factsOf } from '../domain/sending.ts';
import { sepaNonEeaCountries } from '../domain/sepaCountries.ts';
import type { CollectionState } from '../domain/states/collection.ts';
import { customerNumberProblems } from './agreements.ts';
import { run, type Transaction } from './connection.ts';
import type { SystemRow } from './parties.ts';
import { itemsWithWaitingMoney } from './waitingMoney.ts';

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
  /** Further branches, of a collection that may go as far as everything else is concerned: is it announced? */
  noticeBlocks: string;
  /** First date that the pre-notification of a collection allows. */
  earliestByNotice: string;
}

/** Why a line waits that nothing but its pre-notification by mail keeps back. */
export const notToldYet = 'the customer was not told yet';
const toldByMail = `u.pre_notification = 'email'`;
/** What the mail said of the line holds no more when the line is joined to no row `p`. */
const nothingHolds = 'p.collection_id IS NULL';

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
  frozenBefore: `(c.mandate_id IS NOT NULL OR c.direction = 'disbursement'
           AND EXISTS (SELECT 1 FROM submission_lines e WHERE e.collection_id = c.id))`,
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
  noticeBlocks: `
           WHEN c.direction = 'debit' AND ${toldByMail} AND ${nothingHolds} AND u.email IS NULL THEN 'pre-notification by e-mail needs an address'
           WHEN c.direction = 'debit' AND ${toldByMail} AND ${nothingHolds} THEN '${notToldYet}'`,
  // who is not told yet would be told today; nothing is collected earlier than it was announced
  earliestByNotice: `CASE WHEN NOT ${toldByMail} THEN coalesce(c.notified_on, i.issued_on) + :notice_days::int
              WHEN ${nothingHolds} THEN :today::date + :notice_days::int
              ELSE greatest(p.collection_on, c.notified_on + :notice_days::int) END`,
};

/** What a payment slip needs; in Denmark the postcode says the town. */
const hasAddress = `(u.street IS NOT NULL
           AND CASE u.country WHEN 'DK' THEN coalesce(u.postcode, '') ~ '^\\d{4}$' ELSE u.town IS NOT NULL END)`;

/** What keeps collections and disbursements out alike. */
const inFile = `
           WHEN m.suspended_reason IS NOT NULL THEN 'mandate suspended: ' || m.suspended_reason
           WHEN m.id IS NOT NULL AND m.agreement_number IS NULL THEN 'the mandate has no number of the payment centre'${customerNumberProblems}`;

/**
 * A line goes under the customer's agreement; without one, where slips are sent, as a payment slip to their address. In Total the
 * address always goes along: the agreement may end before the payment date, and then a slip is sent.
 */
const betalingsservice: Family = {
  frozen: `m.agreement_number AS umr, NULL::date AS signed_on, u.name AS debtor_name, NULL::text AS debtor_iban,
         NULL::text AS debtor_bic, i.number || ' ' || i.description AS remittance,
         CASE WHEN :sends_slips AND ${hasAddress}
              THEN jsonb_strip_nulls(jsonb_build_object('street', u.street, 'building', u.building, 'postcode', u.postcode,
                     'town', u.town, 'country', u.country, 'cpr_cvr', u.cpr_cvr)) END AS debtor_address,
         NULL::jsonb AS amendment, ltrim(u.number, '0') AS customer_number,
         CASE WHEN c.direction = 'disbursement' THEN 'disbursement' WHEN m.id IS NULL THEN 'slip' ELSE 'automatic' END AS sequence_type`,
  frozenBefore: 'EXISTS (SELECT 1 FROM submission_lines e WHERE e.collection_id = c.id)',
  mandate: `m.kind = 'recurring'`,
  blocks: `
           WHEN i.mandate_required THEN 'the item requires a mandate of its own, which Betalingsservice does not have'
           WHEN m.id IS NULL AND NOT :sends_slips THEN 'no active mandate'${inFile}
           WHEN m.id IS NULL AND NOT ${hasAddress} THEN 'a payment slip needs the address of the customer'`,
  disbursementBlocks: `
           WHEN m.id IS NULL THEN 'no active mandate'${inFile}`,
  noticeBlocks: '',
  // the advice of the payment centre takes the place of a pre-notification
  earliestByNotice: 'NULL::date',
};

/** What the guard has to know besides the lines. */
export interface GuardPlan {
  system: SystemRow;
  /** Today in the creditor's zone. */
  today: string;
  /** First collection date that lead time and cut-off still allow. */
  earliest: string;
}

/**
 * Makes the temporary table `freeze_candidates`: the lines of a system in these states with what would stand in the file, the date
 * `wanted_on` before the calendar had its say, and in `blocked` the first reason why a line may not go (C13).
 */
export async function guardLines(trx: Transaction, plan: GuardPlan, states: readonly CollectionState[]): Promise<void> {
  const { system } = plan;
  const facts = factsOf(system);
  const bindings = {
    system_id: system.id,
    creditor_id: system.creditor_id,
    states,
    scheme: facts.scheme,
    today: plan.today,
    earliest: plan.earliest,
    notice_days: system.pre_notification_days,
    max_days_past_due: system.max_days_past_due,
    max_amount_minor: system.max_amount_minor,
    currency: system.currency,
    first_as_frst: system.first_as_frst,
    amended_as_frst: system.amended_as_frst,
    non_eea: sepaNonEeaCountries,
    creditor_outside_eea: sepaNonEeaCountries.includes(system.account_iban.slice(0, 2)),
    sends_slips: facts.sendsSlips,
  };
  await trx.raw('DROP TABLE IF EXISTS freeze_candidates, freeze_dates, freeze_lines, freeze_taken');
  await run(trx, `CREATE TEMP TABLE freeze_candidates ON COMMIT DROP AS ${guardSql(facts)}`, bindings);
  // a small sample of these many columns tells enough to choose how to join
  await trx.raw('SET LOCAL default_statistics_target = 10; ANALYZE freeze_candidates');
}

/**
 * One statement, so that it costs the same for one line and for a million. The usual amount of a customer is the mean of what was
 * collected from them, or paid out to them, before.
 */
function guardSql(facts: AdapterFacts): string {
  const family = facts.family === 'sepa' ? sepa : betalingsservice;
  return `
  WITH ready AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.item_id ORDER BY c.id) AS nth_of_item
      FROM collections c WHERE c.system_id = :system_id AND c.state = ANY(:states)),
  usual AS (
    SELECT i.customer_id, c.direction, avg(c.amount_minor) AS amount_minor
      FROM collections c JOIN items i ON i.id = c.item_id
     WHERE c.system_id = :system_id AND c.state IN ('settled', 'returned', 'refunded') GROUP BY i.customer_id, c.direction),
  waiting AS (${itemsWithWaitingMoney})
  SELECT c.id AS collection_id, c.item_id, i.customer_id, c.direction, c.amount_minor, c.due_on, k.code AS creditor,
         ${family.frozenBefore} AS frozen_before, m.id AS mandate_id, m.kind AS mandate_kind,
         m.bank_account_id,
         ${family.frozen},
         greatest(c.due_on, :earliest::date, CASE c.direction WHEN 'debit' THEN ${family.earliestByNotice} END) AS wanted_on,
         coalesce(
         CASE
           WHEN living.submission_id IS NOT NULL THEN 'in flight in ' || s.message_id
           WHEN c.nth_of_item > 1 THEN 'another line of the same item is ready'
           WHEN c.currency <> :currency THEN 'the currency is not ' || :currency::text
         END,
         CASE c.direction WHEN 'disbursement' THEN CASE
           WHEN b.open_minor >= 0 THEN 'nothing is owed to the customer for this item'
           WHEN c.amount_minor > -b.open_minor THEN 'the amount is above what is owed to the customer'${family.disbursementBlocks}
         END ELSE CASE
           WHEN b.open_minor <= 0 THEN 'the item is paid or credited'
           WHEN c.amount_minor > b.open_minor THEN 'the amount is above the open rest of the item'
           WHEN waiting.item_id IS NOT NULL THEN 'a payment of the item waits for a decision: incasso payments'
           WHEN NOT i.collect_automatically THEN 'the item is not collected automatically'${family.blocks}
         END END,
         CASE
           WHEN c.amount_minor > :max_amount_minor THEN 'amount above the limit of the system'
           WHEN c.amount_confirmed_by IS NULL AND c.amount_minor >= 100 * usual.amount_minor
             THEN 'amount is 100 times or more the usual of this customer'
           WHEN c.amount_confirmed_by IS NULL AND c.amount_minor >= 10 * usual.amount_minor
             THEN 'amount is 10 times or more the usual of this customer'
           WHEN c.direction = 'debit' AND c.due_on < :today::date - :max_days_past_due::int
             THEN 'due more than ' || :max_days_past_due::int || ' days ago'${family.noticeBlocks}
         END) AS blocked
    FROM ready c
    JOIN creditors k ON k.id = c.creditor_id
    JOIN items i ON i.id = c.item_id
    JOIN item_balances b ON b.item_id = i.id
    JOIN customers u ON u.id = i.customer_id
    LEFT JOIN mandates m ON m.creditor_id = c.creditor_id AND m.customer_id = i.customer_id AND m.scheme = :scheme
         AND m.state = 'active' AND ${family.mandate}
    LEFT JOIN bank_accounts a ON a.id = CASE c.direction WHEN 'debit' THEN m.bank_account_id ELSE (
         SELECT min(o.id) FROM bank_accounts o WHERE o.customer_id = u.id AND o.closed_on IS NULL HAVING count(*) = 1) END
    LEFT JOIN pre_notifications p ON p.collection_id = c.id AND p.mandate_id = m.id AND p.bank_account_id = m.bank_account_id
         AND p.amount_minor = c.amount_minor AND c.notified_on IS NOT NULL
    LEFT JOIN usual ON usual.customer_id = i.customer_id AND usual.direction = c.direction
    LEFT JOIN waiting ON waiting.item_id = c.item_id
    LEFT JOIN submission_lines living ON living.item_id = c.item_id AND living.released_at IS NULL AND living.rest_open_at IS NULL
    LEFT JOIN submissions s ON s.id = living.submission_id`;
}
