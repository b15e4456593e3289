import { acceptMandates } from './acceptedMandates.ts';
import { applyAgreements } from './agreementImport.ts';
import { type Db, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import {
  beginForPerson,
  countForPerson,
  leaveLateCancellations,
  leaveOtherAmounts,
  leaveRefusedRequests,
  type PersonLines,
} from './forPerson.ts';
import {
  matchPayments,
  type MatchSummary,
  noteSuccessReports,
  type Pass,
  rememberKeys,
  setAsidePayments,
  summariseMatches,
  takePayments,
} from './matching.ts';
import { matchBatches, matchByMandate } from './matchingWithoutReference.ts';
import { moveCollections } from './moving.ts';
import { advanceSubmissionsOfFile } from './progress.ts';
import { applyReasonCodes, type ReasonPlan } from './reasonActions.ts';
import { applyReceipts } from './receipts.ts';
import { reopenWaiting } from './reopening.ts';
import { matchResults, matchStatuses } from './statusMatching.ts';
import { type Stamp, transitionOne } from './transitions.ts';
import { takeDoubles } from './unappliedPayments.ts';
import { matchAnswersToRequests } from './undoMatching.ts';

export interface ApplyPlan extends ReasonPlan {
  /** Asks for people in the same transaction: what needs a person is never applied without them knowing. */
  tell: (trx: Transaction, report: ApplyReport) => Promise<void>;
}

export interface ApplyReport {
  matches: MatchSummary[];
  /** Lines whose reason code needs a person. They stand in `personLines` until the transaction ends. */
  for_person: PersonLines;
  retries: number;
  /** Agreements that a person must see. They stand in `personMandates` until the transaction ends. */
  mandates_for_person: number;
  wake: string[];
}

/**
 * Matches a staged file and applies it: one transaction under the creditors' locks, set-based. A file applied before is
 * left as it is.
 */
export async function applyFile(db: Db, fileId: number, plan: ApplyPlan, stamp: Stamp): Promise<ApplyReport> {
  return inTransaction(db, async (trx) => {
    const [file] = await many<{ state: string; kind: string; transactions: number | null }>(
      trx,
      `SELECT state, kind, (summary->>'transactions')::int AS transactions FROM inbound_files WHERE id = :id FOR UPDATE`,
      { id: fileId },
    );
    if (file?.state !== 'staged') {
      const nothing = { for_person: { count: 0, codes: [] }, retries: 0, mandates_for_person: 0, wake: [] };
      return { matches: await summariseMatches(trx, fileId), ...nothing };
    }
    const creditorIds = await lockCreditorsOf(trx, fileId);
    const isLarge = await isGoodPart(trx, file.transactions ?? 0);
    await beginForPerson(trx);
    let retries = 0;
    if (file.kind === 'agreements') await applyAgreements(trx, fileId, stamp);
    else if (file.kind === 'receipt') await applyReceipts(trx, fileId, stamp);
    else retries += await matchAndMove(trx, { file_id: fileId, pass: 1, at: stamp.at }, isLarge, plan, stamp);
    const wake = await advanceSubmissionsOfFile(trx, fileId, stamp);
    for (const waiting of await reopenWaiting(trx, creditorIds, fileId)) {
      retries += await matchAndMove(trx, { ...waiting, at: stamp.at }, false, plan, stamp);
      wake.push(...(await advanceSubmissionsOfFile(trx, waiting.file_id, stamp)));
      await run(trx, 'UPDATE inbound_files SET posted_at = NULL WHERE id = :id', { id: waiting.file_id });
    }
    await transitionOne(trx, 'inbound_file', fileId, 'applied', stamp);
    await run(trx, 'UPDATE inbound_files SET applied_at = :at WHERE id = :id', { id: fileId, at: stamp.at });
    const report = { matches: await summariseMatches(trx, fileId), ...(await countForPerson(trx)), retries, wake };
    await plan.tell(trx, report);
    return report;
  });
}

/** As many rows are read in the time in which an index finds one. */
const rowsReadPerLookup = 20;

/** Whether a file names a good part of all lines and keys: reading their tables once is then faster than an index. */
async function isGoodPart(trx: Transaction, records: number): Promise<boolean> {
  const { rows } = await one<{ rows: number }>(
    trx,
    'size of the tables',
    `SELECT max(reltuples)::float8 AS rows FROM pg_class WHERE oid IN ('submission_lines'::regclass, 'inbound_keys'::regclass)`,
  );
  return rows < records * rowsReadPerLookup;
}

/**
 * Runs statements that join every record of a large file. The planner has no statistics of a file that has just come, believes in a
 * record or two, and would look each up. Not for rules that search for single records: those need their lookups.
 */
async function joinAtOnce<Result>(trx: Transaction, isLarge: boolean, work: () => Promise<Result>): Promise<Result> {
  if (isLarge) await trx.raw('SET LOCAL enable_nestloop = off');
  const result = await work();
  if (isLarge) await trx.raw('SET LOCAL enable_nestloop TO DEFAULT');
  return result;
}

/** Whether money was ever paid out: only then can a credit undo something. */
async function hasDisbursements(trx: Transaction): Promise<boolean> {
  const [row] = await many<{ has: boolean }>(
    trx,
    `SELECT EXISTS (SELECT 1 FROM submission_batches WHERE sequence_type = 'disbursement') AS has`,
  );
  return row?.has ?? false;
}

/** Every creditor whose account or message the file names, in the order of their ids, so that two files never deadlock. */
async function lockCreditorsOf(trx: Transaction, fileId: number): Promise<number[]> {
  const creditors = await many<{ creditor_id: number }>(
    trx,
    `SELECT DISTINCT creditor_id FROM (
       SELECT a.creditor_id FROM money_sources a
        WHERE a.account IN (SELECT account FROM inbound_records WHERE file_id = :id)
       UNION ALL
       SELECT s.creditor_id FROM submissions s
        WHERE s.message_id IN (SELECT message_id FROM inbound_records WHERE file_id = :id AND kind = 'status')
       UNION ALL
       SELECT y.creditor_id FROM collection_systems y JOIN inbound_files f ON f.system_id = y.id AND f.kind = 'receipt'
        WHERE f.id = :id) x
      ORDER BY creditor_id`,
    { id: fileId },
  );
  for (const { creditor_id } of creditors) await lockCreditor(trx, creditor_id, 'set');
  return creditors.map((row) => row.creditor_id);
}

/** @returns how many lines are collected again. */
async function matchAndMove(
  trx: Transaction,
  pass: Pass,
  isLarge: boolean,
  plan: ApplyPlan,
  stamp: Stamp,
): Promise<number> {
  const { waiting, newKeys } = await joinAtOnce(trx, isLarge, async () => ({
    waiting: await takePayments(trx, pass),
    newKeys: await rememberKeys(trx, pass),
  }));
  if (waiting.has_others || newKeys < waiting.keys) await setAsidePayments(trx, pass);
  if (waiting.has_debits) await noteSuccessReports(trx, pass);
  if (waiting.has_undetailed) await matchBatches(trx, pass);
  if (waiting.has_unreferenced) await matchByMandate(trx, 'settle', pass);
  await joinAtOnce(trx, isLarge, async () => {
    await matchPayments(trx, 'settle', pass);
    await moveCollections(trx, pass, 'settled', stamp);
    if (waiting.has_customers) await leaveOtherAmounts(trx, pass);
    await leaveLateCancellations(trx, pass);
  });
  await takeDoubles(trx, pass, stamp);
  if (waiting.has_debits || (await hasDisbursements(trx))) {
    if (waiting.has_unreferenced) await matchByMandate(trx, 'undo', pass);
    await joinAtOnce(trx, isLarge, async () => {
      await matchPayments(trx, 'undo', pass);
      await moveCollections(trx, pass, 'returned', stamp);
      await moveCollections(trx, pass, 'refunded', stamp);
      await moveCollections(trx, pass, 'reversed', stamp);
    });
  }
  if (waiting.has_statuses) {
    await matchStatuses(trx, pass);
    await matchAnswersToRequests(trx, pass);
    await matchResults(trx, pass);
    await leaveRefusedRequests(trx, pass);
    await moveCollections(trx, pass, 'rejected', stamp);
  }
  await joinAtOnce(trx, isLarge, () => acceptMandates(trx, pass));
  return applyReasonCodes(trx, pass, plan, stamp);
}
