import type { FrozenSystem } from '../../db/frozenSystem.ts';
import type { SubmissionRow } from '../../db/submissions.ts';
import type { UndoLine } from '../../db/undoing.ts';
import type { CancellationLine, CancellationMessage, CancellationReason } from '../../domain/camt055.ts';
import { IncassoError } from '../../domain/errors.ts';
import { addMinor } from '../../domain/money.ts';
import { creditTransferVersion } from '../../domain/pain001.ts';
import type { ReversalLine, ReversalReason } from '../../domain/pain007.ts';
import type { DirectDebitLine, SequenceType } from '../../domain/pain008.ts';
import { factsOf } from '../../domain/sending.ts';
import { writeCamt055 } from '../../formats/camt055.ts';
import { writePain007 } from '../../formats/pain007.ts';
import { onePage } from './onePage.ts';
import { creditorOf, versionOf } from './sepa.ts';

/** The bytes of a request to the bank: a camt.055 that cancels, or a pain.007 that reverses. */
export function writeUndoing(
  submission: SubmissionRow,
  system: FrozenSystem,
  lines: readonly UndoLine[],
): AsyncIterable<string> {
  const [first] = lines;
  if (first === undefined) {
    throw new IncassoError('BROKEN_PROMISE', `submission ${submission.message_id} asks for nothing`);
  }
  const batches = batchesOf(lines);
  const message = {
    message_id: submission.message_id,
    created_at: submission.created_local,
    count: submission.line_count,
    sum_minor: submission.sum_minor,
    initiating_party: system.account_name,
  };
  const original: CancellationMessage['original'] = {
    message_id: first.original_message_id,
    version: first.original_kind === 'disbursements' ? creditTransferVersion : versionOf(first.original_system),
  };
  if (submission.kind === 'cancellations') {
    const own = batches.map(({ batch_no, count, sum_minor, of }) => ({
      batch_no,
      count,
      sum_minor,
      original: { payment_info_id: of.payment_info_id, requested_on: of.collection_on },
    }));
    return writeCamt055(
      { ...message, bank_bic: system.account_bic ?? undefined, original, batches: own },
      onePage(batches.flatMap((batch) => batch.lines.map((line) => cancellationOf(batch.batch_no, line)))),
    );
  }
  const scheme = factsOf(system).scheme;
  if (scheme === 'BS') throw new IncassoError('BROKEN_PROMISE', `system ${system.code} reverses nothing`);
  const own = batches.map(({ batch_no, count, sum_minor, of }) => ({
    batch_no,
    count,
    sum_minor,
    payment_info_id: `${submission.message_id}-${batch_no}`,
    original: {
      payment_info_id: of.payment_info_id,
      collection_on: of.collection_on,
      sequence_type: of.sequence_type as SequenceType,
    },
  }));
  return writePain007(
    {
      ...message,
      batch_booking: system.batch_booking ?? undefined,
      original: {
        message_id: first.original_message_id,
        version: versionOf(first.original_system),
        local_instrument: scheme,
        creditor: creditorOf(first.original_system),
      },
      batches: own,
    },
    onePage(batches.flatMap((batch) => batch.lines.map((line) => reversalOf(batch.batch_no, line)))),
  );
}

interface UndoBatch {
  batch_no: number;
  count: number;
  sum_minor: number;
  /** Any line of it: all have the same original batch. */
  of: UndoLine;
  lines: UndoLine[];
}

/** The lines by the batch that they were sent in, numbered anew. */
function batchesOf(lines: readonly UndoLine[]): UndoBatch[] {
  const groups = new Map<number, UndoLine[]>();
  for (const line of lines) groups.set(line.batch_no, [...(groups.get(line.batch_no) ?? []), line]);
  return [...groups.values()].map((group, index) => ({
    batch_no: index + 1,
    count: group.length,
    sum_minor: addMinor(...group.map((line) => line.amount_minor)),
    of: group[0] as UndoLine,
    lines: group,
  }));
}

function cancellationOf(batch_no: number, line: UndoLine): CancellationLine {
  const { undo_line_no: line_no, end_to_end_id, amount_minor, reason } = line;
  return { batch_no, line_no, end_to_end_id, amount_minor, reason: reason as CancellationReason };
}

function reversalOf(batch_no: number, line: UndoLine): ReversalLine {
  // only lines of SEPA are reversed, and their addresses are structured
  return {
    ...(line as DirectDebitLine & UndoLine),
    batch_no,
    line_no: line.undo_line_no,
    reason: line.reason as ReversalReason,
  };
}
