import { IncassoError } from '../domain/errors.ts';
import type { Decision as Given } from '../domain/messages/instruction.ts';
import { sendingDates } from '../domain/sending.ts';
import { submissionStates } from '../domain/states/submission.ts';
import { mayBecome } from '../domain/states/table.ts';
import { markTransferred } from './agreements.ts';
import { askAnew } from './asking.ts';
import { lockCreditor, one, run, type Transaction } from './connection.ts';
import { closeAttemptAsDone, giveUpDoubtful, giveUpUnsent } from './deliveries.ts';
import { type InstructionRow, settleInstruction } from './instructions.ts';
import { findSystemById } from './parties.ts';
import { expectResults, settleDoubt } from './progress.ts';
import { findReceiptText, settleReceipts } from './receipts.ts';
import { endBeforeDelivery, lockSubmission, movesMoney, releaseLines, type SubmissionRow } from './submissions.ts';
import { applyToTask } from './taskDecisions.ts';
import { type Stamp, transitionOne } from './transitions.ts';
import { wakeSubject } from './waking.ts';

type Decision = Omit<Given, 'actor'>;

/**
 * What a decision does to the row it is about, in the transaction of the decision. Outcomes that only say "go on"
 * (retry, seen, resume) change nothing here: the subject is woken and reads its row.
 */
export async function applyOutcome(
  trx: Transaction,
  instruction: InstructionRow,
  decision: Decision,
  stamp: Stamp,
): Promise<void> {
  if (instruction.subject_kind === 'submission') return applyToSubmission(trx, instruction, decision, stamp);
  if (instruction.subject_kind === 'task') return applyToTask(trx, Number(instruction.subject_id), decision, stamp);
  if (instruction.subject_kind === 'mandate') return applyToMandate(trx, instruction, decision, stamp);
  if (instruction.subject_kind === 'inbound_file') return applyToFile(trx, instruction, decision, stamp);
  if (decision.outcome === 'resume') await wakeSubject(trx, instruction.subject_id, stamp.at);
}

async function applyToSubmission(
  trx: Transaction,
  instruction: InstructionRow,
  decision: Decision,
  stamp: Stamp,
): Promise<void> {
  const id = Number(instruction.subject_id);
  const row = await lockSubmission(trx, id);
  const because = { ...stamp, reason: decision.reason };
  switch (decision.outcome) {
    case 'arrived':
      await closeAttemptAsDone(trx, id, `${stamp.actor} says it arrived`, stamp.at);
      await transitionOne(trx, 'submission', id, 'delivered', because);
      await markTransferred(trx, id);
      return;
    case 'send_again':
      await giveUpDoubtful(trx, id, `${stamp.actor} says it did not arrive`, stamp.at);
      await transitionOne(trx, 'submission', id, 'approved', because);
      return;
    case 'withdraw':
      if (instruction.cause === 'delivery_failed') {
        await giveUpUnsent(trx, row, `withdrawn by ${stamp.actor}`, stamp.at);
      } else {
        await giveUpDoubtful(trx, id, `withdrawn by ${stamp.actor}`, stamp.at);
      }
      await endBeforeDelivery(trx, row, 'withdrawn', because);
      return;
    case 'wait':
      await waitLonger(trx, row, stamp.at);
      return;
    case 'rejected':
      await rejectWhole(trx, row, because);
      await settleReceipts(trx, id, 'rejected', `${stamp.actor} says that the whole file was refused`, stamp);
      return;
    case 'unpaid':
      await endUnpaid(trx, row, because);
      return;
    case 'retry':
    case 'resume':
    case 'seen':
      return;
    default:
      throw new IncassoError('BROKEN_PROMISE', `outcome ${decision.outcome} does nothing to a submission`);
  }
}

async function rejectWhole(trx: Transaction, row: SubmissionRow, because: Stamp & { reason?: string }): Promise<void> {
  await lockCreditor(trx, row.creditor_id, 'set');
  await refuseWhenMoneyCame(trx, row);
  await releaseLines(trx, row, 'rejected', `whole file refused: ${because.reason}`, because);
  await transitionOne(trx, 'submission', row.id, 'rejected', because);
}

/** What was not paid by now is not expected any more; what was paid stays. */
async function endUnpaid(trx: Transaction, row: SubmissionRow, because: Stamp & { reason?: string }): Promise<void> {
  if (!movesMoney(row.kind)) {
    throw new IncassoError('CONFLICT', `submission ${row.message_id} is of ${row.kind}: nothing of it is paid`);
  }
  await lockCreditor(trx, row.creditor_id, 'set');
  await releaseLines(trx, row, 'rejected', `not paid: ${because.reason}`, because);
  const end = (await countSettled(trx, row.id)) > 0 ? 'settled' : 'rejected';
  await transitionOne(trx, 'submission', row.id, end, because);
}

/** A file of which a line was settled cannot have been refused as a whole. */
async function refuseWhenMoneyCame(trx: Transaction, row: SubmissionRow): Promise<void> {
  const count = await countSettled(trx, row.id);
  if (count === 0) return;
  throw new IncassoError(
    'CONFLICT',
    `submission ${row.message_id}: ${count} of its lines were settled, so the bank took it`,
  );
}

/** Lines of a submission for which money came, also where it went back later. */
async function countSettled(trx: Transaction, submissionId: number): Promise<number> {
  const { count } = await one<{ count: number }>(
    trx,
    'lines',
    `SELECT count(*)::int AS count FROM submission_lines l JOIN collections c ON c.id = l.collection_id
      WHERE l.submission_id = :id AND c.state IN ('settled', 'returned', 'refunded', 'reversed')`,
    { id: submissionId },
  );
  return count;
}

/** The bank gets as many business days again, counted from now. */
async function waitLonger(trx: Transaction, row: SubmissionRow, at: string): Promise<void> {
  const { today, answerDueAt } = sendingDates(await findSystemById(trx, row.system_id), at);
  await run(trx, 'UPDATE submissions SET answer_due_at = :due WHERE id = :id', { id: row.id, due: answerDueAt(today) });
}

/** The desk asks for a signature that does not come: again, or no more. */
async function applyToMandate(
  trx: Transaction,
  instruction: InstructionRow,
  decision: Decision,
  stamp: Stamp,
): Promise<void> {
  const id = Number(instruction.subject_id);
  const because = { ...stamp, reason: decision.reason };
  if (decision.outcome === 'remind') await askAnew(trx, id, because);
  else if (decision.outcome === 'abandon') await transitionOne(trx, 'mandate', id, 'abandoned', because);
}

async function applyToFile(
  trx: Transaction,
  instruction: InstructionRow,
  decision: Decision,
  stamp: Stamp,
): Promise<void> {
  const id = Number(instruction.subject_id);
  const because = { ...stamp, reason: decision.reason, cause: decision.outcome };
  switch (decision.outcome) {
    case 'sign_off':
      await transitionOne(trx, 'inbound_file', id, 'staged', because);
      await run(trx, 'UPDATE inbound_files SET signed_off_by = :actor WHERE id = :id', { id, actor: stamp.actor });
      return;
    case 'quarantine':
      if (instruction.cause === 'file_does_not_add_up')
        await transitionOne(trx, 'inbound_file', id, 'quarantined', because);
      return;
    case 'accepted':
    case 'rejected':
      await judgeReceipt(trx, id, decision.outcome, because);
      return;
    case 'retry':
    case 'resume':
    case 'seen':
      return;
    default:
      throw new IncassoError('BROKEN_PROMISE', `outcome ${decision.outcome} does nothing to an inbound file`);
  }
}

/** A person has read a receipt: the payment centre took the file, or refused all of it. */
async function judgeReceipt(
  trx: Transaction,
  fileId: number,
  outcome: 'accepted' | 'rejected',
  because: Stamp & { reason?: string },
): Promise<void> {
  const receipt = await findReceiptText(trx, fileId);
  if (receipt === undefined || receipt.submission_id === null) return;
  const row = await lockSubmission(trx, receipt.submission_id);
  const why = `${because.actor} has read receipt ${fileId}`;
  if (row.state === 'unknown') await settleDoubt(trx, row.id, why, because);
  if (outcome === 'rejected') await rejectWhole(trx, row, because);
  else if (mayBecome(submissionStates, row.state, 'acknowledged')) {
    await transitionOne(trx, 'submission', row.id, 'acknowledged', because);
    await expectResults(trx, row.id, because.at);
  }
  const silence = { kind: 'submission', id: String(row.id), cause: 'submission_silent' } as const;
  await settleInstruction(trx, silence, outcome === 'rejected' ? 'rejected' : 'wait', why, because);
}
