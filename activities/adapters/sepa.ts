import type { FrozenSystem } from '../../db/frozenSystem.ts';
import type { SubmissionLine } from '../../db/submissionLines.ts';
import { IncassoError } from '../../domain/errors.ts';
import type { CreditTransferLine } from '../../domain/pain001.ts';
import type { DirectDebitBatch, DirectDebitLine, DirectDebitMessage, LocalInstrument } from '../../domain/pain008.ts';
import { writePain001 } from '../../formats/pain001.ts';
import { writePain008 } from '../../formats/pain008.ts';
import type { FrozenSubmission } from './index.ts';

/** A pain.008 of SEPA Core, or a pain.001 of what is paid out. */
export function writeSepaCore(frozen: FrozenSubmission): AsyncIterable<string> {
  return frozen.submission.kind === 'disbursements' ? writeTransfers(frozen) : writeDirectDebits(frozen, 'CORE');
}

/** A pain.008 of SEPA B2B, or a pain.001 of what is paid out. */
export function writeSepaB2b(frozen: FrozenSubmission): AsyncIterable<string> {
  return frozen.submission.kind === 'disbursements' ? writeTransfers(frozen) : writeDirectDebits(frozen, 'B2B');
}

function writeDirectDebits(
  { submission, system, batches, lines }: FrozenSubmission,
  local_instrument: LocalInstrument,
): AsyncIterable<string> {
  return writePain008(
    {
      version: versionOf(system),
      message_id: submission.message_id,
      created_at: submission.created_local,
      count: submission.line_count,
      sum_minor: submission.sum_minor,
      initiating_party: system.account_name,
      local_instrument,
      batch_booking: system.batch_booking ?? undefined,
      creditor: creditorOf(system),
      // the guard of SEPA freezes its own sequence types only
      batches: batches as DirectDebitBatch[],
    },
    // and addresses that are structured
    lines as AsyncIterable<DirectDebitLine[]>,
  );
}

/** In a credit transfer the customer is the creditor, and we are the debtor. */
function writeTransfers({ submission, system, batches, lines }: FrozenSubmission): AsyncIterable<string> {
  return writePain001(
    {
      message_id: submission.message_id,
      created_at: submission.created_local,
      count: submission.line_count,
      sum_minor: submission.sum_minor,
      initiating_party: system.account_name,
      batch_booking: system.batch_booking ?? undefined,
      debtor: {
        name: system.account_name,
        iban: system.account_iban,
        bic: system.account_bic ?? undefined,
        // the guard keeps out what would need it
        address: undefined,
      },
      batches: batches.map(({ collection_on, ...batch }) => ({ ...batch, execution_on: collection_on })),
    },
    asTransfers(lines),
  );
}

async function* asTransfers(pages: AsyncIterable<SubmissionLine[]>): AsyncGenerator<CreditTransferLine[]> {
  for await (const page of pages) {
    yield page.map(({ batch_no, line_no, end_to_end_id, amount_minor, remittance, ...line }) => ({
      batch_no,
      line_no,
      end_to_end_id,
      amount_minor,
      remittance,
      creditor_name: line.debtor_name,
      creditor_iban: line.debtor_iban,
      creditor_bic: line.debtor_bic,
      creditor_address: undefined,
    }));
  }
}

/** Who collects. Throws INVALID_INPUT without a creditor identifier. */
export function creditorOf(system: FrozenSystem): DirectDebitMessage['creditor'] {
  if (system.creditor_identifier === null) {
    throw new IncassoError('INVALID_INPUT', `creditor ${system.creditor} has no creditor identifier`);
  }
  return {
    name: system.account_name,
    iban: system.account_iban,
    bic: system.account_bic ?? undefined,
    identifier: system.creditor_identifier,
  };
}

/** The version of pain.008 of a file. Throws BROKEN_PROMISE for one that is not of SEPA. */
export function versionOf({ code, message_version }: FrozenSystem): DirectDebitMessage['version'] {
  if (message_version !== 'bs.0601') return message_version;
  throw new IncassoError('BROKEN_PROMISE', `collection system ${code} has no version of pain.008`);
}
