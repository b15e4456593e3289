import { IncassoError } from '../domain/errors.ts';
import { messageId } from '../domain/ids.ts';
import { factsOf } from '../domain/sending.ts';
import { type Db, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { candidatesWithDates, collectionDate, type DatePlan, setCollectionDates } from './freezeDates.ts';
import { type FreezeReport, frozenBefore, type GuardedLines, reportGuard } from './freezeReport.ts';
import { guardLines } from './guard.ts';
import { insertSubmission, type SubmissionKind } from './submissions.ts';
import { recordCreated, type Stamp, transition } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

export interface FreezePlan extends DatePlan {
  jobRunId: number;
  /** The local creation time that stands in the file. */
  createdLocal: string;
  /** The instant until which the bank must have answered at all for a file collected on that date. */
  firstAnswerDueAt: (collectionOn: string) => string;
}

/**
 * Guards the ready lines of a system and freezes those that pass into submissions: one transaction, set-based, with
 * the creditor's lock. Asked again by the same run it returns what it froze before. `dryRun` undoes everything.
 */
export async function freezeCollections(
  db: Db,
  plan: FreezePlan,
  stamp: Stamp,
  dryRun = false,
): Promise<FreezeReport & GuardedLines> {
  const trx = await db.transaction();
  try {
    await lockCreditor(trx, plan.system.creditor_id, 'set');
    const report = (await frozenBefore(trx, plan.jobRunId)) ?? (await guardAndFreeze(trx, plan, stamp));
    await (dryRun ? trx.rollback() : trx.commit());
    return report;
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}

async function guardAndFreeze(trx: Transaction, plan: FreezePlan, stamp: Stamp): Promise<FreezeReport & GuardedLines> {
  await guardLines(trx, plan, ['ready']);
  await setCollectionDates(trx, plan);
  await numberLines(trx, plan);
  while (await blockNegativeFiles(trx, plan)) await numberLines(trx, plan);
  const submissions = await insertSubmissions(trx, plan, stamp);
  const moved = await transition(
    trx,
    'collection',
    'ready',
    'in_flight',
    {
      sql: `SELECT t.collection_id, NULL::text, NULL::text, l.mandate_id
              FROM freeze_taken t JOIN freeze_lines l ON l.collection_id = t.collection_id`,
      bindings: {},
    },
    stamp,
    { column: 'mandate_id', type: 'bigint' },
  );
  await mustHaveMoved(trx, moved);
  await useOneOffs(trx, stamp);
  const wake = await wakeSubmissions(
    trx,
    submissions.map((submission) => submission.id),
    stamp.at,
  );
  return { submissions, ...(await reportGuard(trx)), wake };
}

/** Every line in the files must be in flight: one that somebody moved meanwhile would be sent and not be followed. */
async function mustHaveMoved(trx: Transaction, moved: number): Promise<void> {
  const { taken } = await one<{ taken: number }>(trx, 'lines', 'SELECT count(*)::int AS taken FROM freeze_taken');
  if (moved === taken) return;
  throw new IncassoError(
    'STORAGE',
    `${taken - moved} of ${taken} lines were changed while they were frozen: nothing is frozen`,
  );
}

/** A one-off is used up at the moment its item is taken into a submission (M7). */
async function useOneOffs(trx: Transaction, stamp: Stamp): Promise<void> {
  const which = {
    sql: `SELECT l.mandate_id, 'taken into a submission', NULL::text FROM freeze_lines l
            JOIN freeze_taken t ON t.collection_id = l.collection_id WHERE l.mandate_kind = 'one_off'`,
    bindings: {},
  };
  await transition(trx, 'mandate', 'active', 'completed', which, stamp);
}

/** Splits by the system's limit and numbers files, batches and lines: the same rows always get the same numbers. */
async function numberLines(trx: Transaction, plan: FreezePlan): Promise<void> {
  await run(
    trx,
    `CREATE TEMP TABLE freeze_lines ON COMMIT DROP AS
     WITH typed AS (
       SELECT c.*, ${collectionDate} AS collection_on,
              CASE WHEN c.direction = 'disbursement' AND :apart THEN 'disbursements' ELSE 'collections' END AS file_kind
         FROM ${candidatesWithDates} WHERE c.blocked IS NULL),
     ordered AS (
       SELECT t.*, row_number() OVER (PARTITION BY file_kind ORDER BY collection_on, sequence_type, collection_id) - 1 AS place
         FROM typed t)
     SELECT *, (place / :max_lines)::int * 2 + CASE file_kind WHEN 'collections' THEN 0 ELSE 1 END AS file_no,
            (place % :max_lines)::int + 1 AS line_no,
            dense_rank() OVER (PARTITION BY file_kind, place / :max_lines ORDER BY collection_on, sequence_type)::int AS batch_no
       FROM ordered`,
    // SEPA has a message of its own for money that is paid out
    { max_lines: plan.system.max_lines, apart: factsOf(plan.system).family === 'sepa' },
  );
}

/**
 * A file of Betalingsservice states the net amount without sign: where more would be paid out than collected, the disbursements wait.
 * @returns true when some were blocked, and the others are to be numbered anew.
 */
async function blockNegativeFiles(trx: Transaction, plan: FreezePlan): Promise<boolean> {
  if (plan.system.betalingsservice?.net_rule !== 'net') return false;
  const blocked = await run(
    trx,
    `UPDATE freeze_candidates SET blocked = 'more would be paid out than is collected in the same file'
      WHERE direction = 'disbursement' AND collection_id IN (
        SELECT collection_id FROM freeze_lines WHERE file_no IN (
          SELECT file_no FROM freeze_lines GROUP BY file_no
          HAVING sum(CASE direction WHEN 'debit' THEN amount_minor ELSE -amount_minor END) < 0))`,
  );
  if (blocked > 0) await trx.raw('DROP TABLE freeze_lines');
  return blocked > 0;
}

async function insertSubmissions(
  trx: Transaction,
  plan: FreezePlan,
  stamp: Stamp,
): Promise<FreezeReport['submissions']> {
  const files = await many<{ file_no: number; id: number }>(
    trx,
    `SELECT file_no, nextval(pg_get_serial_sequence('submissions', 'id')) AS id
       FROM (SELECT DISTINCT file_no FROM freeze_lines) f ORDER BY file_no`,
  );
  await insertLines(trx, plan, files);
  const made: FreezeReport['submissions'] = [];
  for (const file of files) {
    const message = messageId(plan.system.code, plan.today, file.id);
    const row = await insertFrozen(trx, plan, file.id, message, stamp);
    if (row) made.push({ id: file.id, message_id: message, ...row });
  }
  await recordCreated(
    trx,
    'submission',
    { sql: 'SELECT unnest(:made::bigint[]) AS id', bindings: { made: made.map((submission) => submission.id) } },
    stamp,
  );
  return made;
}

/**
 * The unique index on items in flight decides: a line that it refuses is listed as blocked, the others go on. A collection
 * that was frozen before, and withdrawn, gets a new end-to-end id: nobody may take one file's line for the other's.
 */
async function insertLines(
  trx: Transaction,
  plan: FreezePlan,
  files: { file_no: number; id: number }[],
): Promise<void> {
  await run(
    trx,
    `CREATE TEMP TABLE freeze_taken ON COMMIT DROP AS
     SELECT 0::bigint AS collection_id WHERE false`,
  );
  await run(
    trx,
    `WITH taken AS (
       INSERT INTO submission_lines (submission_id, line_no, batch_no, collection_id, item_id, end_to_end_id, amount_minor,
         umr, signed_on, amendment, debtor_name, debtor_iban, debtor_bic, debtor_address, remittance, customer_number)
       SELECT f.id, l.line_no, l.batch_no, l.collection_id, l.item_id, ${referenceOf(plan)}, l.amount_minor,
              l.umr, l.signed_on, l.amendment, l.debtor_name, l.debtor_iban, l.debtor_bic, l.debtor_address, l.remittance,
              l.customer_number
         FROM freeze_lines l JOIN unnest(:file_nos::int[], :ids::bigint[]) AS f (file_no, id) ON f.file_no = l.file_no
        ORDER BY f.id, l.line_no
       ON CONFLICT (item_id) WHERE released_at IS NULL AND rest_open_at IS NULL DO NOTHING
       RETURNING collection_id)
     INSERT INTO freeze_taken (collection_id) SELECT collection_id FROM taken`,
    { file_nos: files.map((file) => file.file_no), ids: files.map((file) => file.id) },
  );
  await trx.raw(`
    UPDATE freeze_candidates c SET blocked = 'in flight in another submission'
     WHERE blocked IS NULL AND NOT EXISTS (SELECT 1 FROM freeze_taken t WHERE t.collection_id = c.collection_id)`);
}

/** Our reference of a line in SQL. Betalingsservice returns only 9 characters of it with a payment slip. */
function referenceOf({ system }: FreezePlan): string {
  const earlier = '(SELECT count(*) FROM submission_lines e WHERE e.collection_id = l.collection_id)::int';
  return factsOf(system).family === 'sepa'
    ? `l.creditor || '-' || l.collection_id || CASE WHEN l.frozen_before THEN '-' || ${earlier} + 1 ELSE '' END`
    : `l.collection_id || CASE WHEN l.frozen_before THEN chr(ascii('A') + ${earlier}) ELSE '' END`;
}

async function insertFrozen(
  trx: Transaction,
  plan: FreezePlan,
  id: number,
  message: string,
  stamp: Stamp,
): Promise<{ line_count: number; sum_minor: number } | undefined> {
  const totals = await one<{
    line_count: number;
    sum_minor: number;
    first_on: string | null;
    last_on: string | null;
    kind: SubmissionKind | null;
  }>(
    trx,
    'totals of the submission',
    `SELECT count(*)::int AS line_count, coalesce(sum(l.amount_minor), 0)::bigint AS sum_minor,
            min(f.collection_on) AS first_on, max(f.collection_on) AS last_on, min(f.file_kind) AS kind
       FROM submission_lines l JOIN freeze_lines f ON f.collection_id = l.collection_id WHERE l.submission_id = :id`,
    { id },
  );
  if (totals.first_on === null || totals.last_on === null || totals.kind === null) return undefined;
  await insertSubmission(
    trx,
    plan.system,
    {
      id,
      jobRunId: plan.jobRunId,
      kind: totals.kind,
      message_id: message,
      extension: factsOf(plan.system).family === 'sepa' ? 'xml' : 'txt',
      created_local: plan.createdLocal,
      first_collection_on: totals.first_on,
      line_count: totals.line_count,
      sum_minor: totals.sum_minor,
      currency: plan.system.currency,
      answer_due_at: plan.firstAnswerDueAt(totals.last_on),
    },
    stamp,
  );
  await insertBatches(trx, id, message);
  return { line_count: totals.line_count, sum_minor: totals.sum_minor };
}

async function insertBatches(trx: Transaction, submissionId: number, message: string): Promise<void> {
  await run(
    trx,
    `INSERT INTO submission_batches (submission_id, batch_no, payment_info_id, collection_on, sequence_type, line_count,
       sum_minor)
     SELECT l.submission_id, l.batch_no, :message || '-' || l.batch_no, f.collection_on, f.sequence_type, count(*),
            sum(l.amount_minor)
       FROM submission_lines l JOIN freeze_lines f ON f.collection_id = l.collection_id
      WHERE l.submission_id = :id GROUP BY 1, 2, 4, 5`,
    { id: submissionId, message },
  );
}
