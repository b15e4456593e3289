import { IncassoError } from '../../domain/errors.ts';
import type { DirectDebitBatch, DirectDebitLine, LocalInstrument } from '../../domain/pain008.ts';
import { writePain008 } from '../../formats/pain008.ts';
import type { FrozenSubmission } from './index.ts';

/** A pain.008 of SEPA Core. */
export function writeSepaCore(frozen: FrozenSubmission): AsyncIterable<string> {
  return writeDirectDebits(frozen, 'CORE');
}

/** A pain.008 of SEPA B2B. */
export function writeSepaB2b(frozen: FrozenSubmission): AsyncIterable<string> {
  return writeDirectDebits(frozen, 'B2B');
}

function writeDirectDebits(
  { submission, system, batches, lines }: FrozenSubmission,
  local_instrument: LocalInstrument,
): AsyncIterable<string> {
  if (system.creditor_identifier === null) {
    throw new IncassoError('INVALID_INPUT', `creditor ${system.creditor} has no creditor identifier`);
  }
  if (system.message_version === 'bs.0601') {
    throw new IncassoError('INVALID_INPUT', `collection system ${system.code} has no version of pain.008`);
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
      // the guard of SEPA freezes its own sequence types only
      batches: batches as DirectDebitBatch[],
    },
    // and addresses that are structured
    lines as AsyncIterable<DirectDebitLine[]>,
  );
}
