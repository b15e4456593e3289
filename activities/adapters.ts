import type { SystemRow } from '../db/parties.ts';
import type { SubmissionRow } from '../db/submissions.ts';
import { IncassoError } from '../domain/errors.ts';
import type { DirectDebitBatch, DirectDebitLine, LocalInstrument } from '../domain/pain008.ts';
import { writePain008 } from '../formats/pain008.ts';

export interface FrozenSubmission {
  submission: SubmissionRow;
  system: SystemRow;
  batches: DirectDebitBatch[];
  lines: AsyncIterable<DirectDebitLine[]>;
}

/** How each collection system writes its file, from frozen rows only. What comes after normalisation is the same code. */
const writers: Record<string, (frozen: FrozenSubmission) => AsyncIterable<string>> = {
  'sepa-core': (frozen) => writeDirectDebits(frozen, 'CORE'),
  'sepa-b2b': (frozen) => writeDirectDebits(frozen, 'B2B'),
};

/** The bytes of a submission, as its system's adapter writes them. */
export function writeFile(frozen: FrozenSubmission): AsyncIterable<string> {
  const writer = writers[frozen.system.adapter];
  if (!writer)
    throw new IncassoError('INVALID_INPUT', `adapter ${frozen.system.adapter} of ${frozen.system.code} is not known`);
  return writer(frozen);
}

function writeDirectDebits(
  { submission, system, batches, lines }: FrozenSubmission,
  local_instrument: LocalInstrument,
): AsyncIterable<string> {
  if (system.creditor_identifier === null) {
    throw new IncassoError('INVALID_INPUT', `creditor ${system.creditor} has no creditor identifier`);
  }
  return writePain008(
    {
      version: system.message_version,
      message_id: submission.message_id,
      created_at: submission.created_local,
      count: submission.line_count,
      sum_minor: submission.sum_minor,
      initiating_party: system.account_name,
      local_instrument,
      batch_booking: system.batch_booking ?? undefined,
      creditor: {
        name: system.account_name,
        iban: system.account_iban,
        bic: system.account_bic ?? undefined,
        identifier: system.creditor_identifier,
      },
      batches,
    },
    lines,
  );
}
