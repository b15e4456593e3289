import type { AgreementLine } from '../../db/agreementFreeze.ts';
import type { MandateLine, MandateSection } from '../../domain/betalingsservice/outgoing.ts';
import { writeBs0605 } from '../../formats/nets/write0605.ts';
import { settingsOf } from './betalingsservice.ts';
import type { FrozenSubmission } from './index.ts';
import { onePage } from './onePage.ts';

/** A delivery 0605: the registrations in one section, the cancellations in another. Its number is that of the submission. */
export function writeAgreements(
  { submission, system }: Pick<FrozenSubmission, 'submission' | 'system'>,
  lines: AgreementLine[],
): AsyncIterable<Uint8Array> {
  const { supplier, subsystem, pbs_number, debtor_group, creditor_id, blanks_before_id, cancellation } =
    settingsOf(system);
  const sections = (['register', 'cancel'] as const).flatMap((action, index): MandateSection[] => {
    const count = lines.filter((line) => line.action === action).length;
    return count === 0 ? [] : [{ section_no: index + 1, action, pbs_number, debtor_group, creditor_id, count }];
  });
  return writeBs0605(
    {
      supplier,
      subsystem,
      delivery_id: String(submission.id),
      created_on: submission.created_local.slice(0, 10),
      blanks_before_id,
      cancellation,
      count: submission.line_count,
      sections,
    },
    onePage(lines.map(asMandateLine)),
  );
}

function asMandateLine(line: AgreementLine): MandateLine {
  return {
    section_no: line.action === 'register' ? 1 : 2,
    line_no: line.line_no,
    customer_number: line.customer_number,
    mandate_number: line.agreement_number ?? undefined,
    cpr_cvr: line.cpr_cvr ?? undefined,
    bank_registration: line.bank_registration ?? undefined,
    account_number: line.account_number ?? undefined,
    new_customer_number: undefined,
    effective_on: undefined,
  };
}
