import { IncassoError } from '../domain/errors.ts';
import type { SubmissionAction, SubmissionUpdate } from '../domain/messages/submission.ts';
import type { DirectDebitBatch, SequenceType } from '../domain/pain008.ts';
import { beforeDelivery, type SubmissionState } from '../domain/states/submission.ts';
import { releaseAgreements } from './agreements.ts';
import { type Db, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { frozenSystemOf } from './frozenSystem.ts';
import { releaseOneOffs } from './mandateMaking.ts';
import type { SystemRow } from './parties.ts';
import { type Stamp, transition, transitionOne } from './transitions.ts';
import { releaseUndoLines } from './undoRelease.ts';
import { wakeSubmissions } from './waking.ts';

/** What a file is for. */
export type SubmissionKind = 'collections' | 'disbursements' | 'agreements' | 'cancellations' | 'reversals';

/** True for a file whose lines are paid; the others only ask for something. */
export function movesMoney(kind: SubmissionKind): boolean {
  return kind === 'collections' || kind === 'disbursements';
}

export interface SubmissionRow {
  id: number;
  creditor_id: number;
  creditor: string;
  system: string;
  system_id: number;
  kind: SubmissionKind;
  message_id: string;
  file_name: string;
  made_by: string;
  made_at: string;
  created_local: string;
  first_collection_on: string;
  line_count: number;
  sum_minor: number;
  currency: string;
  state: SubmissionState;
  state_since: string;
  sha256: string | null;
  size_bytes: number | null;
  approved_by: string | null;
  answer_due_at: string;
  approval_required: boolean;
  direct_communication: boolean;
}

/** What is known of a file when its lines are frozen. */
export interface NewSubmission {
  /** Already taken from `nextSubmissionId`: the lines and the message id carry it. */
  id: number;
  /** 0: a person asked for it, no run. */
  jobRunId: number;
  kind: SubmissionKind;
  message_id: string;
  extension: 'xml' | 'txt';
  created_local: string;
  first_collection_on: string;
  line_count: number;
  sum_minor: number;
  currency: string;
  answer_due_at: string;
}

export async function nextSubmissionId(trx: Transaction): Promise<number> {
  const { id } = await one<{ id: number }>(
    trx,
    'the next submission',
    `SELECT nextval(pg_get_serial_sequence('submissions', 'id')) AS id`,
  );
  return id;
}

/** Adds a submission, frozen. */
export async function insertSubmission(
  trx: Transaction,
  system: SystemRow,
  submission: NewSubmission,
  stamp: Stamp,
): Promise<void> {
  const { extension, jobRunId, ...values } = submission;
  await run(
    trx,
    `INSERT INTO submissions (id, creditor_id, system_id, job_run_id, kind, message_id, file_name, made_by, made_at,
       created_local, first_collection_on, line_count, sum_minor, currency, state, state_since, answer_due_at,
       frozen_system)
     OVERRIDING SYSTEM VALUE
     VALUES (:id, :creditor_id, :system_id, :job_run_id, :kind, :message_id, :file_name, :actor, :at, :created_local,
       :first_collection_on, :line_count, :sum_minor, :currency, 'frozen', :at, :answer_due_at,
       :frozen_system::jsonb)`,
    {
      ...values,
      creditor_id: system.creditor_id,
      system_id: system.id,
      frozen_system: JSON.stringify(frozenSystemOf(system)),
      job_run_id: jobRunId,
      file_name: `${submission.message_id}.${extension}`,
      ...stamp,
    },
  );
}

const columns = `s.id, s.creditor_id, c.code AS creditor, y.code AS system, s.system_id, s.kind, s.message_id, s.file_name,
  s.made_by, s.made_at, s.created_local, s.first_collection_on, s.line_count, s.sum_minor, s.currency, s.state,
  s.state_since, s.sha256, s.size_bytes, s.approved_by, s.answer_due_at,
  y.approval_required, y.direct_communication`;
const source = `submissions s JOIN creditors c ON c.id = s.creditor_id JOIN collection_systems y ON y.id = s.system_id`;

export async function findSubmission(db: Db, id: number): Promise<SubmissionRow> {
  return one(db, `submission ${id}`, `SELECT ${columns} FROM ${source} WHERE s.id = :id`, { id });
}

export async function findSubmissionByMessage(db: Db, messageId: string): Promise<SubmissionRow> {
  return one(db, `submission ${messageId}`, `SELECT ${columns} FROM ${source} WHERE s.message_id = :message_id`, {
    message_id: messageId,
  });
}

/** Submissions, newest first. */
export async function listSubmissions(
  db: Db,
  filter: { system?: string; state?: string } = {},
): Promise<SubmissionRow[]> {
  return many(
    db,
    `SELECT ${columns} FROM ${source}
      WHERE (:any_system OR y.code = :system) AND (:any_state OR s.state = :state) ORDER BY s.id DESC LIMIT 1000`,
    {
      any_system: filter.system === undefined,
      system: filter.system ?? '',
      any_state: filter.state === undefined,
      state: filter.state ?? '',
    },
  );
}

/** What moves on one date in one way: a PmtInf of SEPA; at Betalingsservice automatic payments, payment slips, disbursements. */
export interface SubmissionBatch extends Omit<DirectDebitBatch, 'sequence_type'> {
  sequence_type: SequenceType | 'automatic' | 'slip' | 'disbursement';
}

/** The batches of a submission in their order. */
export async function listBatches(db: Db, submissionId: number): Promise<SubmissionBatch[]> {
  return many(
    db,
    `SELECT batch_no, payment_info_id, collection_on, sequence_type, line_count AS count, sum_minor
       FROM submission_batches WHERE submission_id = :id ORDER BY batch_no`,
    { id: submissionId },
  );
}

/** Stores the hash of the written bytes; when one is stored already it must be the same (the file is a pure function). */
export async function recordWritten(
  db: Db,
  id: number,
  file: { sha256: string; size_bytes: number },
  stamp: Stamp,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const row = await lockSubmission(trx, id);
    if (row.sha256 !== null) {
      if (row.sha256 !== file.sha256) {
        throw new IncassoError(
          'BROKEN_PROMISE',
          `submission ${row.message_id}: written again with hash ${file.sha256}, but ${row.sha256} is stored`,
        );
      }
      return;
    }
    await run(trx, 'UPDATE submissions SET sha256 = :sha256, size_bytes = :size_bytes WHERE id = :id', { id, ...file });
    await transitionOne(trx, 'submission', id, 'written', stamp);
    if (row.approval_required) await transitionOne(trx, 'submission', id, 'awaiting_approval', stamp);
  });
}

export async function lockSubmission(trx: Transaction, id: number): Promise<SubmissionRow> {
  await one(trx, `submission ${id}`, 'SELECT id FROM submissions WHERE id = :id FOR UPDATE', { id });
  return findSubmission(trx, id);
}

export interface ActionOutcome {
  done: boolean;
  message: string;
  wake: string[];
}

/**
 * An operator's action on a submission: approve, refuse or withdraw. Decided under the row's lock; an action that
 * comes too late is told what happened instead. Approval is for another person than the maker and bound to the hash.
 */
export async function actOnSubmission(
  db: Db,
  id: number,
  action: SubmissionUpdate,
  by: SubmissionAction,
  at: string,
): Promise<ActionOutcome> {
  return inTransaction(db, async (trx) => {
    const row = await lockSubmission(trx, id);
    const stamp = { at, actor: by.actor, reason: by.reason };
    const to = { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' } as const;
    if (row.state === to[action])
      return { done: false, message: `already ${row.state} since ${row.state_since}`, wake: [] };
    if (action === 'approve') checkApproval(row, by);
    if (action === 'withdraw' && !beforeDelivery.includes(row.state)) {
      throw new IncassoError(
        'CONFLICT',
        `submission ${row.message_id} is ${row.state}: it can be withdrawn only before delivery (${beforeDelivery.join(', ')})`,
      );
    }
    if (action === 'approve') {
      await transitionOne(trx, 'submission', id, 'approved', stamp);
      await run(trx, 'UPDATE submissions SET approved_by = :actor WHERE id = :id', { id, actor: by.actor });
    } else {
      await endBeforeDelivery(trx, row, to[action], stamp);
    }
    return { done: true, message: `${to[action]} by ${by.actor}`, wake: await wakeSubmissions(trx, [id], at) };
  });
}

function checkApproval(row: SubmissionRow, by: SubmissionAction): void {
  if (row.state !== 'awaiting_approval') {
    throw new IncassoError('CONFLICT', `submission ${row.message_id} is ${row.state}: it awaits no approval`);
  }
  if (row.made_by === by.actor) {
    throw new IncassoError('REFUSED', `${by.actor} made submission ${row.message_id}; another person must approve it`);
  }
  if (row.sha256 !== by.sha256) {
    throw new IncassoError(
      'REFUSED',
      `the approval names another file than ${row.sha256}; look at the file and approve that`,
    );
  }
}

/** Refused or withdrawn: the lines are released and held, so that nothing is sent again without a person. */
export async function endBeforeDelivery(
  trx: Transaction,
  row: SubmissionRow,
  to: 'refused' | 'withdrawn',
  stamp: Stamp & { reason?: string },
): Promise<void> {
  await lockCreditor(trx, row.creditor_id, 'set');
  await transitionOne(trx, 'submission', row.id, to, stamp);
  await releaseLines(trx, row, 'held', `submission ${row.message_id} ${to}`, stamp);
}

/** Releases every line still in flight: its item can be collected again, its agreement sent again, its undoing asked for again. */
export async function releaseLines(
  trx: Transaction,
  { id: submissionId, kind }: SubmissionRow,
  to: 'held' | 'rejected',
  reason: string,
  stamp: Stamp,
): Promise<void> {
  if (kind === 'cancellations' || kind === 'reversals') return releaseUndoLines(trx, submissionId, stamp.at);
  if (kind === 'agreements') {
    return releaseAgreements(trx, submissionId, to === 'held' ? 'released' : 'refused', reason, stamp);
  }
  await transition(
    trx,
    'collection',
    'in_flight',
    to,
    {
      sql: `SELECT collection_id, :why::text, NULL::text FROM submission_lines
             WHERE submission_id = :submission_id AND released_at IS NULL`,
      bindings: { submission_id: submissionId, why: reason },
    },
    stamp,
  );
  await releaseOneOffs(
    trx,
    {
      sql: `SELECT n.collection_id AS id FROM submission_lines n JOIN collections e ON e.id = n.collection_id
             WHERE n.submission_id = :released_from AND n.released_at IS NULL AND e.state = :released_to`,
      bindings: { released_from: submissionId, released_to: to },
    },
    reason,
    stamp,
  );
  await run(
    trx,
    `UPDATE submission_lines l SET released_at = :at FROM collections c
      WHERE l.submission_id = :id AND l.released_at IS NULL AND c.id = l.collection_id AND c.state = :to_state`,
    { id: submissionId, at: stamp.at, to_state: to },
  );
}
