import { localDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import { beforeDelivery, type SubmissionState } from '../domain/states/submission.ts';
import { type DeliveredLine, stillPossible } from '../domain/undoing.ts';
import { type Db, first, inTransaction, lockCreditor, one } from './connection.ts';
import { findSystemById } from './parties.ts';
import { endBeforeDelivery, lockSubmission } from './submissions.ts';
import { type Stamp, transition, transitionOne } from './transitions.ts';
import { wakeSubmissions } from './waking.ts';

/** A line in the file in which it lives. */
export interface LineInFile extends Omit<DeliveredLine, 'system'> {
  creditor_id: number;
  system_id: number;
  submission_id: number;
  submission_state: SubmissionState;
  line_no: number;
  amount_minor: number;
  currency: string;
}

/** Undefined when the line stands in no file. */
export function lineInFile(db: Db, id: number): Promise<LineInFile | undefined> {
  return first(
    db,
    `SELECT c.id AS collection_id, c.state, c.direction, b.collection_on, s.message_id, s.creditor_id, s.system_id,
            s.id AS submission_id, s.state AS submission_state, l.line_no, l.amount_minor, c.currency
       FROM collections c JOIN submission_lines l ON l.collection_id = c.id AND l.released_at IS NULL
       JOIN submissions s ON s.id = l.submission_id
       JOIN submission_batches b ON b.submission_id = l.submission_id AND b.batch_no = l.batch_no
      WHERE c.id = :id`,
    { id },
  );
}

export interface LineChange {
  message: string;
  /** Workflows to be told. */
  wake: string[];
}

/**
 * Stops a line for good. In a file that was not delivered yet, the file is withdrawn with it and its other lines are ready again;
 * once the bank has it, the sentence of the refusal says what is still possible (C16).
 * @throws IncassoError CONFLICT
 */
export async function stopLine(db: Db, id: number, stamp: Stamp & { reason?: string }): Promise<LineChange> {
  return inTransaction(db, async (trx) => {
    // first of all: a send that goes on just now may be putting the line into a file
    const { creditor_id } = await one<{ creditor_id: number }>(
      trx,
      `collection ${id}`,
      'SELECT creditor_id FROM collections WHERE id = :id',
      { id },
    );
    await lockCreditor(trx, creditor_id, 'set');
    const line = await lineInFile(trx, id);
    if (line === undefined) {
      const from = await transitionOne(trx, 'collection', id, 'stopped', stamp);
      return { message: `${from} to stopped`, wake: [] };
    }
    const submission = await lockSubmission(trx, line.submission_id);
    if (submission.state === 'unknown' || submission.state === 'delivering') {
      const how = `its file ${submission.message_id} may be at the bank: settle that first`;
      throw new IncassoError('CONFLICT', `line ${id} is ${line.state}, and ${how} (incasso instructions list)`);
    }
    if (!beforeDelivery.includes(submission.state)) {
      const system = await findSystemById(trx, line.system_id);
      throw new IncassoError('CONFLICT', stillPossible({ ...line, system }, localDate(stamp.at, system.zone)));
    }
    const because = { ...stamp, reason: `line ${id} was stopped` };
    await endBeforeDelivery(trx, submission, 'withdrawn', because);
    await transitionOne(trx, 'collection', id, 'stopped', stamp);
    const others = {
      sql: `SELECT l.collection_id, :why::text, NULL::text FROM submission_lines l
             WHERE l.submission_id = :file AND l.collection_id <> :stopped`,
      bindings: { why: because.reason, file: submission.id, stopped: id },
    };
    const ready = await transition(trx, 'collection', 'held', 'ready', others, stamp);
    return {
      message: `stopped; ${submission.message_id} is withdrawn, ${ready} other lines are ready again`,
      wake: await wakeSubmissions(trx, [submission.id], stamp.at),
    };
  });
}
