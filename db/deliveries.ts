import { IncassoError } from '../domain/errors.ts';
import { dateRuleOnDelivery } from '../domain/sending.ts';
import { type SubmissionState, toBeSent } from '../domain/states/submission.ts';
import { type Db, first, inTransaction, run, type Transaction } from './connection.ts';
import { findSystemById } from './parties.ts';
import { lockSubmission, type SubmissionRow } from './submissions.ts';
import { type Stamp, transition, transitionOne } from './transitions.ts';

export type DeliveryPhase = 'writing' | 'renaming' | 'done' | 'given_up';

export interface DeliveryAttempt {
  attempt: number;
  phase: DeliveryPhase;
}

/** What the next step of a delivery may be. `write`: a new attempt has begun; `look`: an earlier one is in doubt. */
export type DeliveryStep =
  { kind: 'write'; attempt: number } | { kind: 'look'; attempt: number } | { kind: 'nothing'; state: string };

/** Who carries a file: its workflow, or a person who takes it out of a system without direct communication (C1). */
export type Carrier = 'workflow' | 'person';

/**
 * Begins a delivery attempt, or says that the last one must be looked at first. Only an attempt that was still writing
 * may be written again: it is given up, so that a worker that comes back late finds no row to go on with. What is not this
 * carrier's to deliver is left to the other one, whatever the system was when somebody looked before.
 */
export async function beginAttempt(
  db: Db,
  submissionId: number,
  stamp: Stamp,
  carrier: Carrier = 'workflow',
): Promise<DeliveryStep> {
  return inTransaction(db, async (trx) => {
    const row = await lockSubmission(trx, submissionId);
    if (!toBeSent.includes(row.state)) return { kind: 'nothing', state: row.state };
    if (row.state === 'written' && row.approval_required) {
      // the system began to ask for approval after this file was written
      await transitionOne(trx, 'submission', submissionId, 'awaiting_approval', stamp);
      return { kind: 'nothing', state: 'awaiting_approval' };
    }
    const last = await lastAttempt(trx, submissionId);
    if (last?.phase === 'renaming') return { kind: 'look', attempt: last.attempt };
    if (row.direct_communication !== (carrier === 'workflow')) return { kind: 'nothing', state: row.state };
    // a person may still be too late: until they have the file, it waits as it did
    if (carrier === 'workflow' && row.state !== 'delivering')
      await transitionOne(trx, 'submission', submissionId, 'delivering', stamp);
    const taken_by = carrier === 'person' ? stamp.actor : null;
    return { kind: 'write', attempt: await insertAttempt(trx, submissionId, { taken_by, note: null }, stamp.at) };
  });
}

/**
 * Adds an attempt that is writing, and gives up one that still was.
 * @returns its number.
 */
export async function insertAttempt(
  trx: Transaction,
  submissionId: number,
  about: { taken_by: string | null; note: string | null },
  at: string,
): Promise<number> {
  const last = await lastAttempt(trx, submissionId);
  if (last?.phase === 'writing') await giveUpAttempt(trx, submissionId, last.attempt, 'begun again', at);
  const attempt = (last?.attempt ?? 0) + 1;
  await run(
    trx,
    `INSERT INTO delivery_attempts (submission_id, attempt, phase, started_at, taken_by, note)
     VALUES (:id, :attempt, 'writing', :at, :taken_by, :note)`,
    { id: submissionId, attempt, at, ...about },
  );
  return attempt;
}

export async function lastAttempt(db: Db, submissionId: number): Promise<DeliveryAttempt | undefined> {
  return first(
    db,
    'SELECT attempt, phase FROM delivery_attempts WHERE submission_id = :id ORDER BY attempt DESC LIMIT 1',
    { id: submissionId },
  );
}

/** The point of no return: only the attempt that is still writing may rename. False: another one took over; stop. */
export async function beginRename(db: Db, submissionId: number, attempt: number): Promise<boolean> {
  const changed = await run(
    db,
    `UPDATE delivery_attempts SET phase = 'renaming'
      WHERE submission_id = :id AND attempt = :attempt AND phase = 'writing'`,
    { id: submissionId, attempt },
  );
  return changed === 1;
}

/** Closes an attempt that did not deliver, so that a new one may begin. */
export async function giveUpAttempt(
  db: Db,
  submissionId: number,
  attempt: number,
  note: string,
  at: string,
): Promise<void> {
  await run(
    db,
    `UPDATE delivery_attempts SET phase = 'given_up', note = :note, ended_at = :at
      WHERE submission_id = :id AND attempt = :attempt AND phase IN ('writing', 'renaming')`,
    { id: submissionId, attempt, note, at },
  );
}

/** Looking did not settle it: the submission is unknown until a person or the bank's own answer says more. */
export async function recordUnknown(db: Db, submissionId: number, reason: string, stamp: Stamp): Promise<void> {
  await inTransaction(db, async (trx) => {
    await transition(
      trx,
      'submission',
      'delivering',
      'unknown',
      { sql: 'SELECT :id::bigint, :reason::text, NULL::text', bindings: { id: submissionId, reason } },
      stamp,
    );
  });
}

/**
 * A delivery was given up after its last try. Whether the file left is certain only while the attempt was still writing:
 * once it had begun to rename, the submission becomes unknown.
 * @returns the state that the submission is in now.
 */
export async function recordFailedDelivery(
  db: Db,
  submissionId: number,
  reason: string,
  stamp: Stamp,
): Promise<SubmissionState> {
  return inTransaction(db, async (trx) => {
    const row = await lockSubmission(trx, submissionId);
    const last = await lastAttempt(trx, submissionId);
    if (row.state !== 'delivering' || last?.phase !== 'renaming') return row.state;
    await recordUnknown(trx, submissionId, reason, stamp);
    return 'unknown';
  });
}

/**
 * Nothing has left, says the instruction: its attempt is closed so that its worker, should it still be there, cannot go on.
 * Refused when that worker has begun to rename meanwhile.
 */
export async function giveUpUnsent(trx: Transaction, row: SubmissionRow, note: string, at: string): Promise<void> {
  const last = await lastAttempt(trx, row.id);
  if (last === undefined) return;
  await run(
    trx,
    `UPDATE delivery_attempts SET phase = 'given_up', note = :note, ended_at = :at
      WHERE submission_id = :id AND attempt = :attempt AND phase = 'writing'`,
    { id: row.id, attempt: last.attempt, note, at },
  );
  if ((await lastAttempt(trx, row.id))?.phase === 'renaming') {
    throw new IncassoError(
      'CONFLICT',
      `submission ${row.message_id} is on its way just now: choose retry, which looks first`,
    );
  }
}

/** A person says that the bank does not have the file: its attempt is closed, so that a new one may begin. */
export async function giveUpDoubtful(db: Db, submissionId: number, note: string, at: string): Promise<void> {
  const last = await lastAttempt(db, submissionId);
  if (last) await giveUpAttempt(db, submissionId, last.attempt, note, at);
}

/** A person, or the bank's own answer, says that the file arrived. */
export async function closeAttemptAsDone(db: Db, submissionId: number, note: string, at: string): Promise<void> {
  await run(
    db,
    `UPDATE delivery_attempts SET phase = 'done', note = :note, ended_at = :at
      WHERE submission_id = :id AND phase = 'renaming'`,
    { id: submissionId, note, at },
  );
}

/**
 * The date may have passed while the file waited: a payment centre pays what comes late in another month, a bank refuses it or takes
 * another day than the debtors were told. @throws IncassoError CONFLICT
 */
export async function mustBeInTime(db: Db, row: SubmissionRow, at: string): Promise<void> {
  if (row.kind !== 'collections' && row.kind !== 'disbursements') return;
  const rule = dateRuleOnDelivery(await findSystemById(db, row.system_id), row, at);
  if (rule === undefined) return;
  throw new IncassoError('CONFLICT', `submission ${row.message_id}: its first date ${row.first_collection_on} ${rule}`);
}
