import { customerNumberPattern } from '../domain/betalingsservice/numbers.ts';
import { run, type Transaction } from './connection.ts';
import { noteAll, type Stamp } from './transitions.ts';

/*
 * Agreements of Betalingsservice (M12): mandates of scheme BS, which the payment centre keeps. In the SQL: m the agreement,
 * u its customer.
 */

/** The branches of a CASE: why a customer's number cannot stand in a file of Betalingsservice. */
export const customerNumberProblems = `
           WHEN u.number !~ '${customerNumberPattern.replaceAll(`'`, `''`)}' THEN 'the customer number cannot stand in a file of Betalingsservice'
           WHEN EXISTS (SELECT 1 FROM customers o WHERE o.creditor_id = u.creditor_id AND ltrim(o.number, '0') = ltrim(u.number, '0')
                   AND o.id <> u.id) THEN 'the number of another customer differs in leading zeros only'`;

/** The customer's open Danish account, if there is exactly one: it is the one that is registered. */
export const danishAccount = `(SELECT min(a.id) FROM bank_accounts a
  WHERE a.customer_id = u.id AND a.closed_on IS NULL AND left(a.iban, 2) = 'DK' HAVING count(*) = 1)`;

/** What is missing before an agreement can be registered, or ended, at the payment centre; NULL when nothing is. */
export const agreementProblem = `CASE${customerNumberProblems}
           WHEN m.state = 'withdrawn' THEN
                CASE WHEN m.agreement_number IS NULL THEN 'the payment centre has not given it a number yet' END
           WHEN u.cpr_cvr IS NULL THEN 'the CPR or CVR number of the customer is missing'
           WHEN ${danishAccount} IS NULL THEN 'the customer has no Danish account, or more than one' END`;

/** The same for every mandate; NULL where the payment centre has nothing to be told. */
export const dataProblem = `CASE WHEN m.scheme = 'BS' AND m.transfer_status <> 'confirmed' THEN ${agreementProblem} END`;

/** An agreement was withdrawn here: the payment centre must be told, unless it never heard of it. */
export async function askForCancellation(trx: Transaction, mandateId: number): Promise<void> {
  await run(
    trx,
    `UPDATE mandates m SET transfer_status =
        CASE WHEN m.agreement_number IS NOT NULL OR m.transfer_status = 'transferred'
               OR EXISTS (SELECT 1 FROM agreement_lines l WHERE l.mandate_id = m.id AND l.outcome IS NULL)
             THEN 'to_transfer' ELSE 'not_to_transfer' END
      WHERE m.id = :id`,
    { id: mandateId },
  );
}

/** The file has left: its agreements are transferred, but for those that were withdrawn after it was frozen. */
export async function markTransferred(trx: Transaction, submissionId: number): Promise<void> {
  await run(
    trx,
    `UPDATE mandates m SET transfer_status = 'transferred' FROM agreement_lines l
      WHERE l.submission_id = :id AND l.outcome IS NULL AND m.id = l.mandate_id AND m.transfer_status = 'to_transfer'
        AND (l.action = 'cancel') = (m.state = 'withdrawn')`,
    { id: submissionId },
  );
}

/**
 * Ends the lines of a file that are not answered. `released`: the file never left, and a person decides when they go again
 * ("incasso mandates transfer"); `refused`: the payment centre refused it.
 */
export async function releaseAgreements(
  trx: Transaction,
  submissionId: number,
  outcome: 'released' | 'refused',
  reason: string,
  stamp: Stamp,
): Promise<void> {
  await trx.raw('DROP TABLE IF EXISTS ended_lines');
  await run(
    trx,
    `CREATE TEMP TABLE ended_lines ON COMMIT DROP AS
     SELECT mandate_id, action, :outcome::text AS outcome, :reason::text AS reason, NULL::text AS cause FROM agreement_lines
      WHERE submission_id = :id AND outcome IS NULL`,
    { id: submissionId, outcome, reason },
  );
  await endLines(trx, stamp);
}

/**
 * Ends the lines in the temporary table `ended_lines` (mandate_id, action, outcome, reason, cause) without success. A
 * registration that did not come about needs no cancellation.
 */
export async function endLines(trx: Transaction, stamp: Stamp): Promise<void> {
  await trx.raw(`
    UPDATE mandates m SET transfer_status = CASE
             WHEN e.outcome = 'refused' AND (e.action = 'cancel') = (m.state = 'withdrawn') THEN 'refused'
             ELSE 'not_to_transfer' END
      FROM ended_lines e WHERE m.id = e.mandate_id`);
  await trx.raw(`
    UPDATE agreement_lines l SET outcome = e.outcome FROM ended_lines e
     WHERE l.mandate_id = e.mandate_id AND l.action = e.action AND l.outcome IS NULL`);
  const which = { sql: 'SELECT mandate_id, reason, cause FROM ended_lines', bindings: {} };
  await noteAll(trx, 'mandate', which, stamp);
}
