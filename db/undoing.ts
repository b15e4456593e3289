import { localDate, localDateTime } from '../domain/dates.ts';
import { messageId } from '../domain/ids.ts';
import { sendingDates } from '../domain/sending.ts';
import { beforeDelivery, type SubmissionState } from '../domain/states/submission.ts';
import { type DeliveredLine, reasonNotToUndo, type UndoKind, type UndoReason } from '../domain/undoing.ts';
import { type Db, first, inTransaction, lockCreditor, many, run, type Transaction } from './connection.ts';
import type { FrozenSystem } from './frozenSystem.ts';
import { findSystemById, type SystemRow } from './parties.ts';
import { type LineInFile, lineInFile } from './stopping.ts';
import type { SubmissionLine } from './submissionLines.ts';
import {
  insertSubmission,
  lockSubmission,
  nextSubmissionId,
  type SubmissionBatch,
  type SubmissionKind,
} from './submissions.ts';
import { recordCreated, type Stamp } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

/** Whether the bank has such a file must be clear before anything in it is undone. */
const notKnownToBeThere: readonly SubmissionState[] = [...beforeDelivery, 'delivering', 'unknown'];

export interface UndoOutcome {
  id: number;
  /** The file that asks for it; null when it was refused. */
  message_id: string | null;
  message: string;
}

/**
 * Asks the bank to cancel or to reverse lines: a submission for each of the files that they went in. A line that is refused is told
 * why, and the others go on.
 */
export async function undoLines(
  db: Db,
  kind: UndoKind,
  ids: readonly number[],
  reason: UndoReason,
  stamp: Stamp,
): Promise<{ outcomes: UndoOutcome[]; wake: string[] }> {
  const outcomes: UndoOutcome[] = [];
  const wake: string[] = [];
  const files = new Map<number, number[]>();
  for (const id of [...new Set(ids)]) {
    const line = await lineInFile(db, id);
    if (line === undefined || notKnownToBeThere.includes(line.submission_state)) {
      outcomes.push({ id, message_id: null, message: `line ${id} is in no file that the bank is known to have` });
    } else files.set(line.submission_id, [...(files.get(line.submission_id) ?? []), id]);
  }
  for (const [file, lines] of files) {
    const made = await inTransaction(db, (trx) => undoInFile(trx, kind, file, lines, reason, stamp));
    outcomes.push(...made.outcomes);
    wake.push(...made.wake);
  }
  return { outcomes: outcomes.sort((one, other) => one.id - other.id), wake };
}

async function undoInFile(
  trx: Transaction,
  kind: UndoKind,
  file: number,
  ids: number[],
  reason: UndoReason,
  stamp: Stamp,
): Promise<{ outcomes: UndoOutcome[]; wake: string[] }> {
  const original = await lockSubmission(trx, file);
  await lockCreditor(trx, original.creditor_id, 'set');
  const system = await findSystemById(trx, original.system_id);
  const today = localDate(stamp.at, system.zone);
  const outcomes: UndoOutcome[] = [];
  const lines: LineInFile[] = [];
  for (const id of ids) {
    const line = await lineInFile(trx, id);
    const why =
      line === undefined ? 'it is in no file any more' : await refusalOf(trx, kind, { ...line, system }, today);
    if (line === undefined || why !== undefined) outcomes.push({ id, message_id: null, message: why ?? '' });
    else lines.push(line);
  }
  if (lines.length === 0) return { outcomes, wake: [] };
  const { id, message_id } = await insertRequest(trx, kind, system, lines, reason, stamp);
  const asked = { cancellations: 'asked to be cancelled', reversals: 'asked to be reversed' }[kind];
  outcomes.push(...lines.map((line) => ({ id: line.collection_id, message_id, message: `${asked} in ${message_id}` })));
  return { outcomes, wake: await wakeSubmissions(trx, [id], stamp.at) };
}

async function refusalOf(
  trx: Transaction,
  kind: UndoKind,
  line: DeliveredLine,
  today: string,
): Promise<string | undefined> {
  const known = await first<{ message_id: string }>(
    trx,
    `SELECT s.message_id FROM undo_lines u JOIN submissions s ON s.id = u.submission_id
      WHERE u.collection_id = :id AND u.kind = :kind AND u.released_at IS NULL`,
    { id: line.collection_id, kind },
  );
  return known ? `it was asked for already in ${known.message_id}` : reasonNotToUndo(kind, line, today);
}

/** The submission that asks, frozen, with its lines. The bank must have answered as soon as for collections of today. */
async function insertRequest(
  trx: Transaction,
  kind: UndoKind,
  system: SystemRow,
  lines: LineInFile[],
  reason: UndoReason,
  stamp: Stamp,
): Promise<{ id: number; message_id: string }> {
  const today = localDate(stamp.at, system.zone);
  const id = await nextSubmissionId(trx);
  const message_id = messageId(system.code, today, id);
  await insertSubmission(
    trx,
    system,
    {
      id,
      jobRunId: 0,
      kind,
      message_id,
      extension: 'xml',
      created_local: localDateTime(stamp.at, system.zone),
      first_collection_on: lines.map((line) => line.collection_on).sort()[0] ?? today,
      line_count: lines.length,
      sum_minor: lines.reduce((sum, line) => sum + line.amount_minor, 0),
      currency: lines[0]?.currency ?? system.currency,
      answer_due_at: sendingDates(system, stamp.at).answerDueAt(today),
    },
    stamp,
  );
  await run(
    trx,
    `INSERT INTO undo_lines (submission_id, line_no, kind, original_submission_id, original_line_no, collection_id, amount_minor, reason)
     SELECT :id, row_number() OVER (ORDER BY l.line_no), :kind, l.submission_id, l.line_no, l.collection_id, l.amount_minor, :reason
       FROM submission_lines l WHERE l.submission_id = :original AND l.collection_id = ANY(:collections) AND l.released_at IS NULL`,
    {
      id,
      kind,
      reason,
      original: lines[0]?.submission_id ?? 0,
      collections: lines.map((line) => line.collection_id),
    },
  );
  await recordCreated(trx, 'submission', { sql: 'SELECT :made::bigint AS id', bindings: { made: id } }, stamp);
  return { id, message_id };
}

/** A line of a request, with what its original said of it. */
export interface UndoLine extends SubmissionLine {
  /** Line number in the request; `batch_no` is that of the original. */
  undo_line_no: number;
  reason: UndoReason;
  payment_info_id: string;
  collection_on: string;
  sequence_type: SubmissionBatch['sequence_type'];
  original_message_id: string;
  original_kind: SubmissionKind;
  original_system: FrozenSystem;
}

/** The lines of a request in its order. They are few: a person named each of them. */
export async function listUndoLines(db: Db, submissionId: number): Promise<UndoLine[]> {
  const rows = await many<UndoLine>(
    db,
    `SELECT u.line_no AS undo_line_no, u.reason, b.payment_info_id, b.collection_on, b.sequence_type, s.message_id AS original_message_id,
            s.kind AS original_kind, s.frozen_system AS original_system, l.batch_no, l.line_no, l.end_to_end_id, l.amount_minor, coalesce(l.umr, '') AS umr,
            coalesce(l.signed_on::text, '') AS signed_on, l.amendment, l.debtor_name, coalesce(l.debtor_iban, '') AS debtor_iban, l.debtor_bic,
            l.debtor_address, l.remittance, coalesce(l.customer_number, '') AS customer_number
       FROM undo_lines u
       JOIN submission_lines l ON l.submission_id = u.original_submission_id AND l.line_no = u.original_line_no
       JOIN submission_batches b ON b.submission_id = l.submission_id AND b.batch_no = l.batch_no
       JOIN submissions s ON s.id = l.submission_id
      WHERE u.submission_id = :id ORDER BY u.line_no`,
    { id: submissionId },
  );
  return rows.map((row) => ({
    ...row,
    amendment: row.amendment ?? undefined,
    debtor_bic: row.debtor_bic ?? undefined,
    debtor_address: row.debtor_address ?? undefined,
  }));
}
