import type { AgreementEvent } from '../domain/betalingsservice/inbound.ts';
import { type Bindings, many, one, run, type Transaction } from './connection.ts';
import { makeAgreements } from './mandateMaking.ts';
import { matchColumns } from './matching.ts';
import { noteAll, type Stamp, transition } from './transitions.ts';

/*
 * What a payment centre says of agreements (C6), applied to the mandates of scheme BS. What has no customer stays in `matches`
 * without an effect: the work list. In the SQL: r the record, e the event that it tells, m the agreement.
 */

/** Applies the agreements of a staged file. The caller holds the creditors' locks. */
export async function applyAgreements(trx: Transaction, fileId: number, stamp: Stamp): Promise<void> {
  await takeEvents(trx, 'r.file_id = :file_id', { file_id: fileId });
  await applyEvents(trx, stamp);
  await findDifferences(trx, fileId);
}

/**
 * Tries the records of a creditor again that had no customer, or several. The caller holds the creditor's lock.
 * @returns the files of which some are applied now, each with what still waits of it, and how many records went.
 */
export async function retryAgreements(
  trx: Transaction,
  creditorId: number,
  stamp: Stamp,
): Promise<{ matched: number; files: { file_id: number; waiting: number }[] }> {
  await trx.raw('DROP TABLE IF EXISTS retried_records');
  await run(
    trx,
    `CREATE TEMP TABLE retried_records ON COMMIT DROP AS
     SELECT m.file_id, m.record_no FROM matches m
       JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
      WHERE m.effect IS NULL AND m.creditor_id = :creditor AND r.kind = 'agreement' AND r.status <> 'unknown' AND r.mandate_id <> ''
        AND (SELECT count(*) FROM customers u WHERE u.creditor_id = m.creditor_id AND ltrim(u.number, '0') = r.customer_number) = 1`,
    { creditor: creditorId },
  );
  await trx.raw(
    `DELETE FROM matches m USING retried_records t WHERE m.file_id = t.file_id AND m.record_no = t.record_no`,
  );
  await takeEvents(trx, '(r.file_id, r.record_no) IN (SELECT t.file_id, t.record_no FROM retried_records t)', {});
  await applyEvents(trx, stamp);
  const { matched } = await one<{ matched: number }>(
    trx,
    'records',
    'SELECT count(*)::int AS matched FROM retried_records',
  );
  const files = await many<{ file_id: number; waiting: number }>(
    trx,
    `SELECT t.file_id, (SELECT count(*) FROM matches m WHERE m.file_id = t.file_id AND m.effect IS NULL)::int AS waiting
       FROM (SELECT DISTINCT file_id FROM retried_records) t ORDER BY t.file_id`,
  );
  return { matched, files };
}

/** Takes records into a table of the transaction, each with the customers who have its number. */
async function takeEvents(trx: Transaction, which: string, bindings: Bindings): Promise<void> {
  await trx.raw('DROP TABLE IF EXISTS agreement_events');
  await run(
    trx,
    `CREATE TEMP TABLE agreement_events ON COMMIT DROP AS
     SELECT r.file_id, r.record_no, a.creditor_id, r.status AS event, r.reason AS code, r.mandate_id AS number,
            nullif(r.booked_on, '')::date AS since, nullif(r.value_on, '')::date AS until, c.customers, c.customer_id
       FROM inbound_records r
       LEFT JOIN money_sources a ON a.account = r.account
       LEFT JOIN LATERAL (
         SELECT count(*) AS customers, min(u.id) AS customer_id FROM customers u
          WHERE u.creditor_id = a.creditor_id AND ltrim(u.number, '0') = r.customer_number) c ON true
      WHERE r.kind = 'agreement' AND ${which}`,
    bindings,
  );
  await trx.raw('ANALYZE agreement_events');
}

/** The events of a customer happen in the order of their dates; the first of every customer together, then the second. */
async function applyEvents(trx: Transaction, stamp: Stamp): Promise<void> {
  await setAside(trx, stamp);
  await trx.raw('DROP TABLE IF EXISTS ordered_events');
  await trx.raw(`
    CREATE TEMP TABLE ordered_events ON COMMIT DROP AS
    SELECT e.*, row_number() OVER (PARTITION BY e.customer_id ORDER BY e.since NULLS FIRST, e.file_id, e.record_no) AS nth
      FROM agreement_events e`);
  const { rounds } = await one<{ rounds: number }>(
    trx,
    'events',
    'SELECT coalesce(max(nth), 0)::int AS rounds FROM ordered_events',
  );
  for (let round = 1; round <= rounds; round += 1) {
    await decide(trx, round);
    await start(trx, stamp);
    await end(trx, stamp);
    await answerLines(trx, stamp);
  }
}

/** Why a record cannot be applied to an agreement; NULL when it can. */
const problem = `CASE
  WHEN e.creditor_id IS NULL THEN 'the account is not one of ours'
  WHEN e.event = 'slip_agreement' THEN 'an agreement on electronic payment slips'
  WHEN e.event = 'unknown' THEN 'code ' || e.code || ' is not known'
  WHEN e.number = '' THEN 'the record has no number of the agreement'
  WHEN e.customers = 0 THEN 'no customer has this number'
  WHEN e.customers > 1 THEN 'several customers have this number but for leading zeros' END`;

async function setAside(trx: Transaction, { at }: Stamp): Promise<void> {
  await run(
    trx,
    `WITH aside AS (
       DELETE FROM agreement_events e WHERE ${problem} IS NOT NULL
       RETURNING e.file_id, e.record_no, e.creditor_id, e.event, ${problem} AS reason)
     INSERT INTO matches ${matchColumns}
     SELECT file_id, record_no, 0, creditor_id, NULL, NULL, NULL, CASE WHEN event = 'slip_agreement' THEN 'noted' END, reason, 0, 0, '', '',
            :at, false, 1
       FROM aside`,
    { at },
  );
}

const started: readonly AgreementEvent[] = ['active', 'registered'];

/**
 * What each event of a round does. `register`: an agreement is active now; `number`: one that was withdrawn before it had its
 * number has it now and can be ended; `create` and `replace`: one that was made at the centre, the second beside another one of
 * the customer, which it takes the place of; `end`; and `met_again` and `noted`, which change nothing.
 */
async function decide(trx: Transaction, round: number): Promise<void> {
  await trx.raw('DROP TABLE IF EXISTS agreement_steps');
  await run(
    trx,
    `CREATE TEMP TABLE agreement_steps ON COMMIT DROP AS
     SELECT e.file_id, e.record_no, e.creditor_id, e.customer_id, e.event, e.code, e.number, e.since, e.until, e.is_start,
            living.id AS living_id, d.step, d.reason,
            CASE WHEN d.step IN ('create', 'replace') THEN NULL ELSE coalesce(known.id, living.id, unnumbered.id) END AS mandate_id
       FROM (SELECT o.*, o.event = ANY(:started) AS is_start FROM ordered_events o WHERE o.nth = :round) e
       LEFT JOIN mandates known ON known.customer_id = e.customer_id AND known.agreement_number = e.number
       LEFT JOIN mandates living ON living.customer_id = e.customer_id AND living.creditor_id = e.creditor_id
            AND living.scheme = 'BS' AND living.kind = 'recurring' AND living.state IN ('awaiting_bank_registration', 'active')
       LEFT JOIN LATERAL (
         SELECT m.id FROM mandates m JOIN agreement_lines l ON l.mandate_id = m.id AND l.action = 'register' AND l.outcome IS NULL
          WHERE m.customer_id = e.customer_id AND m.state = 'withdrawn' AND m.agreement_number IS NULL LIMIT 1) unnumbered ON true
       CROSS JOIN LATERAL (SELECT CASE WHEN e.is_start THEN ${startStep} ELSE ${endStep} END AS step_and_reason) x
       CROSS JOIN LATERAL (SELECT split_part(x.step_and_reason, ': ', 1) AS step, substr(x.step_and_reason,
            length(split_part(x.step_and_reason, ': ', 1)) + 3) AS reason) d`,
    { started, round },
  );
}

/** The step of an event that starts an agreement, and why. */
const startStep = `CASE
  WHEN known.state = 'active' AND known.transfer_status = 'confirmed' THEN 'met_again'
  WHEN known.state IN ('awaiting_bank_registration', 'active') THEN 'register'
  WHEN known.state = 'withdrawn' AND known.transfer_status <> 'confirmed' THEN 'noted: it was ended here'
  WHEN known.state = 'withdrawn' AND e.since > known.agreement_until AND living.id IS NULL THEN 'register'
  WHEN known.id IS NOT NULL THEN 'noted: it is ' || known.state || coalesce(', ended on ' || known.agreement_until, '')
  WHEN living.agreement_number IS NULL AND living.id IS NOT NULL THEN 'register'
  WHEN unnumbered.id IS NOT NULL THEN 'number'
  WHEN living.agreement_from > e.since THEN 'noted: ' || living.umr || ' is a later agreement of the customer'
  WHEN living.id IS NOT NULL THEN 'replace' ELSE 'create' END`;

const endStep = `CASE
  WHEN known.id IS NULL THEN 'create'
  WHEN known.agreement_from > e.since THEN 'noted: it was registered again on ' || known.agreement_from
  WHEN known.state IN ('awaiting_bank_registration', 'active') THEN 'end'
  WHEN known.state = 'withdrawn' AND (known.transfer_status <> 'confirmed' OR known.agreement_until IS NULL) THEN 'end'
  ELSE 'met_again' END`;

const saysSo = `'the payment centre says so (code ' || s.code || coalesce(', ' || s.since, '') || ')'`;
const fileOf = `'file ' || s.file_id`;

async function start(trx: Transaction, stamp: Stamp): Promise<void> {
  const registered = {
    sql: `SELECT s.mandate_id, ${saysSo}, ${fileOf} FROM agreement_steps s WHERE s.step = 'register'`,
    bindings: {},
  };
  const replaced = {
    sql: `SELECT s.living_id, 'replaced by agreement ' || s.number, ${fileOf} FROM agreement_steps s WHERE s.step = 'replace'`,
    bindings: {},
  };
  const numbered = {
    sql: `SELECT s.mandate_id, 'its number is ' || s.number || ': it can be ended', ${fileOf} FROM agreement_steps s WHERE s.step = 'number'`,
    bindings: {},
  };
  await transition(trx, 'mandate', 'active', 'superseded', replaced, stamp);
  await transition(trx, 'mandate', 'awaiting_bank_registration', 'active', registered, stamp);
  await transition(trx, 'mandate', 'withdrawn', 'active', registered, stamp);
  await noteAll(trx, 'mandate', numbered, stamp);
  await trx.raw(`
    UPDATE mandates m SET agreement_number = s.number, agreement_from = coalesce(s.since, m.agreement_from), agreement_until = s.until,
           transfer_status = CASE s.step WHEN 'register' THEN 'confirmed' ELSE 'to_transfer' END
      FROM agreement_steps s WHERE m.id = s.mandate_id AND s.step IN ('register', 'number')`);
  const made = {
    sql: `SELECT s.customer_id AS id, CASE WHEN s.is_start THEN 'active' ELSE 'withdrawn' END AS state, s.number AS agreement_number,
                 CASE WHEN s.is_start THEN s.since END AS agreement_from, CASE WHEN s.is_start THEN s.until ELSE coalesce(s.until, s.since) END AS agreement_until
            FROM agreement_steps s WHERE s.step IN ('create', 'replace')`,
    bindings: {},
  };
  await makeAgreements(trx, made, { ...stamp, reason: 'made at the payment centre' });
}

const endedBy = `CASE s.event WHEN 'cancelled_by_bank' THEN 'ended by the bank of the debtor' WHEN 'cancelled_by_creditor'
  THEN 'ended by the creditor' ELSE 'ended by Betalingsservice' END || coalesce(' on ' || s.since, '')`;

async function end(trx: Transaction, stamp: Stamp): Promise<void> {
  const ended = {
    sql: `SELECT s.mandate_id, ${endedBy}, ${fileOf} FROM agreement_steps s WHERE s.step = 'end'`,
    bindings: {},
  };
  await transition(trx, 'mandate', 'active', 'withdrawn', ended, stamp);
  await transition(trx, 'mandate', 'awaiting_bank_registration', 'withdrawn', ended, stamp);
  await trx.raw(`
    UPDATE mandates m SET agreement_until = coalesce(s.until, s.since, m.agreement_until), transfer_status = 'confirmed'
      FROM agreement_steps s WHERE m.id = s.mandate_id AND s.step = 'end'`);
}

/** The lines of ours that a step answers are confirmed; every event gets its match. */
async function answerLines(trx: Transaction, { at }: Stamp): Promise<void> {
  await run(
    trx,
    `WITH answered AS (
       UPDATE agreement_lines l SET outcome = 'confirmed' FROM agreement_steps s
        WHERE l.mandate_id = s.mandate_id AND l.outcome IS NULL
          AND CASE l.action WHEN 'register' THEN s.step IN ('register', 'number') ELSE s.step = 'end' END
       RETURNING l.mandate_id, l.submission_id)
     INSERT INTO matches (file_id, record_no, part_no, creditor_id, system_id, submission_id, mandate_id, effect, reason,
       amount_minor, currency, booked_on, matched_at)
     SELECT s.file_id, s.record_no, 0, s.creditor_id, u.system_id, a.submission_id, coalesce(s.mandate_id, made.id),
            CASE WHEN s.step IN ('met_again', 'noted') THEN s.step WHEN NOT s.is_start THEN 'ended'
                 WHEN s.step IN ('create', 'replace') THEN 'created' ELSE 'updated' END,
            s.reason, 0, '', '', :at
       FROM agreement_steps s
       LEFT JOIN mandates made ON s.mandate_id IS NULL AND made.customer_id = s.customer_id AND made.agreement_number = s.number
       LEFT JOIN answered a ON a.mandate_id = s.mandate_id
       LEFT JOIN submissions u ON u.id = a.submission_id`,
    { at },
  );
}

/**
 * Compares a full register with the agreements here. What differs is left to a person, because nobody says that an agreement which
 * is missing there has ended: it goes into the temporary table `person_mandates`.
 */
async function findDifferences(trx: Transaction, fileId: number): Promise<void> {
  await run(
    trx,
    `WITH register AS (
       SELECT a.creditor_id, r.record_no, r.customer_number, r.mandate_id AS number
         FROM inbound_records r JOIN money_sources a ON a.account = r.account
        WHERE r.file_id = :file_id AND r.kind = 'agreement' AND r.level = 'register')
     INSERT INTO person_mandates (mandate_id, note)
     SELECT m.id, 'active here, not in the register of the payment centre'
       FROM mandates m JOIN customers u ON u.id = m.customer_id
      WHERE m.creditor_id IN (SELECT creditor_id FROM register) AND m.scheme = 'BS' AND m.state = 'active'
        AND NOT EXISTS (SELECT 1 FROM register x WHERE x.creditor_id = m.creditor_id AND x.customer_number = ltrim(u.number, '0')
              AND x.number = m.agreement_number)
     UNION ALL
     SELECT m.id, 'ended here, active in the register of the payment centre'
       FROM register x JOIN matches t ON t.file_id = :file_id AND t.record_no = x.record_no
       JOIN mandates m ON m.id = t.mandate_id
      WHERE m.state NOT IN ('awaiting_bank_registration', 'active') AND m.transfer_status = 'confirmed'`,
    { file_id: fileId },
  );
}
