import type { MandateAction } from '../domain/betalingsservice/outgoing.ts';
import { messageId } from '../domain/ids.ts';
import { agreementProblem, danishAccount } from './agreements.ts';
import { type Db, first, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import type { FreezePlan } from './freeze.ts';
import { insertSubmission, nextSubmissionId } from './submissions.ts';
import { recordCreated, type Stamp } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

export interface AgreementReport {
  /** The file that was made; undefined when there was nothing to send. */
  submission: { id: number; message_id: string; line_count: number } | undefined;
  /** What cannot be sent yet, by reason. */
  incomplete: { reason: string; count: number; references: string[] }[];
  wake: string[];
}

type Plan = Pick<FreezePlan, 'system' | 'jobRunId' | 'today' | 'createdLocal' | 'firstAnswerDueAt'>;

/**
 * Freezes the agreements of a creditor that are to be sent and complete into one submission (C5): registrations, then
 * cancellations. One transaction, set-based, with the creditor's lock. Asked again by the same run it finds what it froze before.
 */
export function freezeAgreements(db: Db, plan: Plan, stamp: Stamp): Promise<AgreementReport> {
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, plan.system.creditor_id, 'set');
    const before = await frozenBefore(trx, plan.jobRunId);
    if (before !== undefined) return { submission: before, incomplete: [], wake: [] };
    await takeCandidates(trx, plan.system.creditor_id);
    const incomplete = await listIncomplete(trx);
    const submission = await freezeSubmission(trx, plan, stamp);
    const wake = submission === undefined ? [] : await wakeSubmissions(trx, [submission.id], stamp.at);
    return { submission, incomplete, wake };
  });
}

function frozenBefore(trx: Transaction, jobRunId: number): Promise<AgreementReport['submission']> {
  return first(
    trx,
    `SELECT id, message_id, line_count FROM submissions WHERE job_run_id = :id AND kind = 'agreements'`,
    { id: jobRunId },
  );
}

/** Everything that is to be sent and stands in no file that is not answered, with what is missing. */
async function takeCandidates(trx: Transaction, creditorId: number): Promise<void> {
  await trx.raw('DROP TABLE IF EXISTS agreement_candidates');
  await run(
    trx,
    `CREATE TEMP TABLE agreement_candidates ON COMMIT DROP AS
     SELECT m.id AS mandate_id, m.umr, CASE m.state WHEN 'withdrawn' THEN 'cancel' ELSE 'register' END AS action,
            ltrim(u.number, '0') AS customer_number, m.agreement_number, u.cpr_cvr, a.id AS bank_account_id, a.iban,
            ${agreementProblem} AS problem
       FROM mandates m JOIN customers u ON u.id = m.customer_id
       LEFT JOIN bank_accounts a ON a.id = ${danishAccount}
      WHERE m.creditor_id = :creditor AND m.scheme = 'BS' AND m.transfer_status = 'to_transfer'
        AND m.state IN ('awaiting_bank_registration', 'withdrawn')
        AND NOT EXISTS (SELECT 1 FROM agreement_lines l WHERE l.mandate_id = m.id AND l.outcome IS NULL)`,
    { creditor: creditorId },
  );
}

const listedReferences = 20;

function listIncomplete(trx: Transaction): Promise<AgreementReport['incomplete']> {
  return many(
    trx,
    `SELECT problem AS reason, count(*)::int AS count, (array_agg(umr ORDER BY mandate_id))[1:${listedReferences}] AS references
       FROM agreement_candidates WHERE problem IS NOT NULL GROUP BY problem ORDER BY problem`,
  );
}

async function freezeSubmission(trx: Transaction, plan: Plan, stamp: Stamp): Promise<AgreementReport['submission']> {
  const { system } = plan;
  const { line_count } = await one<{ line_count: number }>(
    trx,
    'the lines to be sent',
    'SELECT count(*)::int AS line_count FROM agreement_candidates WHERE problem IS NULL',
  );
  if (line_count === 0) return undefined;
  const sent = { id: await nextSubmissionId(trx), line_count };
  const message_id = messageId(system.code, plan.today, sent.id);
  await insertSubmission(
    trx,
    system,
    {
      ...sent,
      jobRunId: plan.jobRunId,
      kind: 'agreements',
      message_id,
      extension: 'txt',
      created_local: plan.createdLocal,
      first_collection_on: plan.today,
      sum_minor: 0,
      currency: system.currency,
      answer_due_at: plan.firstAnswerDueAt(plan.today),
    },
    stamp,
  );
  await insertLines(trx, sent.id);
  await recordCreated(trx, 'submission', { sql: 'SELECT :made::bigint AS id', bindings: { made: sent.id } }, stamp);
  return { ...sent, message_id };
}

/** The account that is registered becomes the agreement's. A Danish IBAN is registration number and account (nets.md 2.6). */
async function insertLines(trx: Transaction, submissionId: number): Promise<void> {
  await run(
    trx,
    `INSERT INTO agreement_lines (submission_id, line_no, mandate_id, action, customer_number, agreement_number, cpr_cvr,
       bank_registration, account_number)
     SELECT :id, row_number() OVER (ORDER BY action = 'cancel', mandate_id), mandate_id, action, customer_number,
            CASE action WHEN 'cancel' THEN agreement_number END, CASE action WHEN 'register' THEN cpr_cvr END,
            CASE action WHEN 'register' THEN substr(iban, 5, 4) END, CASE action WHEN 'register' THEN substr(iban, 9, 10) END
       FROM agreement_candidates WHERE problem IS NULL`,
    { id: submissionId },
  );
  await trx.raw(`
    UPDATE mandates m SET bank_account_id = c.bank_account_id FROM agreement_candidates c
     WHERE m.id = c.mandate_id AND c.action = 'register' AND c.problem IS NULL`);
}

/** A line as it was frozen. */
export interface AgreementLine {
  line_no: number;
  action: Extract<MandateAction, 'register' | 'cancel'>;
  customer_number: string;
  agreement_number: string | null;
  cpr_cvr: string | null;
  bank_registration: string | null;
  account_number: string | null;
  outcome: 'confirmed' | 'refused' | 'released' | null;
}

/** The lines of a submission of agreements in the order of the file: few, as they are changes. */
export function listAgreementLines(db: Db, submissionId: number): Promise<AgreementLine[]> {
  return many(
    db,
    `SELECT line_no, action, customer_number, agreement_number, cpr_cvr, bank_registration, account_number, outcome
       FROM agreement_lines WHERE submission_id = :id ORDER BY line_no`,
    { id: submissionId },
  );
}
